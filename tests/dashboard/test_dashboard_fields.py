"""What is held on a column, in the lender's terms; and who sees which pages."""

import pytest
from test_dashboard_uploads import card

from limpide.contract import Me, Role
from limpide.dashboard.case.editing import find_changes
from limpide.dashboard.fields import Field, as_lender
from limpide.dashboard.screen import decides, reviews, sees_cases, sees_scores
from limpide.dashboard.views.application import needed_parts

HOUSING = card("NAME_HOUSING_TYPE", "text").model_copy(
    update={"categories": ["House / apartment", "With parents"], "category_labels": ["Maison", "Chez ses parents"]}
)


def test_a_category_in_words_is_told_to_the_api_in_the_lenders_words() -> None:
    assert as_lender(Field(HOUSING, "Chez ses parents")) == "With parents"
    assert as_lender(Field(HOUSING, "With parents")) == "With parents"
    assert as_lender(Field(HOUSING, None)) is None


def test_only_what_differs_from_the_application_is_a_change() -> None:
    fields = [Field(HOUSING, "Maison"), Field(card("AMT_CREDIT", "number"), 100.0)]
    assert find_changes(fields, {"NAME_HOUSING_TYPE": "House / apartment", "AMT_CREDIT": 100.0}) == {}
    assert find_changes(fields, {"NAME_HOUSING_TYPE": "With parents", "AMT_CREDIT": None}) == {
        "NAME_HOUSING_TYPE": "With parents",
        "AMT_CREDIT": None,
    }
    assert find_changes(fields, {}) == {}


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (None, (True, True, True, True)),
        (Role.OFFICER, (True, True, True, False)),
        (Role.REVIEWER, (True, True, True, True)),
        (Role.ANALYST, (False, True, False, False)),
        (Role.ADMINISTRATOR, (False, False, False, False)),
        (Role.SERVICE, (True, True, False, False)),
    ],
)
def test_a_role_sees_what_it_is_here_for(role: Role | None, rights: tuple[bool, ...]) -> None:
    me = Me(name=None, role=role, desk=None)
    assert (sees_cases(me), sees_scores(me), decides(me), reviews(me)) == rights


def test_the_form_asks_what_the_model_reads_or_a_decision_needs_and_nothing_else() -> None:
    names = ["AMT_CREDIT", "AMT_GOODS_PRICE", "DAYS_BIRTH", "CNT_FAM_MEMBERS", "CNT_CHILDREN", "OCCUPATION_TYPE"]
    used = {"OCCUPATION_TYPE": True}
    cards = {name: card(name, "number").model_copy(update={"in_model": used.get(name, False)}) for name in names}
    asked = [name for part in needed_parts(cards).values() for name in part]
    assert asked == ["AMT_CREDIT", "AMT_GOODS_PRICE", "DAYS_BIRTH", "OCCUPATION_TYPE"]
