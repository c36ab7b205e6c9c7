"""A small lender whose clients default the more, the heavier the loan: its models must use what a what-if edits."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from limpide.core import seal
from limpide.features.layout import TARGET
from limpide.portfolio.population import build_population
from limpide.portfolio.portfolio import Portfolio, open_portfolio
from limpide.portfolio.snapshot import Snapshot, open_snapshot
from limpide.training.train import train

# Log-odds of default a standard deviation of the logarithm: the burden of the loan weighs, as it does with lenders.
WEIGHTS = {
    "credit": 0.5,
    "annuity_over_income": 0.7,
    "income": -0.4,
    "credit_over_goods": 0.3,
    "debt_over_income": 0.3,
    "due_with_us_over_income": 0.3,
    "employed": -0.3,
}
_BASE = -2.2


def draw_outcomes(snapshot: Snapshot, *, seed: int) -> NDArray[np.float32]:
    """Draw an outcome for every client, float32 (clients,), by the weights above."""
    margin = np.full(len(snapshot.client_ids), _BASE)
    names = [column.name for column in snapshot.columns]
    for name, weight in WEIGHTS.items():
        values = np.log1p(np.abs(np.asarray(snapshot.matrix[:, names.index(name)], dtype=np.float64)))
        values = np.where(np.isfinite(values), values, np.nanmedian(values))
        margin += weight * (values - values.mean()) / values.std()
    chances = 1 / (1 + np.exp(-margin))
    defaulted = np.random.default_rng(seed).random(len(chances)) < chances
    return np.asarray(defaulted, dtype=np.float32)


def build_burdened_snapshot(source: Path, out: Path) -> Path:
    """Copy a snapshot and give its clients other outcomes."""
    shutil.copytree(source, out)
    np.save(out / TARGET, draw_outcomes(open_snapshot(source), seed=3), allow_pickle=False)
    seal.seal(out)
    return out


@pytest.fixture(scope="session")
def burdened_snapshot(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot of that lender."""
    return build_burdened_snapshot(house / "snapshot", tmp_path_factory.mktemp("burden") / "snapshot")


@pytest.fixture(scope="session", params=["logistic", "boosted"])
def burdened(
    request: pytest.FixtureRequest, burdened_snapshot: Path, tmp_path_factory: pytest.TempPathFactory
) -> Portfolio:
    """A model of that lender bound to its snapshot, everybody scored and placed."""
    bundle = tmp_path_factory.mktemp("burden") / "bundle"
    train(burdened_snapshot, bundle, model=request.param, folds=3)
    opened = open_portfolio(bundle, burdened_snapshot)
    return replace(opened, population=build_population(bundle.parent / "views", opened.scorer, opened.snapshot))
