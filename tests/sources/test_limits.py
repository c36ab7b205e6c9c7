"""Limits learnt from one client base hold another: nothing is said of a like one, each fault of an unlike one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from limpide.core.errors import InvalidInput
from limpide.sources.base_profile import BaseProfile, find_profile
from limpide.sources.check import check
from limpide.sources.fault import Severity
from limpide.sources.gate import admit
from limpide.sources.limits import check_limits, missing_limit
from limpide.sources.profiling import profile_tables
from limpide.sources.row_profile import RowProfile
from limpide.sources.tables import TABLES
from limpide.sources.waivers import Waiver

Change = Callable[[pd.DataFrame], None]
TRAIN, TEST = "application_train", "application_test"


@pytest.fixture(scope="module")
def learnt(house: Path) -> BaseProfile:
    found = find_profile(house / "snapshot")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def part(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seventh of the house's clients, with all their rows."""
    folder = tmp_path_factory.mktemp("part")
    frames = {file.stem: pd.read_parquet(file) for file in (house / "data").glob("*.parquet")}
    loans = frames["bureau"][frames["bureau"]["SK_ID_CURR"] % 7 == 0]["SK_ID_BUREAU"]
    for stem, rows in frames.items():
        own = rows["SK_ID_CURR"] % 7 == 0 if "SK_ID_CURR" in rows else rows["SK_ID_BUREAU"].isin(loans)
        rows[own].to_parquet(folder / f"{stem}.parquet")
    return folder


def test_clients_of_the_same_lender_are_within_the_limits(learnt: BaseProfile, part: Path) -> None:
    found = profile_tables(part)
    assert found is not None
    assert list(map(str, check_limits(found, learnt))) == []
    assert list(map(str, check_limits(learnt, found))) == []


def _scaled(factor: float, *columns: str, share: float = 1.0) -> Change:
    def change(rows: pd.DataFrame) -> None:
        some = rows.index[rows["SK_ID_CURR"] % 10 < 10 * share]
        for column in columns:
            rows[column] = rows[column].astype(float)
            rows.loc[some, column] = rows.loc[some, column] * factor

    return change


def _emptied(column: str, *, share: float = 1.0) -> Change:
    def change(rows: pd.DataFrame) -> None:
        rows[column] = rows[column].astype(float).mask(rows["SK_ID_CURR"] % 10 < 10 * share)

    return change


AMOUNTS = ("AMT_INCOME_TOTAL", "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE")
FAULTS: list[tuple[str, Change, str, str]] = [
    ("application", _scaled(25, *AMOUNTS), "AMT_CREDIT", "shifted-scale"),
    ("application", _scaled(12, "AMT_INCOME_TOTAL"), "AMT_INCOME_TOTAL", "shifted-scale"),
    ("application", _scaled(1 / 1000, *AMOUNTS), "AMT_ANNUITY", "shifted-scale"),
    ("application", _scaled(25, *AMOUNTS, share=0.2), "AMT_CREDIT", "mixed-scales"),
    ("application", _scaled(1 / 30.4, "DAYS_REGISTRATION"), "DAYS_REGISTRATION", "shifted-scale"),
    ("application", _scaled(1 / 100, "EXT_SOURCE_2"), "EXT_SOURCE_2", "shifted-scale"),
    ("application", _emptied("EXT_SOURCE_3"), "EXT_SOURCE_3", "missing-share"),
    ("application", _emptied("EXT_SOURCE_2", share=0.3), "EXT_SOURCE_2", "missing-share"),
    ("bureau", _scaled(1 / 30.4, "DAYS_CREDIT"), "DAYS_CREDIT", "shifted-scale"),
    ("bureau", _scaled(-1, "AMT_CREDIT_SUM_DEBT"), "AMT_CREDIT_SUM_DEBT", "shifted-sign"),
    ("previous", _scaled(1000, "AMT_CREDIT"), "AMT_CREDIT", "shifted-scale"),
    ("installments", _scaled(25, "AMT_PAYMENT", share=0.2), "AMT_PAYMENT", "mixed-scales"),
    ("card", _emptied("AMT_BALANCE"), "AMT_BALANCE", "missing-share"),
]


@pytest.mark.parametrize(("table", "change", "column", "code"), FAULTS)
def test_each_fault_is_refused_by_column_and_passes_by_name(
    learnt: BaseProfile, part: Path, tmp_path: Path, table: str, change: Change, column: str, code: str
) -> None:
    for file in part.iterdir():
        rows = pd.read_parquet(file)
        if file.stem in TABLES[table].files:
            change(rows)
        rows.to_parquet(tmp_path / file.name)
    found = profile_tables(tmp_path)
    assert found is not None
    beyond = list(check_limits(found, learnt))
    assert (column, code) in {(fault.column, fault.kind.code) for fault in beyond}
    contract = [fault for fault in check(tmp_path) if fault.severity is Severity.ERROR]
    names = [str(Waiver.of(fault)) for fault in [*contract, *beyond]]
    mine = str(Waiver(table=TABLES[table].files[0], column=column, code=code))
    admitted = admit(tmp_path, accept=names, learnt=learnt)
    if not contract:
        assert (column, code) in {(each.column, each.code) for each in admitted.accepted}
        with pytest.raises(InvalidInput, match=code.replace("-", " ")):
            admit(tmp_path, accept=[name for name in names if name != mine], learnt=learnt)


def test_half_of_a_history_and_none_are_said(learnt: BaseProfile, part: Path, tmp_path: Path) -> None:
    for file in part.iterdir():
        rows = pd.read_parquet(file)
        if file.stem == "previous_application":
            rows = rows[rows["SK_ID_CURR"] % 2 == 0]
        if file.stem not in ("bureau", "bureau_balance"):
            rows.to_parquet(tmp_path / file.name)
    with pytest.raises(InvalidInput) as refused:
        admit(tmp_path, learnt=learnt)
    assert "previous_application: rows per client" in str(refused.value)
    assert "2 tables are missing: bureau" in str(refused.value)


def test_the_same_rows_have_the_same_figures_from_a_file_and_from_memory(part: Path) -> None:
    found = profile_tables(part)
    assert found is not None
    counted = RowProfile([column.name for column in TABLES["application"].columns])
    for stem in (TRAIN, TEST):
        for row in pd.read_parquet(part / f"{stem}.parquet").to_dict("records"):
            counted.add("application", [{str(name): None if pd.isna(value) else value for name, value in row.items()}])
    [table] = counted.figures().tables
    for column in table.columns:
        of_file = found.by_name["application"].by_name[column.name]
        sizes = None if column.sizes is None else tuple(float(f"{size:.4g}") for size in column.sizes)
        assert replace(column, sizes=sizes, span=of_file.span) == of_file


def test_a_small_base_has_no_shares_and_the_limit_allows_for_chance(learnt: BaseProfile) -> None:
    few = replace(
        learnt.tables[0],
        rows=49,
        owners=49,
        columns=tuple(replace(each, missing=1.0) for each in learnt.tables[0].columns),
    )
    assert check_limits(BaseProfile(tables=(few,)), BaseProfile(tables=(learnt.tables[0],))) == []
    assert missing_limit(0.0, (3000, 50)) > 0.25 > 0.1 > missing_limit(0.0, (3000, 3000))
