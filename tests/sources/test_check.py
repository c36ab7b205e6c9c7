"""Naming the faults of the lender's files."""

import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from limpide.core.errors import InvalidInput
from limpide.sources.check import check
from limpide.sources.fault import Fault, Kind, Severity
from limpide.sources.tables import TEST, TRAIN
from small_tables import LABELLED, Rows, build_rows, write_csv, write_parquet, write_zip

Write = Callable[[Path, Rows], Path]
both = pytest.mark.parametrize("write", [write_csv, write_parquet])


def _only(faults: list[Fault]) -> Fault:
    assert len(faults) == 1, [str(fault) for fault in faults]
    return faults[0]


@both
def test_tables_that_keep_the_contract_have_no_fault(tmp_path: Path, write: Write) -> None:
    assert check(write(tmp_path / "tables", build_rows())) == []
    assert check(write_zip(tmp_path / "tables.zip", tmp_path / "tables", inner="inner/")) == []


def test_a_missing_secondary_table_is_a_warning(tmp_path: Path) -> None:
    fault = _only(check(write_csv(tmp_path, build_rows(), installments_payments=None)))
    assert (fault.file, fault.kind, fault.severity) == (
        "installments_payments",
        Kind.MISSING_TABLE,
        Severity.WARNING,
    )


def test_no_application_table_is_an_error(tmp_path: Path) -> None:
    faults = check(write_csv(tmp_path, build_rows(), **{TRAIN: None, TEST: None}))
    fault = _only([fault for fault in faults if fault.severity is Severity.ERROR])
    assert (fault.file, fault.kind) == (TRAIN, Kind.MISSING_TABLE)


@both
def test_every_missing_column_is_named_and_unknown_ones_are_warned_of(tmp_path: Path, write: Write) -> None:
    rows = build_rows()
    for row in rows["bureau"]:
        del row["CREDIT_TYPE"], row["DAYS_CREDIT"]
        row["OPINION"] = "good"
    found = {(fault.kind, fault.column, fault.severity) for fault in check(write(tmp_path, rows))}
    assert found == {
        (Kind.MISSING_COLUMN, "CREDIT_TYPE", Severity.WARNING),
        (Kind.MISSING_COLUMN, "DAYS_CREDIT", Severity.ERROR),
        (Kind.UNKNOWN_COLUMN, None, Severity.WARNING),
    }


@both
def test_values_of_the_wrong_type_are_counted_with_the_first_one_and_its_row(tmp_path: Path, write: Write) -> None:
    rows = build_rows()
    for row in rows["bureau"]:
        row["AMT_CREDIT_SUM"] = str(row["AMT_CREDIT_SUM"])
    rows["bureau"][2]["AMT_CREDIT_SUM"] = "1 000,50"
    rows["bureau"][5]["AMT_CREDIT_SUM"] = "a lot"
    rows["bureau"][6]["AMT_CREDIT_SUM"] = "NA"
    fault = _only(check(write(tmp_path, rows)))
    assert (fault.column, fault.kind, fault.count) == ("AMT_CREDIT_SUM", Kind.WRONG_TYPE, 2)
    assert fault.example == '"1 000,50" in row 3'
    assert fault.rows == ((3, '"1 000,50"'), (6, '"a lot"'))


@both
def test_a_fraction_is_the_wrong_type_for_a_whole_number(tmp_path: Path, write: Write) -> None:
    rows = build_rows()
    rows["bureau"][3]["DAYS_CREDIT"] = -10.5
    fault = _only(check(write(tmp_path, rows)))
    assert (fault.column, fault.kind, fault.example) == ("DAYS_CREDIT", Kind.WRONG_TYPE, '"-10.5" in row 4')


