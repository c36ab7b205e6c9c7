"""Data that the law keeps out of an assessment: no feature that a model may use is made of them."""

from limpide.features.catalogue import CATALOGUE
from limpide.features.feature import Policy

BARRED = ("social_circle", "medic", "loan_purpose")


def test_no_feature_that_a_model_may_use_is_made_of_the_social_circle_or_of_health() -> None:
    made_of = {
        feature.name: [name for name in BARRED if name in str(feature.expression).lower()]
        for _, feature in CATALOGUE
        if feature.policy is not Policy.COMPARISON
    }
    assert {name: found for name, found in made_of.items() if found} == {}
    for name in BARRED:  # they are held to compare groups: the search above looks for what is there
        assert any(name in str(feature.expression).lower() for _, feature in CATALOGUE), name
