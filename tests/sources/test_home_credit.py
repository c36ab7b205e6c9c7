"""Reading the lender's tables."""

import gzip
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from ibis.backends.duckdb import Backend

from limpide.core.errors import InvalidInput
from limpide.sources.home_credit import build_tables, open_tables, without_sentinels
from limpide.sources.tables import TABLES, TEST, TRAIN
from small_tables import LABELLED, UNLABELLED, Rows, build_rows, write_csv, write_parquet, write_zip


@pytest.fixture
def connection() -> Iterator[Backend]:
    backend = ibis.duckdb.connect()
    yield backend
    backend.disconnect()


def _contents(path: Path, connection: Backend) -> dict[str, list[dict[str, object]]]:
    with open_tables(path, connection) as tables:
        frames = {name: connection.to_pyarrow(getattr(tables, name)) for name in TABLES}
    return {
        name: sorted(frame.to_pylist(), key=lambda row: [str(value) for value in row.values()])
        for name, frame in frames.items()
    }


def test_csv_parquet_and_zip_read_the_same(tmp_path: Path, connection: Backend) -> None:
    plain = write_csv(tmp_path / "csv", build_rows())
    expected = _contents(plain, connection)
    assert len(expected["application"]) == 4
    assert _contents(write_parquet(tmp_path / "parquet", build_rows()), connection) == expected
    assert _contents(write_zip(tmp_path / "a.zip", plain), connection) == expected
    assert _contents(write_zip(tmp_path / "b.zip", plain, inner="tables/"), connection) == expected
    assert _contents(write_zip(tmp_path / "c.zip", tmp_path / "parquet"), connection) == expected


def test_packed_csv_and_upper_case_extensions_are_read(tmp_path: Path, connection: Backend) -> None:
    folder = write_csv(tmp_path / "csv", build_rows())
    expected = _contents(folder, connection)
    (folder / "bureau.csv").rename(folder / "BUREAU.CSV")
    pos = folder / "POS_CASH_balance.csv"
    (folder / "pos_cash_balance.csv.gz").write_bytes(gzip.compress(pos.read_bytes()))
    pos.unlink()
    assert _contents(folder, connection) == expected


@pytest.mark.parametrize("dialect", ["byte order mark", "semicolons", "Windows line ends", "lower-case header"])
def test_other_ways_to_write_csv_are_read(tmp_path: Path, connection: Backend, dialect: str) -> None:
    folder = write_csv(tmp_path, build_rows())
    expected = _contents(folder, connection)
    for path in folder.iterdir():
        content = path.read_bytes()
        header, lines = content.split(b"\n", 1)
        path.write_bytes(
            {
                "byte order mark": b"\xef\xbb\xbf" + content,
                "semicolons": content.replace(b",", b";"),
                "Windows line ends": content.replace(b"\n", b"\r\n"),
                "lower-case header": header.lower() + b"\n" + lines,
            }[dialect]
        )
    assert _contents(folder, connection) == expected


def test_an_empty_file_and_one_without_rows_of_text_are_refused(tmp_path: Path, connection: Backend) -> None:
    folder = write_csv(tmp_path, build_rows(), bureau=b"")
    with pytest.raises(InvalidInput, match=r"bureau\.csv: it has 0 bytes"), open_tables(folder, connection):
        pass
    (folder / "bureau.csv").write_bytes(b"SK_ID_CURR\0,AMT_ANNUITY")
    with pytest.raises(InvalidInput, match=r"bureau\.csv: it is no text"), open_tables(folder, connection):
        pass


def test_tables_have_the_types_of_the_contract_and_the_renamed_keys(tmp_path: Path, connection: Backend) -> None:
    types = {"integer": "int64", "number": "float64", "text": "string"}
    with open_tables(write_parquet(tmp_path, build_rows()), connection) as tables:
        for name, table in TABLES.items():
            schema = getattr(tables, name).schema()
            assert list(schema) == [column.renamed for column in table.columns]
            assert [str(t) for t in schema.types] == [types[column.type] for column in table.columns]


def test_the_target_is_missing_in_unlabelled_applications(tmp_path: Path, connection: Backend) -> None:
    with open_tables(write_csv(tmp_path, build_rows()), connection) as tables:
        rows = connection.to_pyarrow(tables.application.select("client_id", "target")).to_pylist()
    targets = {row["client_id"]: row["target"] for row in rows}
    assert targets == {LABELLED[0]: 1, LABELLED[1]: 0, UNLABELLED[0]: None, UNLABELLED[1]: None}


def test_missing_secondary_tables_are_named_and_empty(tmp_path: Path, connection: Backend) -> None:
    rows = {stem: lines for stem, lines in build_rows().items() if stem == TRAIN}
    with open_tables(write_csv(tmp_path, rows), connection) as tables:
        assert tables.missing == tuple(name for name in TABLES if name != "application")
        assert connection.to_pyarrow(tables.card).num_rows == 0
        assert list(tables.card.columns) == [column.renamed for column in TABLES["card"].columns]


