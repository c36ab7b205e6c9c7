"""One applicant: what is refused and how it is said, what an edit recomputes, what does not matter."""

import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_parity import read_applicants

from limpide.core.errors import InvalidInput
from limpide.features.applicant import ApplicantEngine, build_engine
from limpide.features.catalogue import CATALOGUE
from limpide.sources.synthetic.generator import synthesise
from limpide.sources.tables import TABLES

Row = dict[str, Any]
MINIMAL: Row = {"SK_ID_CURR": 7, "AMT_CREDIT": 100_000.0, "AMT_ANNUITY": 5_000.0, "AMT_INCOME_TOTAL": 50_000.0}
LOAN: Row = {"SK_ID_BUREAU": 1, "SK_ID_CURR": 7, "DAYS_CREDIT": -100, "CREDIT_ACTIVE": "Active"}
_TIME = {
    "bureau": "DAYS_CREDIT",
    "bureau_balance": "MONTHS_BALANCE",
    "previous": "DAYS_DECISION",
    "pos": "MONTHS_BALANCE",
    "card": "MONTHS_BALANCE",
    "installments": "DAYS_INSTALMENT",
}
odd_numbers = st.sampled_from([None, 0, -1, 365243, 1e15, -1e15, 1e-300, 1e300, 5])


@pytest.fixture(scope="module")
def engine() -> ApplicantEngine:
    return build_engine()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> tuple[Row, dict[str, list[Row]]]:
    """The synthetic client with the most histories."""
    folder = tmp_path_factory.mktemp("applicant") / "data"
    synthesise(folder, clients=60, seed=4)
    ids = range(100_001, 100_061)
    everybody = [(row, rows) for _, row, rows in read_applicants(folder, list(ids))]
    return max(everybody, key=lambda one: (len(one[1]), sum(map(len, one[1].values()))))


def test_an_applicant_without_histories_has_counts_of_zero(engine: ApplicantEngine) -> None:
    features = engine.compute(MINIMAL).features
    assert list(features) == [feature.name for _, feature in CATALOGUE]
    assert features["credit"] == 100_000
    assert (features["bureau_loans"], features["bureau_debt_total_active"]) == (0, None)


def test_a_new_applicant_needs_no_number(engine: ApplicantEngine) -> None:
    loan = {name: value for name, value in LOAN.items() if name != "SK_ID_CURR"}
    assert engine.compute({"AMT_CREDIT": 1}, {"bureau": [loan]}).features["bureau_loans"] == 1


def test_file_names_and_names_after_reading_are_understood(engine: ApplicantEngine) -> None:
    months = [{"loan_id": 3, "client_id": 7, "MONTHS_BALANCE": -1, "SK_DPD": 0}]
    assert engine.compute(MINIMAL, {"POS_CASH_balance": months}).features["pos_loans"] == 1


