"""Whose word a case stands under, in words, and who asks for what."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from limpide.contract import CaseState, CaseStatus, Choice, LenderUnits, LetterWay, RawValue, Unit, Value
from limpide.core.decision import Decision
from limpide.dashboard import states
from limpide.dashboard.case.request import budget_facts, build_request, client_facts, find_burden, loan_facts
from limpide.dashboard.words import Words, get_words

FRENCH, ENGLISH = get_words("fr"), get_words("en")
SIGNED: dict[str, Any] = {
    "choice": Choice.REFUSED,
    "officer": "Zoé Léger",
    "signed_at": datetime(2026, 11, 30, 12, tzinfo=UTC),
    "decision_id": UUID(int=1),
}
DUE: dict[str, Any] = {"review_id": UUID(int=2), "due_at": datetime(2026, 12, 30, 12, tzinfo=UTC)}


def test_before_anybody_signed_it_is_the_models_opinion() -> None:
    for state in (None, CaseState(status=CaseStatus.TO_DO)):
        assert states.headline(state, Decision.ACCEPTED, FRENCH).endswith("accord")
        assert states.headline(state, Decision.ACCEPTED, FRENCH).startswith("Avis du modèle")
        assert states.look(state, Decision.ACCEPTED) is Decision.ACCEPTED


@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
@pytest.mark.parametrize("status", [CaseStatus.REFUSED, CaseStatus.CONCLUDED, CaseStatus.UNDER_REVIEW])
def test_once_signed_it_is_the_decision_and_the_opinion_stands_second(status: CaseStatus, words: Words) -> None:
    state = CaseState(status=status, **SIGNED, **(DUE if status is CaseStatus.UNDER_REVIEW else {}))
    headline = states.headline(state, Decision.ACCEPTED, words)
    assert words.say("signed.refused") in headline and "Zoé Léger" in headline
    assert words.say("opinion.accepted") not in headline
    assert states.remarks(state, Decision.ACCEPTED, words)[-1] == states.opinion(Decision.ACCEPTED, words)
    assert "Zoé Léger" in states.short(state, words)
    expected = Decision.REVIEW if status is CaseStatus.UNDER_REVIEW else Decision.REFUSED
    assert states.look(state, Decision.ACCEPTED) is expected


HANDLED: dict[str, Any] = {"handled_by": "Bo Martin", "handled_at": datetime(2026, 12, 1, 12, tzinfo=UTC)}


@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
def test_what_is_waited_for_and_who_works_on_it_stand_second_to_the_opinion(words: Words) -> None:
    state = CaseState(status=CaseStatus.WAITING, due_at=DUE["due_at"], assignee="Zoé Léger", **HANDLED)
    assert states.headline(state, Decision.ACCEPTED, words) == states.opinion(Decision.ACCEPTED, words)
    told = " ".join(states.remarks(state, Decision.ACCEPTED, words))
    assert "Bo Martin" in told and words.short_day(DUE["due_at"]) in told
    assert words.say("state.assigned", name="Zoé Léger") in told
    assert "Zoé Léger" in states.short(state, words)
    undated = states.remarks(state.model_copy(update={"due_at": None}), Decision.ACCEPTED, words)
    assert words.short_day(DUE["due_at"]) not in " ".join(undated)


@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
def test_a_letter_that_was_handed_over_is_told_with_way_and_person_after_the_decision(words: Words) -> None:
    state = CaseState(status=CaseStatus.LETTER_SENT, way=LetterWay.IN_HAND, **SIGNED, **HANDLED)
    assert words.say("signed.refused") in states.headline(state, Decision.ACCEPTED, words)
    told = states.remarks(state, Decision.ACCEPTED, words)
    assert words.say("way.in_hand") in told[0] and "Bo Martin" in told[0]
    assert told[-1] == states.opinion(Decision.ACCEPTED, words)
    assert states.look(state, Decision.ACCEPTED) is Decision.REFUSED


@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
def test_an_acceptance_that_awaits_its_second_signature_is_not_shown_as_settled(words: Words) -> None:
    state = CaseState(status=CaseStatus.SECOND_SIGNATURE, **SIGNED | {"choice": Choice.ACCEPTED}, **DUE)
    assert words.say("signed.accepted") in states.headline(state, Decision.ACCEPTED, words)
    assert words.short_day(DUE["due_at"]) in states.remarks(state, Decision.ACCEPTED, words)[0]
    assert words.say("state.second_signature") in states.short(state, words)
    assert states.look(state, Decision.ACCEPTED) is Decision.REVIEW


def test_another_desks_decision_is_told_without_its_content() -> None:
    state = CaseState(status=CaseStatus.OTHER_DESK)
    assert states.headline(state, Decision.ACCEPTED, FRENCH) == "Décision prise dans une autre agence"
    assert states.look(state, Decision.ACCEPTED) is Decision.REVIEW


def test_every_status_has_a_word_and_an_icon_of_its_own() -> None:
    for words in (FRENCH, ENGLISH):
        assert len({states.short(CaseState(status=status), words) for status in CaseStatus}) == len(CaseStatus)
    assert len({states.icon(CaseState(status=status)) for status in CaseStatus}) == len(CaseStatus)


def held(**values: Value) -> dict[str, RawValue]:
    """Columns of an application by name."""
    units = {"DAYS_BIRTH": Unit.DAYS, "AMT_INCOME_TOTAL": Unit.EURO, "AMT_ANNUITY": Unit.EURO}
    return {
        name: RawValue(column=name, label=name, unit=units.get(name, Unit.CATEGORY), value=value)
        for name, value in values.items()
    }


def test_the_instalment_is_set_against_the_income_only_where_both_periods_are_declared() -> None:
    columns = held(AMT_INCOME_TOTAL=24000.0, AMT_ANNUITY=500.0)
    declared = LenderUnits(currency="EUR", income_period="year", instalment_period="month")
    assert find_burden(columns, declared) == 0.25
    assert find_burden(columns, declared.model_copy(update={"income_period": None})) is None
    assert find_burden(held(AMT_INCOME_TOTAL=0.0, AMT_ANNUITY=500.0), declared) is None
    assert find_burden(held(AMT_ANNUITY=500.0), declared) is None
    told = dict(budget_facts(columns, declared, ENGLISH))
    assert told[ENGLISH.say("request.burden")] == "25%"
    undeclared = LenderUnits(currency=None, income_period=None, instalment_period="month")
    assert ENGLISH.say("request.no_burden") in dict(budget_facts(columns, undeclared, ENGLISH)).values()


def test_age_is_in_whole_years_and_an_unknown_duration_is_said_to_be_unknown() -> None:
    facts = dict(client_facts(held(DAYS_BIRTH=-15000.0), ENGLISH))
    assert facts[ENGLISH.say("request.age")] == "41 years"
    assert ENGLISH.say("request.off_tariff") in dict(loan_facts(held(), None, ENGLISH)).values()


def test_what_an_applicant_wrote_is_never_read_as_markup() -> None:
    html = build_request({"request.client": [("<b>", "<script>")]}, FRENCH)
    assert "<script>" not in html and "&lt;script&gt;" in html
