"""The model card: what a model is for, what it learnt from, how good, how fair and how limited it is.

Everything in it comes from the bundle, so that it can be written again, the same, years later.
"""

from pathlib import Path

from limpide.bundle.archive import Bundle
from limpide.bundle.manifest import Manifest
from limpide.contract import Language
from limpide.core.output import new_folder
from limpide.documents.card_blocks import Block, Bullets, Card, Facts, Paragraph, Section, Table
from limpide.documents.card_features import feature_blocks
from limpide.documents.card_figures import calibration_blocks, decision_blocks, quality_blocks
from limpide.documents.card_groups import fairness_blocks
from limpide.documents.card_html import write_html
from limpide.documents.card_markdown import write_markdown
from limpide.documents.card_policy import policy_blocks
from limpide.documents.card_reasons import coherence_blocks, steadiness_blocks
from limpide.documents.card_validation import validation_blocks
from limpide.documents.card_words import CardWords, get_card_words
from limpide.language.languages import installed_languages

_ANNEX = ("1", "2a", "2b", "2d", "2e", "2g", "2h", "3", "4", "5", "6", "7", "8", "9")
_LIMITS = ("granted", "dates", "groups", "reviews", "reasons", "synthetic")


def build_card(bundle: Bundle, *, language: Language) -> Card:
    """Write the card of a verified bundle in one language."""
    words, manifest = get_card_words(language), bundle.manifest
    sections = (
        ("purpose", _purpose(words)),
        ("data", _data(manifest, words)),
        ("quality", (*quality_blocks(manifest, words), *validation_blocks(manifest.judgement, words))),
        ("calibration", calibration_blocks(manifest, words)),
        ("decision", decision_blocks(manifest, words)),
        ("fairness", fairness_blocks(manifest, words)),
        ("policy", policy_blocks(manifest, words)),
        ("coherence", coherence_blocks(manifest, words)),
        ("reasons", steadiness_blocks(manifest, words)),
        ("features", feature_blocks(bundle, words)),
        ("limits", _limits(manifest, words)),
        ("annex", _annex(words)),
        ("contact", (Paragraph(manifest.contact or words.say("contact.unknown")),)),
    )
    kind = words.say(f"kind.{manifest.kind}") if f"kind.{manifest.kind}" in words.texts else manifest.kind
    return Card(
        language=language,
        title=words.say("title", version=bundle.short_version),
        lead=words.say("lead", kind=kind, clients=words.number(manifest.data.clients), limpide=manifest.limpide),
        contents=words.say("contents"),
        sections=tuple(Section(name, words.say(f"section.{name}"), blocks) for name, blocks in sections),
    )


def write_cards(bundle: Bundle, out: Path, *, replace: bool = False) -> tuple[str, ...]:
    """Write the card in every installed language, Markdown and HTML, into a new folder; return the files' names."""
    with new_folder(out, replace=replace) as folder:
        for language in installed_languages():
            card = build_card(bundle, language=language)
            (folder / f"card.{language}.md").write_text(write_markdown(card), encoding="utf-8")
            (folder / f"card.{language}.html").write_text(write_html(card), encoding="utf-8")
        return tuple(sorted(path.name for path in folder.iterdir()))


def _purpose(words: CardWords) -> tuple[Block, ...]:
    return (
        Paragraph(words.say("purpose.use")),
        Bullets(tuple(words.say(f"purpose.{name}") for name in ("person", "review", "not_other", "not_alone"))),
    )


def _data(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    data = manifest.data
    pairs = (
        (words.say("data.clients"), words.number(data.clients)),
        (words.say("data.persons"), words.number(data.persons)),
        (words.say("data.defaults"), f"{words.number(data.defaults)} ({words.percent(data.default_rate, decimals=2)})"),
        (words.say("data.folds"), words.say("data.folds_told", folds=data.folds, seed=data.seed)),
        (words.say("data.snapshot"), data.snapshot_version),
        (words.say("data.libraries"), ", ".join(f"{name} {each}" for name, each in manifest.libraries.items())),
    )
    accepted = tuple((words.say("data.accepted"), sentence) for sentence in data.accepted)
    return Facts((*pairs, *accepted)), Paragraph(words.say("data.target")), Paragraph(words.say("data.period"))


def _limits(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    dated = manifest.judgement.out_of_time is not None
    names = tuple("order" if dated and name == "dates" else name for name in _LIMITS)
    return (Bullets(tuple(words.say(f"limits.{name}") for name in names)),)


def _annex(words: CardWords) -> tuple[Block, ...]:
    headers = tuple(words.say(f"annex.{name}") for name in ("point", "asks", "where"))
    rows = tuple((point, words.say(f"annex.{point}_asks"), words.say(f"annex.{point}_where")) for point in _ANNEX)
    return Paragraph(words.say("annex.lead")), Table(words.say("annex.caption"), headers, rows)
