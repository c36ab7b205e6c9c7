"""What two choices cost: protected attributes left out, and trees that never contradict what an expert expects."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from limpide.bundle.estimate import Estimate
from limpide.bundle.judgement import Price
from limpide.features.feature import Policy, Risk
from limpide.portfolio.snapshot import open_snapshot
from limpide.training.boosting import Boosted
from limpide.training.candidates import Candidate
from limpide.training.course import Course, Roll, plan_course
from limpide.training.data import select_learning_data
from limpide.training.pairs import Difference, Paired, compare_pair
from limpide.training.parallel import Step
from limpide.training.trial import Rules, Trial, try_candidate

STEPS = 3  # times the number of folds: lessons, then two trials


def price_choices(snapshot: Path, course: Course, champion: Trial, rules: Rules, *, step: Step) -> tuple[Price, ...]:
    """Try the champion's family with protected attributes, and trees both free and bound; on the same folds.

    Each difference is what the choice brings: the champion as it is minus the champion with everything; bound minus
    free. ``step(1)`` after each of ``STEPS`` × folds + 1 parts.
    """
    found = [_price_protected(snapshot, course, champion, rules, step=step)]
    if isinstance(champion.candidate.learner, Boosted):
        found.append(_price_monotone(course, champion, champion.candidate.learner, rules, step=step))
    return tuple(found)


def _price_protected(snapshot: Path, course: Course, champion: Trial, rules: Rules, *, step: Step) -> Price:
    base = open_snapshot(snapshot)
    data = select_learning_data(base, folds=len(course.lessons), policies=tuple(Policy))
    wider = plan_course(Roll(base.version, data, course.groupings, course.fold, course.seed), step=step)
    trial = try_candidate(champion.candidate, wider.lessons, rules, step=step)
    protected = [column for column in wider.final.columns if column.policy is not Policy.MODEL]
    return _price("protected attributes left out", compare_pair(champion, trial), columns=len(protected))


def _price_monotone(course: Course, champion: Trial, learner: Boosted, rules: Rules, *, step: Step) -> Price:
    bound = learner.chosen.monotone
    turned = replace(learner, chosen=replace(learner.chosen, monotone=not bound))
    trial = try_candidate(_with(champion.candidate, turned), course.lessons, rules, step=step)
    pair = compare_pair(champion, trial) if bound else compare_pair(trial, champion)
    directed = [column for column in course.final.columns if column.risk is not Risk.MIXED]
    return _price("monotone constraints", pair, columns=len(directed))


def _with(candidate: Candidate, learner: Boosted) -> Candidate:
    """Return the same candidate with the same kind of learner on every fold."""
    by_fold: Sequence[Boosted] = [each for each in candidate.by_fold if isinstance(each, Boosted)]
    turned = tuple(replace(each, chosen=replace(each.chosen, monotone=learner.chosen.monotone)) for each in by_fold)
    return replace(candidate, learner=learner, by_fold=turned)


def _price(choice: str, pair: Difference, *, columns: int) -> Price:
    return Price(
        choice=choice,  # type: ignore[arg-type]
        auc=_estimate(pair.auc),
        cost_per_client=_estimate(pair.cost),
        columns=columns,
    )


def _estimate(paired: Paired) -> Estimate:
    return Estimate(paired.value, paired.low, paired.high)
