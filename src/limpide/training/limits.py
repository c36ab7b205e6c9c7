"""Limits of a new bundle: the training base's profile, the inputs' distributions, what each table adds."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.bundle.limits import LearntLimits, describe_inputs
from limpide.bundle.scorer import bind_to_inputs
from limpide.features.applicant import build_engine
from limpide.portfolio.desk import Desk
from limpide.portfolio.needed_tables import features_by_table
from limpide.portfolio.snapshot import open_snapshot
from limpide.training.course import Course

_EXPLAINED = 5_000  # clients
_LOW, _HIGH = 0.05, 0.95


def measure_limits(bundle: Bundle, snapshot: Path, course: Course) -> LearntLimits:
    """Measure what later client bases are held to, on the clients that the model learnt from."""
    base, final = open_snapshot(snapshot), course.final
    matrix = final.inputs(final.seen)
    drawn = np.random.default_rng(course.seed).permutation(len(matrix))[:_EXPLAINED]
    return LearntLimits(
        base=base.profile,
        columns=tuple(sorted(Desk(build_engine(), base.columns).used_columns(bundle))),
        inputs=describe_inputs(final.recipe.inputs, matrix),
        tables=_tables(bundle, matrix[np.sort(drawn)]),
    )


def _tables(bundle: Bundle, matrix: NDArray[np.float32]) -> dict[str, tuple[float, float]]:
    added = bind_to_inputs(bundle).contributions(matrix)
    ranges = {}
    for table, places in features_by_table(bundle).items():
        low, high = np.quantile(added[:, places].sum(axis=1), [_LOW, _HIGH]).tolist()
        ranges[table] = (float(low), float(high))
    return ranges
