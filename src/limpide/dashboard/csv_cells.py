"""Cells of a CSV file as Excel writes them in French or English: numbers, dates, categories, names of columns."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from limpide.contract import ColumnCard, Unit

Cell = str | float | int
_TEXT = "text"
_NAMED = re.compile(r"\[([A-Z0-9_]+)\]\s*$")  # "Credit amount [AMT_CREDIT]", as in the template
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DATES = (
    re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
)


@dataclass(frozen=True)
class CellReader:
    """Reads cells by the lender's columns, by name; dates become days before ``today``.

    With ``decimal_comma`` "1,234" is a little over one, otherwise it is a thousand.
    """

    cards: Mapping[str, ColumnCard]
    today: date
    decimal_comma: bool = False

    def read(self, column: str, cell: str) -> Cell:
        """Return what a cell says; a text that is not understood as it is, so that the service names its column."""
        card, text = self.cards.get(column), cell.strip()
        if card is not None and card.type == _TEXT:
            return _category(card, text)
        if card is not None and card.unit is Unit.DAYS and (day := _date(text)) is not None:
            return (day - self.today).days
        number = self._number(text)
        return text if number is None else number

    def _number(self, text: str) -> float | int | None:
        bare = _SPACES.sub("", text).removesuffix("€").replace("−", "-")
        try:
            number = float(_with_point(bare, decimal_comma=self.decimal_comma))
        except ValueError:
            return None
        if not math.isfinite(number):  # "nan" is a text, and no number at all
            return None
        return int(number) if number.is_integer() else number


def column_names(header: Sequence[str], cards: Mapping[str, ColumnCard]) -> list[str]:
    """Return the lender's name of each column of a header: given bare, in brackets, or by its label."""
    by_label = {_folded(card.label): name for name, card in cards.items()}
    found = []
    for cell in header:
        named = _NAMED.search(cell)
        bare = cell.strip()
        found.append(named[1] if named else bare if bare in cards else by_label.get(_folded(bare), bare))
    return found


def _category(card: ColumnCard, text: str) -> str:
    labels = {_folded(label): value for value, label in zip(card.categories, card.category_labels, strict=True)}
    return text if text in card.categories else labels.get(_folded(text), text)


def _folded(text: str) -> str:
    """Return a text without what people write differently: case, accents, apostrophes, spaces, a closing asterisk.

    >>> _folded("Montant de l’Échéance *") == _folded("montant de l'echeance")
    True
    """
    bare = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(each for each in bare if not unicodedata.combining(each)).rstrip(" *").split())


def _date(text: str) -> date | None:
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                return None
    return None


def _with_point(text: str, *, decimal_comma: bool) -> str:
    """Return a number with a decimal point: of two marks the last one is decimal.

    >>> [_with_point(each, decimal_comma=True) for each in ("1.234,5", "1,234", "1,234.5")]
    ['1234.5', '1.234', '1234.5']
    >>> _with_point("1,234", decimal_comma=False)
    '1234'
    """
    if "," in text and "." in text:
        thousands = "," if text.rfind(".") > text.rfind(",") else "."
        return text.replace(thousands, "").replace(",", ".")
    if not decimal_comma and _THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    return text.replace(",", ".")