@pytest.mark.parametrize(
    ("application", "histories", "said"),
    [
        ({"AMT_CREDIT": "much"}, {}, "AMT_CREDIT must be a number, not 'much' (str)"),
        ({"AMT_CREDIT": True}, {}, "AMT_CREDIT must be a number, not 'True' (bool)"),
        ({"AMT_CREDIT": float("inf")}, {}, "AMT_CREDIT must be a number, not 'inf' (float)"),
        ({"DAYS_BIRTH": -1.5}, {}, "DAYS_BIRTH must be a whole number, not '-1.5' (float)"),
        ({"DAYS_BIRTH": 10**30}, {}, "DAYS_BIRTH must be a whole number"),
        ({"NAME_CONTRACT_TYPE": 3}, {}, "NAME_CONTRACT_TYPE must be text, not '3' (int)"),
        ({"AMT_CREDITS": 3, "B": 1}, {}, "application has 2 unknown columns: AMT_CREDITS, B"),
        ({"SK_ID_CURR": 1, "client_id": 1}, {}, "application has SK_ID_CURR twice"),
        (MINIMAL, {"bureaus": []}, "unknown history 'bureaus'; the histories are bureau, "),
        (MINIMAL, {"bureau": [LOAN], "BUREAU": []}, "the history bureau is given twice, also as BUREAU"),
        (MINIMAL, {"bureau": [LOAN, LOAN | {"AMT_CREDIT_SUM": "x"}]}, "bureau row 2: AMT_CREDIT_SUM must be a number"),
        (
            MINIMAL,
            {"bureau": [LOAN | {"SK_ID_CURR": 8}]},
            "the bureau rows are of client 8, the application of client 7",
        ),
        (MINIMAL, {"bureau": [LOAN, {"DAYS_CREDIT": -1}]}, "bureau row 2 has no bureau_loan_id; give it in every row"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    engine: ApplicantEngine, application: Row, histories: dict[str, list[Row]], said: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        engine.compute(application, histories)
    assert said in str(refused.value)


def test_an_edit_gives_what_the_edited_application_gives(
    engine: ApplicantEngine, client: tuple[Row, dict[str, list[Row]]]
) -> None:
    application, histories = client
    changes = {"AMT_CREDIT": 750_000.0, "AMT_ANNUITY": None, "NAME_CONTRACT_TYPE": "Revolving loans"}
    edited = engine.compute(application, histories).edited(changes)
    assert edited.features == engine.compute(application | changes, histories).features
    assert edited.features != engine.compute(application, histories).features


def test_an_edit_cannot_make_somebody_else_of_the_client(engine: ApplicantEngine) -> None:
    with pytest.raises(InvalidInput, match="who the client is"):
        engine.compute(MINIMAL).edited({"SK_ID_CURR": 8})


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_rows_changes_nothing(
    engine: ApplicantEngine, client: tuple[Row, dict[str, list[Row]]], seed: int
) -> None:
    application, histories = client
    order = np.random.default_rng(seed)
    shuffled = {name: [rows[place] for place in order.permutation(len(rows))] for name, rows in histories.items()}
    assert engine.compute(application, shuffled).features == engine.compute(application, histories).features


def test_what_happens_after_the_application_changes_nothing(
    engine: ApplicantEngine, client: tuple[Row, dict[str, list[Row]]]
) -> None:
    application, histories = client
    later = {name: [*rows, *({**row, _TIME[name]: 1} for row in rows[:5])] for name, rows in histories.items()}
    assert set(later) >= {"bureau", "previous", "pos", "installments"}
    assert engine.compute(application, later).features == engine.compute(application, histories).features


@settings(max_examples=25)
@given(data=st.data())
def test_whatever_the_numbers_no_feature_is_infinite(
    engine: ApplicantEngine, client: tuple[Row, dict[str, list[Row]]], data: st.DataObject
) -> None:
    application, histories = client
    changed = {**application, **_odd(data, "application", application)}
    rows = {name: [row | _odd(data, name, row) for row in found] for name, found in histories.items()}
    for name, value in engine.compute(changed, rows).features.items():
        assert value is None or isinstance(value, str) or np.isfinite(value), name


def _odd(data: st.DataObject, table: str, row: Row) -> Row:
    """Draw other numbers for two of a row's columns, whole ones where the contract wants them."""
    contract = TABLES[table]
    keys = {"client_id", *contract.key, *(parent.column for parent in contract.parents)}
    free = [c for c in contract.columns if c.type != "text" and c.renamed not in keys and c.renamed in row]
    found: Row = {}
    for column in data.draw(st.lists(st.sampled_from(free), max_size=2)) if free else []:
        value = data.draw(odd_numbers)
        found[column.renamed] = int(value) if value and column.type == "integer" and 1 <= abs(value) <= 1e15 else value
        if column.type == "integer" and value in (1e-300, 1e300):
            found[column.renamed] = None
    return found


def test_threads_share_one_engine(engine: ApplicantEngine, client: tuple[Row, dict[str, list[Row]]]) -> None:
    application, histories = client
    expected = engine.compute(application, histories).features
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(engine.compute(application, histories).features)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6
