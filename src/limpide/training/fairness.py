"""How the model treats groups of clients: who is approved, who of those that repaid, who is decided wrongly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.estimate import Estimate
from limpide.bundle.grey_zone import build_abstention
from limpide.bundle.judgement import Attribute, Group
from limpide.core.cost import CostRatio
from limpide.portfolio.groupings import Grouping
from limpide.training.group_calibration import calibration_z
from limpide.training.reliability import build_bins
from limpide.training.resamples import estimate

Vector = NDArray[np.float64]
_LEAST_CLIENTS = 200
_LEAST_DEFAULTS = 20
_FIGURES = 7


@dataclass(frozen=True, eq=False)
class Treatment:
    """What the model says of each client, who it had not seen: float64 and bool (clients,)."""

    chances: Vector
    target: Vector
    approved: NDArray[np.bool_]
    reviewed: NDArray[np.bool_]

    @property
    def accepted_alone(self) -> NDArray[np.bool_]:
        """Whom the machine accepts without a person."""
        return np.asarray(self.approved & ~self.reviewed, dtype=bool)

    @property
    def refused_alone(self) -> NDArray[np.bool_]:
        """Whom the machine refuses without a person."""
        return np.asarray(~self.approved & ~self.reviewed, dtype=bool)


def treat(chances: Vector, target: Vector, fold: NDArray[np.intp], *, cost: CostRatio, review_cost: float) -> Treatment:
    """Decide on every client by a grey zone found on the other folds; ``chances`` are cross-fitted probabilities."""
    reviewed = np.zeros(len(chances), dtype=bool)
    for number in range(int(fold.max()) + 1):
        held = fold == number
        zone = build_abstention(chances[~held], target[~held], cost=cost, review_cost=review_cost).zone
        reviewed[held] = (chances[held] >= zone.low) & (chances[held] < zone.high)
    return Treatment(chances, target, chances < cost.threshold, reviewed)


def compare_groups(
    treatment: Treatment, groupings: Sequence[Grouping], person: NDArray[np.int64], *, seed: int
) -> tuple[Attribute, ...]:
    """Measure every group with 200 clients and 20 of each outcome, with 95 % intervals from resampling persons."""
    return tuple(_compare(treatment, each, person, seed=seed) for each in groupings)


def _compare(treatment: Treatment, grouping: Grouping, person: NDArray[np.int64], *, seed: int) -> Attribute:
    kept = [place for place in range(len(grouping.values)) if _enough(treatment.target[grouping.code == place])]
    number = np.full(len(grouping.values) + 1, len(kept))  # the last place stands for an unknown value
    number[kept] = np.arange(len(kept))
    code = number[grouping.code]

    def figures(weights: Vector) -> Vector:
        return _figures(treatment, code, weights, groups=len(kept)).ravel()

    found = estimate(figures, person, seed=seed) if kept else []
    return Attribute(
        name=grouping.name,
        fr=grouping.words.fr,
        en=grouping.words.en,
        learnt=grouping.learnt,
        small=int((code == len(kept)).sum()),
        groups=tuple(
            _group(treatment, grouping, place, code == row, found[row * _FIGURES : (row + 1) * _FIGURES])
            for row, place in enumerate(kept)
        ),
    )


def _enough(target: Vector) -> bool:
    defaults = int(target.sum())
    return len(target) >= _LEAST_CLIENTS and min(defaults, len(target) - defaults) >= _LEAST_DEFAULTS


def _figures(treatment: Treatment, code: NDArray[np.intp], weights: Vector, *, groups: int) -> Vector:
    """Return the figures of each group, float64 (groups, 7), in the order in which ``_group`` reads them."""

    def total(chosen: NDArray[np.bool_] | Vector) -> Vector:
        sums: Vector = np.bincount(code, weights=weights * chosen, minlength=groups + 1)[:groups].astype(np.float64)
        return sums

    good = 1 - treatment.target
    with np.errstate(invalid="ignore", divide="ignore"):  # a drawing may leave a group out: no figure, then
        everybody, goods, defaults = total(np.ones(len(code))), total(good), total(treatment.target)
        approval = total(treatment.approved) / everybody
        opportunity = total(treatment.approved * good) / goods
        return np.column_stack(
            [
                defaults / everybody,
                approval,
                _of_the_best(approval),
                opportunity,
                _of_the_best(opportunity),
                total(treatment.accepted_alone * treatment.target) / defaults,
                total(treatment.refused_alone * good) / goods,
            ]
        )


def _of_the_best(shares: Vector) -> Vector:
    """Divide by the largest share; where nobody at all is accepted, all groups fare the same."""
    best = np.nanmax(shares)
    return shares / best if best > 0 else np.where(np.isnan(shares), np.nan, 1.0)


def _group(
    treatment: Treatment, grouping: Grouping, place: int, chosen: NDArray[np.bool_], found: Sequence[Estimate]
) -> Group:
    default_rate, approval, approval_ratio, opportunity, opportunity_ratio, missed, turned_away = found
    chances, target = treatment.chances[chosen], treatment.target[chosen]
    return Group(
        value=grouping.values[place],
        fr=grouping.labels[place].fr,
        en=grouping.labels[place].en,
        clients=len(target),
        defaults=int(target.sum()),
        probability=float(chances.mean()),
        default_rate=default_rate,
        approval=approval,
        approval_ratio=approval_ratio,
        opportunity=opportunity,
        opportunity_ratio=opportunity_ratio,
        reviewed=float(treatment.reviewed[chosen].mean()),
        accepted_defaults=missed,
        promised_defaults=_share(chances, treatment.accepted_alone[chosen]),
        refused_goods=turned_away,
        promised_goods=_share(1 - chances, treatment.refused_alone[chosen]),
        bins=build_bins(chances, target, most=10),
        z=calibration_z(chances, target),
    )


def _share(weights: Vector, chosen: NDArray[np.bool_]) -> float:
    return float(weights[chosen].sum() / weights.sum())
