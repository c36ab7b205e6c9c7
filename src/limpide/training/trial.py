"""A candidate on the folds: its models, what they say of clients that they have not seen, and how good that is."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.manifest import Quality
from limpide.core.cost import CostRatio
from limpide.training.candidates import Candidate, FoldModels
from limpide.training.evaluate import Examination, OutOfFold, examine, score_out_of_fold
from limpide.training.lesson import Lesson
from limpide.training.parallel import Step
from limpide.training.resamples import RESAMPLES


@dataclass(frozen=True, eq=False)
class Rules:
    """What every trial is judged by: the same folds, int (clients,), the same costs, the same resamples."""

    fold: NDArray[np.intp]
    cost: CostRatio
    max_gap: float | None
    seed: int
    resamples: int = RESAMPLES


@dataclass(frozen=True, eq=False)
class Trial:
    """A candidate after its trial, with the seconds that all of it took; ``score_seconds`` for one client."""

    candidate: Candidate
    found: FoldModels
    scores: OutOfFold
    examination: Examination
    seconds: float
    score_seconds: float = 0.0

    @property
    def name(self) -> str:
        """The candidate's."""
        return self.candidate.name

    @property
    def quality(self) -> Quality:
        """How good it is, with intervals."""
        return self.examination.quality


def try_candidate(candidate: Candidate, lessons: Sequence[Lesson], rules: Rules, *, step: Step) -> Trial:
    """Fit a candidate on each fold and measure it out of fold; ``step(1)`` after each fold."""
    started = time.perf_counter()
    found = candidate.fit_folds(lessons, seed=rules.seed, step=step)
    scoring = time.perf_counter()
    scores = score_out_of_fold(lessons, found, rules.fold)
    scored = time.perf_counter()
    examination = examine(scores, lessons[0].data, cost=rules.cost, seed=rules.seed, resamples=rules.resamples)
    return Trial(
        candidate,
        found,
        scores,
        examination,
        seconds=time.perf_counter() - started,
        score_seconds=(scored - scoring) / (len(lessons) * len(rules.fold)),
    )


def try_within_gap(candidate: Candidate, lessons: Sequence[Lesson], rules: Rules, *, step: Step) -> list[Trial]:
    """Try a candidate; and if it knows its own clients too well, try it again stopped earlier, where it can be."""
    trial = try_candidate(candidate, lessons, rules, step=step)
    if rules.max_gap is None or trial.quality.gap.value <= rules.max_gap or candidate.held:
        return [trial]
    held = candidate.hold(most_gap=rules.max_gap)
    return [trial] if held is None else [trial, try_candidate(held, lessons, rules, step=lambda _: None)]
