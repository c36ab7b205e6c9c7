"""Laws of a what-if: at a fixed rate more income never raises the risk, and more loan never lowers it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from limpide.contract import Unit
from limpide.features.applicant import build_engine
from limpide.portfolio.desk import Desk, Editable
from limpide.portfolio.edits import EDITABLE
from limpide.portfolio.loans import AMOUNT, GOODS, INSTALMENT, follow_tariff
from limpide.portfolio.portfolio import Portfolio
from limpide.sources.tables import Column

CLIENTS = 30
SAME = 1e-9  # rounding of a probability


@pytest.fixture(scope="session")
def desk(burdened: Portfolio) -> Desk:
    return Desk(build_engine(), burdened.snapshot.columns)


@pytest.fixture(scope="session")
def editables(burdened: Portfolio, desk: Desk) -> list[Editable]:
    drawn = np.random.default_rng(5).permutation(burdened.clients)[:CLIENTS]
    numbers = burdened.snapshot.index.names(drawn)
    found = [desk.resume(burdened.case(number)) for number in numbers]
    return [each for each in found if each.case.read_application()[INSTALMENT]]


def risks(portfolio: Portfolio, client: Editable, edits: Mapping[str, Sequence[Any]]) -> NDArray[np.float64]:
    return portfolio.scorer.probabilities(client.rows(edits))


def priced(client: Editable, **changes: float) -> dict[str, list[Any]]:
    """The application as it is, then with the changes and what follows from them at the same rate and duration."""
    application = client.case.read_application()
    edited = {**changes, **follow_tariff(application, changes)}
    return {name: [application[name], value] for name, value in edited.items()}


def test_the_loan_and_the_income_are_in_the_model(burdened: Portfolio, desk: Desk) -> None:
    assert {AMOUNT, INSTALMENT, "AMT_INCOME_TOTAL"} <= desk.used_columns(burdened.bundle)


def test_twice_the_income_never_raises_the_risk(burdened: Portfolio, editables: list[Editable]) -> None:
    falls = 0
    for client in editables:
        before, after = risks(burdened, client, priced(client, AMT_INCOME_TOTAL=_held(client, "AMT_INCOME_TOTAL") * 2))
        assert after <= before + SAME
        falls += after < before - SAME
    assert falls


@pytest.mark.parametrize("share", [1.02, 1.2, 2.0])
@pytest.mark.parametrize("keep_goods", [False, True])
def test_a_larger_loan_at_the_same_rate_and_duration_never_lowers_the_risk(
    burdened: Portfolio, editables: list[Editable], share: float, keep_goods: bool
) -> None:
    rises = 0
    for client in editables:
        kept = {GOODS: _held(client, GOODS)} if keep_goods else {}
        before, after = risks(burdened, client, priced(client, **{AMOUNT: _held(client, AMOUNT) * share}, **kept))
        assert after >= before - SAME
        rises += after > before + SAME
    assert rises


def test_the_risk_goes_one_way_along_every_number_that_may_be_edited(
    burdened: Portfolio, desk: Desk, editables: list[Editable]
) -> None:
    """The instalment alone is left out: at another instalment the loan has another price, which is a category."""
    used = desk.used_columns(burdened.bundle)
    for column in EDITABLE.values():
        if column.name not in used or column.name == INSTALMENT or not is_number(column):
            continue
        ways = {np.sign(step) for client in editables for step in _steps(burdened, client, column)}
        assert not {-1.0, 1.0} <= ways, column.name


def is_number(column: Column) -> bool:
    return column.type != "text" and not column.categories and column.unit is not Unit.FLAG


def _steps(portfolio: Portfolio, client: Editable, column: Column) -> NDArray[np.float64]:
    """How the risk moves from each value of a grid to the next, the loan following the tariff."""
    application = client.case.read_application()
    edits = [{column.name: value} for value in _grid(portfolio, client, column)]
    rows = [{**edit, **follow_tariff(application, edit)} for edit in edits]
    if not rows:
        return np.empty(0)
    names = sorted({name for row in rows for name in row})
    found = risks(portfolio, client, {name: [row.get(name, application.get(name)) for row in rows] for name in names})
    moves = np.diff(found)
    return np.where(np.abs(moves) <= SAME, 0.0, moves)


def _grid(portfolio: Portfolio, client: Editable, column: Column) -> list[Any]:
    """Nine values between the 2 % and 98 % of a column, or around the client's own loan."""
    if column.name in (AMOUNT, GOODS):
        held = client.case.read_application()[column.name]
        return [] if held is None else (held * np.linspace(0.5, 2, 9)).tolist()
    values = np.asarray(portfolio.snapshot.applications[column.name].to_numpy(zero_copy_only=False), dtype=np.float64)
    known = values[np.isfinite(values) & ~np.isin(values, column.sentinels)]
    if column.sentinel_below is not None:
        known = known[known >= column.sentinel_below]
    grid = np.quantile(known, np.linspace(0.02, 0.98, 9)) if len(known) else np.empty(0)
    return [int(value) for value in grid] if column.type == "integer" else grid.tolist()


def _held(client: Editable, name: str) -> float:
    return float(client.case.read_application()[name])
