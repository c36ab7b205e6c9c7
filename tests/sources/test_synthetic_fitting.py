"""Statistics are fitted to tables without giving a client away, and what is drawn from them is like the tables."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limpide.core.errors import InvalidInput
from limpide.fidelity.discriminator import tell_apart
from limpide.fidelity.marginals import compare_marginals
from limpide.fidelity.sides import open_sides, read_applications
from limpide.fidelity.transfer import compare_learning
from limpide.sources.synthetic.fitting.evidence import LEAST, applications
from limpide.sources.synthetic.fitting.fit import fit_statistics
from limpide.sources.synthetic.fitting.quantiles import fit_quantiles, positions
from limpide.sources.synthetic.fitting.sequence import Plan, fit_sequence
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.generator import synthesise
from limpide.sources.synthetic.quantiles import Quantiles
from limpide.sources.synthetic.statistics import Statistics
from limpide.sources.synthetic.variables import Category, Number

SMALL = 3000


@pytest.fixture(scope="module")
def lender(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of a made-up lender, as small as a fit can bear."""
    out = tmp_path_factory.mktemp("lender") / "tables"
    synthesise(out, clients=SMALL, seed=21)
    return out


@pytest.fixture(scope="module")
def fitted(lender: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("fitted") / "statistics.json"
    out.write_text(fit_statistics([lender]).to_text(), encoding="utf-8")
    return out


@pytest.mark.slow
def test_clients_drawn_from_a_small_fit_teach_look_and_spread_like_the_lenders(
    lender: Path, fitted: Path, tmp_path: Path
) -> None:
    synthesise(tmp_path / "drawn", clients=SMALL, seed=3, statistics=fitted)
    with open_sides(lender, tmp_path / "drawn") as sides:
        real, drawn = (read_applications(side, side.labelled) for side in sides)
    taught = compare_learning(real, drawn)
    assert taught.synthetic_trained is not None
    assert taught.real_trained is not None
    assert taught.synthetic_trained > taught.real_trained - 0.06
    telling = tell_apart(real.drop(columns="target"), drawn.drop(columns="target"), giveaways=0)
    assert telling is not None
    assert telling.auc < 0.8
    assert np.median([error.error for error in compare_marginals(real, drawn).ks]) < 0.03


@pytest.mark.slow
def test_the_shipped_statistics_are_a_small_text(fitted: Path) -> None:
    shipped = Path(str(pytest.importorskip("limpide.sources.synthetic").__path__[0])) / "statistics.json"
    for file in (shipped, fitted):
        text = file.read_text("utf-8")
        assert len(text.encode()) <= 1_000_000
        assert json.loads(Statistics.read(file).to_text()) == json.loads(text)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 99}', '{"version": 1, "application": {"first": [{}]}}'])
def test_another_kind_of_file_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "other.json").write_text(text)
    with pytest.raises(InvalidInput, match=r"other\.json"):
        Statistics.read(tmp_path / "other.json")


def test_tables_of_too_few_clients_are_refused(tmp_path: Path) -> None:
    synthesise(tmp_path / "few", clients=60, seed=1)
    with pytest.raises(InvalidInput, match="20"):
        fit_statistics([tmp_path / "few"])


@pytest.mark.slow
def test_a_folder_without_histories_is_refused_by_the_missing_tables(lender: Path, tmp_path: Path) -> None:
    for stem in ("application_train", "application_test"):
        (tmp_path / f"{stem}.parquet").write_bytes((lender / f"{stem}.parquet").read_bytes())
    with pytest.raises(InvalidInput, match="credit_card_balance"):
        fit_statistics([tmp_path])


@pytest.mark.slow
def test_no_figure_of_a_file_holds_a_rare_value(lender: Path, fitted: Path) -> None:
    """A category of fewer than twenty applications is never drawn, from any leaf."""
    frame = pd.concat(pd.read_parquet(lender / f"application_{kind}.parquet") for kind in ("train", "test"))
    for variable in Statistics.read(fitted).application.first.variables:
        if not isinstance(variable, Category) or variable.name not in frame:
            continue
        counts: dict[object, int] = frame[variable.name].value_counts().to_dict()
        for level, chances in zip(variable.levels, variable.chances.T, strict=True):
            if counts.get(level, LEAST) < LEAST:
                assert not chances.any(), (variable.name, level)


numbers = st.lists(st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 2)), min_size=60, max_size=300)


