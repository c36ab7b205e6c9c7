"""Synthetic clients carry the lender's sentinels, missing blocks, rates and dependences."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from limpide.sources.synthetic.generator import synthesise

CLIENTS = 8000


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    out = tmp_path_factory.mktemp("realism") / "data"
    synthesise(out, clients=CLIENTS, seed=11)
    connection = duckdb.connect()
    for file in out.iterdir():
        connection.execute(f"create view {file.stem} as select * from '{file}'")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def applications(tables: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return tables.execute("select * from application_train union all by name select * from application_test").df()


@pytest.fixture(scope="module")
def labelled(applications: pd.DataFrame) -> pd.DataFrame:
    return applications[applications["TARGET"].notna()]


def area_under_curve(target: Any, score: Any) -> float:
    """Share of (default, repaid) pairs that the score puts in the right order; ties count half."""
    frame = pd.DataFrame({"target": np.asarray(target), "score": np.asarray(score)}).dropna()
    ranks = frame["score"].rank()
    defaults = frame["target"] == 1
    many = int(defaults.sum())
    return float((ranks[defaults].sum() - many * (many + 1) / 2) / (many * (len(frame) - many)))


def test_about_eight_in_a_hundred_default(labelled: pd.DataFrame) -> None:
    assert 0.0707 < labelled["TARGET"].mean() < 0.0907


def test_one_in_seven_has_no_label(applications: pd.DataFrame) -> None:
    assert 0.12 < applications["TARGET"].isna().mean() < 0.155


def test_numbers_have_six_digits_and_come_once(applications: pd.DataFrame) -> None:
    assert applications["SK_ID_CURR"].is_unique
    assert applications["SK_ID_CURR"].between(100_001, 999_999).all()


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("bureau", "SK_ID_BUREAU"),
        ("previous_application", "SK_ID_PREV"),
        ("bureau_balance", "SK_ID_BUREAU, MONTHS_BALANCE"),
        ("POS_CASH_balance", "SK_ID_PREV, MONTHS_BALANCE"),
        ("credit_card_balance", "SK_ID_PREV, MONTHS_BALANCE"),
    ],
)
def test_no_key_comes_twice(tables: duckdb.DuckDBPyConnection, table: str, key: str) -> None:
    assert tables.execute(f"select {key} from {table} group by {key} having count(*) > 1").fetchall() == []


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("bureau", 4.8),
        ("bureau_balance", 76.6),
        ("previous_application", 4.7),
        ("POS_CASH_balance", 28.1),
        ("credit_card_balance", 10.8),
        ("installments_payments", 38.2),
    ],
)
def test_tables_are_as_long_as_the_public_ones(tables: duckdb.DuckDBPyConnection, table: str, rows: float) -> None:
    """Rows a client near the public figures (356,255 applications); cards without an application are not drawn."""
    found = tables.execute(f"select count(*) / {CLIENTS} from {table}").fetchall()[0][0]
    assert (0.5 if table == "credit_card_balance" else 0.75) * rows < found < 1.25 * rows


def test_pensioners_have_the_sentinel_and_no_work(applications: pd.DataFrame) -> None:
    retired = applications[applications["DAYS_EMPLOYED"] == 365243]
    assert 0.15 < len(retired) / len(applications) < 0.21
    assert (retired["ORGANIZATION_TYPE"] == "XNA").all()
    assert retired["OCCUPATION_TYPE"].isna().all()
    assert (retired["FLAG_EMP_PHONE"] == 0).all()
    working = applications[applications["DAYS_EMPLOYED"] != 365243]
    assert (working["DAYS_EMPLOYED"] <= 0).all()
    assert (working["ORGANIZATION_TYPE"] != "XNA").all()


def test_blocks_are_missing_together(applications: pd.DataFrame) -> None:
    enquiries = applications.filter(like="AMT_REQ_CREDIT_BUREAU_").isna()
    assert (enquiries.all(axis=1) == enquiries.any(axis=1)).all()
    assert 0.11 < enquiries.iloc[:, 0].mean() < 0.16
    assert applications.loc[enquiries.iloc[:, 0], "EXT_SOURCE_3"].isna().all()
    assert (applications["OWN_CAR_AGE"].isna() == (applications["FLAG_OWN_CAR"] == "N")).all()
    for suffix in ("_MODE", "_MEDI"):
        for column in applications.filter(regex="_AVG$"):
            same = applications[str(column).replace("_AVG", suffix)].isna() == applications[column].isna()
            assert same.all(), column
    unknown = applications["EMERGENCYSTATE_MODE"].isna()
    assert applications.loc[unknown].filter(regex="_(AVG|MODE|MEDI)$").isna().all(axis=None)


def test_unknown_to_the_bureau_means_no_loans_there(
    tables: duckdb.DuckDBPyConnection, applications: pd.DataFrame
) -> None:
    clients = {row[0] for row in tables.execute("select distinct SK_ID_CURR from bureau").fetchall()}
    known, has = applications["AMT_REQ_CREDIT_BUREAU_YEAR"].notna(), applications["SK_ID_CURR"].isin(clients)
    assert not has[~known].any()
    assert has[known].mean() > 0.97


@pytest.mark.parametrize(("number", "missing"), [(1, 0.563), (2, 0.002), (3, 0.197)])
def test_outside_scores_fall_with_the_risk(labelled: pd.DataFrame, number: int, missing: float) -> None:
    score = labelled[f"EXT_SOURCE_{number}"]
    assert abs(score.isna().mean() - missing) < 0.03
    assert 0.60 < area_under_curve(labelled["TARGET"], -score) < 0.76


def test_the_credit_is_consistent(applications: pd.DataFrame) -> None:
    revolving = applications["NAME_CONTRACT_TYPE"] == "Revolving loans"
    assert 0.06 < revolving.mean() < 0.11
    assert np.allclose(applications.loc[revolving, "AMT_ANNUITY"] * 20, applications.loc[revolving, "AMT_CREDIT"])
    cash = applications[~revolving].dropna(subset=["AMT_ANNUITY"])
    assert (cash["AMT_CREDIT"] >= cash["AMT_GOODS_PRICE"].fillna(0)).mean() > 0.999
    assert np.isclose(np.rint(cash["AMT_CREDIT"] / 4.5) * 4.5, cash["AMT_CREDIT"]).mean() > 0.99
    assert (cash["AMT_CREDIT"] / cash["AMT_ANNUITY"]).between(6, 60).mean() > 0.999


def test_some_persons_come_back_with_all_their_days_shifted_alike(applications: pd.DataFrame) -> None:
    person = pd.DataFrame(
        {
            "gender": applications["CODE_GENDER"],
            "registration": applications["DAYS_REGISTRATION"] - applications["DAYS_BIRTH"],
            "paper": applications["DAYS_ID_PUBLISH"] - applications["DAYS_BIRTH"],
        }
    )
    assert 0.015 < person.duplicated().mean() < 0.04


@pytest.mark.parametrize(
    ("history", "low", "high"),
    [
        (
            "avg((NAME_CONTRACT_STATUS = 'Refused')::int) as score from previous_application",
            0.51,
            0.65,
        ),
        ("avg((CREDIT_ACTIVE = 'Active')::int) as score from bureau", 0.54, 0.70),
        ("avg(DAYS_CREDIT) as score from bureau", 0.57, 0.72),
        (
            "avg(DAYS_ENTRY_PAYMENT - DAYS_INSTALMENT) as score from installments_payments",
            0.55,
            0.70,
        ),
        (
            "avg(AMT_BALANCE / nullif(AMT_CREDIT_LIMIT_ACTUAL, 0)) as score from credit_card_balance"
            " where MONTHS_BALANCE >= -3",
            0.50,  # about a hundred of these clients default: .57 give or take .03
            0.75,
        ),
    ],
)
def test_histories_tell_something_of_the_risk(
    tables: duckdb.DuckDBPyConnection, labelled: pd.DataFrame, history: str, low: float, high: float
) -> None:
    scores = tables.execute(f"select SK_ID_CURR, {history} group by 1").df().set_index("SK_ID_CURR")["score"]
    assert low < area_under_curve(labelled["TARGET"], labelled["SK_ID_CURR"].map(scores)) < high


def test_reasons_of_refusal_only_where_refused(tables: duckdb.DuckDBPyConnection) -> None:
    rows = tables.execute(
        "select distinct NAME_CONTRACT_STATUS, CODE_REJECT_REASON from previous_application"
    ).fetchall()
    reasons: dict[str, set[str]] = {}
    for status, reason in rows:
        reasons.setdefault(status, set()).add(reason)
    assert reasons["Approved"] == reasons["Canceled"] == {"XAP"}
    assert reasons["Unused offer"] == {"CLIENT"}
    assert {"HC", "LIMIT", "SCO", "SCOFR"} <= reasons["Refused"]
    assert "XAP" not in reasons["Refused"]


def test_dates_of_earlier_loans_are_coherent(tables: duckdb.DuckDBPyConnection) -> None:
    loans = tables.execute(
        "select * from previous_application"
        " where NAME_CONTRACT_STATUS = 'Approved' and NAME_CONTRACT_TYPE != 'Revolving loans'"
        " and DAYS_FIRST_DUE is not null"
    ).df()
    started = loans["DAYS_FIRST_DUE"] < 0
    assert (loans["DAYS_FIRST_DUE"] > loans["DAYS_DECISION"]).all()
    planned = loans["DAYS_LAST_DUE_1ST_VERSION"] - loans["DAYS_FIRST_DUE"]
    assert (planned[started] == 30 * (loans["CNT_PAYMENT"][started] - 1)).mean() > 0.99
    running = loans["DAYS_TERMINATION"] == 365243
    assert (running == (loans["DAYS_LAST_DUE"] == 365243)).mean() > 0.98
    assert 0.08 < running.mean() < 0.30
    assert (loans["DAYS_LAST_DUE"] <= loans["DAYS_LAST_DUE_1ST_VERSION"])[~running].mean() > 0.99
    assert (loans["DAYS_TERMINATION"] >= loans["DAYS_LAST_DUE"])[~running].all()
    others = tables.execute(
        "select count(DAYS_FIRST_DUE) from previous_application where NAME_CONTRACT_STATUS != 'Approved'"
    )
    assert others.fetchall() == [(0,)]
