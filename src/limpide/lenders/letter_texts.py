"""The lender's own texts in letters to clients, read from one TOML file: who writes, whom to turn to, legal notices."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from limpide.core.errors import IncompleteTexts, InvalidInput
from limpide.language.languages import installed_languages
from limpide.lenders.legal_terms import TABLE, LegalTerms, read_legal_terms

FILE = "letters.toml"
COMMON = ("name", "address", "place")
TRANSLATED = (
    "contact",
    "signatory",
    "mediator",
    "dpo",
    "data_authority",
    "supervisor",
    "debt_advice",
    "after_acceptance",
    "score_provider",
    "credit_register",
    "legal_notice",
)
OPTIONAL = ("data_notice",)  # printed where there; "limpide legal check" asks for it, letters are made without it


@dataclass(frozen=True, kw_only=True)
class LetterTexts:
    """Texts by name: ``common`` ones, and ``translated`` ones by language; what is not there is missing.

    ``specimen`` texts are examples: every letter says so. ``source`` names the file in messages, ``legal`` is what the
    same file declares for the law.
    """

    common: Mapping[str, str]
    translated: Mapping[str, Mapping[str, str]]
    specimen: bool = False
    source: str = FILE
    legal: LegalTerms = field(default_factory=LegalTerms)

    def has(self, name: str) -> bool:
        """Whether a text is written, by the name that messages give it ("address", "fr.mediator")."""
        language, _, translated = name.rpartition(".")
        return bool((self.translated.get(language, {}) if language else self.common).get(translated))

    def require(self, language: str) -> Mapping[str, str]:
        """Return all texts of a language by name; ``IncompleteTexts`` names those that are missing."""
        own = self.translated.get(language, {})
        missing = [name for name in COMMON if not self.common.get(name)]
        missing += [f"{language}.{name}" for name in TRANSLATED if not own.get(name)]
        if missing:
            raise IncompleteTexts(missing, source=self.source)
        return {**self.common, **own}

    def replacing(self, *, name: str | None, contact: str | None) -> "LetterTexts":
        """Return the texts with another name or contact, in all languages, where one is given."""
        common = {**self.common, **({"name": name} if name else {})}
        changed = {"contact": contact} if contact else {}
        return replace(
            self, common=common, translated={each: {**own, **changed} for each, own in self.translated.items()}
        )


def read_letter_texts(path: Path) -> LetterTexts:
    """Read a lender's file; ``InvalidInput`` names what cannot be used, ``require`` tells what is missing."""
    try:
        return _parse(path.read_text(encoding="utf-8"), source=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read ({error}); see docs/operations.md") from error


@cache
def specimen_letter_texts() -> LetterTexts:
    """Return the example texts that the demo prints, marked as specimen."""
    text = (files("limpide.lenders") / "home_credit" / FILE).read_text(encoding="utf-8")
    return _parse(text, source=FILE)


def _parse(text: str, *, source: str) -> LetterTexts:
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{source} is not TOML ({error}); see docs/operations.md") from error
    specimen = content.pop("specimen", False)
    if not isinstance(specimen, bool):
        raise InvalidInput(f"{source}: specimen must be true or false; it is {specimen!r}")
    legal = read_legal_terms(content.pop(TABLE, {}), source=source)
    names = (*TRANSLATED, *OPTIONAL)
    tables = {
        language: _texts(content.pop(language, {}), names, language, source) for language in installed_languages()
    }
    common = _texts(content, COMMON, "", source)
    return LetterTexts(common=common, translated=tables, specimen=specimen, source=source, legal=legal)


def _texts(table: Any, names: tuple[str, ...], where: str, source: str) -> Mapping[str, str]:
    """Return the texts of one table, stripped; ``InvalidInput`` for an unknown name or what is no text."""
    if not isinstance(table, dict):
        raise InvalidInput(f"{source}: {where} must be a table; it is {table!r}")
    for name, value in table.items():
        full = f"{where}.{name}" if where else name
        if name not in names:
            raise InvalidInput(f'{source} has "{full}"; it may have {", ".join(names)}')
        if not isinstance(value, str):
            raise InvalidInput(f"{source}: {full} must be a text; it is {value!r}")
    return MappingProxyType({name: value.strip() for name, value in table.items()})
