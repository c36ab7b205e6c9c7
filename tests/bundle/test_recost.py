import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_bundle import CALIBRATION, JUDGEMENT, draw_clients, write_small_bundle

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.grey_zone import find_abstention
from limpide.bundle.manifest import MANIFEST, Coherence
from limpide.bundle.outcomes import table_of_curve, tabulate
from limpide.bundle.recost import recost, recost_bundle, with_cost
from limpide.core import seal
from limpide.core.cost import CostRatio, CostTerms, ReviewCost
from limpide.core.errors import InvalidInput
from limpide.models.calibration import probabilities


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundles") / "small"
    write_small_bundle(folder)
    return folder


@pytest.fixture(scope="module")
def bundle(path: Path) -> Bundle:
    return open_bundle(path)


def old(bundle: Bundle) -> Bundle:
    """Return a bundle as it was before tables were kept: outcomes at the thresholds of a curve alone."""
    chances, target = of_small_bundle(bundle)
    thresholds = np.unique(np.quantile(chances, np.linspace(0, 1, 201)))
    curve = replace(
        JUDGEMENT.curve,
        threshold=tuple(thresholds.tolist()),
        accepted_defaults=tuple((chances[target == 1, None] < thresholds).mean(axis=0).tolist()),
        refused_goods=tuple((chances[target == 0, None] >= thresholds).mean(axis=0).tolist()),
    )
    before = bundle.manifest
    candidates = (replace(before.candidates[0], outcomes=None), replace(before.candidates[0], name="x", chosen=False))
    manifest = replace(
        before, terms=None, outcomes=None, candidates=candidates, judgement=replace(JUDGEMENT, curve=curve)
    )
    return replace(
        bundle, manifest=replace(manifest, candidates=(candidates[0], replace(candidates[1], outcomes=None)))
    )


def of_small_bundle(bundle: Bundle) -> tuple[np.ndarray, np.ndarray]:
    matrix, target = draw_clients()
    return probabilities(CALIBRATION.apply(bundle.model.margins(matrix))), target


def test_the_same_costs_give_the_same_manifest_but_for_where_it_comes_from(bundle: Bundle) -> None:
    found = recost(bundle, CostTerms(cost="10"))
    assert found.recosted is not None and found.recosted.version == bundle.version
    assert replace(found, recosted=None) == bundle.manifest


@given(st.floats(0.5, 200), st.floats(0, 1), st.floats(0, 1))
def test_there_and_back_again_decides_as_before(bundle: Bundle, ratio: float, review_cost: float, error: float) -> None:
    there = replace(
        bundle, manifest=recost(bundle, CostTerms(cost=f"{ratio}", review_cost=review_cost, reviewer_error=error))
    )
    assert there.threshold == pytest.approx(1 / (1 + ratio))
    terms = bundle.manifest.terms
    assert terms is not None
    back = recost(there, terms)
    assert (back.cost, back.threshold, back.abstention) == (
        bundle.cost,
        bundle.threshold,
        bundle.manifest.abstention,
    )


def test_a_recosted_bundle_is_the_one_that_training_at_that_cost_would_keep(bundle: Bundle) -> None:
    chances, target = of_small_bundle(bundle)
    found = recost(bundle, CostTerms(cost="loss=0.6,gain=0.12", review_cost=0.4, reviewer_error=0.1))
    expected = find_abstention(tabulate(chances, target), cost=CostRatio(5), review=ReviewCost(0.4, 0.1))
    assert (found.cost, found.abstention) == (CostRatio(5), expected)
    paid = np.where(chances >= 1 / 6, 1 - target, 5 * target).mean()
    quality = found.candidates[0].quality
    assert quality.cost_per_client.value == pytest.approx(paid, rel=0.01)
    assert quality.cost_per_client.low < paid < quality.cost_per_client.high
    assert quality.saving.value == pytest.approx(1 - paid / (5 * target.mean()), rel=0.02)
    assert quality.cost_by_amount is not None
    assert quality.cost_by_amount.value == pytest.approx(paid, rel=0.01)  # these clients all ask for the same
    assert quality.auc == bundle.quality.auc


def test_amounts_weigh_clients(bundle: Bundle) -> None:
    chances, target = of_small_bundle(bundle)
    amount = np.where(target == 1, 3.0, 1.0) * np.linspace(1, 5, len(target))
    candidate = replace(bundle.manifest.candidates[0], outcomes=tabulate(chances, target, amount))
    weighted = replace(bundle, manifest=replace(bundle.manifest, candidates=(candidate,)))
    found = recost(weighted, CostTerms(cost="4")).candidates[0].quality.cost_by_amount
    paid = np.where(chances >= 1 / 5, 1 - target, 4 * target) @ amount / amount.sum()
    assert found is not None
    assert found.value == pytest.approx(paid, rel=0.01)
    assert found.low < found.value < found.high