@settings(max_examples=30, deadline=None)
@given(numbers)
def test_every_run_between_two_knots_has_twenty_applications(values: list[float]) -> None:
    column = np.array(values)
    quantiles = fit_quantiles(column, np.arange(len(column)))
    assert (np.diff(quantiles.levels) >= 0).all()
    assert (np.diff(quantiles.values) >= 0).all()
    steps = np.diff(quantiles.levels) * len(column)
    assert (steps[steps > 1e-6] >= LEAST - 1e-6).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_every_leaf_has_twenty_applications_even_when_their_rows_are_many(seed: int) -> None:
    rng = np.random.default_rng(seed)
    owners = rng.integers(0, 150, 900)  # six rows an application
    asked = rng.random(900)
    given_rows = Given({}, {}, owners).then("asked", asked)
    plan = Plan(growth=Growth(leaves=40, leaf_rows=20, worth=0.0))
    sequence, _ = fit_sequence({"told": asked + rng.normal(0, 0.1, 900)}, given_rows, plan=plan, seed=seed)
    (variable,) = sequence.variables
    leaf = variable.tree.leaf_of({"asked": asked}, 900)
    assert min(applications(owners[leaf == number]) for number in range(variable.tree.leaves)) >= LEAST


def test_a_sequence_keeps_marginals_gaps_and_dependence() -> None:
    rng = np.random.default_rng(4)
    size = 6000
    first = np.rint(rng.gamma(2, 100, size))
    second = np.where(rng.random(size) < 0.3, np.nan, first * 0.5 + rng.normal(0, 40, size))
    kinds = rng.choice(np.array(["poor", None]), size)
    third = np.array(["rich" if one > 250 else kind for one, kind in zip(first, kinds, strict=True)])
    measured = {"first": first, "second": second, "third": third}
    sequence, _ = fit_sequence(measured, Given({}, {}, np.arange(size)), plan=Plan(pulls=2), seed=1)
    drawn = sequence.values(sequence.draw(np.random.default_rng(5), {}, size))
    one, two = np.asarray(drawn["first"]), np.asarray(drawn["second"])
    assert np.quantile(one, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(first, [0.1, 0.5, 0.9]), rel=0.06)
    assert np.isnan(two).mean() == pytest.approx(0.3, abs=0.03)
    both = pd.DataFrame({"one": one, "two": two}).corr("spearman").iloc[0, 1]
    real = pd.DataFrame({"one": first, "two": second}).corr("spearman").iloc[0, 1]
    assert both == pytest.approx(real, abs=0.05)
    assert (one == np.rint(one)).all()


def test_a_value_that_many_share_is_drawn_exactly_after_a_file() -> None:
    shared = 0.123456789012345
    column = np.concatenate([np.full(50, shared), np.linspace(0.2, 0.9, 100)])
    quantiles = fit_quantiles(column, np.arange(len(column)))
    again = Quantiles.from_json(json.loads(json.dumps(quantiles.to_json())))
    assert again.at(np.array([0.1, 0.3])).tolist() == [shared, shared]
    assert again.at(np.linspace(0, 1, 500)) == pytest.approx(quantiles.at(np.linspace(0, 1, 500)), abs=1e-6)


def test_a_variable_says_the_same_after_a_file() -> None:
    rng = np.random.default_rng(6)
    owners = np.arange(2000)
    given_rows = Given({}, {}, owners).then("age", rng.random(2000))
    measured = {"amount": rng.gamma(2, 100, 2000), "kind": rng.choice(np.array(["a", "b"], dtype=object), 2000)}
    sequence, _ = fit_sequence(measured, given_rows, plan=Plan(), seed=2)
    for variable in sequence.variables:
        kind = Number if isinstance(variable, Number) else Category
        again = kind.from_json(json.loads(json.dumps(variable.to_json())))
        assert again.to_json() == variable.to_json()


def test_positions_are_even_whatever_is_shared() -> None:
    values = np.array([3.0, 1.0, 1.0, 1.0, np.nan, 2.0])
    placed = positions(values, np.random.default_rng(0))
    assert np.isnan(placed[4])
    assert sorted(placed[[0, 1, 2, 3, 5]]) == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])
    assert placed[0] == pytest.approx(0.9)


def test_without_drift_unlabelled_applications_are_like_labelled_ones(tmp_path: Path) -> None:
    shares = {}
    for drift in (True, False):
        out = tmp_path / str(drift)
        synthesise(out, clients=6000, seed=8, drift=drift)
        revolving = {
            kind: (
                pd.read_parquet(out / f"application_{kind}.parquet")["NAME_CONTRACT_TYPE"] == "Revolving loans"
            ).mean()
            for kind in ("train", "test")
        }
        shares[drift] = revolving["train"] - revolving["test"]
    assert shares[True] > 0.05
    assert abs(shares[False]) < 0.03
