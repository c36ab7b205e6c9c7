from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from limpide.bundle.archive import open_bundle
from limpide.core.cost import CostRatio
from limpide.language.wording import Wording
from limpide.models.calibration import probabilities
from limpide.portfolio.groupings import Grouping, read_groupings
from limpide.portfolio.snapshot import open_snapshot
from limpide.training.fairness import Treatment, compare_groups, treat

Vector = NDArray[np.float64]


def draw(clients: int, seed: int) -> tuple[Treatment, Grouping]:
    """Return clients of two groups, the second riskier, and a third that is too small to judge."""
    random = np.random.default_rng(seed)
    code = random.choice(3, clients, p=[0.7, 0.29, 0.01])
    margins = random.normal(-2.7, 1, clients) + 0.6 * (code == 1)
    target = (random.random(clients) < probabilities(margins)).astype(np.float64)
    fold = np.arange(clients) % 5
    words = tuple(Wording(name, name) for name in "abc")
    grouping = Grouping("kind", Wording("sorte", "kind"), False, ("a", "b", "c"), words, code.astype(np.intp))
    return treat(probabilities(margins), target, fold, cost=CostRatio(), review_cost=0.88), grouping


TREATMENT, GROUPING = draw(12_000, seed=1)
(ATTRIBUTE,) = compare_groups(TREATMENT, [GROUPING], np.arange(12_000), seed=1)


def test_figures_are_the_shares_that_their_names_say() -> None:
    for place, group in enumerate(ATTRIBUTE.groups):
        chosen = GROUPING.code == place
        good, bad = chosen & (TREATMENT.target == 0), chosen & (TREATMENT.target == 1)
        accepted = TREATMENT.chances < 1 / 11
        alone = ~TREATMENT.reviewed
        assert (group.clients, group.defaults) == (chosen.sum(), bad.sum())
        assert group.approval.value == pytest.approx(accepted[chosen].mean())
        assert group.opportunity.value == pytest.approx(accepted[good].mean())
        assert group.accepted_defaults.value == pytest.approx((accepted & alone)[bad].mean())
        assert group.refused_goods.value == pytest.approx((~accepted & alone)[good].mean())
        assert group.reviewed == pytest.approx(TREATMENT.reviewed[chosen].mean())
        assert sum(each.clients for each in group.bins) == group.clients


def test_ratios_are_to_the_group_that_fares_best() -> None:
    best, other = ATTRIBUTE.groups
    assert best.approval_ratio.value == best.opportunity_ratio.value == 1
    assert other.approval_ratio.value == pytest.approx(other.approval.value / best.approval.value)
    assert other.approval_ratio.low < other.approval_ratio.value < other.approval_ratio.high < 1


def test_a_group_too_small_to_judge_is_counted_and_nothing_more() -> None:
    assert [group.value for group in ATTRIBUTE.groups] == ["a", "b"]
    assert ATTRIBUTE.small == (GROUPING.code == 2).sum()


def test_nineteen_intervals_in_twenty_hold_the_truth() -> None:
    truth = compare_groups(*_of(draw(400_000, seed=99)), np.arange(400_000) // 4000, seed=1)[0].groups[1]
    held = []
    for seed in range(12):
        (found,) = compare_groups(*_of(draw(3000, seed=seed)), np.arange(3000), seed=seed)
        for name in ("default_rate", "approval_ratio", "opportunity_ratio", "refused_goods"):
            estimate = getattr(found.groups[1], name)
            held.append(estimate.low <= getattr(truth, name).value <= estimate.high)
    assert np.mean(held) >= 0.85


def _of(drawn: tuple[Treatment, Grouping]) -> tuple[Treatment, list[Grouping]]:
    return drawn[0], [drawn[1]]


def test_a_grey_zone_is_found_without_the_clients_it_judges() -> None:
    turned = Treatment(**vars(TREATMENT)).target.copy()
    fold = np.arange(12_000) % 5
    turned[fold == 2] = 1 - turned[fold == 2]
    again = treat(TREATMENT.chances, turned, fold, cost=CostRatio(), review_cost=0.88)
    assert (again.reviewed[fold == 2] == TREATMENT.reviewed[fold == 2]).all()
    assert (again.reviewed != TREATMENT.reviewed).any()


def test_the_small_lenders_groups_are_its_own(house: Path) -> None:
    snapshot = open_snapshot(house / "snapshot")
    groupings = {each.name: each for each in read_groupings(snapshot, np.flatnonzero(~np.isnan(snapshot.target)))}
    assert set(groupings) == {"gender", "age", "family_status", "contract_kind"}
    assert [groupings[name].learnt for name in ("gender", "age", "family_status")] == [False, False, False]
    ages = np.asarray(snapshot.matrix)[~np.isnan(snapshot.target)][
        :, [column.name for column in snapshot.columns].index("age")
    ]
    for place, (low, high) in enumerate([(0, 30), (30, 45), (45, 60), (60, 200)]):
        inside = ages[groupings["age"].code == place]
        assert len(inside) and (inside >= low).all() and (inside < high).all()


def test_the_promise_of_the_grey_zone_holds_for_each_group_whose_probabilities_mean_what_they_say() -> None:
    for group in ATTRIBUTE.groups:
        assert group.accepted_defaults.low <= group.promised_defaults <= group.accepted_defaults.high
        assert group.refused_goods.low <= group.promised_goods <= group.refused_goods.high


def test_the_promise_is_nearly_kept_for_every_group_of_the_small_lender(house: Path) -> None:
    """Nobody can promise it for a group that the model may not know: no group may be surely far from it."""
    attributes = open_bundle(house / "bundle").manifest.judgement.attributes
    assert {"gender", "age", "family_status", "contract_kind"} == {each.name for each in attributes}
    for group in (group for attribute in attributes for group in attribute.groups):
        assert group.accepted_defaults.low - 0.15 <= group.promised_defaults <= group.accepted_defaults.high + 0.15
        assert group.refused_goods.low - 0.05 <= group.promised_goods <= group.refused_goods.high + 0.05
