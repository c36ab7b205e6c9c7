"""Reasons of similar strength are told in one order for everybody; what is clearly stronger comes first."""

import json
import shutil
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.manifest import MANIFEST
from limpide.bundle.reason_order import STEP, order_by_precedence
from limpide.contract import Explanation
from limpide.core import seal
from limpide.documents.card import LANGUAGES, build_card
from limpide.documents.card_blocks import Paragraph
from limpide.features.families import FAMILIES, PRECEDENCE
from limpide.portfolio.portfolio import Portfolio, open_portfolio

CONCEPTS = ("external_scores", "employment", "income", "housing")
ORDER = order_by_precedence(CONCEPTS)
weights = st.floats(-3, 3, allow_nan=False)


def explained(portfolio: Portfolio) -> list[Explanation]:
    """Some clients, explained."""
    return [portfolio.explain(int(client), language="en") for client in portfolio.snapshot.client_ids[::97]]


@given(weights, weights, st.sampled_from(CONCEPTS), st.sampled_from(CONCEPTS))
def test_a_concept_overtakes_one_that_precedes_it_only_by_more_than_their_offsets(
    one: float, other: float, before: str, after: str
) -> None:
    if CONCEPTS.index(before) >= CONCEPTS.index(after):
        return
    difference = ORDER.offsets[before] - ORDER.offsets[after]
    assert 0 < difference <= STEP * 3**0.5
    overtakes = ORDER.key(after, other) < ORDER.key(before, one)
    if abs(abs(other) - abs(one) - difference) > 1e-9:
        assert overtakes == (abs(other) - abs(one) > difference)


@given(weights, st.sampled_from(CONCEPTS))
def test_a_reason_for_and_one_against_are_ordered_alike(weight: float, concept: str) -> None:
    assert ORDER.key(concept, weight) == ORDER.key(concept, -weight)


def test_every_concept_has_its_place() -> None:
    assert sorted(PRECEDENCE) == sorted(FAMILIES)
    assert order_by_precedence([]).offsets == {}


def test_a_trained_bundle_seals_its_order_and_every_explanation_keeps_it(portfolio: Portfolio) -> None:
    order = portfolio.bundle.manifest.reason_order
    assert order is not None and set(order.offsets) == set(portfolio.bundle.families)
    swapped = 0
    for told in explained(portfolio):
        keys = [order.key(each.family, each.contribution) for each in told.families]
        assert keys == sorted(keys)
        strengths = [abs(each.contribution) for each in told.families]
        swapped += strengths != sorted(strengths, reverse=True)
    assert swapped > 0


def test_an_assessment_tells_the_reasons_of_the_explanation_in_its_order(portfolio: Portfolio) -> None:
    for client in portfolio.snapshot.client_ids[::197].tolist():
        told = portfolio.explain(client, language="en")
        assessed = portfolio.assess(portfolio.case(client), language="en")
        assert assessed.reasons == [each for each in told.families if each.evidence is not None][:5]


def test_a_bundle_without_an_order_tells_the_strongest_first_as_it_always_did(
    house: Path, portfolio: Portfolio, tmp_path: Path
) -> None:
    former = _without_order(house / "bundle", tmp_path / "bundle")
    assert former.manifest.reason_order is None
    as_before = explained(open_portfolio(tmp_path / "bundle", house / "snapshot"))
    for now, before in zip(explained(portfolio), as_before, strict=True):
        by_strength = sorted(now.families, key=lambda each: (-abs(each.contribution), each.family))
        assert before.families == by_strength
        assert (before.margin, before.features) == (now.margin, now.features)


def test_the_card_tells_the_order_and_nothing_of_it_for_a_bundle_without(house: Path, tmp_path: Path) -> None:
    former = _without_order(house / "bundle", tmp_path / "bundle")
    for language in LANGUAGES:
        told, untold = (_paragraphs(bundle, language) for bundle in (open_bundle(house / "bundle"), former))
        assert len(told) == len(untold) + 1


def _paragraphs(bundle: Bundle, language: str) -> list[Paragraph]:
    card = build_card(bundle, language=language)  # type: ignore[arg-type]
    blocks = next(each.blocks for each in card.sections if each.anchor == "reasons")
    return [each for each in blocks if isinstance(each, Paragraph)]


def _without_order(bundle: Path, copy: Path) -> Bundle:
    """Return a bundle of format 4 as it was sealed before reasons had an order."""
    shutil.copytree(bundle, copy)
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    del manifest["reason_order"]
    for each in manifest["judgement"]["steadiness"]:
        del each["same_shown"]
    (copy / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (copy / seal.SUMS).unlink()
    seal.seal(copy)
    return open_bundle(copy)
