"""From a snapshot to a bundle: try the candidates, choose the one that costs least, write it sealed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

from limpide import __version__
from limpide.bundle.archive import open_bundle, write_bundle
from limpide.bundle.golden import invent_rows
from limpide.bundle.grey_zone import build_abstention
from limpide.bundle.interval import build_comparables
from limpide.bundle.manifest import Candidate as Verdict
from limpide.bundle.manifest import LearntFrom, Manifest, Quality
from limpide.core.cost import REVIEW_COST, CostRatio
from limpide.core.output import new_folder
from limpide.core.points import build_scale
from limpide.core.progress import Progress, silent
from limpide.models.calibration import fit_platt, probabilities
from limpide.models.fitted import FittedModel
from limpide.portfolio.snapshot import Snapshot, open_snapshot
from limpide.training.candidates import Candidate, FoldModels, build_candidates
from limpide.training.cards import describe_features, used_families, used_sources
from limpide.training.data import LearningData, select_learning_data
from limpide.training.evaluate import OutOfFold, measure, score_out_of_fold
from limpide.training.folds import assign_folds
from limpide.training.lesson import Lesson, outline_lessons, plan_lesson
from limpide.training.parallel import Step, in_parallel

_LIBRARIES = ("lightgbm", "numpy", "scikit-learn")


@dataclass(frozen=True, eq=False)
class Trial:
    """A candidate after its trial on the folds, with the seconds that took."""

    candidate: Candidate
    found: FoldModels
    scores: OutOfFold
    quality: Quality
    seconds: float


@dataclass(frozen=True, eq=False)
class Training:
    """What came of it: the bundle's version and manifest, and the seconds of each trial."""

    version: str
    manifest: Manifest
    seconds: dict[str, float]


def train(
    snapshot: Path,
    out: Path,
    *,
    model: str | None = None,
    effort: str = "quick",
    folds: int = 5,
    seed: int = 1,
    cost: CostRatio | None = None,
    review_cost: float = REVIEW_COST,
    replace: bool = False,
    progress: Progress = silent,
) -> Training:
    """Train on the labelled clients of a verified snapshot and write a bundle to ``out``, whole or not at all.

    ``model`` forces one kind; ``effort`` is "quick" or "full". ``InvalidInput`` when nothing can be learnt.
    """
    cost = cost or CostRatio()
    candidates = build_candidates(model=model, effort=effort)
    base = open_snapshot(snapshot, thorough=True)
    data = select_learning_data(base, folds=folds)
    fold = assign_folds(data.target, data.person, folds=folds, seed=seed)
    with new_folder(out, replace=replace) as folder, threadpool_limits(1):
        with progress("training models", total=(len(candidates) + 1) * folds + 2) as step:
            *lessons, final = _plan(data, fold, seed=seed, step=step)
            trials = [_try(each, lessons, fold, cost=cost, seed=seed, step=step) for each in candidates]
            best, reason = choose(trials, forced=model)
            fitted = best.candidate.fit_all(final, best.found, seed=seed)
            step(1)
        learnt = _learnt_from(base, data, folds=folds, seed=seed)
        manifest = _manifest(
            best, trials, final, reason=reason, learnt=learnt, cost=cost, review_cost=review_cost, fitted=fitted
        )
        golden = invent_rows(final.inputs(final.seen), categorical=final.category_inputs, seed=seed)
        write_bundle(folder, manifest, model=fitted, recipe=final.recipe, golden=golden)
        bundle = open_bundle(folder)  # what cannot be opened is not handed over
    return Training(bundle.version, manifest, {trial.candidate.name: trial.seconds for trial in trials})


def choose(trials: Sequence[Trial], *, forced: str | None = None) -> tuple[Trial, str]:
    """Return the trial with the lowest cost per client, the simplest among equals, and why in a sentence."""
    if forced is not None:
        asked = next(trial for trial in trials if trial.candidate.name == forced)
        return asked, f"{forced} was asked for"
    ranked = sorted(trials, key=lambda trial: trial.quality.cost_per_client.value)  # stable: simplest first
    costs = [f"{each.candidate.name} {each.quality.cost_per_client.value:.4f}" for each in ranked]
    return ranked[0], f"{costs[0]} costs least per client" + (f", before {', '.join(costs[1:])}" if costs[1:] else "")


def _plan(data: LearningData, fold: NDArray[np.intp], *, seed: int, step: Step) -> list[Lesson]:
    """Plan one lesson a fold, in which nothing comes from the clients who are kept back; and one with everybody."""
    outline = outline_lessons(data, seed=seed)
    crowds = [fold != number for number in range(int(fold.max()) + 2)]
    return in_parallel(lambda seen: plan_lesson(data, seen, outline, seed=seed), crowds, step=step)


def _try(
    candidate: Candidate,
    lessons: Sequence[Lesson],
    fold: NDArray[np.intp],
    *,
    cost: CostRatio,
    seed: int,
    step: Step,
) -> Trial:
    started = time.perf_counter()
    found = candidate.fit_folds(lessons, seed=seed, step=step)
    scores = score_out_of_fold(lessons, found, fold)
    seconds = time.perf_counter() - started
    return Trial(candidate, found, scores, measure(scores, lessons[0].data, cost=cost, seed=seed), seconds)


def _manifest(
    best: Trial,
    trials: Sequence[Trial],
    final: Lesson,
    *,
    reason: str,
    learnt: LearntFrom,
    cost: CostRatio,
    review_cost: float,
    fitted: FittedModel,
) -> Manifest:
    target = final.data.target
    calibration = fit_platt(best.scores.margins, target)
    margins = calibration.apply(best.scores.margins)
    return Manifest(
        limpide=__version__,
        libraries={name: version(name) for name in _LIBRARIES},
        kind=fitted.kind,
        features=describe_features(final),
        dropped=final.dropped,
        families=used_families(final),
        sources=used_sources(final),
        calibration=calibration,
        cost=cost,
        threshold=cost.threshold,
        abstention=build_abstention(probabilities(margins), target, cost=cost, review_cost=review_cost),
        points=build_scale(learnt.default_rate),
        comparables=build_comparables(margins, target),
        candidates=tuple(
            Verdict(name=each.candidate.name, chosen=each is best, quality=each.quality) for each in trials
        ),
        reason=reason,
        data=learnt,
    )


def _learnt_from(snapshot: Snapshot, data: LearningData, *, folds: int, seed: int) -> LearntFrom:
    return LearntFrom(
        snapshot_version=snapshot.version,
        clients=len(data.target),
        persons=len(np.unique(data.person)),
        defaults=data.defaults,
        default_rate=float(data.target.mean()),
        folds=folds,
        seed=seed,
    )