@both
def test_impossible_values_are_counted_with_the_first_one_and_its_row(tmp_path: Path, write: Write) -> None:
    impossible = {
        (TRAIN, "DAYS_BIRTH"): 12_000,
        (TRAIN, "AMT_CREDIT"): -5.0,
        (TRAIN, "EXT_SOURCE_1"): 1.5,
        (TRAIN, "DAYS_EMPLOYED"): 365_242,
        (TRAIN, "AMT_INCOME_TOTAL"): float("inf"),
        ("bureau", "DAYS_CREDIT_ENDDATE"): 60_000,
        ("bureau", "CNT_CREDIT_PROLONG"): -1,
    }
    rows = build_rows()
    for (file, column), value in impossible.items():
        rows[file][1][column] = value
    rows["bureau"][5]["CNT_CREDIT_PROLONG"] = -7
    faults = check(write(tmp_path, rows))
    assert {fault.kind for fault in faults} == {Kind.IMPOSSIBLE_VALUE}
    assert {fault.column: (fault.count, fault.example) for fault in faults} == {
        "DAYS_BIRTH": (1, "12000 in row 2"),
        "AMT_CREDIT": (1, "-5 in row 2"),
        "EXT_SOURCE_1": (1, "1.5 in row 2"),
        "DAYS_EMPLOYED": (1, "365242 in row 2"),
        "AMT_INCOME_TOTAL": (1, "inf in row 2"),
        "DAYS_CREDIT_ENDDATE": (1, "60000 in row 2"),
        "CNT_CREDIT_PROLONG": (2, "-1 in row 2"),
    }


@both
def test_sentinels_are_no_faults(tmp_path: Path, write: Write) -> None:
    rows = build_rows()
    rows[TRAIN][0] |= {"DAYS_EMPLOYED": 365_243, "CODE_GENDER": "XNA", "REGION_RATING_CLIENT_W_CITY": -1}
    rows["bureau"][0]["DAYS_CREDIT_ENDDATE"] = -42_000
    rows["previous_application"][0] |= {"CODE_REJECT_REASON": "XAP", "DAYS_LAST_DUE": 365_243}
    assert check(write(tmp_path, rows)) == []


@both
def test_an_unknown_category_is_a_warning(tmp_path: Path, write: Write) -> None:
    rows = build_rows()
    rows["bureau_balance"][1]["STATUS"] = "Z"
    fault = _only(check(write(tmp_path, rows)))
    assert (fault.severity, fault.kind, fault.count, fault.example) == (
        Severity.WARNING,
        Kind.UNKNOWN_CATEGORY,
        1,
        '"Z" in row 2',
    )


@both
def test_a_missing_value_is_a_fault_only_where_the_contract_wants_one(tmp_path: Path, write: Write) -> None:
    rows = build_rows()
    rows["bureau"][0] |= {"CREDIT_ACTIVE": None, "AMT_ANNUITY": None}
    fault = _only(check(write(tmp_path, rows)))
    assert (fault.column, fault.kind, fault.count) == ("CREDIT_ACTIVE", Kind.MISSING_VALUE, 1)


@both
def test_a_duplicated_key_is_named_with_its_count(tmp_path: Path, write: Write) -> None:
    rows = build_rows()
    rows["POS_CASH_balance"] += [rows["POS_CASH_balance"][0]] * 3
    fault = _only(check(write(tmp_path, rows)))
    assert (fault.file.split(".")[0], fault.kind, fault.count) == ("POS_CASH_balance", Kind.DUPLICATED_KEY, 3)
    assert fault.example == "SK_ID_PREV 1000001 and MONTHS_BALANCE -1"


def test_an_instalment_paid_in_two_rows_is_no_fault(tmp_path: Path) -> None:
    rows = build_rows()
    rows["installments_payments"].append(rows["installments_payments"][0])
    assert check(write_csv(tmp_path, rows)) == []


@both
def test_orphan_rows_are_warned_of_for_each_parent(tmp_path: Path, write: Write) -> None:
    rows = build_rows()
    rows["credit_card_balance"][0] |= {"SK_ID_CURR": 999, "SK_ID_PREV": 888}
    faults = check(write(tmp_path, rows))
    assert {(fault.column, fault.kind, fault.count, fault.example) for fault in faults} == {
        ("SK_ID_CURR", Kind.ORPHAN, 1, "999"),
        ("SK_ID_PREV", Kind.ORPHAN, 1, "888"),
    }
    assert {fault.severity for fault in faults} == {Severity.WARNING}


@both
def test_a_client_both_labelled_and_unlabelled_is_an_error(tmp_path: Path, write: Write) -> None:
    rows = build_rows()
    rows[TEST][1]["SK_ID_CURR"] = LABELLED[1]
    errors = [fault for fault in check(write(tmp_path, rows)) if fault.severity is Severity.ERROR]
    fault = _only(errors)
    assert (fault.kind, fault.count, fault.example) == (Kind.SAME_CLIENT, 1, str(LABELLED[1]))


