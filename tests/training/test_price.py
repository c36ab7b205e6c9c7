from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_snapshot import draw_clients, write_snapshot

from limpide.features.feature import Risk
from limpide.models.boosted_fit import QUICK, fit_boosted
from limpide.training.sample import whole_sample
from limpide.training.train import train


def test_bound_trees_never_contradict_an_expected_direction_and_free_ones_do() -> None:
    random = np.random.default_rng(1)
    rows = random.normal(size=(3000, 3)).astype(np.float32)
    rows[random.random(rows.shape) < 0.1] = np.nan
    target = (random.random(3000) < 1 / (1 + np.exp(-np.nan_to_num(rows).sum(axis=1)))).astype(np.float64)
    grid = np.repeat(rows[:50], 40, axis=0)
    grid[:, 1] = np.tile(np.linspace(-3, 3, 40), 50)
    turns = {}
    for monotone in (False, True):
        settings = replace(QUICK, monotone=monotone)
        model = fit_boosted(rows, target, categorical=[], seed=1, settings=settings, rounds=80, directions=[1, 1, 0])
        turns[monotone] = (np.diff(model.margins(grid).reshape(50, 40), axis=1) < -1e-12).sum()
    assert turns[True] == 0 < turns[False]


def test_directions_are_the_catalogues_and_a_category_has_none() -> None:
    clients = draw_clients(10, numbers=3)
    risks = (Risk.RISES, Risk.FALLS, Risk.MIXED, Risk.RISES, Risk.MIXED)
    columns = tuple(replace(each, risk=risk) for each, risk in zip(clients.columns, risks, strict=True))
    assert whole_sample(columns, clients.matrix, clients.target.astype(np.float64)).directions == [1, -1, 0, 0, 0]


def test_the_price_of_leaving_out_what_tells_all_is_all_it_tells(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "s", draw_clients(1500))
    manifest = train(snapshot, tmp_path / "b", model="boosted", folds=2, prices=True, contact="risk").manifest
    protected, monotone = manifest.judgement.prices
    assert (protected.choice, protected.columns) == ("protected attributes left out", 1)
    assert protected.auc.high < -0.15 and protected.cost_per_client.low > 0.3
    assert monotone.choice == "monotone constraints"
    assert monotone.auc.value == pytest.approx(0, abs=1e-9)  # nobody expects anything of these columns
    assert manifest.contact == "risk" and not manifest.monotone
