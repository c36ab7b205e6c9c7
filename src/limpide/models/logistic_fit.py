"""How logistic regression learns: winsorise, fill, scale, one-hot, fit; everything from the given rows only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.models.calibration import probabilities
from limpide.models.fitted import Matrix, Vector
from limpide.models.logistic import CategoryTerms, LogisticModel, NumberTerms

TAILS = (0.005, 0.995)
STRENGTH = 0.01
_STEPS = 500  # of L-BFGS-B; some 60 are needed
RARE = 50  # a category with fewer clients shares the weight of the unseen ones
TELLING_SHARE = 0.01  # a gap that at least 1 % of clients have (or lack) gets its own weight


@dataclass(frozen=True, eq=False)
class _Numbers:
    """Numbers made ready: one entry a number column; ``scaled`` and ``absent`` are (clients, number columns)."""

    columns: NDArray[np.intp]
    low: Vector
    high: Vector
    mean: Vector
    scale: Vector
    filled: Vector
    missing_share: Vector
    scaled: Vector
    absent: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Design:
    """Columns made ready once, to be fitted with several strengths: float64 (clients, terms), and what they mean."""

    terms: Vector
    width: int
    numbers: _Numbers
    gaps: tuple[int, list[list[int]]]
    categories: NDArray[np.intp]
    kept: list[tuple[int, int, float]]


def fit_logistic(
    matrix: Matrix,
    target: Vector,
    *,
    categorical: Sequence[int],
    seed: int = 1,  # noqa: ARG001 - every family takes a seed; Newton's method needs none
    strength: float = STRENGTH,
) -> LogisticModel:
    """Fit on float32 (clients, columns) and target float64 (clients,), 1 for a default.

    ``strength`` is scikit-learn's C: smaller regularises more. Rows of ``categorical`` columns hold codes.
    """
    return solve_logistic(prepare_design(matrix, categorical=categorical), target, strength=strength)


def prepare_design(matrix: Matrix, *, categorical: Sequence[int]) -> Design:
    """Winsorise, fill, scale and one-hot float32 (clients, columns)."""
    is_category = np.zeros(matrix.shape[1], dtype=bool)
    is_category[list(categorical)] = True
    numbers = _prepare_numbers(matrix, np.flatnonzero(~is_category))
    categories = np.flatnonzero(is_category)
    dummies, kept = _prepare_categories(matrix, categories)
    gaps, members = _prepare_gaps(numbers)
    terms = np.hstack([numbers.scaled, gaps, dummies])
    return Design(terms, matrix.shape[1], numbers, (gaps.shape[1], members), categories, kept)


def solve_logistic(
    design: Design,
    target: Vector,
    *,
    strength: float = STRENGTH,
    weights: Vector | None = None,
    directions: Sequence[int] = (),
) -> LogisticModel:
    """Fit the coefficients on target float64 (clients,), each client counting as much as ``weights`` says.

    ``directions``, one a column, bound the sign of a number's coefficient: at least 0 (1), at most 0 (-1), free (0).
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

    with threadpool_limits(1):  # sums in one order on any machine; and quicker on a busy one
        if any(directions):
            signs = np.zeros(design.terms.shape[1])
            signs[: len(design.numbers.columns)] = np.asarray(directions)[design.numbers.columns]
            coefficients, base = fit_signed(design.terms, target, signs, strength=strength, weights=weights)
        else:
            coefficients, base = fit_free(design.terms, target, strength=strength, weights=weights)
    count, members = design.gaps
    of_numbers, of_gaps, of_dummies = np.split(coefficients, np.cumsum([len(design.numbers.columns), count]))
    return LogisticModel(
        base=base,
        width=design.width,
        numbers=_number_terms(design.numbers, of_numbers, _shared_weights(design.numbers, members, of_gaps)),
        categories=_category_terms(design.categories, design.kept, of_dummies),
    )


