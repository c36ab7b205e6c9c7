"""The tables of a comparison as data: imbalance, rule of choice, coherence, unseen probabilities."""

from dataclasses import replace

import numpy as np
import pytest
from random_snapshot import RandomClients, draw_clients, write_snapshot

from limpide.training import laboratory
from limpide.training.choice import choose, shortlist
from limpide.training.imbalance import METHODS
from limpide.training.laboratory import (
    QUICK,
    Comparison,
    coherence_costs,
    compare,
    imbalance_table,
    selection_table,
    unseen_probabilities,
)

PLAN = replace(QUICK, models=("logistic", "boosted", "free logistic"), folds=2, resamples=60)


@pytest.fixture(scope="module")
def drawn() -> RandomClients:
    return draw_clients(1200, numbers=4)


@pytest.fixture(scope="module")
def compared(drawn: RandomClients, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("laboratory")
    return compare(write_snapshot(folder / "snapshot", drawn), folder / "comparison", PLAN)


def test_every_public_name_is_there() -> None:
    assert all(hasattr(laboratory, name) for name in laboratory.__all__)
    assert laboratory.__all__ == sorted(
        laboratory.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name)
    )


def test_each_family_is_told_with_each_method_in_the_same_order(compared: Comparison) -> None:
    rows = imbalance_table(compared)
    titles = [method.title for method in METHODS]
    assert [(row.family, row.method) for row in rows] == [
        (family, title) for family in ("boosted", "logistic") for title in titles
    ]
    trials = {trial.name: trial.quality for trial in compared.trials}
    assert rows[0].cost_per_client == trials["boosted"].cost_per_client
    assert rows[-1].overfit_gap == trials["logistic + smote-enn"].gap


def test_the_selection_table_tells_the_rule_that_chose(compared: Comparison) -> None:
    rows = selection_table(compared)
    assert {row.name for row in rows} == {trial.name for trial in compared.trials}
    assert [row.cost_per_client for row in rows] == sorted(row.cost_per_client for row in rows)
    assert [row.name for row in rows if row.champion] == [compared.choice.champion.name]
    assert {row.name for row in rows if row.equal} == {trial.name for trial in compared.choice.equals}
    assert all(row.affordable for row in rows if row.equal)
    cheapest = next(row for row in rows if row.coherent)
    assert cheapest.affordable and cheapest.cost.value == 0
    for row in rows:
        assert (row.log_loss is None) == (not row.affordable)
        assert row.affordable == (row.coherent and row.cost.low <= 0)
        assert row.coherent == (not row.name.startswith("free "))


def test_a_veto_on_the_gap_leaves_out_whoever_it_refuses(compared: Comparison) -> None:
    gaps = sorted(trial.quality.gap.value for trial in compared.trials if trial.candidate.learner.rank)
    most = gaps[len(gaps) // 2]
    vetoed = replace(compared, plan=replace(compared.plan, max_gap=most), choice=choose(compared.trials, max_gap=most))
    rows = selection_table(vetoed)
    assert all(row.overfit_gap <= most for row in rows if row.affordable)
    assert [row.equal for row in rows if row.champion] == [True]


def test_coherence_costs_what_the_constrained_family_costs_more_than_the_free_one(compared: Comparison) -> None:
    costs = coherence_costs(compared)
    assert set(costs) == {"logistic"}
    quality = {trial.name: trial.quality for trial in compared.trials}
    expected = quality["logistic"].cost_per_client.value - quality["free logistic"].cost_per_client.value
    assert costs["logistic"].cost.value == pytest.approx(expected)


def test_unseen_probabilities_are_those_that_were_measured(compared: Comparison, drawn: RandomClients) -> None:
    target = drawn.target[~np.isnan(drawn.target)].astype(np.float64)
    trial = compared.choice.champion
    chances = unseen_probabilities(trial, target)
    assert ((chances > 0) & (chances < 1)).all()
    assert float(np.mean((chances - target) ** 2)) == pytest.approx(trial.quality.brier.value)


def test_the_shortlist_narrows_step_by_step(compared: Comparison) -> None:
    steps = shortlist(compared.trials)
    assert steps.leader in steps.affordable and steps.surest in steps.equals
    assert set(map(id, steps.equals)) <= set(map(id, steps.affordable))
