"""The part of the card on costs: the break-even point, the review zone, and what reviews are worth."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.recost import recost
from limpide.contract import Language
from limpide.core.cost import CostTerms
from limpide.documents.card import build_card
from limpide.documents.card_blocks import Block, Card, Chart, Facts, Paragraph, Table
from limpide.documents.card_markdown import write_markdown
from limpide.documents.card_words import get_card_words
from limpide.documents.cost_words import cost_sentence


@pytest.fixture(scope="module")
def bundle(house: Path) -> Bundle:
    return open_bundle(house / "bundle")


def changed(bundle: Bundle, terms: CostTerms) -> Bundle:
    return replace(bundle, manifest=recost(bundle, terms))


def decision(card: Card) -> tuple[Block, ...]:
    return next(each.blocks for each in card.sections if each.anchor == "decision")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_card_says_how_costs_were_given_and_what_reviews_are_worth(bundle: Bundle, language: Language) -> None:
    words = get_card_words(language)
    told = changed(bundle, CostTerms(cost="loss=0.6,gain=0.08", review_cost=0.3, reviewer_error=0.1))
    blocks = decision(build_card(told, language=language))
    facts = dict(next(each.pairs for each in blocks if isinstance(each, Facts)))
    assert facts[words.say("decision.given")] == "loss=0.6,gain=0.08"
    assert facts[words.say("decision.cost")].startswith(words.number(7.5, decimals=3))
    assert words.percent(0.1, decimals=0) in facts[words.say("decision.review")]
    found = told.manifest.abstention
    table = next(each for each in blocks if isinstance(each, Table))
    assert [row[0] for row in table.rows] == [words.percent(each.error, decimals=0) for each in found.by_error]
    assert table.rows[0][1] == words.estimate(found.by_error[0].difference, 4)
    value = [each for each in blocks if isinstance(each, Chart)][1]
    assert value.svg.count('class="whisker"') == len(found.by_error)
    assert words.figure(found.by_error[-1].difference.value, 4) in value.told
    paragraphs = " ".join(each.text for each in blocks if isinstance(each, Paragraph))
    assert found.break_even_error is not None and words.percent(found.break_even_error) in paragraphs


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_card_names_a_second_threshold(bundle: Bundle, language: Language) -> None:
    for terms in (CostTerms(), CostTerms(cost="20"), CostTerms(review_cost=2)):
        text = write_markdown(build_card(changed(bundle, terms), language=language)).lower()
        assert not re.search("seuil|threshold|zone grise|grey zone", text)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_card_without_a_zone_says_so_and_draws_none(bundle: Bundle, language: Language) -> None:
    words = get_card_words(language)
    blocks = decision(build_card(changed(bundle, CostTerms(review_cost=2)), language=language))
    facts = dict(next(each.pairs for each in blocks if isinstance(each, Facts)))
    assert facts[words.say("decision.zone")] == words.say("decision.no_zone")
    assert sum(isinstance(each, Chart) for each in blocks) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_recosted_card_says_whose_model_it_is_and_shows_no_groups(bundle: Bundle, language: Language) -> None:
    words = get_card_words(language)
    text = write_markdown(build_card(changed(bundle, CostTerms(cost="20")), language=language))
    assert bundle.short_version in text
    assert words.say("fairness.recosted").split(":")[0].strip()[:40] in text
    assert words.say("quality.cost_by_amount") in text


def test_the_terminal_says_an_empty_zone(bundle: Bundle) -> None:
    assert "no review zone" in cost_sentence(recost(bundle, CostTerms(review_cost=2)))
