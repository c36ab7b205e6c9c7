"""How steady reasons are: the families that explain a client, when persons are resampled or digits change."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.judgement import Steadiness
from limpide.models.fitted import FittedModel
from limpide.training.lesson import Lesson

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]
Decide = Callable[[Vector], NDArray[np.intp]]
SAMPLE = 500
_FIRST = 4
_DIGITS = 3


def measure_steadiness(
    lesson: Lesson, model: FittedModel, refits: Sequence[FittedModel], *, seed: int, decide: Decide
) -> tuple[Steadiness, ...]:
    """Explain some clients by the model, by ``refits`` on resampled persons, and with rounded inputs; compare orders.

    ``decide`` returns what a margin before calibration is decided as, an int; 0 for the grey zone.
    """
    drawn = np.sort(np.random.default_rng(seed).permutation(len(lesson.seen))[:SAMPLE])
    some = np.zeros(len(lesson.seen), dtype=bool)
    some[drawn] = True
    families = np.array([column.family for column in lesson.columns])
    rows, inputs = lesson.rows(some), lesson.inputs(some)
    rounded = lesson.recipe.rows(_rounded(inputs, lesson.category_inputs))
    usual, before = _by_family(model, rows, families), decide(model.margins(rows))
    refitted = [(_by_family(other, rows, families), decide(other.margins(rows))) for other in refits]
    changed = [(_by_family(model, rounded, families), decide(model.margins(rounded)))]
    found = [_compare("bootstrap refit", (usual, before), refitted)] if refitted else []
    return (*found, _compare("inputs rounded to three digits", (usual, before), changed))


def _by_family(model: FittedModel, rows: Matrix, families: NDArray[np.str_]) -> Vector:
    """Return what each family adds to the margin, float64 (clients, families)."""
    contributions = model.contributions(rows)[:, :-1]
    return np.column_stack([contributions[:, families == name].sum(axis=1) for name in np.unique(families)])


def _rounded(inputs: Matrix, categorical: NDArray[np.bool_]) -> Matrix:
    """Keep three significant digits of every number; codes of categories stay."""
    with np.errstate(divide="ignore", invalid="ignore"):
        step = 10.0 ** (np.floor(np.log10(np.abs(inputs))) - (_DIGITS - 1))
        rounded = np.where(np.isfinite(step) & (step > 0), np.round(inputs / step) * step, inputs)
    return np.where(categorical, inputs, rounded).astype(np.float32)


def _compare(
    change: Literal["bootstrap refit", "inputs rounded to three digits"],
    usual: tuple[Vector, NDArray[np.intp]],
    changed: Sequence[tuple[Vector, NDArray[np.intp]]],
) -> Steadiness:
    same, shared, all_four, rank = np.mean([_agreement(usual[0], other) for other, _ in changed], axis=0)
    flipped = np.mean([np.mean(usual[1] * other < 0) for _, other in changed])
    return Steadiness(
        change=change,
        clients=len(usual[0]),
        same_first=float(same),
        shared=float(shared),
        rank=float(rank),
        same_four=float(all_four),
        flipped=float(flipped),
    )


def _agreement(one: Vector, other: Vector) -> tuple[float, float, float, float]:
    first, second = (np.argsort(-np.abs(each), axis=1, kind="stable") for each in (one, other))
    most = min(_FIRST, one.shape[1])
    shared = np.array(
        [len(np.intersect1d(*pair)) / most for pair in zip(first[:, :most], second[:, :most], strict=True)]
    )
    same = float((first[:, 0] == second[:, 0]).mean())
    return same, float(shared.mean()), float((shared == 1).mean()), _rank_correlation(first, second)


def _rank_correlation(first: NDArray[np.intp], second: NDArray[np.intp]) -> float:
    """Return Spearman's correlation of two orders without ties, averaged over clients; 1 for a single family."""
    families = first.shape[1]
    if families < 2:
        return 1.0
    distance = np.argsort(first, axis=1) - np.argsort(second, axis=1)
    return float(np.mean(1 - 6 * (distance**2).sum(axis=1) / (families * (families**2 - 1))))
