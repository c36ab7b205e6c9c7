"""Files as people have them: read with the values of the plain file, or refused in one sentence to follow."""

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from limpide.core.errors import InvalidInput
from limpide.sources.check import check
from limpide.sources.fault import Fault, Kind, Severity, sentences
from limpide.sources.home_credit import open_tables
from limpide.sources.reading.source import open_source
from limpide.sources.reading.table_file import TableFile
from limpide.sources.scan import read_header, select_sql
from limpide.sources.tables import TABLES
from small_tables import build_rows, write_csv
from workbook import build_workbook

STEM, TABLE = "bureau", TABLES["bureau"]
ROWS: list[dict[str, Any]] = [
    row | {"AMT_CREDIT_SUM": 1000.25 + 1000 * number, "CREDIT_TYPE": ("Consumer credit", "Mortgage", None)[number % 3]}
    for number, row in enumerate(build_rows()["bureau"])
]
NAMES = list(ROWS[0])
Write = Callable[[Path], Path]


def text(
    *,
    delimiter: str = ",",
    end: str = "\n",
    names: list[str] | None = None,
    cell: Callable[[Any], Any] = lambda value: value,
) -> str:
    made = io.StringIO()
    writer = csv.writer(made, delimiter=delimiter, lineterminator=end)
    writer.writerow(names or NAMES)
    writer.writerows([cell(value) for value in row.values()] for row in ROWS)
    return made.getvalue()


PLAIN = text().encode()


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return made.getvalue()


def _rows_of(file: TableFile) -> list[tuple[Any, ...]]:
    return duckdb.connect().execute(select_sql(file, read_header(file))).fetchall()


def read(folder: Path) -> tuple[list[tuple[Any, ...]], list[Fault]]:
    """Return the rows of the one table of a folder, and the faults of its reading."""
    with open_source(folder) as source:
        found = [_rows_of(file) for file in source.files]
        return sorted((row for rows in found for row in rows), key=repr), source.faults


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    folder = tmp_path_factory.mktemp("plain")
    (folder / "bureau.csv").write_bytes(PLAIN)
    rows, faults = read(folder)
    assert len(rows) == len(ROWS)
    assert faults == []
    return rows


def comma(value: Any) -> Any:
    return str(value).replace(".", ",") if isinstance(value, float) else value


def grouped(value: Any) -> Any:
    return f"{value:,.2f}".replace(",", "\u202f") if isinstance(value, float) else value


FILES = {
    "bureau.csv.gz": gzip.compress(PLAIN),
    "bureau.csv.bz2": bz2.compress(PLAIN),
    "bureau.csv.xz": lzma.compress(PLAIN),
    "bureau.csv.zst": pa.Codec("zstd").compress(PLAIN, asbytes=True),
    "bureau.csv.zip": zipped(**{"export/bureau.csv": PLAIN}),
    "bureau.zip": zipped(**{"bureau.zip": zipped(**{"bureau.csv": PLAIN})}),
    "BUREAU.CSV": PLAIN,
    "bureau": PLAIN,
    "bureau.tsv": text(delimiter="\t").encode(),
    "bureau.txt": text(delimiter="|").encode(),
    "bureau.csv": text(delimiter=";").encode(),
    "cr/bureau.csv": text(end="\r").encode(),
    "crlf/bureau.csv": text(end="\r\n").encode(),
    "sep/bureau.csv": b"sep=,\r\n" + PLAIN,
    "comments/bureau.csv": b"# export of the bureau\n\nMade by, somebody\n" + PLAIN,
    "quoted/bureau.csv": "".join(f'"{line}"\n' for line in PLAIN.decode().splitlines()).encode(),
    "bom/bureau.csv": b"\xef\xbb\xbf" + PLAIN,
    "utf16/bureau.csv": PLAIN.decode().encode("utf-16"),
    "utf16be/bureau.csv": PLAIN.decode().encode("utf-16-be"),
    "lower/bureau.csv": text(names=[name.lower() for name in NAMES]).encode(),
    "padded/bureau.csv": text(
        names=[f" {name} " for name in NAMES], cell=lambda v: "" if v is None else f"{v} "
    ).encode(),
    "commas/bureau.csv": text(delimiter=";", cell=comma).encode(),
    "quoted_commas/bureau.csv": text(cell=comma).encode(),
    "grouped/bureau.csv": text(delimiter=";", cell=grouped).encode(),
    "nothing/bureau.csv": text(cell=lambda value: "NA" if value is None else value).encode(),
    "bureau.jsonl": "\n".join(map(json.dumps, ROWS)).encode(),
    "bureau.json": json.dumps(ROWS).encode(),
    "bureau.xlsx": build_workbook(notes=[["Read me"]], data=[["Bureau"], NAMES, *(list(row.values()) for row in ROWS)]),
    "named_csv/bureau.csv": build_workbook(data=[NAMES, *(list(row.values()) for row in ROWS)]),
    "parts/bureau.csv/part-0.csv": PLAIN,
    "tables.zip": zipped(**{"lender/2026/bureau.csv": PLAIN, "lender/read me.txt": b"hello"}),
    "nested.zip": zipped(**{"inner.zip": zipped(**{"bureau.csv": PLAIN})}),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_the_values_of_the_plain_one(tmp_path: Path, name: str, expected: list[tuple[Any, ...]]) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FILES[name])
    assert read(tmp_path) == (expected, [])