def test_a_cut_last_line_is_a_truncated_file(tmp_path: Path) -> None:
    folder = write_csv(tmp_path, build_rows())
    path = folder / "bureau.csv"
    path.write_bytes(path.read_bytes()[:-60])
    fault = _only([fault for fault in check(folder) if fault.severity is Severity.ERROR])
    assert (fault.file, fault.kind) == ("bureau.csv", Kind.TRUNCATED)
    assert "line 9" in str(fault.example)


def test_a_file_without_a_last_line_break_is_warned_of(tmp_path: Path) -> None:
    folder = write_csv(tmp_path, build_rows())
    path = folder / "bureau.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    fault = _only(check(folder))
    assert (fault.kind, fault.severity) == (Kind.TRUNCATED, Severity.WARNING)


@pytest.mark.parametrize(("change", "what"), [(b",extra", "too many fields"), (b'"open', "a quote")])
def test_a_malformed_line_is_counted_with_its_number(tmp_path: Path, change: bytes, what: str) -> None:
    folder = write_csv(tmp_path, build_rows(), installments_payments=None, POS_CASH_balance=None)
    path = folder / "bureau_balance.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].rstrip(b"\n") + change + b"\n"
    if change.startswith(b'"'):
        lines[3] = b'5000001,-1,"open\n'
    path.write_bytes(b"".join(lines))
    fault = _only([fault for fault in check(folder) if fault.severity is Severity.ERROR])
    assert fault.kind is Kind.MALFORMED_LINE
    assert f"line 4, which has {what}" in str(fault.example)


def test_a_wrong_encoding_is_shown_with_offset_line_and_text(tmp_path: Path) -> None:
    rows = build_rows()
    rows["bureau"][1]["CREDIT_TYPE"] = "Crédit"
    folder = write_csv(tmp_path, rows)
    path = folder / "bureau.csv"
    path.write_bytes(path.read_bytes().decode().encode("cp1252"))
    [fault] = [fault for fault in check(folder) if fault.kind is Kind.WRONG_ENCODING]
    offset = path.read_bytes().index(b"\xe9")
    assert fault.severity is Severity.WARNING
    assert fault.example == f'byte 0xe9 at offset {offset:,}, line 3 ("Crédit" if it is Western European)'


def test_files_without_bytes_header_or_rows_are_empty(tmp_path: Path) -> None:
    rows = build_rows()
    header = (",".join(rows["bureau_balance"][0]) + "\n").encode()
    folder = write_csv(tmp_path, rows, POS_CASH_balance=b"", credit_card_balance=b"\n", bureau_balance=header)
    faults = {fault.file: fault for fault in check(folder)}
    assert {fault.kind for fault in faults.values()} == {Kind.EMPTY}
    assert {name: fault.severity for name, fault in faults.items()} == {
        "POS_CASH_balance.csv": Severity.ERROR,
        "credit_card_balance.csv": Severity.ERROR,
        "bureau_balance.csv": Severity.WARNING,
    }


def test_a_cut_or_foreign_parquet_file_is_named(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, build_rows())
    cut, foreign, short = (folder / f"{stem}.parquet" for stem in ("bureau_balance", "POS_CASH_balance", TEST))
    cut.write_bytes(cut.read_bytes()[:-20])
    foreign.write_bytes(b"SK_ID_PREV,SK_ID_CURR\n1,2\n")  # read for what it is, a CSV
    short.write_bytes(b"P")
    found = {(fault.file, fault.kind) for fault in check(folder) if fault.severity is Severity.ERROR}
    assert found == {
        (cut.name, Kind.TRUNCATED),
        (foreign.name, Kind.MISSING_COLUMN),
        (short.name, Kind.UNREADABLE),
    }


def test_a_parquet_file_damaged_inside_is_named(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path, build_rows())
    path = folder / "bureau.parquet"
    content = bytearray(path.read_bytes())
    content[4:400] = b"\xff" * 396
    path.write_bytes(content)
    fault = _only([fault for fault in check(folder) if fault.severity is Severity.ERROR])
    assert (fault.file, fault.kind) == ("bureau.parquet", Kind.UNREADABLE)