def fit_free(terms: Vector, target: Vector, *, strength: float, weights: Vector | None = None) -> tuple[Vector, float]:
    """Ridge logistic regression by Newton's method."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-6).fit(
        terms, target, sample_weight=weights
    )
    return np.asarray(fitted.coef_[0], dtype=np.float64), float(fitted.intercept_[0])


def fit_signed(
    terms: Vector, target: Vector, signs: Vector, *, strength: float, weights: Vector | None = None
) -> tuple[Vector, float]:
    """Ridge logistic regression with bounds on the signs of coefficients, by L-BFGS-B."""
    from scipy.optimize import minimize  # comes with scikit-learn

    counted = strength * (np.ones(len(target)) if weights is None else weights)

    def loss_and_gradient(point: Vector) -> tuple[float, Vector]:
        margins = terms @ point[:-1] + point[-1]
        residuals = counted * (probabilities(margins) - target)
        loss = counted @ (np.logaddexp(0, margins) - target * margins) + point[:-1] @ point[:-1] / 2
        return float(loss), np.append(terms.T @ residuals + point[:-1], residuals.sum())

    rate = float(np.average(target, weights=weights))
    start = np.append(np.zeros(terms.shape[1]), np.log(rate / (1 - rate)))
    bounds = [(0 if sign > 0 else None, 0 if sign < 0 else None) for sign in signs]
    options = {"maxiter": _STEPS, "maxcor": 20, "ftol": 1e-10, "gtol": 1e-4}
    bounds.append((None, None))
    found = minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(found.x[:-1], dtype=np.float64), float(found.x[-1])


def _prepare_numbers(matrix: Matrix, columns: NDArray[np.intp]) -> _Numbers:
    scaled = np.zeros((len(matrix), len(columns)))
    missing = np.zeros(scaled.shape, dtype=bool)
    low, high, mean, filled, share = np.zeros((5, len(columns)))
    scale = np.ones(len(columns))
    for place, column in enumerate(columns):
        values = matrix[:, column].astype(np.float64)
        absent = np.isnan(values)
        missing[:, place], share[place] = absent, absent.mean()
        if share[place] == 1:
            continue
        low[place], filled[place], high[place] = _range(values[np.isfinite(values)])
        values = np.clip(np.where(absent, filled[place], values), low[place], high[place])
        mean[place], spread = values.mean(), values.std()
        scale[place] = spread if spread > 1e-9 * max(1.0, abs(mean[place])) else np.inf
        scaled[:, place] = (values - mean[place]) / scale[place]
    return _Numbers(columns, low, high, mean, scale, filled, share, scaled, missing)


def _range(values: Vector) -> tuple[float, float, float]:
    if not len(values):
        return 0.0, 0.0, 0.0
    low, median, high = np.quantile(values, (TAILS[0], 0.5, TAILS[1]))
    return float(low), float(median), float(high)


def _prepare_gaps(numbers: _Numbers) -> tuple[Vector, list[list[int]]]:
    """Return centred 0/1 columns of "is missing" and, for each, the places of the numbers that share it.

    Numbers of one table are missing for the same clients: one column stands for k of them. Stretched by √k it is
    regularised exactly as k equal columns would be.
    """
    members: dict[bytes, list[int]] = {}
    for place, share in enumerate(numbers.missing_share):
        if TELLING_SHARE <= share <= 1 - TELLING_SHARE:
            members.setdefault(np.packbits(numbers.absent[:, place]).tobytes(), []).append(place)
    parts = [
        (numbers.absent[:, places[0]] - numbers.missing_share[places[0]]) * np.sqrt(len(places))
        for places in members.values()
    ]
    gaps = np.column_stack(parts) if parts else np.zeros((len(numbers.absent), 0))
    return gaps, list(members.values())


def _shared_weights(numbers: _Numbers, members: list[list[int]], weights: Vector) -> Vector:
    """Return each number's weight of being missing, float64 (number columns,)."""
    shared = np.zeros(len(numbers.columns))
    for places, weight in zip(members, weights, strict=True):
        shared[places] = weight / np.sqrt(len(places))
    return shared


def _prepare_categories(matrix: Matrix, columns: NDArray[np.intp]) -> tuple[Vector, list[tuple[int, int, float]]]:
    """Return centred 0/1 columns and, for each, (place of the category column, code, share of clients)."""
    parts: list[Vector] = []
    kept: list[tuple[int, int, float]] = []
    for place, column in enumerate(columns):
        codes = matrix[:, column]
        present = codes[np.isfinite(codes) & (codes >= 0)].astype(np.intp)
        for code in np.flatnonzero(np.bincount(present) >= RARE):
            share = float((codes == code).mean())
            parts.append((codes == code) - share)
            kept.append((place, int(code), share))
    return (np.column_stack(parts) if parts else np.zeros((len(matrix), 0))), kept


def _number_terms(numbers: _Numbers, weights: Vector, missing_weights: Vector) -> NumberTerms:
    slope = weights / numbers.scale
    shift = -missing_weights * numbers.missing_share
    return NumberTerms(
        columns=numbers.columns,
        low=numbers.low,
        high=numbers.high,
        mean=numbers.mean,
        slope=slope,
        shift=shift,
        absent=slope * (numbers.filled - numbers.mean) + shift + missing_weights,
    )


def _category_terms(columns: NDArray[np.intp], kept: list[tuple[int, int, float]], weights: Vector) -> CategoryTerms:
    width = 1 + max((code + 1 for _, code, _ in kept), default=0)
    table = np.zeros((len(columns), width))
    for (place, code, share), weight in zip(kept, weights, strict=True):
        table[place, code] += weight
        table[place] -= weight * share
    return CategoryTerms(columns=columns, weights=table)