def _table() -> pa.Table:
    return pa.Table.from_pylist(ROWS)


def write_feather(folder: Path) -> None:
    feather.write_feather(_table(), folder / "bureau.feather")


def write_stream(folder: Path) -> None:
    with pa.ipc.new_stream(folder / "bureau.arrow", _table().schema) as opened:
        opened.write_table(_table())


def write_hive(folder: Path) -> None:
    by_state = ds.partitioning(pa.schema([("CREDIT_ACTIVE", pa.string())]), flavor="hive")
    ds.write_dataset(_table(), folder / "bureau.parquet", format="parquet", partitioning=by_state)
    (folder / "bureau.parquet" / "_SUCCESS").touch()
    (folder / "bureau.parquet" / ".part-0.parquet.crc").write_bytes(b"crc")


def write_parts(folder: Path) -> None:
    (folder / "bureau").mkdir()
    for number in range(2):
        half = _table().slice(4 * number, 4)
        pq.write_table(half, folder / "bureau" / f"part-{number}.parquet")
    pq.write_metadata(_table().schema, folder / "bureau" / "_metadata")


def write_csv_parts(folder: Path) -> None:
    header, *lines = PLAIN.splitlines(keepends=True)
    (folder / "bureau.csv").mkdir()
    for number in range(2):
        (folder / "bureau.csv" / f"{number}.part").write_bytes(header + b"".join(lines[4 * number : 4 * number + 4]))


@pytest.mark.parametrize("write", [write_feather, write_stream, write_hive, write_parts, write_csv_parts])
def test_columns_and_parts_have_the_values_of_the_plain_file(
    tmp_path: Path, write: Callable[[Path], None], expected: list[tuple[Any, ...]]
) -> None:
    write(tmp_path)
    assert read(tmp_path) == (expected, [])


