import re
from collections import Counter

import pytest

from limpide.features.catalogue import CATALOGUE, describe_column
from limpide.features.families import FAMILIES, SOURCES
from limpide.features.feature import PROTECTED, Feature, Policy
from limpide.sources.tables import TABLES

FEATURES = [feature for _, feature in CATALOGUE]
NUMBERED = {"tariff", "tariff_fine"}  # categories that are numbers: they need no words


def _repeated(words: list[str]) -> list[str]:
    return [word for word, times in Counter(words).items() if times > 1]


def test_every_table_gives_features() -> None:
    assert {source for source, _ in CATALOGUE} == set(SOURCES) - {"external"}
    assert len(CATALOGUE) >= 200


def test_a_score_of_an_outside_body_does_not_come_from_the_application() -> None:
    columns = [describe_column(source, feature, None) for source, feature in CATALOGUE]
    assert {column.source for column in columns} == set(SOURCES)
    for column in columns:
        if column.family == "external_scores":
            assert column.source in ("external", "cross"), column.name
            assert column.meaning is None or "Demande de crédit" not in column.meaning.fr


def test_names_and_labels_are_unique() -> None:
    assert _repeated([feature.name for feature in FEATURES]) == []
    assert _repeated([feature.fr for feature in FEATURES]) == []
    assert _repeated([feature.en for feature in FEATURES]) == []


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_a_feature_has_words_that_an_officer_can_say(feature: Feature) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", feature.name)
    assert feature.family in FAMILIES
    for label in (feature.fr, feature.en):
        assert label == label.strip()
        assert label[0].isupper()
        assert len(label) <= 110
        assert not re.search(r"[A-Z]{2,}_|_|365243|XNA|XAP|DPD", label), label
    assert feature.fr != feature.en or feature.fr in ("Documents",)


def test_a_category_names_the_lenders_column_that_has_words_for_it() -> None:
    columns = {column.name for table in TABLES.values() for column in table.columns}
    for feature in FEATURES:
        worded = feature.is_category and feature.name not in NUMBERED
        assert (feature.column in columns) if worded else (feature.column is None), feature.name


def test_a_feature_says_what_an_expert_expects_of_it() -> None:
    assert [feature.name for feature in FEATURES if feature.risk is None] == []


def test_every_family_is_used() -> None:
    assert {feature.family for feature in FEATURES} == set(FAMILIES)


def test_nothing_that_the_model_may_use_is_made_of_a_protected_attribute() -> None:
    for feature in FEATURES:
        made_of = [name for name in PROTECTED if name in str(feature.expression)]
        assert feature.policy is Policy.COMPARISON or not made_of, f"{feature.name} uses {made_of}"


def test_no_feature_is_made_of_the_outcome() -> None:
    assert not [feature.name for feature in FEATURES if "target" in str(feature.expression).lower()]


def test_the_protected_attributes_are_kept_to_compare_groups() -> None:
    compared = {feature.name for feature in FEATURES if feature.policy is Policy.COMPARISON}
    assert {"gender", "family_status"} <= compared
