"""What Spark is given on this machine: Parquet as it stands, or a copy of what DuckDB reads."""

from pathlib import Path

import ibis
import pyarrow.parquet as pq
import pytest

from limpide.core.errors import InvalidInput
from limpide.features.spark.local_tables import local_tables
from small_tables import build_rows, write_csv, write_parquet


def test_parquet_under_the_contracts_names_is_read_where_it_is(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path / "data", {"bureau": build_rows()["bureau"]})
    with local_tables(str(folder), tmp_path / "copy", ibis.duckdb.connect()) as readable:
        assert readable == str(folder)
    assert not (tmp_path / "copy").exists()


def test_any_other_file_becomes_parquet_with_the_same_values(tmp_path: Path) -> None:
    rows = [row | {"SK_ID_BUREAU": f"00{number}-a"} for number, row in enumerate(build_rows()["bureau"])]
    folder = write_csv(tmp_path / "data", {"bureau": rows})
    path = folder / "bureau.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", "\t"), encoding="utf-8")
    path.rename(folder / "Bureau.TSV")
    with local_tables(str(folder), tmp_path / "copy", ibis.duckdb.connect()) as readable:
        read = pq.read_table(Path(readable) / "bureau.parquet").to_pylist()
    assert [row["SK_ID_BUREAU"] for row in read] == [row["SK_ID_BUREAU"] for row in rows]
    assert [row["AMT_CREDIT_SUM"] for row in read] == [row["AMT_CREDIT_SUM"] for row in rows]


def test_what_nobody_can_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "bureau.xlsx").write_bytes(b"\xd0\xcf\x11\xe0")
    with (
        pytest.raises(InvalidInput, match=r"bureau\.xlsx: it is no complete workbook"),
        local_tables(str(tmp_path), tmp_path / "copy", ibis.duckdb.connect()),
    ):
        pass
