"""Rows of any text or sheet, written as the CSV that DuckDB reads: UTF-8, commas, numbers with a decimal point."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from limpide.core.number_style import NumberStyle
from limpide.sources.fault import Kind, quoted
from limpide.sources.reading.refusal import Refusal
from limpide.sources.reading.text import MOST_COLUMNS, TextFile
from limpide.sources.tables import Table


def rewrite(text: TextFile, target: Path, table: Table) -> None:
    """Write a text file as plain CSV; Refusal when it mixes decimal commas and points."""
    rows = text.rows()
    header = next(rows)
    numbers = sorted(text.positions.values())
    write_csv(target, header, _numbers(rows, numbers, text.style), kept=known_places(header, table))


def write_csv(
    target: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, kept: Sequence[int] | None = None
) -> None:
    """Write rows under a header; with ``kept``, the columns at these places only."""
    try:
        with target.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            if kept is None:
                writer.writerow(header)
                writer.writerows(rows)
                return
            width = len(header)
            writer.writerow([header[place] for place in kept])
            writer.writerows([row[place] for place in kept] if len(row) == width else row for row in rows)
    except csv.Error as problem:
        raise Refusal(Kind.MALFORMED_LINE, f"it cannot be taken apart ({problem}): save it as CSV again") from problem


def known_places(header: Sequence[str], table: Table) -> list[int] | None:
    """Return where the table's own columns are in a header of very many; None where all of it can be kept."""
    if len(header) <= MOST_COLUMNS:
        return None
    folded = {name.casefold() for name in table.by_name}
    return [place for place, name in enumerate(header) if name.strip().casefold() in folded]


def _numbers(rows: Iterable[list[str]], places: Sequence[int], style: NumberStyle) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        for place in places:
            if place < len(row):
                cell = row[place].strip()
                if style.contradicts(cell):
                    advice = "numbers have decimal commas and decimal points: write all with a point"
                    raise Refusal(Kind.WRONG_TYPE, advice, f"{quoted(cell)} in row {number:,}")
                row[place] = style.plain(cell)
        yield row
