"""Tables on disk, row group after row group: Parquet or CSV with the lender's column names and order."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from limpide.core.errors import InvalidInput
from limpide.sources.synthetic.draws import Coded, Column
from limpide.sources.tables import TABLES

FORMATS = ("parquet", "csv")


_ORDER = {stem: [column.name for column in table.expected(stem)] for table in TABLES.values() for stem in table.files}


def check_format(name: str) -> None:
    """Refuse a format that cannot be written."""
    if name not in FORMATS:
        raise InvalidInput(f"the format {name!r} is unknown; choose {' or '.join(FORMATS)}")


def arrow_tables(tables: Mapping[str, Mapping[str, Column]]) -> dict[str, pa.Table]:
    """Return the rows of every table, by file stem, with the lender's columns in their order."""
    return {stem: pa.table({name: _array(columns[name]) for name in _ORDER[stem]}) for stem, columns in tables.items()}


def _array(column: Column) -> pa.Array:
    if not isinstance(column, Coded):
        return pa.array(column, from_pandas=True)
    array = pa.DictionaryArray.from_arrays(
        pa.array(column.codes, mask=column.codes < 0, type=pa.int32()), pa.array(column.names, pa.string())
    )
    return array.cast(pa.string())


class Writers:
    """One open file per table, in a folder; a context manager that closes them all."""

    def __init__(self, folder: Path, *, format: str) -> None:  # noqa: A002 - the option's name
        self._folder, self._format = folder, format
        self._open: dict[str, Any] = {}

    def write(self, tables: Mapping[str, pa.Table]) -> None:
        """Append the rows of every table to its file."""
        for stem, rows in tables.items():
            if stem not in self._open:
                self._open[stem] = self._create(stem, rows.schema)
            self._open[stem].write_table(rows)

    def _create(self, stem: str, schema: pa.Schema) -> Any:
        path = self._folder / f"{stem}.{self._format}"
        if self._format == "csv":
            options = pyarrow.csv.WriteOptions(quoting_style="needed", quoting_header="needed")
            return pyarrow.csv.CSVWriter(path, schema, write_options=options)
        # The Arrow schema is left out, so that readers see plain text instead of dictionaries.
        return pyarrow.parquet.ParquetWriter(path, schema, compression="zstd", compression_level=1, store_schema=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._open.values():
            writer.close()
