"""Settings out of a search, fold by fold: no client helps to choose the settings that judge it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from limpide.training.boosting import mean_rounds
from limpide.training.candidates import Candidate
from limpide.training.learner import Learner
from limpide.training.search import Attempt, FoldScore

Scores = Callable[[Attempt], tuple[FoldScore, ...]]


def settle(candidate: Candidate, attempts: Sequence[Attempt], *, folds: int, max_gap: float | None) -> list[Candidate]:
    """Return the candidate with its best settings; and, where those know their own clients too well, one that is held.

    Each fold gets the settings, and the number of trees, that were best on the other folds; everybody gets those that
    were best on all of them.
    """
    free = _settled(candidate, attempts, lambda attempt: attempt.free, folds=folds)
    if max_gap is None or _mean_gap(_best(attempts, lambda attempt: attempt.free).free) <= max_gap:
        return [free]
    calm = [attempt for attempt in attempts if _mean_gap(attempt.held) <= max_gap]
    if not calm:
        return [free]
    held = _settled(candidate, calm, lambda attempt: attempt.held, folds=folds)
    return [free, replace(held, held=True)]


def _settled(candidate: Candidate, attempts: Sequence[Attempt], scores: Scores, *, folds: int) -> Candidate:
    everybody = range(folds)
    by_fold = tuple(_learner(attempts, scores, [each for each in everybody if each != fold]) for fold in everybody)
    return replace(candidate, learner=_learner(attempts, scores, list(everybody)), by_fold=by_fold)


def _learner(attempts: Sequence[Attempt], scores: Scores, folds: list[int]) -> Learner:
    """Return the best settings on some folds, with the mean number of trees there."""
    best = _best(attempts, scores, folds)
    rounds = [found for fold in folds if (found := scores(best)[fold].rounds) is not None]
    return best.learner.sized(rounds=mean_rounds(np.array(rounds, dtype=np.float64)) if rounds else None)


def _best(attempts: Sequence[Attempt], scores: Scores, folds: list[int] | None = None) -> Attempt:
    return min(
        attempts,
        key=lambda attempt: np.mean(
            [score.loss for fold, score in enumerate(scores(attempt)) if folds is None or fold in folds]
        ),
    )


def _mean_gap(scores: Sequence[FoldScore]) -> float:
    return float(np.mean([score.gap for score in scores]))
