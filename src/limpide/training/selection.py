"""Feature selection by tests on the training clients: redundancy, association with default, direction, drift."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.manifest import Dropped
from limpide.features.stability import psi
from limpide.models.ranking import auc
from limpide.training.likeness import find_twins

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]

MAX_PSI = 0.25
# Only the columns of histories are tested: they are many. Measured out of fold with constrained models, AUC of the blend
# (columns kept) on 4,500 clients with histories, two deals of five folds, all columns tested: 1e-4 .7718 (64),
# .01 .7777 (174), .05 .7795 (233), .2 .7825 (302), no test .7789 (452). With those of the application always kept, three
# deals: .01 .7801 (200), .05 .7794 (244), .2 .7800 (290), no test .7807 (396); on 45,000 applications, tested at .05
# .7611 (60), all kept .7616 (62). Columns with one direction leave little room for noise: the usual level serves.
MAX_P_VALUE = 0.05
DRIFTING_P_VALUE = 1e-10  # what a drifting column must show: it helped the clients learnt from, perhaps not others
MIN_Z_AGAINST = -2.0  # standard errors by which a column may go against its declared direction
MIN_FEATURES = 3  # the most associated that stay when none passes: a model has to be made of something


@dataclass(frozen=True, eq=False)
class Crowds:
    """Two populations that should look alike, such as early and late applications: float32 (clients, columns) each."""

    reference: Matrix
    current: Matrix


@dataclass(frozen=True)
class Outline:
    """What is known of columns without any outcome: which other one a twin repeats, how far each one drifts (PSI)."""

    twins: dict[str, str]
    drift: dict[str, float]


def draw_outline(
    matrix: Matrix, names: Sequence[str], words: Sequence[int | None], crowds: Sequence[Crowds], *, seed: int
) -> Outline:
    """Look for twins and for drift.

    ``matrix`` is float32 (clients, columns) of the clients to learn from, ``words`` how many categories each column
    has, None for a number. A column drifts as far as it does between the crowds where it differs most.
    """
    twins = find_twins(matrix, np.array([count is None for count in words]), seed=seed)
    drift = {
        name: max((_drift(each, place, words[place]) for each in crowds), default=0.0)
        for place, name in enumerate(names)
    }
    return Outline({names[place]: names[of] for place, of in twins.items()}, drift)


def select_features(
    names: Sequence[str],
    p_values: Vector,
    z_along: Vector,
    drift: dict[str, float],
    *,
    always: Sequence[bool] = (),
) -> tuple[Dropped, ...]:
    """Return the columns to leave out, each with its reason.

    ``p_values`` are those of the association with default, float64 (columns,); ``z_along`` how many standard errors
    each column's association goes along its declared direction, NaN without one. A drifting column has to show more.
    Columns that are ``always`` kept need no association: few, and what an application can change.
    """
    drifts = np.array([drift.get(name, 0.0) > MAX_PSI for name in names])
    with np.errstate(invalid="ignore"):
        contrary = z_along < MIN_Z_AGAINST
    associated = (p_values <= MAX_P_VALUE) | np.array(always or np.zeros(len(names)), dtype=bool)
    kept = associated & ~contrary & (~drifts | (p_values <= DRIFTING_P_VALUE))
    if not kept.any():
        kept[np.lexsort((p_values, contrary))[:MIN_FEATURES]] = True
    return tuple(
        Dropped(
            name=name,
            why="contrary" if contrary[place] else "drifting" if associated[place] else "useless",
            psi=round(drift.get(name, 0.0), 3),
        )
        for place, name in enumerate(names)
        if not kept[place]
    )


def z_along_direction(matrix: Matrix, target: Vector, directions: Sequence[int]) -> Vector:
    """Return the Mann-Whitney z of each directed column along its direction, float64 (columns,); NaN without one."""
    return np.array([_z(matrix[:, place], target, sign) for place, sign in enumerate(directions)])


def _z(values: Matrix, target: Vector, sign: int) -> float:
    present = np.isfinite(values)
    outcomes = target[present]
    defaults = float(outcomes.sum())
    goods = len(outcomes) - defaults
    if not sign or not defaults or not goods:
        return float("nan")
    error = np.sqrt((defaults + goods + 1) / (12 * defaults * goods))
    return float(sign * (auc(values[present].astype(np.float64), outcomes) - 0.5) / error)


def _drift(crowds: Crowds, place: int, words: int | None) -> float:
    return psi(crowds.reference[:, place], crowds.current[:, place], categories=words)
