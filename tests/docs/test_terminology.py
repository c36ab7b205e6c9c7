"""One word for one thing: no text that people read holds a word that the terminology page rules out."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from limpide.core.typography import typographic
from limpide.language.catalogue import PARTS, read_own_texts

ROOT = Path(__file__).parents[2]
LANGUAGES = ("fr", "en")


def read_rules(language: str) -> dict[str, str]:
    """Read the words that are ruled out, each with the word to use."""
    rows = re.findall(r"^\|(.+)\|$", (ROOT / "docs" / "terminology.md").read_text(encoding="utf-8"), re.M)[2:]
    rules: dict[str, str] = {}
    for row in rows:
        _, french, never_french, english, never_english = (cell.strip() for cell in row.split("|"))
        use, never = (french, never_french) if language == "fr" else (english, never_english)
        rules |= {word.strip(): use for word in never.split(",") if word.strip()}
    return rules


def find_ruled_out(text: str, rules: Mapping[str, str]) -> list[str]:
    """Return the words of a text that are ruled out, whole words only, also in the plural."""
    plain = re.sub(r"{\w*}", "", typographic(text)).lower().replace("\u00a0", " ").replace("\u202f", " ")
    return [word for word in rules if re.search(rf"\b{re.escape(typographic(word).lower())}s?\b", plain)]


def read_texts(language: str) -> Iterator[tuple[str, str]]:
    """Yield every text in a language that people read, with its place."""
    for part in PARTS:
        yield from ((f"{part} {key}", text) for key, text in read_own_texts(part, language).items())
    guide = ROOT / "docs" / "guide" / {"fr": "conseiller.md", "en": "officer.md"}[language]
    yield from ((f"{guide.name}:{number}", line) for number, line in enumerate(guide.read_text("utf-8").split("\n"), 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_uses_the_word_of_the_terminology_page(language: str) -> None:
    rules, texts = read_rules(language), list(read_texts(language))
    assert len(rules) > 10
    assert len(texts) > 1_000
    wrong = [f'{place}: "{word}", say {rules[word]}' for place, text in texts for word in find_ruled_out(text, rules)]
    assert not wrong, "\n".join(wrong)


def test_a_word_that_is_ruled_out_is_found_in_the_plural_and_with_any_apostrophe() -> None:
    rules = read_rules("fr")
    assert find_ruled_out("Les Caractéristiques du client", rules) == ["caractéristique"]
    assert find_ruled_out("ce qu’est devenu un crédit", rules) == ["qu'est devenu un crédit"]
    assert find_ruled_out("les variables", rules) == []