def test_without_any_application_table_reading_is_refused(tmp_path: Path, connection: Backend) -> None:
    folder = write_csv(tmp_path, build_rows(), **{TRAIN: None, TEST: None})
    with pytest.raises(InvalidInput, match="no application table"), open_tables(folder, connection):
        pass


def test_a_missing_column_is_named(tmp_path: Path, connection: Backend) -> None:
    rows = build_rows()
    for row in rows["bureau"]:
        del row["CREDIT_TYPE"], row["DAYS_CREDIT"]
    folder = write_csv(tmp_path, rows)
    with (
        pytest.raises(InvalidInput, match=r"bureau\.csv lacks 1 columns that nothing works without: DAYS_CREDIT; run"),
        open_tables(folder, connection),
    ):
        pass


def test_unknown_columns_are_dropped(tmp_path: Path, connection: Backend) -> None:
    rows = build_rows()
    for row in rows["bureau"]:
        row["OPINION"] = "good"
    with open_tables(write_csv(tmp_path, rows), connection) as tables:
        assert "OPINION" not in tables.bureau.columns


def test_a_text_in_a_number_column_is_named_with_its_line(tmp_path: Path, connection: Backend) -> None:
    rows = build_rows()
    rows["bureau"][2]["AMT_CREDIT_SUM"] = "a lot"
    folder = write_csv(tmp_path, rows)
    with (
        pytest.raises(InvalidInput, match=r'bureau\.csv, line 4: column AMT_CREDIT_SUM: .*"a lot".*data check'),
        open_tables(folder, connection) as tables,
    ):
        connection.to_pyarrow(tables.bureau)


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_a_fraction_in_a_whole_number_column_is_refused_not_rounded(
    tmp_path: Path, connection: Backend, write: Callable[[Path, Rows], Path]
) -> None:
    rows = build_rows()
    rows["bureau"][2]["DAYS_CREDIT"] = -10.5
    folder = write(tmp_path, rows)
    with (
        pytest.raises(InvalidInput, match=r"bureau\.\w+: column DAYS_CREDIT: not a whole number: -10\.5"),
        open_tables(folder, connection) as tables,
    ):
        connection.to_pyarrow(tables.bureau)


def test_whole_numbers_written_with_a_decimal_point_are_whole(tmp_path: Path, connection: Backend) -> None:
    rows = build_rows()
    rows["bureau"][0]["DAYS_CREDIT"] = "-10.0"
    rows["bureau"][1]["DAYS_CREDIT"] = "-10"
    with open_tables(write_csv(tmp_path, rows), connection) as tables:
        days = connection.to_pyarrow(tables.bureau)["DAYS_CREDIT"].to_pylist()
    assert days[:2] == [-10, -10]


def test_not_a_number_and_the_empty_text_are_missing(tmp_path: Path, connection: Backend) -> None:
    rows = build_rows()
    rows["bureau"][0] |= {"AMT_ANNUITY": float("nan"), "CREDIT_TYPE": ""}
    with open_tables(write_parquet(tmp_path, rows), connection) as tables:
        first = connection.to_pyarrow(tables.bureau).to_pylist()[0]
    assert first["AMT_ANNUITY"] is None
    assert first["CREDIT_TYPE"] is None


def test_a_cut_line_is_refused_while_reading(tmp_path: Path, connection: Backend) -> None:
    folder = write_csv(tmp_path, build_rows())
    path = folder / "bureau.csv"
    path.write_bytes(path.read_bytes()[:-60])
    with (
        pytest.raises(InvalidInput, match=r"bureau\.csv, line 9: Expected Number of Columns: 17"),
        open_tables(folder, connection) as tables,
    ):
        connection.to_pyarrow(tables.bureau)


def test_two_files_for_one_table_are_refused(tmp_path: Path, connection: Backend) -> None:
    write_csv(tmp_path, build_rows())
    write_parquet(tmp_path, build_rows())
    with pytest.raises(InvalidInput, match="keep one of them"), open_tables(tmp_path, connection):
        pass


def test_what_is_neither_folder_nor_zip_is_refused(tmp_path: Path, connection: Backend) -> None:
    path = tmp_path / "tables.zip"
    with pytest.raises(InvalidInput, match="does not exist"), open_tables(path, connection):
        pass
    path.write_bytes(b"PK not a zip")
    with pytest.raises(InvalidInput, match="name a folder or a zip"), open_tables(path, connection):
        pass


