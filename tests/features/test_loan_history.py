"""The loans of a client, one row each: the same in the batch and for one applicant, and nobody else's."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hostile import write_hostile_tables
from test_parity import read_applicants

from limpide.features import layout
from limpide.features.build import build_snapshot
from limpide.features.loan_files import FILE, INDEX, open_loans
from limpide.features.loan_history import read_applicant_loans

BUREAU = {
    "SK_ID_BUREAU": 7,
    "CREDIT_ACTIVE": "Active",
    "CREDIT_CURRENCY": "currency 1",
    "DAYS_CREDIT": -400,
    "AMT_CREDIT_SUM": 5000.0,
    "AMT_CREDIT_SUM_DEBT": 1200.0,
    "CREDIT_TYPE": "Car loan",
}
PREVIOUS = {
    "SK_ID_PREV": 3,
    "NAME_CONTRACT_TYPE": "Consumer loans",
    "NAME_CONTRACT_STATUS": "Approved",
    "AMT_APPLICATION": 900.0,
    "AMT_CREDIT": 950.0,
    "AMT_ANNUITY": 100.0,
    "DAYS_DECISION": -700,
    "DAYS_LAST_DUE": -350,
    "CNT_PAYMENT": 10,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("loans")
    write_hostile_tables(home / "data", clients=120, seed=12)
    build_snapshot(home / "data", home / "snapshot", without=["100005"])
    return home


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
        if name != "client_id"
    }


def test_one_applicant_has_the_loans_of_the_batch(home: Path) -> None:
    kept = open_loans(home / "snapshot")
    assert kept is not None and kept.loans.num_rows > 200
    clients = np.load(home / "snapshot" / layout.CLIENT_IDS).tolist()
    for client, application, histories in read_applicants(home / "data", clients):
        batch = [plain(row) for row in kept.read(clients.index(client))]
        assert [plain(row) for row in read_applicant_loans(application, histories)] == batch, client


def test_nobody_has_the_loans_of_another_and_who_is_left_out_has_none(home: Path) -> None:
    kept = open_loans(home / "snapshot")
    assert kept is not None
    clients = np.load(home / "snapshot" / layout.CLIENT_IDS).tolist()
    assert 100_005 not in clients and 100_005 not in kept.loans["client_id"].to_pylist()
    assert kept.fits(len(clients)) and not kept.fits(len(clients) - 1)
    for position, client in enumerate(clients):
        assert {row["client_id"] for row in kept.read(position)} <= {client}
        days = [row["days_ago"] for row in kept.read(position) if row["days_ago"] is not None]
        assert days == sorted(days) and all(day >= 0 for day in days)


def test_a_loan_says_when_what_and_how_it_was_paid() -> None:
    months = [{"SK_ID_BUREAU": 7, "MONTHS_BALANCE": -ago, "STATUS": status} for ago, status in enumerate("012C")]
    paid = [
        {
            "SK_ID_PREV": 3,
            "NUM_INSTALMENT_VERSION": 1,
            "NUM_INSTALMENT_NUMBER": number,
            "DAYS_INSTALMENT": -700 + 30 * number,
            "DAYS_ENTRY_PAYMENT": -700 + 30 * number + late,
            "AMT_INSTALMENT": 100.0,
            "AMT_PAYMENT": 100.0,
        }
        for number, late in ((1, 0), (2, 9), (3, -2))
    ]
    told = read_applicant_loans(
        {}, {"bureau": [BUREAU], "bureau_balance": months, "previous": [PREVIOUS], "installments": paid}
    )
    elsewhere, own = told
    assert (elsewhere["origin"], elsewhere["kind"], elsewhere["state"]) == ("bureau", "Car loan", "Active")
    assert (elsewhere["days_ago"], elsewhere["amount"], elsewhere["debt"]) == (400, 5000.0, 1200.0)
    assert (elsewhere["followed"], elsewhere["late"], elsewhere["worst_days_late"]) == (3, 2, 31)
    assert (own["origin"], own["state"], own["amount"], own["instalment"]) == ("own", "Completed", 950.0, 100.0)
    assert (own["days_ago"], own["ended_days_ago"]) == (700, 350)
    assert (own["followed"], own["late"], own["worst_days_late"]) == (3, 1, 9)


def test_what_comes_after_the_application_is_not_told() -> None:
    later = {**PREVIOUS, "SK_ID_PREV": 4, "DAYS_DECISION": 5}
    assert read_applicant_loans({}, {"previous": [later], "bureau": [{**BUREAU, "DAYS_CREDIT": 2}]}) == []


def test_a_snapshot_of_before_has_no_loans(home: Path, tmp_path: Path) -> None:
    assert open_loans(tmp_path) is None
    assert (home / "snapshot" / FILE).exists() and (home / "snapshot" / INDEX).exists()
