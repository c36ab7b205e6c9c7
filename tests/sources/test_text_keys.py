"""Keys of the lender's files: numbers or text, the same in every table and on every engine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pytest
from ibis.backends.duckdb import Backend

from limpide.features.applicant import build_engine
from limpide.sources.check import check
from limpide.sources.fault import Fault, Kind, Severity
from limpide.sources.home_credit import Tables, open_tables
from small_tables import LABELLED, Rows, build_rows, write_csv

FIRST = LABELLED[0]


@pytest.fixture
def connection() -> Iterator[Backend]:
    made = ibis.duckdb.connect()
    yield made
    made.disconnect()


def rename(rows: Rows, column: str, old: Any, new: Any, *, but: str = "") -> Rows:
    for stem, lines in rows.items():
        for line in lines:
            if stem != but and line.get(column) == old:
                line[column] = new
    return rows


def own_rows(tables: Tables, name: str) -> dict[str, int]:
    """How many rows of a table each client has, by the lender's id; "" stands for nobody's."""
    counted = getattr(tables, name).group_by("client_id").aggregate(n=ibis._.count()).to_pyarrow().to_pylist()
    return {"" if row["client_id"] is None else tables.name_of(row["client_id"]): row["n"] for row in counted}


def key_faults(folder: Path) -> list[Fault]:
    return [fault for fault in check(folder) if fault.column and fault.column.startswith("SK_ID")]


@pytest.mark.parametrize("name", ["0100002", "Zoé/7", "1234567890123", "100002x"])
def test_a_text_is_the_same_client_in_every_table(tmp_path: Path, connection: Backend, name: str) -> None:
    folder = write_csv(tmp_path, rename(build_rows(), "SK_ID_CURR", FIRST, name))
    with open_tables(folder, connection) as tables:
        assert tables.text_keys == {"client_id"}
        assert own_rows(tables, "application")[name] == 1
        assert own_rows(tables, "bureau")[name] == own_rows(tables, "bureau")[str(LABELLED[1])] == 2
        assert "" not in own_rows(tables, "installments")
        assert tables.codes_of([name, "nobody"]) == tables.codes_of([name])
    [fault] = key_faults(folder)
    assert (fault.kind, fault.severity, fault.count) == (Kind.WRONG_TYPE, Severity.WARNING, 1)
    assert "read as text" in fault.advice and name in str(fault.example)


def test_a_decomposed_accent_is_the_composed_one(tmp_path: Path, connection: Backend) -> None:
    rows = rename(build_rows(), "SK_ID_CURR", FIRST, "Zo\u00e9", but="bureau")
    with open_tables(write_csv(tmp_path, rename(rows, "SK_ID_CURR", FIRST, "Zoe\u0301")), connection) as tables:
        assert own_rows(tables, "bureau")["Zo\u00e9"] == 2


def test_where_the_owner_has_numbers_leading_zeros_elsewhere_say_nothing(tmp_path: Path, connection: Backend) -> None:
    rows = build_rows()
    for line in rows["bureau"]:
        line["SK_ID_CURR"] = f"00{line['SK_ID_CURR']}"
    folder = write_csv(tmp_path, rows)
    with open_tables(folder, connection) as tables:
        assert not tables.text_keys and own_rows(tables, "bureau")[str(FIRST)] == 2
    assert key_faults(folder) == []


def test_where_the_owner_has_text_a_number_without_its_zeros_is_another(tmp_path: Path) -> None:
    rows = rename(build_rows(), "SK_ID_CURR", FIRST, f"00{FIRST}", but="bureau")
    told = {(fault.column, fault.kind, fault.count) for fault in key_faults(write_csv(tmp_path, rows))}
    assert ("SK_ID_CURR", Kind.ORPHAN, 2) in told


@pytest.mark.parametrize("name", ["x" * 65, "a\u202eb", "../7", "a\u200bb", "a/.."])
def test_what_cannot_name_a_client_is_an_error(tmp_path: Path, name: str) -> None:
    found = key_faults(write_csv(tmp_path, rename(build_rows(), "SK_ID_CURR", FIRST, name)))
    assert {fault.kind for fault in found if fault.severity is Severity.ERROR} == {Kind.IMPOSSIBLE_VALUE}


def test_numbers_of_applications_sent_to_the_service_are_taken(tmp_path: Path) -> None:
    found = key_faults(write_csv(tmp_path, rename(build_rows(), "SK_ID_CURR", FIRST, 900_000_007)))
    assert {fault.kind for fault in found} == {Kind.IMPOSSIBLE_VALUE}
    assert key_faults(write_csv(tmp_path / "more", rename(build_rows(), "SK_ID_CURR", FIRST, 123_456_789_012))) == []


def test_loans_are_ordered_by_their_texts(tmp_path: Path, connection: Backend) -> None:
    rows = build_rows()
    loans = sorted({line["SK_ID_PREV"] for line in rows["previous_application"]})
    for place, loan in enumerate(loans):
        rename(rows, "SK_ID_PREV", loan, ("10", "9", "b", "010", "a", "é", "99", "A")[place % 8])
    with open_tables(write_csv(tmp_path, rows), connection) as tables:
        owned = tables.previous.select("loan_id").distinct().order_by("loan_id").to_pyarrow()["loan_id"].to_pylist()
        assert tables.text_keys == {"loan_id"} and owned == list(range(1, 9))
        assert tables.pos.filter(ibis._.loan_id.isnull()).count().execute() == 0


def test_one_applicant_may_have_loans_of_any_id() -> None:
    engine = build_engine()
    months = [("é/2", -1), ("é/2", -2), ("010", -1)]
    found = []
    for name in (lambda text: text, {"010": 7, "é/2": 8}.__getitem__):
        bureau = [
            {"SK_ID_BUREAU": name(loan), "CREDIT_ACTIVE": "Active", "DAYS_CREDIT": -300, "AMT_CREDIT_SUM": amount}
            for loan, amount in (("é/2", 100.0), ("010", 300.0))
        ]
        balance = [{"SK_ID_BUREAU": name(loan), "MONTHS_BALANCE": month, "STATUS": "0"} for loan, month in months]
        histories = {"bureau": bureau, "bureau_balance": balance}
        found.append(engine.compute({"AMT_CREDIT": 1000.0, "SK_ID_CURR": "Zoé/7"}, histories).features)
    assert found[0] == found[1]
