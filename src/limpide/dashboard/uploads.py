"""Files that somebody brings: one applicant's application and histories out of CSV or JSON, or a sentence why not."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from limpide.contract import ColumnList
from limpide.core.errors import InvalidInput

CLIENT, _LOAN = "SK_ID_CURR", "SK_ID_BUREAU"
_APPLICATION = "application"
_TEXT = "text"
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


def read_files(files: Sequence[tuple[str, bytes]], columns: ColumnList) -> Brought:
    """Read files by name and content; ``BadFile`` for the first that cannot be used."""
    types = {column.column: column.type for column in columns.columns}
    applications: list[Row] = []
    histories: dict[str, list[Row]] = {}
    for name, content in files:
        text = _decode(name, content)
        if name.lower().endswith(".json"):
            found = _read_json(name, text)
            applications.append(found[0])
            histories |= found[1]
        elif _is_application(name, text):
            applications += _read_csv(name, text, types)
        else:
            histories[Path(name).stem] = _read_csv(name, text, types)
    if not applications:
        raise BadFile("upload.no_application", files[0][0] if files else "")
    return Brought(applications, histories)


def _decode(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("upload.not_text", name) from error


def _is_application(name: str, text: str) -> bool:
    """Whether a table is that of applications: by its name, else by a column that only they have."""
    head = text.partition("\n")[0]
    return Path(name).stem.lower().startswith(_APPLICATION) or "NAME_EDUCATION_TYPE" in head


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


def _read_csv(name: str, text: str, types: Mapping[str, str]) -> list[Row]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise BadFile("upload.not_table", name) from error
    if not rows or any(None in row for row in rows):
        raise BadFile("upload.not_table", name)
    if len(rows) > _MOST_ROWS:
        raise BadFile("upload.too_long", name)
    return [
        {column: _value(cell, types.get(column, "")) for column, cell in row.items() if cell not in (None, "")}
        for row in rows
    ]


def _value(cell: str, kind: str) -> str | float | int:
    if kind == _TEXT:
        return cell
    try:
        number = float(cell)
    except ValueError:
        return cell  # the API says which column wants a number
    return int(number) if number.is_integer() else number
