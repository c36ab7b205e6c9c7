"""What is held on a person, as sentences: themes with folded gaps, loans as a timeline, trade terms of the glossary."""

import pytest

from limpide.contract import LoanEvent, LoanOrigin, RawValue, Unit
from limpide.dashboard.case.themes import build_themes
from limpide.dashboard.case.timeline import build_timeline, describe_loan, summary
from limpide.dashboard.trade_terms import TERMS, find_terms
from limpide.dashboard.words import get_words
from limpide.features.catalogue import CATALOGUE

ENGLISH, FRENCH = get_words("en"), get_words("fr", "EUR")
OWN = LoanEvent(
    origin=LoanOrigin.OWN,
    days_ago=700,
    kind="Consumer loan",
    state="Completed",
    amount=950.0,
    instalment=100.0,
    debt=None,
    overdue=None,
    ended_days_ago=350,
    followed=10,
    late=1,
    worst_days_late=9,
)
BUREAU = LoanEvent(
    origin=LoanOrigin.BUREAU,
    days_ago=400,
    kind=None,
    state="Open",
    amount=None,
    instalment=None,
    debt=1200.0,
    overdue=None,
    ended_days_ago=None,
    followed=3,
    late=2,
    worst_days_late=31,
)


def test_a_loan_is_told_in_sentences() -> None:
    own = describe_loan(OWN, ENGLISH).replace("\u00a0", " ")
    assert own == (
        "Consumer loan of 950, instalment 100. Completed, ended 11 months before the application. "
        "10 instalments paid, 1 late (by 9 days at most)."
    )
    told = describe_loan(BUREAU, ENGLISH).replace("\u00a0", " ")
    assert told.startswith("Loan of an unknown kind. Open. Still owed according to the bureau: 1,200.")
    assert "3 months followed, 2 late (by at least 31 days in the worst)." in told


def test_the_timeline_counts_loans_and_late_payments_and_escapes_what_comes_from_outside() -> None:
    assert summary([OWN, BUREAU], ENGLISH) == (
        "1 loan or application with us and 1 loan with other lenders. "
        "Instalments paid late with us: 1 and months late elsewhere: 2."
    )
    written = build_timeline([OWN.model_copy(update={"kind": "<b>x</b>"})], FRENCH)
    assert "&lt;b&gt;x&lt;/b&gt;" in written and "<b>" not in written
    assert written.count("<li") == 1 and 'class="lp-own"' in written


def test_unknown_data_of_a_theme_are_folded_into_one_line() -> None:
    values = [(f"c{rank}", None if rank else 1.0) for rank in range(5)]
    application = [
        RawValue(column=name, label=f"Label {name}", unit=Unit.COUNT, value=value, theme="home", theme_label="Home")
        for name, value in values
    ]
    written = build_themes(application, ENGLISH)
    assert written.count("<dt>") == 1 and "4 data not provided" in written
    assert written.index("<summary>") < written.index("Label c1")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("taux d'endettement", "Taux d’endettement"),
        ("TAUX D’ENDETTEMENT", "Taux d’endettement"),
        ("reste à vivre", "Reste à vivre"),
        ("reste a vivre", "Reste à vivre"),
        ("ficp", "FICP"),
        ("fichier banque de france", "FICP"),
        ("mensualité", "Échéance"),
        ("seuil", "Point d’équilibre"),
    ],
)
def test_trade_terms_are_found_by_name_and_synonym(typed: str, name: str) -> None:
    assert name in [term.name for term in find_terms(typed, FRENCH)]


def test_terms_have_words_in_both_languages_and_nothing_typed_finds_none() -> None:
    assert find_terms(" ", FRENCH) == []
    for words in (FRENCH, ENGLISH):
        assert all(words.say(entry.meaning).endswith(".") for entry in TERMS)


def test_the_data_listed_with_a_term_are_features() -> None:
    known = {feature.name for _, feature in CATALOGUE}
    assert {name for entry in TERMS for name in entry.features} <= known