def test_every_other_byte_of_a_recosted_bundle_is_the_same(path: Path, bundle: Bundle, tmp_path: Path) -> None:
    made = recost_bundle(path, tmp_path / "made", CostTerms(cost="20"))
    assert seal.verify(tmp_path / "made") == made.version != bundle.version
    for name in seal.read_names(path):
        same = (path / name).read_bytes() == (tmp_path / "made" / name).read_bytes()
        assert same == (name != MANIFEST), name
    with pytest.raises(InvalidInput, match="exists already"):
        recost_bundle(path, tmp_path / "made", CostTerms(cost="20"))


def test_scoring_at_another_cost_decides_like_the_recosted_bundle(bundle: Bundle) -> None:
    scored, made = with_cost(bundle, "3"), recost(bundle, CostTerms(cost="3"))
    assert (scored.threshold, scored.grey_zone) == (made.threshold, made.abstention.zone)
    assert scored.version == bundle.version


def test_what_needs_the_clients_is_left_out(bundle: Bundle) -> None:
    coherence = Coherence(clients=5, contradictory=0, opposite=(), three_reasons=1.0, any_three=1.0)
    told = replace(bundle, manifest=replace(bundle.manifest, coherence=coherence))
    other = recost(told, CostTerms(cost="3")).coherence
    assert other is not None and other.holds and other.three_reasons is None
    assert recost(told, CostTerms(cost="10")).coherence == coherence
    assert recost(bundle, CostTerms(cost="3")).reason.startswith("chosen when a missed default cost 10 ")


def test_a_bundle_without_tables_is_recosted_from_its_curve(bundle: Bundle) -> None:
    found, exact = recost(old(bundle), CostTerms(cost="5")), recost(bundle, CostTerms(cost="5"))
    assert found.abstention.zone.low == pytest.approx(exact.abstention.zone.low, abs=0.02)
    assert found.abstention.zone.high == pytest.approx(exact.abstention.zone.high, abs=0.04)
    assert found.abstention.review_cost == bundle.manifest.abstention.review_cost
    assert [each.name for each in found.candidates] == [bundle.manifest.kind]  # of "x" nothing is known at this cost
    new, kept = found.candidates[0].quality, exact.candidates[0].quality
    assert new.cost_per_client.value == pytest.approx(kept.cost_per_client.value, rel=0.02)
    assert new.cost_by_amount is None


def test_a_bundle_without_outcomes_is_refused(bundle: Bundle) -> None:
    bare = replace(bundle, manifest=replace(bundle.manifest, outcomes=None, judgement=JUDGEMENT))
    with pytest.raises(InvalidInput, match="keeps no outcomes out of fold"):
        recost(bare, CostTerms(cost="5"))


def test_a_bundle_of_format_3_is_read_and_recosted(path: Path, bundle: Bundle, tmp_path: Path) -> None:
    content = json.loads((path / MANIFEST).read_text())
    manifest = old(bundle).manifest
    content["judgement"]["curve"] = {name: list(values) for name, values in vars(manifest.judgement.curve).items()}
    for name in ("terms", "outcomes", "recosted", "coherence"):
        del content[name]
    for name in ("reviewer_error", "by_error", "break_even_error"):
        del content["abstention"][name]
    for candidate in content["candidates"]:
        del candidate["outcomes"]
    folder = tmp_path / "old"
    folder.mkdir()
    for name in seal.read_names(path):
        (folder / name).write_bytes((path / name).read_bytes())
    (folder / MANIFEST).write_text(json.dumps(content | {"format": 3}))
    seal.seal(folder)
    assert open_bundle(folder).manifest.abstention.by_error == ()
    made = recost_bundle(folder, tmp_path / "made", CostTerms(cost="20", review_cost=0.5, reviewer_error=0.2))
    assert made.threshold == 1 / 21
    assert len(made.manifest.abstention.by_error) == 5


@given(st.integers(1, 400), st.integers(0, 10_000), st.integers(2, 50))
def test_a_table_counts_whom_it_says(clients: int, seed: int, cells: int) -> None:
    random = np.random.default_rng(seed)
    chances, target = random.random(clients).round(2), (random.random(clients) < 0.3).astype(float)
    table = tabulate(chances, target, random.random(clients), cells=cells)
    assert table.clients == clients
    assert (table.defaults[0], table.goods[0]) == (0, 0)
    for at, defaults, goods, expected in zip(table.threshold, table.defaults, table.goods, table.expected, strict=True):
        below = chances < at
        assert (defaults, goods) == (target[below].sum(), (1 - target)[below].sum())
        assert expected == pytest.approx(chances[below].sum(), abs=1e-6)
    assert table.amount_defaults[-1] + table.amount_goods[-1] == pytest.approx(1)
    assert table.amount_effect >= 1 - 1e-9


def test_a_curve_that_is_empty_is_no_table() -> None:
    assert table_of_curve(JUDGEMENT.curve, defaults=1, goods=1) is None
