"""The verdict, the measures and the reasons as a browser receives them."""

import re
from html import unescape

import pytest
from dashboard_cases import build_explanation

from limpide.dashboard import markup
from limpide.dashboard.reasons import build_reasons
from limpide.dashboard.words import get_words

FRENCH, ENGLISH = get_words("fr"), get_words("en")


def text_of(html: str) -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def test_a_refusal_says_so_in_words_with_probability_threshold_and_what_weighs_most() -> None:
    explanation = build_explanation([1.2, 0.4, -0.2], labels=["Credits elsewhere", "Job", "Age"])
    text = text_of(markup.verdict(explanation, build_reasons(explanation), ENGLISH))
    assert "Credit refused" in text
    assert "26.1%" in text and "9.1%" in text
    assert "What weighs most: Credits elsewhere and Job." in text


def test_an_acceptance_names_what_reassures() -> None:
    explanation = build_explanation([-1.2, 0.3], labels=["Âge", "Emploi"])
    text = text_of(markup.verdict(explanation, build_reasons(explanation), FRENCH))
    assert "Crédit accordé" in text
    assert "Ce qui rassure le plus : Âge." in text


def test_a_case_in_the_grey_zone_is_left_to_the_officer() -> None:
    explanation = build_explanation([0.1], labels=["Emploi"], half_width=0.5, grey_zone=(0.08, 0.12))
    text = text_of(markup.verdict(explanation, build_reasons(explanation), FRENCH))
    assert "Crédit à examiner" in text and "c’est à vous de trancher" in text
    assert "Ce qui pèse le plus : Emploi." in text
    assert text_of(FRENCH.say("verdict.close")) not in text


def test_a_close_decision_is_said_to_be_close_and_a_clear_one_is_not() -> None:
    close, clear = build_explanation([0.1], half_width=0.5), build_explanation([2.0], half_width=0.1)
    sentence = text_of(FRENCH.say("verdict.close"))
    assert sentence in text_of(markup.verdict(close, build_reasons(close), FRENCH))
    assert sentence not in text_of(markup.verdict(clear, build_reasons(clear), FRENCH))


def test_a_probability_just_over_the_threshold_does_not_look_equal_to_it() -> None:
    explanation = build_explanation([0.0001], base_probability=0.0909, threshold=0.0909)
    text = text_of(markup.measures(explanation, FRENCH))
    assert "Probabilité de défaut 9,091 %" in text
    assert "Seuil de refus 9,090 %" in text
    assert "Distance au seuil 0,001 point au‑dessus" in text


@pytest.mark.parametrize(
    ("margins", "said"),
    [([0.2], "Sur 100 clients comparables, environ 10"), ([-4.0], "Sur 1 000 clients comparables, environ 2")],
)
def test_a_probability_is_told_in_clients(margins: list[float], said: str) -> None:
    assert said in text_of(markup.in_words(build_explanation(margins), FRENCH))


def test_what_the_api_says_is_never_read_as_markup() -> None:
    explanation = build_explanation([0.9], labels=["<script>alert(1)</script>"])
    html = markup.reason_cards(build_reasons(explanation), FRENCH, increases=True, strongest=1.0)
    assert "<script>" not in html
    assert markup.plain("*[a](b)* :red[c] $x$") == r"\*\[a\]\(b\)\* \:red\[c\] \$x\$"


def test_a_side_without_reasons_says_so() -> None:
    html = markup.reason_cards([], FRENCH, increases=False, strongest=0.0)
    assert FRENCH.say("reasons.none_reduces") in text_of(html)


def test_a_definition_is_there_on_demand_and_escaped() -> None:
    reasons = build_reasons(build_explanation([0.9]))
    evidence = reasons[0].family.evidence
    assert evidence is not None
    told = {evidence.name: "Montant <b> dû"}
    html = markup.reason_cards(reasons, FRENCH, increases=True, strongest=1.0, definitions=told)
    assert f"<summary>{FRENCH.say('reasons.definition')}</summary>" in html
    assert "Montant &lt;b&gt; dû" in html
    assert "<details" not in markup.reason_cards(reasons, FRENCH, increases=True, strongest=1.0)


def test_a_concepts_part_for_this_client_stands_beside_its_part_for_all() -> None:
    reasons = build_reasons(build_explanation([0.9]))
    family = reasons[0].family.family
    shares = markup.Shares({family: 0.42}, {family: 0.17})
    text = text_of(markup.reason_cards(reasons, FRENCH, increases=True, strongest=1.0, shares=shares))
    assert f"{FRENCH.say('reasons.own_share')} 42 %" in text
    assert f"{FRENCH.say('reasons.usual_share')} 17 %" in text
    unknown = markup.Shares({family: 0.42}, {})
    assert FRENCH.say("reasons.own_share") not in text_of(
        markup.reason_cards(reasons, FRENCH, increases=True, strongest=1.0, shares=unknown)
    )
