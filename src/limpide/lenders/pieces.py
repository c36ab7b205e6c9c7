"""Supporting documents that a lender asks for, read from one TOML file."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from limpide.core.errors import InvalidInput
from limpide.language.languages import Language, installed_languages

FILE = "pieces.toml"
_CODE = re.compile("[a-z][a-z0-9_]{0,39}")
_FLAGS = {"required": True, "required_to_accept": False, "from_client": True}
_FIELDS = ("code", *_FLAGS, "max_age_days", "products", "results")


@dataclass(frozen=True, kw_only=True)
class PieceRule:
    """One supporting document; texts and ``results`` by language.

    ``products`` are kinds of contract, None for all; ``max_age_days`` counts from the day on the document;
    ``results`` are the codes of what a consultation may have found, with their labels.
    """

    code: str
    required: bool
    required_to_accept: bool
    from_client: bool
    max_age_days: int | None
    products: frozenset[str] | None
    label: Mapping[Language, str]
    accepted: Mapping[Language, str]
    results: Mapping[str, Mapping[Language, str]]


@dataclass(frozen=True)
class PieceRules:
    """Every supporting document of a lender, in the order of the file."""

    rules: tuple[PieceRule, ...]

    def of_product(self, product: str | None) -> Sequence[PieceRule]:
        """Return what a kind of contract needs; what any contract may need where the kind is not known."""
        return [each for each in self.rules if product is None or each.products is None or product in each.products]


def read_pieces(path: Path) -> PieceRules:
    """Read a lender's file; ``InvalidInput`` names what cannot be used."""
    try:
        return _parse(path.read_text(encoding="utf-8"), source=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read ({error}); see docs/operations.md") from error


@cache
def shipped_pieces() -> PieceRules:
    """Return the documents that the demo asks for."""
    return _parse((files("limpide.lenders") / "home_credit" / FILE).read_text(encoding="utf-8"), source=FILE)


def _parse(text: str, *, source: str) -> PieceRules:
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{source} is not TOML ({error}); see docs/operations.md") from error
    listed = content.pop("piece", [])
    if content or not isinstance(listed, list) or not listed:
        raise InvalidInput(f"{source} must hold tables [[piece]] and nothing else")
    rules = tuple(_rule(each, source=f"{source}, piece {number}") for number, each in enumerate(listed, start=1))
    codes = [each.code for each in rules]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise InvalidInput(f'{source} has two pieces "{twice[0]}"')
    return PieceRules(rules)


def _rule(table: Any, *, source: str) -> PieceRule:
    if not isinstance(table, dict) or not _CODE.fullmatch(str(table.get("code", ""))):
        raise InvalidInput(f'{source}: code must be small letters, digits and "_", such as "tax_notice"')
    where = f'{source} "{table["code"]}"'
    known = (*_FIELDS, *installed_languages())
    if strange := sorted(set(table) - set(known)):
        raise InvalidInput(f'{where} has "{strange[0]}"; it may have {", ".join(known)}')
    flags = {name: table.get(name, usual) for name, usual in _FLAGS.items()}
    if wrong := [name for name, value in flags.items() if not isinstance(value, bool)]:
        raise InvalidInput(f"{where}: {wrong[0]} must be true or false")
    results = table.get("results", {})
    if not isinstance(results, dict):
        raise InvalidInput(f"{where}: results must be a table of codes")
    return PieceRule(
        code=table["code"],
        **flags,
        max_age_days=_max_age(table, where),
        products=_products(table, where),
        label={each: _text(table[each], "label", f"{where}.{each}") for each in _languages(table, where)},
        accepted={each: _text(table[each], "accepted", f"{where}.{each}") for each in _languages(table, where)},
        results={
            code: {each: _text(texts, each, place) for each in _languages(texts, place)}
            for code, texts in results.items()
            for place in [f"{where}.results.{code}"]
        },
    )


def _languages(texts: Any, where: str) -> list[Language]:
    """Return the languages of a table: the shipped ones have to be there, others fall back on them."""
    if not isinstance(texts, dict):
        raise InvalidInput(f"{where} must have a table of texts by language; it has {texts!r}")
    needed = [each.code for each in installed_languages().values() if each.fallback is None]
    if lacking := [code for code in needed if code not in texts]:
        raise InvalidInput(f"{where}.{lacking[0]} is missing; texts are needed in {' and '.join(needed)}")
    return [code for code in installed_languages() if code in texts]


def _max_age(table: dict[str, Any], where: str) -> int | None:
    days = table.get("max_age_days")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or days < 1):
        raise InvalidInput(f"{where}: max_age_days must be a number of days, 1 or more; it is {days!r}")
    return days


def _products(table: dict[str, Any], where: str) -> frozenset[str] | None:
    named = table.get("products")
    if named is None:
        return None
    if not isinstance(named, list) or not named or not all(isinstance(each, str) for each in named):
        raise InvalidInput(f"{where}: products must be a list of kinds of contract; it is {named!r}")
    return frozenset(named)


def _text(table: Any, name: str, where: str) -> str:
    found = table.get(name) if isinstance(table, dict) else None
    if not isinstance(found, str) or not found.strip():
        raise InvalidInput(f"{where}.{name} must be a text; it is {found!r}")
    return found.strip()