def test_a_cut_packed_csv_is_named(tmp_path: Path) -> None:
    folder = write_csv(tmp_path, build_rows())
    path = folder / "bureau.csv"
    packed = gzip.compress(path.read_bytes() * 50)
    path.unlink()
    (folder / "bureau.csv.gz").write_bytes(packed[: len(packed) // 2])
    fault = _only([fault for fault in check(folder) if fault.severity is Severity.ERROR])
    assert fault.file == "bureau.csv.gz"
    assert fault.kind in (Kind.TRUNCATED, Kind.UNREADABLE)


def test_a_damaged_member_of_a_zip_is_named_and_the_others_are_checked(tmp_path: Path) -> None:
    rows = build_rows()
    rows["bureau_balance"][0]["STATUS"] = "Z"
    folder = write_csv(tmp_path / "csv", rows)
    archive = tmp_path / "tables.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as opened:
        for path in sorted(folder.iterdir()):
            opened.write(path, path.name)
    archive.write_bytes(archive.read_bytes().replace(b"Consumer credit", b"Consumer-credit", 1))
    found = {(fault.file, fault.kind) for fault in check(archive)}
    assert ("bureau.csv", Kind.TRUNCATED) in found
    assert ("bureau_balance.csv", Kind.UNKNOWN_CATEGORY) in found


def test_a_zip_without_its_end_is_named(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "tables.zip", write_csv(tmp_path / "csv", build_rows()))
    archive.write_bytes(archive.read_bytes()[:-200])
    fault = _only(check(archive))
    assert (fault.file, fault.kind) == ("tables.zip", Kind.UNREADABLE)


@pytest.mark.parametrize(
    ("content", "severity", "advice"),
    [
        (None, Severity.ERROR, "it has the columns of bureau: rename it bureau"),
        ("a,b\n1,2\n", Severity.WARNING, "rename it if it is bureau"),
    ],
)
def test_a_misspelt_file_is_named_with_the_likely_name(
    tmp_path: Path, content: str | None, severity: Severity, advice: str
) -> None:
    folder = write_csv(tmp_path, build_rows())
    misspelt = (folder / "bureau.csv").rename(folder / "burreau.csv")
    if content is not None:
        misspelt.write_text(content, encoding="utf-8")
    found = {fault.kind: fault for fault in check(folder)}
    assert (found[Kind.UNKNOWN_FILE].severity, found[Kind.UNKNOWN_FILE].advice) == (severity, advice)
    assert found[Kind.MISSING_TABLE].file == "bureau"


def test_two_files_for_one_table_are_an_error(tmp_path: Path) -> None:
    rows = build_rows()
    write_csv(tmp_path, rows)
    write_parquet(tmp_path, {"bureau": rows["bureau"]})
    fault = _only(check(tmp_path))
    assert (fault.file, fault.kind) == ("bureau.parquet", Kind.DUPLICATED_TABLE)


def test_every_fault_is_named_not_the_first_only(tmp_path: Path) -> None:
    rows = build_rows()
    rows[TRAIN][0] |= {"DAYS_BIRTH": 5, "AMT_CREDIT": "x", "NAME_CONTRACT_TYPE": ""}
    rows["bureau"].append(rows["bureau"][0])
    rows["previous_application"][0]["AMT_APPLICATION"] = -1
    kinds = {fault.kind for fault in check(write_csv(tmp_path, rows, credit_card_balance=b""))}
    assert kinds == {
        Kind.IMPOSSIBLE_VALUE,
        Kind.WRONG_TYPE,
        Kind.MISSING_VALUE,
        Kind.DUPLICATED_KEY,
        Kind.EMPTY,
    }


def test_a_fault_reads_as_one_line(tmp_path: Path) -> None:
    rows = build_rows()
    rows["bureau"][2]["AMT_CREDIT_SUM"] = "a lot"
    assert str(_only(check(write_csv(tmp_path, rows)))) == (
        'error: bureau.csv: AMT_CREDIT_SUM: wrong type: 1, such as "a lot" in row 3; '
        "write numbers with a decimal point, and nothing where not known"
    )


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="does not exist"):
        check(tmp_path / "nothing")


@pytest.mark.parametrize("sample", ["histories", "applications"])
def test_the_real_sample_has_no_error(sample: str) -> None:
    folder = os.environ.get("LIMPIDE_REAL_DATA")
    if not folder:
        pytest.skip("LIMPIDE_REAL_DATA does not name a folder with applications/ and histories/")
    faults = check(Path(folder) / sample)
    assert [str(fault) for fault in faults if fault.severity is Severity.ERROR] == []
    assert {fault.kind for fault in faults} <= {Kind.MISSING_TABLE, Kind.ORPHAN}