def test_a_zip_writes_nothing_outside_its_workspace_and_leaves_nothing_behind(
    tmp_path: Path, connection: Backend
) -> None:
    folder = write_csv(tmp_path / "csv", build_rows())
    archive = tmp_path / "tables.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for path in folder.iterdir():
            opened.write(path, f"../../{path.name}")
        opened.writestr("../readme.txt", "ignored")
    workspace = tmp_path / "deep" / "workspace"
    workspace.mkdir(parents=True)
    before = {path for path in tmp_path.rglob("*") if workspace not in path.parents}
    with open_tables(archive, connection, workspace=workspace) as tables:
        assert connection.to_pyarrow(tables.application).num_rows == 4
        assert {path for path in tmp_path.rglob("*") if workspace not in path.parents} == before
    assert list(workspace.iterdir()) == []


def test_a_damaged_zip_is_refused(tmp_path: Path, connection: Backend) -> None:
    folder = write_csv(tmp_path / "csv", build_rows())
    archive = tmp_path / "tables.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as opened:
        for path in folder.iterdir():
            opened.write(path, path.name)
    content = archive.read_bytes()
    archive.write_bytes(content.replace(b"Consumer credit", b"Consumer-credit", 1))
    with pytest.raises(InvalidInput, match=r"bureau\.csv: it cannot be unpacked"), open_tables(archive, connection):
        pass


def test_sentinels_become_missing(tmp_path: Path, connection: Backend) -> None:
    rows = build_rows()
    rows[TRAIN][0] |= {"DAYS_EMPLOYED": 365243, "CODE_GENDER": "XNA", "REGION_RATING_CLIENT_W_CITY": -1}
    rows["bureau"][0] |= {"DAYS_CREDIT_ENDDATE": -42_000}
    rows["bureau"][1] |= {"DAYS_CREDIT_ENDDATE": -39_000}
    with open_tables(write_csv(tmp_path, rows), connection) as tables:
        application = without_sentinels(tables.application, "application")
        assert application.schema() == tables.application.schema()
        client = connection.to_pyarrow(application.filter(application.client_id == LABELLED[0])).to_pylist()[0]
        ends = connection.to_pyarrow(without_sentinels(tables.bureau, "bureau"))["DAYS_CREDIT_ENDDATE"].to_pylist()
    assert client["DAYS_EMPLOYED"] is client["CODE_GENDER"] is client["REGION_RATING_CLIENT_W_CITY"] is None
    assert client["NAME_INCOME_TYPE"] is not None
    assert ends[:2] == [None, -39_000]


def test_one_applicant_in_memory_reads_like_a_file(tmp_path: Path, connection: Backend) -> None:
    client = LABELLED[0]
    with open_tables(write_csv(tmp_path, build_rows()), connection) as tables:
        expected = connection.to_pyarrow(tables.application.filter(tables.application.client_id == client))
    rows = [row for row in build_rows()[TRAIN] if row["SK_ID_CURR"] == client]
    built = build_tables(connection, {"application": pa.Table.from_pylist(rows)})
    assert connection.to_pyarrow(built.application).equals(expected)
    assert built.missing == tuple(name for name in TABLES if name != "application")
    assert connection.to_pyarrow(built.pos).num_rows == 0


def test_columns_not_given_in_memory_are_missing_but_keys_must_be_there(connection: Backend) -> None:
    built = build_tables(connection, {"application": pa.table({"client_id": [1], "AMT_CREDIT": [1000]})})
    row = connection.to_pyarrow(built.application).to_pylist()[0]
    assert (row["client_id"], row["AMT_CREDIT"], row["AMT_ANNUITY"]) == (1, 1000.0, None)
    with pytest.raises(InvalidInput, match="application rows have no client_id"):
        build_tables(connection, {"application": pa.table({"AMT_CREDIT": [1000]})})


def test_in_memory_rows_of_the_wrong_type_or_table_are_refused(connection: Backend) -> None:
    wrong = pa.table({"client_id": [1], "AMT_CREDIT": ["a lot"]})
    with pytest.raises(InvalidInput, match=r"application\.AMT_CREDIT must be number"):
        build_tables(connection, {"application": wrong})
    with pytest.raises(InvalidInput, match="unknown table loans"):
        build_tables(connection, {"application": wrong, "loans": wrong})
    with pytest.raises(InvalidInput, match="no application row"):
        build_tables(connection, {})


def test_the_real_sample_reads_completely(connection: Backend) -> None:
    folder = os.environ.get("LIMPIDE_REAL_DATA")
    if not folder:
        pytest.skip("LIMPIDE_REAL_DATA does not name a folder with applications/ and histories/")
    with open_tables(Path(folder) / "histories", connection) as tables:
        assert tables.missing == ("installments",)
        for name in TABLES:
            table = getattr(tables, name)
            counts = connection.to_pyarrow(table.aggregate([table[column].count() for column in table.columns]))
            assert counts.num_rows == 1
