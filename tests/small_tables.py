"""Eight tiny tables that keep the contract: four clients, to be written whole or broken on purpose."""

import csv
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from limpide.sources.tables import TABLES, TEST, TRAIN, Column

Row = dict[str, Any]
Rows = dict[str, list[Row]]
LABELLED, UNLABELLED = (100_002, 100_003), (100_001, 100_005)


def build_rows() -> Rows:
    """Rows by file stem, under the lender's names; each client has two of everything."""
    rows: Rows = {TRAIN: [], TEST: []}
    for client in LABELLED:
        rows[TRAIN].append(_row("application", SK_ID_CURR=client, TARGET=int(client == 100_002)))
    for client in UNLABELLED:
        rows[TEST].append(_row("application", SK_ID_CURR=client))
        del rows[TEST][-1]["TARGET"]
    for position, client in enumerate(LABELLED + UNLABELLED):
        for nth in (1, 2):
            loan, credit = 1_000_000 + 10 * position + nth, 5_000_000 + 10 * position + nth
            ids = {"SK_ID_CURR": client, "SK_ID_PREV": loan}
            _add(rows, "bureau", SK_ID_CURR=client, SK_ID_BUREAU=credit)
            _add(rows, "previous", **ids)
            _add(rows, "installments", **ids)
            for month in (-1, -2):
                _add(rows, "bureau_balance", SK_ID_BUREAU=credit, MONTHS_BALANCE=month)
                _add(rows, "pos", **ids, MONTHS_BALANCE=month)
                _add(rows, "card", **ids, MONTHS_BALANCE=month)
    return rows


def _add(rows: Rows, table: str, **values: Any) -> None:
    rows.setdefault(TABLES[table].files[0], []).append(_row(table, **values))


def _row(table: str, **values: Any) -> Row:
    return {column.name: _value(column) for column in TABLES[table].columns} | values


def _value(column: Column) -> int | float | str:
    if column.type == "text":
        return column.categories[0]
    if column.maximum is not None and column.minimum is not None:
        middle = (column.minimum + column.maximum) / 2
        return int(middle) if column.type == "integer" else middle
    return 3 if column.type == "integer" else 1234.5


def write_csv(folder: Path, rows: Rows, **files: bytes | None) -> Path:
    """Write the rows as CSV; ``files`` replaces a stem's bytes, None leaves it out."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, lines in rows.items():
        with (folder / f"{stem}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)
    for stem, content in files.items():
        path = folder / f"{stem}.csv"
        path.unlink(missing_ok=True) if content is None else path.write_bytes(content)
    return folder


def write_parquet(folder: Path, rows: Rows) -> Path:
    """Write the rows as Parquet, whole numbers as doubles like the public files do."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, lines in rows.items():
        table = pa.Table.from_pylist(lines)
        doubles = [
            pa.field(field.name, pa.float64() if pa.types.is_integer(field.type) else field.type)
            for field in table.schema
        ]
        pq.write_table(table.cast(pa.schema(doubles)), folder / f"{stem}.parquet")
    return folder


def write_zip(archive: Path, folder: Path, *, inner: str = "") -> Path:
    """Pack a folder's files, in an inner folder if it has a name."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for path in sorted(folder.iterdir()):
            opened.write(path, f"{inner}{path.name}")
    return archive
