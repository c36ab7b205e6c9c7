"""Bundles of format 3 stay readable, and the coherence check reads the evidence that they show."""

import json

import numpy as np
import pytest
from small_bundle import draw_clients, write_small_bundle

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.coherence import check_coherence, is_contradictory, shown_reasons, weigh
from limpide.bundle.manifest import MANIFEST
from limpide.bundle.scorer import bind_to_inputs
from limpide.contract.explanation import MIN_WEIGHT
from limpide.core import seal
from limpide.documents.card import build_card
from limpide.documents.card_blocks import Paragraph
from limpide.documents.card_words import get_card_words
from limpide.language.languages import installed_languages

NEW = ("looks", "out_of_time", "learning_curve", "proxies")


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle as a release before format 4 wrote it."""
    folder = tmp_path_factory.mktemp("older") / "bundle"
    write_small_bundle(folder, kind="logistic")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["format"] = 3
    del manifest["coherence"]
    for name in NEW:
        del manifest["judgement"][name]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (folder / seal.SUMS).unlink()
    seal.seal(folder)
    return open_bundle(folder)


def test_what_was_not_measured_is_none(older: Bundle) -> None:
    assert older.manifest.coherence is None
    assert (older.manifest.judgement.looks, older.manifest.judgement.out_of_time) == (0, None)


def test_a_missing_value_that_an_older_bundle_shows_as_a_reason_is_found(older: Bundle) -> None:
    rows = draw_clients(300)[0]
    scorer = bind_to_inputs(older)
    found = check_coherence(scorer, rows)
    assert found.clients == 300 and not found.holds
    contributions = scorer.contributions(rows)[:, :-1].tolist()
    shown = [shown_reasons(older, weigh(scorer, row, added)) for row, added in zip(rows, contributions, strict=True)]
    assert found.contradictory == sum(any(map(is_contradictory, reasons)) for reasons in shown)
    assert all(abs(each.contribution) >= MIN_WEIGHT and each.evidence for reasons in shown for each in reasons)
    nothing = np.full((1, 3), np.nan, dtype=np.float32)
    evidence = [each.evidence for each in shown_reasons(older, weigh(scorer, nothing[0], [0.2, 0.4, 0.3]))]
    assert [each.card.name for each in evidence if each] == ["wealth"]


def test_the_card_says_that_coherence_was_not_checked_and_tells_no_policy(older: Bundle) -> None:
    for language in installed_languages():
        words = get_card_words(language)
        sections = {each.anchor: each.blocks for each in build_card(older, language=language).sections}
        assert sections["coherence"] == (Paragraph(words.say("coherence.unchecked")),)
        assert sections["policy"] == (Paragraph(words.say("price.none")),)