COMMAS = text(delimiter=";", cell=comma).encode()
POINTS = text(delimiter=";").encode().split(b"\n", 1)[1]
REFUSED: dict[str, tuple[bytes, Kind, str]] = {
    "bureau.7z": (b"7z\xbc\xaf\x27\x1c", Kind.UNKNOWN_FILE, "save it as bureau.csv"),
    "bureau.csv": (bytes(range(256)), Kind.UNREADABLE, "no text"),
    "bureau.xls": (b"<html><table></table></html>", Kind.UNREADABLE, "save it as bureau.csv"),
    "bureau.xlsx": (b"\xd0\xcf\x11\xe0nothing", Kind.UNREADABLE, "no complete workbook"),
    "two/bureau.xlsx": (build_workbook(a=[NAMES], b=[NAMES]), Kind.UNREADABLE, "keep one of them"),
    "headless/bureau.csv": (PLAIN.split(b"\n", 1)[1], Kind.UNREADABLE, "begin with a line of the columns' names"),
    "twice/bureau.csv": (
        text(names=["amt_annuity", "Amt_Annuity", *NAMES[2:-1], "x"]).encode(),
        Kind.DUPLICATED_COLUMN,
        "keep one column",
    ),
    "bomb/bureau.csv.gz": (gzip.compress(bytes(150_000_000)), Kind.UNREADABLE, "more than 500 times its size"),
    "deep/bureau.csv.gz": (
        gzip.compress(gzip.compress(gzip.compress(gzip.compress(PLAIN)))),
        Kind.UNREADABLE,
        "pack it once",
    ),
    "mixed/bureau.csv": (COMMAS + COMMAS.split(b"\n", 1)[1] * 300 + POINTS, Kind.WRONG_TYPE, "write all with a point"),
    "delta/bureau.parquet/_delta_log/0.json": (b"{}", Kind.UNREADABLE, "plain Parquet"),
    "unfinished/bureau.parquet/_temporary/x": (b"", Kind.TRUNCATED, "has not ended"),
    "bureau.json": (json.dumps({name: {} for name in NAMES}).encode(), Kind.UNREADABLE, "one object a line"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_sentence_with_the_file(tmp_path: Path, name: str) -> None:
    content, kind, advice = REFUSED[name]
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    errors = [fault for fault in check(tmp_path) if fault.severity is Severity.ERROR and "bureau" in fault.file]
    assert [fault.kind for fault in errors] == [kind]
    assert advice in errors[0].advice


def test_the_exact_name_wins_over_one_that_only_folds_to_it(tmp_path: Path, expected: list[tuple[Any, ...]]) -> None:
    lines = PLAIN.decode().splitlines()
    other = ["amt_annuity", *("1" for _ in lines[1:])]
    (tmp_path / "bureau.csv").write_text("".join(f"{first},{line}\n" for first, line in zip(other, lines, strict=True)))
    assert read(tmp_path)[0] == expected
    (tmp_path / "bureau.csv").unlink()
    table = _table().add_column(0, "amt_annuity", pa.array([1.0] * len(ROWS)))
    pq.write_table(table, tmp_path / "bureau.parquet")
    assert read(tmp_path)[0] == expected


def test_another_encoding_is_read_and_said(tmp_path: Path) -> None:
    folder = write_csv(tmp_path, {"bureau": [row | {"CREDIT_TYPE": "Crédit"} for row in ROWS]})
    path = folder / "bureau.csv"
    path.write_bytes(path.read_bytes().decode().encode("cp1252"))
    _, [fault] = read(folder)
    assert (fault.kind, fault.severity) == (Kind.WRONG_ENCODING, Severity.WARNING)
    assert fault.example is not None
    assert 'line 2 ("Crédit" if it is Western European)' in fault.example


def test_thousands_of_columns_are_one_sentence(tmp_path: Path) -> None:
    many = [f"X{number}" for number in range(5000)]
    rows = [row | dict.fromkeys(many, 1) for row in ROWS]
    told = sentences(check(write_csv(tmp_path, {"bureau": rows})))
    assert [line for line in told if "unknown column" in line] == [
        'warning: bureau.csv: unknown column: 5,000 columns ("X0", "X1", "X2", …); they will be ignored'
    ]


@pytest.mark.parametrize("stem", ["application_train", "my_features"])
def test_a_table_of_features_is_recognised(tmp_path: Path, stem: str) -> None:
    row = {"SK_ID_CURR": 1, "TARGET": 0, "AMT_CREDIT": 5, "CODE_GENDER_F": 1, "NAME_CONTRACT_TYPE_Cash loans": 1}
    errors = [fault for fault in check(write_csv(tmp_path, {stem: [row]})) if fault.severity is Severity.ERROR]
    assert [fault.advice for fault in errors] == ["this is a table of features: Limpide starts from raw tables"]


def test_advice_that_is_followed_literally_leads_to_files_that_pass(tmp_path: Path) -> None:
    """A raw table under another name: rename it as told; then nothing is to be done."""
    folder = write_csv(tmp_path, build_rows())
    (folder / "bureau.csv").rename(folder / "export_42.csv")
    [fault] = [fault for fault in check(folder) if fault.severity is Severity.ERROR]
    assert fault.advice == "it has the columns of bureau: rename it bureau"
    (folder / "export_42.csv").rename(folder / "bureau")
    assert check(folder) == []


def _spoil(content: bytes, chance: np.random.Generator) -> bytes:
    place = int(chance.integers(len(content)))
    match int(chance.integers(8)):
        case 0:
            return content[:place]
        case 1:
            return content[:place] + bytes(chance.integers(0, 256, 3, dtype=np.uint8)) + content[place:]
        case 2:
            return content.replace(b"\n", b"\r")
        case 3:
            return content.decode("latin-1").encode("utf-16")
        case 4:
            return b"sep=;\n\n" + content.replace(b",", b";").replace(b".", b",")
        case 5:
            return content.replace(b",", b'"', int(chance.integers(1, 4)))
        case 6:
            return gzip.compress(content)
        case _:
            return zipped(**{"bureau.csv": content})


@pytest.mark.parametrize("seed", range(16))
def test_faults_put_together_never_end_in_a_traceback(tmp_path: Path, seed: int) -> None:
    chance = np.random.default_rng(seed)
    data, copies = tmp_path / "data", tmp_path / "copies"
    data.mkdir()
    copies.mkdir()
    content = PLAIN
    for _ in range(int(chance.integers(1, 4))):
        content = _spoil(content, chance)
    (
        data / str(chance.choice(["bureau.csv", "bureau.csv.gz", "bureau.xlsx", "bureau.parquet", "bureau.zip"]))
    ).write_bytes(content)
    faults = check(data)
    assert all("\n" not in str(fault) and "Traceback" not in str(fault) for fault in faults)
    with open_source(data, workspace=copies) as source:
        try:
            source.raise_first(data)
            for file in source.files:
                _rows_of(file)
        except (InvalidInput, duckdb.Error):
            assert any(fault.severity is Severity.ERROR and "bureau" in fault.file for fault in faults)
    assert list(copies.iterdir()) == []


def test_the_smallest_file_is_read_and_its_identifiers_stay_as_they_are_written(tmp_path: Path) -> None:
    lines = ["SK_ID_CURR;AMT_CREDIT;AMT_ANNUITY;AMT_INCOME_TOTAL;DAYS_BIRTH"]
    lines += [f"{name};1000,5;10,25;500,5;-12000" for name in ("1 234", "00012,5", "12.50")]
    (tmp_path / "application_test.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert {fault.severity for fault in check(tmp_path)} == {Severity.WARNING}
    with open_tables(tmp_path, ibis.duckdb.connect()) as tables:
        assert tables.client_names is not None
        assert sorted(tables.client_names.to_pylist()) == ["00012,5", "1 234", "12.50"]
        assert tables.application.AMT_ANNUITY.execute().tolist() == [10.25] * 3
