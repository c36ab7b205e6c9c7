"""The template of an application as a CSV file: one line of names in the reader's language, for Excel."""

import csv
import io
from collections.abc import Iterable

from limpide.contract import ColumnCard, Unit
from limpide.dashboard.typography import typeset
from limpide.dashboard.words import Words

_BOM = "\ufeff"  # Excel reads UTF-8 only with it


def build_template(cards: Iterable[ColumnCard], required: Iterable[str], words: Words) -> bytes:
    """Return a header that ``uploads.read_files`` understands: label, what to write, and the lender's name."""
    sink, marked = io.StringIO(), set(required)
    header = [_cell(card, words, required=card.column in marked) for card in cards]
    csv.writer(sink, delimiter=";" if words.decimal_mark == "," else ",", lineterminator="\r\n").writerow(header)
    return f"{_BOM}{sink.getvalue()}".encode()


def _cell(card: ColumnCard, words: Words, *, required: bool) -> str:
    label = words.say("upload.date", label=card.label) if card.unit is Unit.DAYS else card.label
    return f"{typeset(label)}{' *' if required else ''} [{card.column}]"
