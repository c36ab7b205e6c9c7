from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_snapshot import draw_clients, write_snapshot

from limpide.features.feature import Risk
from limpide.models.boosted_fit import QUICK, fit_boosted
from limpide.training.price import LEFT_OUT
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
        directions = [1, 1, 0] if monotone else []
        model = fit_boosted(rows, target, categorical=[], seed=1, settings=QUICK, rounds=80, directions=directions)
        turns[monotone] = (np.diff(model.margins(grid).reshape(50, 40), axis=1) < -1e-12).sum()
    assert turns[True] == 0 < turns[False]


def test_directions_are_the_catalogues_and_a_category_has_none() -> None:
    clients = draw_clients(10, numbers=3)
    risks = (Risk.RISES, Risk.FALLS, Risk.MIXED, Risk.RISES, Risk.MIXED)
    columns = tuple(replace(each, risk=risk) for each, risk in zip(clients.columns, risks, strict=True))
    sample = whole_sample(columns, clients.matrix, clients.target.astype(np.float64))
    assert sample.directions == [0] * 5
    assert replace(sample, constrained=True).directions == [1, -1, 0, 0, 0]


def test_the_price_of_leaving_out_what_tells_all_is_all_it_tells(tmp_path: Path) -> None:
    clients = draw_clients(1500)
    named = tuple(replace(each, name="gender") if each.name == "protected" else each for each in clients.columns)
    snapshot = write_snapshot(tmp_path / "s", replace(clients, columns=named))
    manifest = train(snapshot, tmp_path / "b", model="boosted", folds=2, prices=True, contact="risk").manifest
    prices = {each.choice: each for each in manifest.judgement.prices}
    assert set(prices) == {*(attribute.name for attribute in LEFT_OUT), "directions"}
    assert prices["gender"].columns == 1
    assert prices["gender"].auc.high < -0.15 and prices["gender"].cost_per_client.low > 0.3
    assert prices["age"].auc.value == pytest.approx(0, abs=1e-9) and prices["age"].columns == 0
    assert [proxy.attribute for proxy in manifest.judgement.proxies] == ["gender"]
    assert 0.5 < manifest.judgement.proxies[0].auc < 0.9
    assert manifest.contact == "risk" and manifest.monotone
