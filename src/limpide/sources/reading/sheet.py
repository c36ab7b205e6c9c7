"""A workbook of a spreadsheet (xlsx, xls, xlsb, ods) as rows: the one sheet that names the table's columns."""

import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from limpide.sources.fault import Kind
from limpide.sources.reading.refusal import Refusal
from limpide.sources.tables import Table

_MOST_BYTES = 1_000_000_000  # of a workbook without its packing: some 30 million cells
_LINES_BEFORE = 50
_LEAST_COLUMNS = 2


def sheet_rows(path: Path, table: Table) -> Iterator[list[str]]:
    """Yield the rows of the sheet that names the table's columns, header first; Refusal when none or several do."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    _require_size(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            found = [(name, start) for name in workbook.sheet_names if (start := _find_header(workbook, name, table))]
            if len(found) != 1:
                raise _which(len(found), workbook.sheet_names, table)
            [(name, start)] = found
            for row in islice(workbook.get_sheet_by_name(name).iter_rows(), start - 1, None):
                yield [_text(cell) for cell in row]
    except PasswordError as problem:
        raise Refusal(Kind.UNREADABLE, "it has a password: save it without one, or as CSV UTF-8") from problem
    except (CalamineError, OSError, ValueError) as problem:
        raise Refusal(
            Kind.UNREADABLE, "it is no complete workbook: copy it again, or save it as CSV UTF-8"
        ) from problem


def _find_header(workbook: Any, name: str, table: Table) -> int | None:
    """Return the number of the row that names the table's columns, from 1."""
    known = {column.casefold() for column in table.by_name}
    for number, row in enumerate(islice(workbook.get_sheet_by_name(name).iter_rows(), _LINES_BEFORE), start=1):
        if sum(str(cell).strip().casefold() in known for cell in row) >= _LEAST_COLUMNS:
            return number
    return None


def _which(count: int, names: list[str], table: Table) -> Refusal:
    if count:
        return Refusal(Kind.UNREADABLE, f"{count} sheets hold this table: keep one of them", ", ".join(names[:3]))
    wanted = ", ".join(column.name for column in table.columns[:3])
    return Refusal(Kind.UNREADABLE, f"no sheet has the names of the columns ({wanted}, …) in its first row: add them")


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell.total_seconds()) if isinstance(cell, timedelta) else str(cell)


def _require_size(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        size = path.stat().st_size
    else:
        with zipfile.ZipFile(path) as opened:
            size = sum(member.file_size for member in opened.infolist())
    if size > _MOST_BYTES:
        raise Refusal(Kind.UNREADABLE, f"it is a workbook of {size / 1e9:.1f} GB: save it as CSV UTF-8")
