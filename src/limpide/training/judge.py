"""Everything a validator asks of the chosen model, measured on clients that it had not seen."""

from collections.abc import Sequence

from limpide.bundle.judgement import CurvePoint, Judgement, OutOfTime, Price, Proxy, Steadiness
from limpide.core.cost import CostRatio
from limpide.models.calibration import probabilities
from limpide.portfolio.groupings import Grouping
from limpide.training.data import LearningData
from limpide.training.evaluate import OutOfFold, calibrate_across_folds
from limpide.training.fairness import compare_groups, treat
from limpide.training.group_calibration import adjust_for_looks
from limpide.training.reliability import build_bins, build_curve, compare_calibrations

_BINS = 10


def judge(
    scores: OutOfFold,
    data: LearningData,
    groupings: Sequence[Grouping],
    *,
    cost: CostRatio,
    review_cost: float,
    seed: int,
    prices: tuple[Price, ...] = (),
    steadiness: tuple[Steadiness, ...] = (),
    proxies: tuple[Proxy, ...] = (),
    out_of_time: OutOfTime | None = None,
    learning_curve: tuple[CurvePoint, ...] = (),
) -> Judgement:
    """Judge margins out of fold; probabilities and grey zones are found on the folds that did not hold a client."""
    chances = probabilities(calibrate_across_folds(scores.margins, data.target, scores.fold))
    treatment = treat(chances, data.target, scores.fold, cost=cost, review_cost=review_cost)
    attributes, looks = adjust_for_looks(compare_groups(treatment, groupings, data.person, seed=seed))
    return Judgement(
        calibrations=compare_calibrations(scores.margins, data.target, scores.fold, data.person, seed=seed),
        bins=build_bins(chances, data.target, most=_BINS),
        curve=build_curve(chances, data.target),
        attributes=attributes,
        prices=prices,
        steadiness=steadiness,
        proxies=proxies,
        looks=looks,
        out_of_time=out_of_time,
        learning_curve=learning_curve,
    )
