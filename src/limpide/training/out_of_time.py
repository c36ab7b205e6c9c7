"""Out-of-time validation: the champion's settings learnt from earlier applications, measured on the latest ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.estimate import Estimate
from limpide.bundle.judgement import OutOfTime
from limpide.core.cost import CostRatio
from limpide.models.calibration import fit_platt, probabilities
from limpide.models.fitted import FittedModel
from limpide.models.ranking import expected_calibration_error, rank
from limpide.training.candidates import draw_sample
from limpide.training.course import Course
from limpide.training.data import LearningData
from limpide.training.lesson import Lesson, plan_lesson
from limpide.training.parallel import in_parallel
from limpide.training.resamples import estimate
from limpide.training.trial import Trial

EARLIER = 0.7  # share of the dated applications that is learnt from
_CALIBRATED_ON = 0  # fold whose earlier clients calibrate a model that has not seen them
_LEAST_DEFAULTS = 20  # in the later part: below, an interval says nothing
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Split:
    """Clients learnt from, and later ones of persons who are not among them, bool (clients,)."""

    earlier: Mask
    later: Mask


@dataclass(frozen=True, eq=False)
class _Fitted:
    """A model with the lesson that makes its rows."""

    lesson: Lesson
    model: FittedModel

    def margins(self, clients: Mask) -> Vector:
        """Return the log-odds of some clients before calibration, float64 (chosen,)."""
        return self.model.margins(self.lesson.rows(clients))


def measure_out_of_time(best: Trial, course: Course, *, cost: CostRatio) -> OutOfTime | None:
    """Fit the champion's settings on the earlier 70 % of the dated clients and measure it on the latest 30 %.

    Columns are selected, models fitted and calibrated on earlier clients alone; only the settings, and the number of
    trees, were found on all. None where the time of application is not known, or too few are dated.
    """
    split = _split(course.data)
    if split is None:
        return None
    held = course.fold == _CALIBRATED_ON
    whole, part = split.earlier, split.earlier & ~held
    target = course.data.target
    if min(_rarest(target[each]) for each in (part, whole & held, split.later)) < _LEAST_DEFAULTS:
        return None
    final, partial = in_parallel(lambda seen: _fit(best, course, seen), (whole, part), step=lambda _: None)
    calibration = fit_platt(partial.margins(whole & held), target[whole & held])
    chances = probabilities(calibration.apply(final.margins(split.later)))
    return _measure(chances, course, split, cost=cost)


def _split(data: LearningData) -> _Split | None:
    arrival = data.arrival
    if arrival is None or np.isnan(arrival).all():
        return None
    dated = np.isfinite(arrival)
    earlier = dated & (arrival <= np.quantile(arrival[dated], EARLIER))
    known = np.isin(data.person, data.person[earlier])
    return _Split(earlier, dated & ~earlier & ~known)


def _rarest(target: Vector) -> int:
    defaults = int(target.sum())
    return min(defaults, len(target) - defaults)


def _fit(best: Trial, course: Course, seen: Mask) -> _Fitted:
    """Select columns and fit the champion's settings on the clients ``seen`` alone."""
    lesson = plan_lesson(course.data, seen, course.outline, seed=course.seed)
    sample = draw_sample(best.candidate.method, lesson, seed=course.seed)
    return _Fitted(lesson, best.candidate.learner.finish(sample, rounds=best.found.rounds, seed=course.seed))


def _measure(chances: Vector, course: Course, split: _Split, *, cost: CostRatio) -> OutOfTime:
    target = course.data.target[split.later]
    ranked = rank(chances, target)
    paid = np.where(chances >= cost.threshold, cost.refused_good * (1 - target), cost.missed_default * target)

    def figures(weights: Vector) -> Vector:
        outcomes = ranked.outcomes(weights)
        auc = outcomes.auc() if outcomes.complete else np.nan
        ece = expected_calibration_error(ranked, weights)
        return np.array([auc, ece, weights @ paid / weights.sum(), weights @ chances / weights.sum()])

    auc, ece, paid_per_client, said = estimate(figures, course.data.person[split.later], seed=course.seed)
    return OutOfTime(
        earlier=int(split.earlier.sum()),
        later=len(target),
        dated=float(np.isfinite(course.data.arrival).mean()) if course.data.arrival is not None else 0.0,
        probability=said.value,
        default_rate=float(target.mean()),
        auc=auc,
        ece=Estimate(ece.value, max(0.0, 2 * ece.value - ece.high), ece.high),  # noise only lengthens a distance
        cost_per_client=paid_per_client,
    )
