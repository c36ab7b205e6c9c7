"""Every sentence exists in both languages, is used, and asks for the same values."""

import ast
import string
from pathlib import Path

import pytest

import limpide.dashboard
from limpide.contract import Unit
from limpide.dashboard.values import show_value
from limpide.dashboard.words import get_words

SOURCES = sorted(Path(limpide.dashboard.__path__[0]).rglob("*.py"))
WRITTEN_ALIKE = {
    "probability.points.one",
    "probability.points.other",
    "comparison.clients",
    "comparison.row",
    "field.euros",
    "history.proposed",
    "history.when",
    "record.sourced",
    "term.ficp.name",
    "zones.zone",
    "strip.alternatives",
    "worklist.counted",
}
PLURALS = (".one", ".other")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def keys_in_code() -> set[str]:
    """Every literal that names a sentence, in the calls and tables of the dashboard."""
    literals = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return literals & {singular(key) for key in get_words("fr").texts}


def said_in_code() -> set[str]:
    """The first argument of every ``say`` and ``count`` that is written out."""
    return {
        node.args[0].value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("say", "count")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def singular(key: str) -> str:
    for ending in PLURALS:
        key = key.removesuffix(ending)
    return key


def test_both_languages_have_the_same_keys() -> None:
    assert get_words("fr").texts.keys() == get_words("en").texts.keys()


def test_both_languages_ask_for_the_same_values() -> None:
    english = get_words("en").texts
    for key, text in get_words("fr").texts.items():
        assert placeholders(text) == placeholders(english[key]), key


def test_no_text_is_empty_in_either_language() -> None:
    for language in ("fr", "en"):
        words = get_words(language)
        assert all(text.strip() for text in words.texts.values())


def test_every_sentence_is_used() -> None:
    declared = {singular(key) for key in get_words("fr").texts}
    assert declared - keys_in_code() == set()


def test_every_sentence_asked_for_exists() -> None:
    declared = {singular(key) for key in get_words("fr").texts}
    assert said_in_code() - declared == set()


def test_a_missing_key_is_named() -> None:
    with pytest.raises(KeyError, match=r"case\.nothing"):
        get_words("fr").say("case.nothing")


def test_french_leaves_no_sentence_in_english() -> None:
    english = get_words("en").texts
    same = {key for key, text in get_words("fr").texts.items() if text == english[key]}
    assert same <= {"app.page_title", "nav.pages", "reasons.source", *WRITTEN_ALIKE}


def test_every_unit_can_be_written_in_both_languages() -> None:
    for language in ("fr", "en"):
        for unit in Unit:
            assert show_value(get_words(language), 1.0, unit)
