"""The laboratory: every candidate with its best settings on the same folds, the rule of choice, and what it cost."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

from limpide.bundle.manifest import LearntFrom
from limpide.core.cost import REVIEW_COST, CostRatio
from limpide.core.errors import InvalidInput
from limpide.core.output import new_folder
from limpide.core.progress import Progress, silent
from limpide.training.budget import Budget
from limpide.training.candidates import Candidate, build_everybody
from limpide.training.choice import Choice, choose
from limpide.training.course import Course, call_roll, plan_course, plan_wide_course
from limpide.training.curve import SHARES, CurvePoint, draw_curve
from limpide.training.folder import open_studies
from limpide.training.parallel import Step
from limpide.training.resamples import RESAMPLES
from limpide.training.search import Search
from limpide.training.settle import settle
from limpide.training.ship import ship
from limpide.training.trial import Rules, Trial, try_candidate, try_within_gap

TRIALS = 20


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is compared and how thoroughly.

    ``models`` are names of families, none for all of them; ``trials`` how many settings each may try, 0 for the
    usual ones only; ``minutes`` after which no search begins another setting, None for no limit.
    """

    models: tuple[str, ...] = ()
    effort: str = "quick"
    trials: int = TRIALS
    minutes: float | None = None
    folds: int = 5
    max_gap: float | None = None
    resamples: int = RESAMPLES
    seed: int = 1
    cost: CostRatio = field(default_factory=CostRatio)
    review_cost: float = REVIEW_COST

    def allows(self, gap: float) -> bool:
        """Whether a candidate with this overfit gap is eligible."""
        return self.max_gap is None or gap <= self.max_gap


QUICK = Plan(trials=0, folds=3, resamples=100)


@dataclass(frozen=True, eq=False)
class Comparison:
    """What came of it.

    ``tried`` says of each family and method how many settings were tried and how many given up; ``failed`` why a
    candidate could not run; ``curves`` are learning curves by name; ``bundle`` is the champion's version, if shipped.
    """

    plan: Plan
    data: LearntFrom
    trials: tuple[Trial, ...]
    choice: Choice
    tried: dict[str, tuple[int, int]]
    failed: dict[str, str]
    curves: dict[str, tuple[CurvePoint, ...]]
    seconds: float
    bundle: str | None = None


def compare(
    snapshot: Path,
    out: Path,
    plan: Plan,
    *,
    bundle: Path | None = None,
    resume: bool = False,
    replace: bool = False,
    progress: Progress = silent,
) -> Comparison:
    """Compare candidates on the labelled clients of a verified snapshot; searches are kept in ``out`` as they go.

    With ``bundle``, the champion is written there, whole or not at all. ``InvalidInput`` when nothing can be learnt.
    """
    started = time.perf_counter()
    candidates = build_everybody(models=plan.models, effort=plan.effort)
    roll = call_roll(snapshot, folds=plan.folds, seed=plan.seed)
    budget = Budget(None if plan.minutes is None else 60 * plan.minutes)
    with ExitStack() as stack:
        folder = None if bundle is None else stack.enter_context(new_folder(bundle, replace=replace))
        search = _open_search(out, plan, title=roll.snapshot_version[:12], resume=resume, replace=replace)
        stack.enter_context(threadpool_limits(1))
        with progress("lessons", total=plan.folds + 1) as step:
            course = plan_course(roll, step=step)
        if any(candidate.free for candidate in candidates):
            with progress("lessons of challengers", total=plan.folds + 1) as step:
                course = plan_wide_course(snapshot, course, step=step)
        laboratory = Laboratory(plan, course, search, budget)
        trials, failed = laboratory.try_all(candidates, progress=progress)
        choice = choose(trials, max_gap=plan.max_gap)
        curves = laboratory.draw_curves(choice, progress=progress)
        version = None
        if folder is not None:
            version, _ = ship(
                folder,
                snapshot,
                choice,
                trials,
                course,
                cost=plan.cost,
                review_cost=plan.review_cost,
                learning_curve=curves.get(choice.champion.candidate.name, ()),
            )
    tried = {} if search is None else {each.name: search.counts(each) for each in candidates if each.learner.settings()}
    seconds = time.perf_counter() - started
    return Comparison(plan, course.learnt_from, tuple(trials), choice, tried, failed, curves, seconds, version)


@dataclass(frozen=True, eq=False)
class Laboratory:
    """Candidates on one course; ``search`` is None when nobody looks for settings."""

    plan: Plan
    course: Course
    search: Search | None
    budget: Budget

    def try_all(self, candidates: Sequence[Candidate], *, progress: Progress) -> tuple[list[Trial], dict[str, str]]:
        """Try each candidate; whoever cannot learn from these clients is left out, with the reason."""
        trials: list[Trial] = []
        failed: dict[str, str] = {}
        left = sum(bool(each.learner.settings()) for each in candidates)
        for candidate in candidates:
            searched = self.search is not None and bool(candidate.learner.settings())
            total = self.plan.folds + (self.plan.trials if searched else 0)
            with progress(candidate.name, total=total) as step:
                try:
                    trials.extend(self._try(candidate, searched=searched, left=left, step=step))
                except InvalidInput as refusal:
                    failed[candidate.name] = str(refusal)
            left -= searched
        return trials, failed

    def draw_curves(self, choice: Choice, *, progress: Progress) -> dict[str, tuple[CurvePoint, ...]]:
        """Draw the learning curve of the champion, and of the cheapest if that learns in another way."""
        told = {
            (trial.candidate.learner.freed(), trial.candidate.free): trial.candidate
            for trial in (choice.cheapest, choice.champion)
        }
        with progress("learning curve", total=len(told) * len(SHARES)) as step:
            return {
                each.name: draw_curve(each, self.course.of(each).lessons, seed=self.plan.seed, step=step)
                for each in told.values()
            }

    def _try(self, candidate: Candidate, *, searched: bool, left: int, step: Step) -> Iterator[Trial]:
        lessons, plan = self.course.of(candidate).lessons, self.plan
        rules = Rules(self.course.fold, plan.cost, plan.max_gap, plan.seed, plan.resamples)
        if self.search is None or not searched:
            yield from try_within_gap(candidate, lessons, rules, step=step)
            return
        done = 0
        for count in self.search.run(candidate, lessons, goes_on=self.budget.share(of=left)):
            step(count - done)
            done = count
        attempts = self.search.attempts(candidate)
        for number, settled in enumerate(settle(candidate, attempts, folds=len(lessons), max_gap=plan.max_gap)):
            yield try_candidate(settled, lessons, rules, step=step if number == 0 else lambda _: None)


def _open_search(out: Path, plan: Plan, *, title: str, resume: bool, replace: bool) -> Search | None:
    storage = open_studies(out, resume=resume, replace=replace, searched=plan.trials > 0)
    if storage is None:
        return None
    title = f"{title} | {plan.folds} folds | seed {plan.seed} | {plan.effort} | gap {plan.max_gap}"
    return Search(storage, title, trials=plan.trials, max_gap=plan.max_gap, seed=plan.seed)
