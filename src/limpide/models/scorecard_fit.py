"""How a scorecard learns: bins that tell defaults apart best (optbinning), then weights of evidence, weighted."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput
from limpide.models.binned import Bins, ScorecardModel, category_bins
from limpide.models.fitted import Matrix, Vector
from limpide.models.logistic_fit import fit_free, fit_signed

_MOST_BINS = 8
_TRENDS = {1: "ascending", -1: "descending", 0: "auto"}  # of the default rate
_SMALLEST_BIN = 0.03  # share of the clients


@dataclass(frozen=True, kw_only=True)
class ScorecardSettings:
    """``strength`` is scikit-learn's C; a column whose information value is below ``least_value`` is left out."""

    strength: float = 0.01
    least_value: float = 0.005


@dataclass(frozen=True, eq=False)
class BinnedColumns:
    """Every column cut into bins once: what each client's value is evidence for, and how to read it from a value.

    ``evidence`` is float64 (clients, columns), ``value`` the information value of each column, float64 (columns,);
    the scores of ``bins`` are weights of evidence.
    """

    evidence: Vector
    value: Vector
    bins: tuple[Bins, ...]


def bin_columns(
    matrix: Matrix, target: Vector, *, categorical: Sequence[int], directions: Sequence[int] = ()
) -> BinnedColumns:
    """Cut each column of float32 (clients, columns) into at most eight bins by target float64 (clients,).

    ``directions``, one a column, make the default rate rise (1) or fall (-1) from bin to bin.
    """
    trends = [_TRENDS[direction] for direction in directions] or ["auto"] * matrix.shape[1]
    binned = [
        _bin_column(place, matrix[:, place].astype(np.float64), target, category=place in set(categorical), trend=trend)
        for place, trend in enumerate(trends)
    ]
    bins = tuple(each for each, _ in binned)
    evidence = np.column_stack([each.contributions(matrix[:, each.column].astype(np.float64)) for each in bins])
    return BinnedColumns(evidence, np.array([value for _, value in binned]), bins)


def fit_scorecard(
    binned: BinnedColumns, target: Vector, *, settings: ScorecardSettings, signed: bool = False
) -> ScorecardModel:
    """Weigh the evidence of the columns that have any, on target float64 (clients,).

    ``signed``: no weight turns the evidence of a column around.
    """
    kept = np.flatnonzero(binned.value >= settings.least_value)
    if not len(kept):
        raise InvalidInput(
            f"none of {len(binned.bins)} columns has an information value of {settings.least_value:g} for a scorecard; "
            "learn from more clients or leave the scorecard out"
        )
    design = binned.evidence[:, kept]
    if signed:  # evidence is that of being repaid
        weights, base = fit_signed(design, target, -np.ones(len(kept)), strength=settings.strength)
    else:
        weights, base = fit_free(design, target, strength=settings.strength)
    return ScorecardModel(
        base=base,
        width=len(binned.bins),
        columns=tuple(_weighed(binned.bins[place], float(weight)) for place, weight in zip(kept, weights, strict=True)),
    )


def _weighed(bins: Bins, weight: float) -> Bins:
    return Bins(bins.column, bins.edges, weight * bins.scores, weight * bins.absent)


def _bin_column(place: int, values: Vector, target: Vector, *, category: bool, trend: str) -> tuple[Bins, float]:
    """Return one column's bins, whose scores are read off the library itself, and its information value."""
    table = _optimal_binning()(
        dtype="categorical" if category else "numerical",
        max_n_bins=_MOST_BINS,
        min_bin_size=_SMALLEST_BIN,
        solver="mip",
        monotonic_trend=trend,
    ).fit(values, target)
    absent = float(_evidence(table, np.array([np.nan]))[0])
    table.binning_table.build(add_totals=False)
    value = float(table.binning_table.iv)
    if category:
        known = values[~np.isnan(values)]
        codes = np.arange(int(known.max(initial=-1)) + 2, dtype=np.float64)
        *by_code, unseen = _evidence(table, codes)
        return category_bins(place, by_code=by_code, unseen=float(unseen), absent=absent), value
    edges = np.asarray(table.splits, dtype=np.float64)
    probes = np.append(edges[:1] - 1, edges) if len(edges) else np.zeros(1)
    return Bins(place, edges, _evidence(table, probes), absent), value


def _evidence(table: Any, values: Vector) -> Vector:
    found: NDArray[np.float64] = table.transform(values, metric="woe", metric_missing="empirical")
    return np.asarray(found, dtype=np.float64)


def _optimal_binning() -> Any:
    """Import optbinning, without what a library of its own says of solvers that it would not be asked for."""
    logging.getLogger("__cvxpy__").addFilter(_nothing)
    from optbinning import OptimalBinning

    return OptimalBinning


def _nothing(_record: logging.LogRecord) -> bool:
    return False
