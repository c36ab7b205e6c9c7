"""The verdict, the measures and the reasons as a browser receives them."""

import re
from html import unescape

import pytest
from dashboard_cases import build_explanation

from limpide.dashboard import markup
from limpide.dashboard.reasons import build_reasons
from limpide.dashboard.words import Words, get_words

FRENCH, ENGLISH = get_words("fr"), get_words("en")


def text_of(html: str) -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


@pytest.mark.parametrize("margin", [-1.5, 0.1, 1.5])
@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
def test_a_verdict_names_the_break_even_point_and_the_zone_and_no_threshold(margin: float, words: Words) -> None:
    explanation = build_explanation([margin], grey_zone=(0.08, 0.12))
    text = text_of(markup.why_decided(explanation, words))
    for at in (explanation.threshold, 0.08, 0.12):
        assert text_of(words.percent(at)) in text
    bare = build_explanation([margin])
    without = text_of(markup.why_decided(bare, words))
    assert text_of(words.percent(bare.threshold)) in without
    for said in (text, without):
        assert not re.search("seuil|threshold", said.lower())


@pytest.mark.parametrize(
    ("margins", "said"),
    [([0.2], "Sur 100 clients comparables, environ 10"), ([-4.0], "Sur 1 000 clients comparables, environ 2")],
)
def test_a_probability_is_told_in_clients(margins: list[float], said: str) -> None:
    assert said in text_of(markup.in_words(build_explanation(margins), FRENCH))


def test_what_the_api_says_is_never_read_as_markup() -> None:
    explanation = build_explanation([0.9], labels=["<script>alert(1)</script>"])
    html = markup.reason_cards(build_reasons(explanation), FRENCH, increases=True)
    assert "<script>" not in html
    assert markup.plain("*[a](b)* :red[c] $x$") == r"\*\[a\]\(b\)\* \:red\[c\] \$x\$"


def test_a_side_without_reasons_says_so() -> None:
    html = markup.reason_cards([], FRENCH, increases=False)
    assert FRENCH.say("reasons.none_reduces") in text_of(html)


def test_a_definition_is_there_on_demand_and_escaped() -> None:
    reasons = build_reasons(build_explanation([0.9]))
    evidence = reasons[0].family.evidence
    assert evidence is not None
    told = {evidence.name: "Montant <b> dû"}
    html = markup.reason_cards(reasons, FRENCH, increases=True, definitions=told)
    assert f"<summary>{FRENCH.say('reasons.definition')}</summary>" in html
    assert "Montant &lt;b&gt; dû" in html
    without = markup.reason_cards(reasons, FRENCH, increases=True)
    assert evidence.source in text_of(without) and "Montant" not in without


def test_a_concepts_part_for_this_client_stands_beside_its_part_for_all() -> None:
    reasons = build_reasons(build_explanation([0.9]))
    family = reasons[0].family.family
    shares = markup.Shares({family: 0.42}, {family: 0.17})
    text = text_of(markup.reason_cards(reasons, FRENCH, increases=True, shares=shares))
    assert f"{FRENCH.say('reasons.own_share')} 42 %" in text
    assert f"{FRENCH.say('reasons.usual_share')} 17 %" in text
    unknown = markup.Shares({family: 0.42}, {})
    assert FRENCH.say("reasons.own_share") not in text_of(
        markup.reason_cards(reasons, FRENCH, increases=True, shares=unknown)
    )
