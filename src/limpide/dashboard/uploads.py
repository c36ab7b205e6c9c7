"""Files that somebody brings: one applicant's application and histories out of CSV or JSON, or a sentence why not."""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from limpide.contract import ColumnList
from limpide.core.delimited import DELIMITERS, Layout, find_encoding, find_layout, read_rows
from limpide.core.errors import InvalidInput
from limpide.core.number_style import find_style
from limpide.dashboard.csv_cells import CellReader, column_names

CLIENT, _LOAN = "SK_ID_CURR", "SK_ID_BUREAU"
_APPLICATION = "application"
_OF_APPLICATIONS = {"AMT_INCOME_TOTAL", "DAYS_BIRTH", "NAME_EDUCATION_TYPE", "NAME_INCOME_TYPE"}
_KEYS = {CLIENT, "TARGET", "client_id", "target"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MOST_ROWS = 20_000

Row = dict[str, Any]


class BadFile(InvalidInput):
    """A file that cannot be used; ``key`` names the sentence that says why."""

    def __init__(self, key: str, name: str) -> None:
        super().__init__(f"{name} cannot be used: {key}")
        self.key = key
        self.name = name


@dataclass(frozen=True)
class Brought:
    """What the files hold: applications of one or several people, and rows of histories by table."""

    applications: list[Row]
    histories: dict[str, list[Row]]

    def of(self, place: int) -> tuple[Row, dict[str, list[Row]]]:
        """Return one application and the rows of the histories that belong to it."""
        application = self.applications[place]
        client = application.get(CLIENT)
        kept = {
            table: [row for row in rows if client is None or row.get(CLIENT, client) == client]
            for table, rows in self.histories.items()
        }
        loans = {row.get(_LOAN) for row in kept.get("bureau", ())}
        if "bureau_balance" in kept:
            kept["bureau_balance"] = [row for row in kept["bureau_balance"] if row.get(_LOAN) in loans]
        return application, {table: rows for table, rows in kept.items() if rows}


def read_files(files: Sequence[tuple[str, bytes]], columns: ColumnList, *, today: date | None = None) -> Brought:
    """Read files by name and content; ``BadFile`` for the first that cannot be used.

    Dates become days before ``today``, the day of the application.
    """
    cards = {card.column: card for card in reversed(columns.columns)}  # of equal names the application's
    reader = CellReader(cards, today or datetime.now().astimezone().date())
    applications: list[Row] = []
    histories: dict[str, list[Row]] = {}
    for name, content in files:
        if name.lower().endswith(".json"):
            application, brought = _read_json(name, _decode(name, content))
            applications.append(application)
            histories |= brought
            continue
        rows = _read_csv(name, _decode(name, content, of_excel=True), reader)
        if _is_application(name, rows):
            _check_names(name, rows, columns)
            applications += rows
        else:
            histories[Path(name).stem] = rows
    if not applications:
        raise BadFile("upload.no_application", files[0][0] if files else "")
    return Brought(applications, histories)


def _check_names(name: str, rows: Sequence[Row], columns: ColumnList) -> None:
    """Refuse a table of applications with a column that no application has, by the name in the file."""
    known = {card.column for card in columns.columns if card.table == _APPLICATION} | _KEYS
    strange = next((column for row in rows for column in row if column not in known), None)
    if strange is not None:
        raise BadFile("upload.unknown_column", f"{name}, « {strange} »")


def _decode(name: str, content: bytes, *, of_excel: bool = False) -> str:
    """Return a text in UTF-8; ``of_excel`` also "Unicode text" and the code page of French and English Windows."""
    encodings = [find_encoding(content)] if of_excel else ["utf-8-sig"]
    if encodings == ["utf-8-sig"] and of_excel:
        encodings.append("cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return text
    raise BadFile("upload.not_text", name)


def _is_application(name: str, rows: Sequence[Row]) -> bool:
    """Whether a table is that of applications: by its name, else by a column that only they have."""
    return Path(name).stem.lower().startswith(_APPLICATION) or any(_OF_APPLICATIONS & row.keys() for row in rows)


def _read_json(name: str, text: str) -> tuple[Row, dict[str, list[Row]]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFile("upload.not_json", name) from error
    if not isinstance(content, dict):
        raise BadFile("upload.not_json", name)
    application = content.get(_APPLICATION, content)
    histories = content.get("histories") or {}
    if not isinstance(application, dict) or not _are_tables(histories):
        raise BadFile("upload.not_json", name)
    return application, histories


def _are_tables(histories: object) -> bool:
    return isinstance(histories, dict) and all(
        isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in histories.values()
    )


def _read_csv(name: str, text: str, reader: CellReader) -> list[Row]:
    layout = find_layout(
        io.StringIO(text, newline=None), lambda cell: column_names([cell], reader.cards)[0] in reader.cards
    )
    layout = layout or _first_line_layout(text)
    try:
        rows = islice(io.StringIO(text, newline=None), layout.before, None)
        header, *lines = [line for line in read_rows(rows, layout, strict=True) if any(line)]
    except (csv.Error, ValueError) as error:
        raise BadFile("upload.not_table", name) from error
    if not lines or any(len(line) > len(header) for line in lines):
        raise BadFile("upload.not_table", name)
    if len(lines) > _MOST_ROWS:
        raise BadFile("upload.too_long", name)
    style = find_style(cell.strip() for line in lines for cell in line)
    is_comma = layout.delimiter != "," or style.decimal_comma
    names, reader = column_names(header, reader.cards), replace(reader, decimal_comma=is_comma)
    return [
        {column: reader.read(column, cell) for column, cell in zip(names, line, strict=False) if cell.strip()}
        for line in lines
    ]


def _first_line_layout(text: str) -> Layout:
    """Take the first line for the header, where none names a column: it is said below which one is unknown."""
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    return Layout(delimiter=delimiter, names=tuple(first.split(delimiter)))
