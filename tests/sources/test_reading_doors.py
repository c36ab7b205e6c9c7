"""One value, whatever door it comes through: a file, Parquet, a request, the form's file."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from limpide.portfolio.declared import fault_of
from limpide.service.batch_body import NotParquetError, ParquetReader
from limpide.service.batch_rows import Row
from limpide.sources.reading.source import open_source
from limpide.sources.scan import parsed_sql, read_header, source_sql
from limpide.sources.spelling import read_value
from limpide.sources.tables import TABLES

TABLE = TABLES["application"]
# Column, text of a file, value of a request, what both stand for.
VALUES = [
    ("FLAG_OWN_CAR", "Oui", True, "Y"),
    ("FLAG_OWN_CAR", " n ", "N", "N"),
    ("FLAG_MOBIL", "true", True, 1),
    ("FLAG_MOBIL", "0.0", 0.0, 0),
    ("CODE_GENDER", " f ", "f", "F"),
    ("OCCUPATION_TYPE", "NaN", "nan", None),
    ("OCCUPATION_TYPE", "NA", None, None),
    ("DAYS_EMPLOYED", "365243", 365_243, 365_243),
    ("DAYS_EMPLOYED", "N/A", None, None),
    ("AMT_CREDIT", "00100001", 100_001, 100_001),
    ("AMT_CREDIT", "1e5", 1e5, 100_000),
    ("AMT_CREDIT", " 12.5 ", 12.5, 12.5),
    ("AMT_CREDIT", "", None, None),
]


def _of_file(path: Path, column: str) -> Any:
    with open_source(path.parent) as source:
        [file] = source.files
        header = read_header(file)
        name = next(name for name in header if name.strip().upper() == column)
        _, value = parsed_sql(TABLE.by_name[column], name, header, typed=file.format == "parquet")
        [(found,)] = duckdb.connect().execute(f"SELECT {value} FROM {source_sql(file, header)}").fetchall()
    return found


@pytest.fixture(scope="module")
def reader() -> Iterator[ParquetReader]:
    made = ParquetReader()
    yield made
    made.close()


def _read(reader: ParquetReader, table: pa.Table) -> list[Row]:
    with TemporaryFile() as body, TemporaryFile() as converted:
        pq.write_table(table, body)
        body.seek(0)
        return list(reader.rows(body, converted))


def _in_batch(reader: ParquetReader, name: str, value: Any) -> Any:
    [row] = _read(reader, pa.table({name: [value], "SK_ID_CURR": [1]}))
    assert isinstance(row.content, dict)
    column = TABLE.by_name[name.strip().upper()]
    return read_value(column, row.content["application"].get(column.name))


@pytest.mark.parametrize(("column", "text", "value", "meant"), VALUES)
def test_a_value_means_the_same_at_every_door(
    reader: ParquetReader, tmp_path: Path, column: str, text: str, value: Any, meant: Any
) -> None:
    contract = TABLE.by_name[column]
    csv, parquet = tmp_path / "csv" / "application_test.csv", tmp_path / "parquet" / "application_test.parquet"
    csv.parent.mkdir()
    parquet.parent.mkdir()
    csv.write_text(f"SK_ID_CURR,{column}\n1,{text}\n", encoding="utf-8")
    pq.write_table(pa.table({"SK_ID_CURR": [1], f"{column.lower()} ": [text]}), parquet)
    assert _of_file(csv, column) == meant
    assert _of_file(parquet, column) == meant
    assert _in_batch(reader, column, text) == meant
    assert _in_batch(reader, f"{column.lower()} ", text) == meant
    assert read_value(contract, value) == meant
    assert fault_of(contract, value)[0] is None


def test_a_batch_with_two_columns_of_one_name_is_refused_as_files_are(reader: ParquetReader) -> None:
    with pytest.raises(NotParquetError):
        _read(reader, pa.table({"amt_credit": [1.0], "Amt_Credit": [2.0]}))
