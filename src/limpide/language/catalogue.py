"""A catalogue of sentences in one language: TOML tables, read flat ("section.key") and set as in print."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

from limpide.core.typography import typographic
from limpide.language.formats import Formats, find_locale
from limpide.language.languages import Language


@dataclass(frozen=True)
class Catalogue(Formats):
    """The sentences of one part of the product in one language, and how that language writes the figures in them."""

    texts: Mapping[str, str]

    @classmethod
    def read(cls, package: str, name: str, language: Language, *, currency: str | None = None) -> Self:
        """Read the sentences of a language from ``name`` (with ``{language}``) in a package; amounts in ``currency``.

        Raises InvalidInput for a language that the product does not speak.
        """
        return cls(language, find_locale(language), _read_texts(package, name, language), currency=currency)

    def say(self, key: str, **values: object) -> str:
        """Return the sentence of ``key`` with its placeholders filled; ``KeyError`` names a missing one."""
        return self.texts[key].format(**values)

    def count(self, key: str, number: float, *, decimals: int = 0, exact: bool = False, **values: object) -> str:
        """Return the sentence of ``key`` in the plural form of ``number``, which fills ``{count}``."""
        form = self.plural_form(number, decimals=decimals)
        text = self.texts.get(f"{key}.{form}", self.texts[f"{key}.other"])
        return text.format(count=self.number(number, decimals=decimals, exact=exact), **values)


def flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Return the sentences of nested tables by their dotted keys.

    >>> flatten({"find": {"all": {"one": "a"}}, "lead": "b"})
    {'find.all.one': 'a', 'lead': 'b'}
    """
    found: dict[str, str] = {}
    for name, entry in table.items():
        found |= flatten(entry, f"{prefix}{name}.") if isinstance(entry, Mapping) else {f"{prefix}{name}": entry}
    return found


@cache
def _read_texts(package: str, name: str, language: Language) -> Mapping[str, str]:
    place = files(package).joinpath(name.format(language=language))
    content = tomllib.loads(place.read_text(encoding="utf-8"))
    return {key: typographic(text) for key, text in flatten(content).items()}
