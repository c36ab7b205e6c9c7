"""Legal pack of a country, read from one TOML file: obligations with sources, texts they need, and their proof."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from limpide.core.errors import InvalidInput
from limpide.core.typography import typographic
from limpide.lenders.letter_texts import COMMON, OPTIONAL, TRANSLATED

Read = Literal["text", "commentary", "memory"]
Need = Literal["review_days", "assessment", "retention", "logs"]
_TEXTS = (*COMMON, *TRANSLATED, *OPTIONAL)
_SCALARS: dict[Any, str] = {str: "a text", int: "a whole number", date: "a day such as 2026-11-30"}
_T = TypeVar("_T")
_TUPLES = ("texts", "needs", "proof", "where")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A text of law and its articles; ``applies_from`` is None where it does not matter any more."""

    text: str
    articles: str
    applies_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """What the law asks, in our paraphrase, and what satisfies it.

    ``read`` says what the paraphrase rests on. ``letter``, ``screen``, ``api`` and ``journal`` say what satisfies it
    there, ``lender`` what nobody but the lender can do. ``texts`` are the lender's texts that it needs, ``needs`` its
    declarations. ``proof`` are node identifiers of pytest; where there is none, ``no_proof`` says why.
    """

    id: str
    title_fr: str
    title_en: str
    read: Read
    sources: tuple[Source, ...]
    paraphrase_fr: str
    paraphrase_en: str
    letter: str = ""
    screen: str = ""
    api: str = ""
    journal: str = ""
    lender: str = ""
    texts: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    proof: tuple[str, ...] = ()
    no_proof: str = ""


@dataclass(frozen=True, kw_only=True)
class IndexEntry:
    """One point of a document that the law asks for: the pages that answer it, and what the lender adds."""

    point: str
    asks: str
    where: tuple[str, ...] = ()
    lender: str = ""


@dataclass(frozen=True, kw_only=True)
class LegalPack:
    """Obligations of one country; days of reading, and limits that its law sets (days, months)."""

    country: str
    title: str
    read_on: date
    read_again_by: date
    max_review_days: int
    min_retention_months: int
    obligations: tuple[Obligation, ...]
    annex_iv: tuple[IndexEntry, ...] = ()
    fundamental_rights: tuple[IndexEntry, ...] = ()


def shipped_countries() -> list[str]:
    """Return the countries that have a pack here."""
    found = (each.name for each in files("limpide.legal").iterdir())
    return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))


def find_pack(country: str) -> LegalPack:
    """Return the pack of a country; ``InvalidInput`` names those that there are."""
    known = shipped_countries()
    if country not in known:
        raise InvalidInput(
            f'there is no legal pack of "{country}", only of {", ".join(known)}; state one of them as country in the '
            "table [legal] of the lender's file, or give a pack of your own with --pack"
        )
    text = (files("limpide.legal") / f"{country}.toml").read_text(encoding="utf-8")
    return _parse(text, source=f"{country}.toml")


def read_pack(path: Path) -> LegalPack:
    """Read a pack from a file; ``InvalidInput`` names what cannot be used."""
    try:
        return _parse(path.read_text(encoding="utf-8"), source=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read ({error}); see docs/legal.md") from error


def _parse(text: str, *, source: str) -> LegalPack:
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{source} is not TOML ({error}); see docs/legal.md") from error
    tables = {
        "obligations": tuple(_obligation(each, source) for each in content.pop("obligation", [])),
        "annex_iv": tuple(_build(IndexEntry, each, source) for each in content.pop("annex_iv", [])),
        "fundamental_rights": tuple(_build(IndexEntry, each, source) for each in content.pop("fundamental_rights", [])),
    }
    pack = _build(LegalPack, {**content, **tables}, source)
    names = [each.id for each in pack.obligations]
    twice = next((name for name in names if names.count(name) > 1), None)
    if not names or twice:
        raise InvalidInput(f'{source}: obligation "{twice}" is there twice' if twice else f"{source} has no obligation")
    return pack


def _obligation(table: Mapping[str, Any], source: str) -> Obligation:
    where = f'{source}: obligation "{table.get("id", "")}"'
    sources = tuple(_build(Source, each, where) for each in table.get("sources", []))
    made = _build(Obligation, {**table, "sources": sources}, where)
    for name, allowed in (("texts", _TEXTS), ("needs", get_args(Need))):
        strange = next((each for each in getattr(made, name) if each not in allowed), None)
        if strange is not None:
            raise InvalidInput(f'{where}: {name} has "{strange}"; it may have {", ".join(allowed)}')
    if made.read not in get_args(Read):
        raise InvalidInput(f'{where}: read must be one of {", ".join(get_args(Read))}; it is "{made.read}"')
    if bool(made.proof) == bool(made.no_proof):
        raise InvalidInput(f"{where} must name tests as proof, or say in no_proof why there is none")
    return made


def _build(kind: type[_T], table: Mapping[str, Any], where: str) -> _T:
    """Build a dataclass from a table; ``InvalidInput`` for a field that is strange, missing or of another type."""
    types = {each.name: each.type for each in fields(kind)}  # type: ignore[arg-type]
    strange = next((name for name in table if name not in types), None)
    if strange is not None:
        raise InvalidInput(f'{where} has "{strange}"; it may have {", ".join(sorted(types))}')
    for name, value in table.items():
        if types[name] in _SCALARS and type(value) is not types[name]:
            raise InvalidInput(f"{where}: {name} must be {_SCALARS[types[name]]}; it is {value!r}")
    values = {name: tuple(value) if name in _TUPLES else value for name, value in table.items()}
    printed = {name: typographic(value) for name, value in table.items() if name.endswith("_fr")}
    try:
        return kind(**{**values, **printed})
    except TypeError as error:
        raise InvalidInput(f"{where} is incomplete ({error}); see docs/legal.md") from error
