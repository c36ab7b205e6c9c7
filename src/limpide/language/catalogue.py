"""Catalogues of sentences: TOML tables of one part of the product in one language, read flat and set as in print.

A part is a file (``screens.toml``) or a folder of files (``features``) in the folder of a language. What a language
does not say is said in its fallback.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Self

from limpide.core.errors import InvalidInput
from limpide.core.typography import typographic
from limpide.language.formats import Formats, find_locale
from limpide.language.languages import InstalledLanguage, Language, find_language, with_fallback

PARTS = (
    "screens",
    "api",
    "letters",
    "grounds",
    "card",
    "faults",
    "monitoring",
    "words",
    "features",
    "categories",
    "columns",
)
PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True)
class Catalogue(Formats):
    """The sentences of one part of the product in one language, and how that language writes the figures in them."""

    texts: Mapping[str, str]

    @classmethod
    def read(cls, *parts: str, language: Language, currency: str | None = None) -> Self:
        """Read the sentences of parts in a language, what it lacks in its fallback; amounts in ``currency``.

        Raises InvalidInput for a language that is not installed.
        """
        texts: dict[str, str] = {}
        for part in parts:
            texts |= read_texts(part, language)
        return cls(language, find_locale(language), MappingProxyType(texts), currency=currency)

    def say(self, key: str, **values: object) -> str:
        """Return the sentence of ``key`` with its placeholders filled; ``KeyError`` names a missing one."""
        return self.texts[key].format(**values)

    def count(self, key: str, number: float, *, decimals: int = 0, exact: bool = False, **values: object) -> str:
        """Return the sentence of ``key`` in the plural form of ``number``, which fills ``{count}``."""
        form = self.plural_form(number, decimals=decimals)
        text = self.texts.get(f"{key}.{form}", self.texts[f"{key}.other"])
        return text.format(count=self.number(number, decimals=decimals, exact=exact), **values)


@cache
def get_catalogue(part: str, language: Language, currency: str | None = None) -> Catalogue:
    """Return one part of the product in a language, read once."""
    return Catalogue.read(part, language=language, currency=currency)


def flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Return the sentences of nested tables by their dotted keys.

    >>> flatten({"find": {"all": {"one": "a"}}, "lead": "b"})
    {'find.all.one': 'a', 'lead': 'b'}
    """
    found: dict[str, str] = {}
    for name, entry in table.items():
        found |= flatten(entry, f"{prefix}{name}.") if isinstance(entry, Mapping) else {f"{prefix}{name}": entry}
    return found


def read_texts(part: str, language: Language) -> Mapping[str, str]:
    """Return the sentences of a part by key, what the language lacks in its fallback.

    A count that the language says in forms of its own takes none of the fallback's.
    """
    texts: dict[str, str] = {}
    for each in reversed(with_fallback(language)):
        own = read_own_texts(part, each.code)
        counted = {stem for stem in map(_counted, own) if stem}
        texts = {key: text for key, text in texts.items() if _counted(key) not in counted} | dict(own)
    return texts


def read_own_texts(part: str, language: Language) -> Mapping[str, str]:
    """Return what a language itself says of a part, by key; ``InvalidInput`` for a file that is no catalogue."""
    return _read_part(part, find_language(language))


@lru_cache(256)
def _read_part(part: str, language: InstalledLanguage) -> Mapping[str, str]:
    folder, file = language.folder / part, language.folder / f"{part}.toml"
    places = sorted(folder.iterdir(), key=lambda each: each.name) if folder.is_dir() else []
    texts: dict[str, str] = {}
    for place in [*([file] if file.is_file() else []), *(each for each in places if each.name.endswith(".toml"))]:
        texts |= _read_file(place)
    return MappingProxyType(texts)


def _read_file(place: Traversable) -> dict[str, str]:
    try:
        texts = flatten(tomllib.loads(place.read_text(encoding="utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(f"{place} is not a catalogue in TOML ({error})") from error
    strange = next((key for key, text in texts.items() if not isinstance(text, str)), None)
    if strange is not None:
        raise InvalidInput(f"{place}: {strange} must be a text")
    return {key: typographic(text) for key, text in texts.items()}


def _counted(key: str) -> str | None:
    stem, _, form = key.rpartition(".")
    return stem if form in PLURAL_FORMS else None
