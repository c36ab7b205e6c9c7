"""From a snapshot to a bundle: try the candidates, choose by the rule, write it sealed."""

from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

from limpide.bundle.judgement import CurvePoint
from limpide.bundle.manifest import Manifest
from limpide.core.cost import CostTerms
from limpide.core.output import new_folder
from limpide.core.progress import Progress, silent
from limpide.training.candidates import build_candidates
from limpide.training.choice import Choice, choose
from limpide.training.course import Course, call_roll, plan_course, plan_wide_course
from limpide.training.curve import SHARES, draw_curve
from limpide.training.parallel import Step
from limpide.training.price import count_steps, measure_proxies, price_choices
from limpide.training.ship import ship
from limpide.training.trial import Rules, Trial, try_within_gap

_THOROUGH = "full"


@dataclass(frozen=True, eq=False)
class Training:
    """What came of it: the bundle's version and manifest, and the trials."""

    version: str
    manifest: Manifest
    trials: tuple[Trial, ...]

    @property
    def seconds(self) -> dict[str, float]:
        """How long each trial took."""
        return {trial.name: trial.seconds for trial in self.trials}


def train(
    snapshot: Path,
    out: Path,
    *,
    model: str | None = None,
    effort: str = "quick",
    folds: int = 5,
    seed: int = 1,
    costs: CostTerms | None = None,
    max_gap: float | None = None,
    prices: bool = False,
    contact: str = "",
    allow_incoherent: bool = False,
    replace: bool = False,
    progress: Progress = silent,
) -> Training:
    """Train on the labelled clients of a verified snapshot and write a bundle to ``out``, whole or not at all.

    ``model`` forces one kind; ``effort`` is "quick" or "full". ``InvalidInput`` when nothing can be learnt.
    ``costs`` are those of the lender: they set the threshold, the grey zone and by what candidates are compared.
    ``prices`` says what direction constraints and each attribute that the policy leaves out cost, at several times the
    time; ``contact`` is whom the model card names. A bundle whose reasons
    contradict themselves is refused unless ``allow_incoherent``.
    """
    terms = costs or CostTerms()
    candidates = build_candidates(model=model, effort=effort)
    roll = call_roll(snapshot, folds=folds, seed=seed)
    rules = Rules(roll.fold, terms.ratio, max_gap=max_gap, seed=seed)
    challengers = any(candidate.free for candidate in candidates)
    parts = (len(candidates) + 1) * folds + 2 + (count_steps(folds) if prices else 0) + challengers * (folds + 1)
    parts += len(SHARES) if effort == _THOROUGH else 0
    bar = progress("training models", total=parts)
    with new_folder(out, replace=replace) as folder, threadpool_limits(1), bar as step:
        course = plan_course(roll, step=step)
        if challengers:
            course = plan_wide_course(snapshot, course, step=step)
        trials = [
            trial for each in candidates for trial in try_within_gap(each, course.of(each).lessons, rules, step=step)
        ]
        choice = choose(trials, max_gap=max_gap, forced=model, allow_incoherent=allow_incoherent)
        priced = price_choices(snapshot, course, choice.champion, rules, step=step) if prices else ()
        version, manifest = ship(
            folder,
            snapshot,
            choice,
            trials,
            course,
            terms=terms,
            prices=priced,
            proxies=measure_proxies(snapshot, course, seed=seed) if prices else (),
            learning_curve=_learning_curve(choice, course, step=step) if effort == _THOROUGH else (),
            contact=contact,
            allow_incoherent=allow_incoherent,
        )
        step(1)
    return Training(version, manifest, tuple(trials))


def _learning_curve(choice: Choice, course: Course, *, step: Step) -> tuple[CurvePoint, ...]:
    """Draw the champion's learning curve; ``step(1)`` after each of its points."""
    best = choice.champion.candidate
    return draw_curve(best, course.of(best).lessons, seed=course.seed, step=step)
