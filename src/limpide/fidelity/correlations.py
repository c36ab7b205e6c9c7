"""Rank correlations of all pairs of columns at once, gaps and all, and how they differ between two frames."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
_FEWEST = 500  # rows with both columns: below that, chance alone moves a correlation by .05
_NOTHING = 1e-9


@dataclass(frozen=True, kw_only=True)
class PairError:
    """The rank correlations of a pair of columns on both sides."""

    first: str
    second: str
    real: float
    synthetic: float

    @property
    def columns(self) -> tuple[str, str]:
        """Both names."""
        return self.first, self.second

    @property
    def error(self) -> float:
        """Their distance."""
        return abs(self.real - self.synthetic)

    def __str__(self) -> str:
        return f"{self.first} × {self.second} {self.real:.2f} → {self.synthetic:.2f}"


def correlation_errors(
    real: pd.DataFrame, synthetic: pd.DataFrame, *, columns: list[str], fewest: int = _FEWEST
) -> tuple[PairError, ...]:
    """Return every pair that at least ``fewest`` rows a side have, those first whose rank correlations differ most."""
    ours, theirs = (rank_correlations(side[columns], fewest=fewest) for side in (real, synthetic))
    first, second = np.triu_indices(len(columns), k=1)
    differences = np.abs(ours - theirs)[first, second]
    order = np.argsort(np.where(np.isnan(differences), np.inf, -differences), kind="stable")
    return tuple(
        PairError(
            first=columns[first[place]],
            second=columns[second[place]],
            real=float(ours[first[place], second[place]]),
            synthetic=float(theirs[first[place], second[place]]),
        )
        for place in order
        if not np.isnan(differences[place])
    )


def rank_correlations(frame: pd.DataFrame, *, fewest: int = _FEWEST) -> Matrix:
    """Return the correlation of each pair's ranks, float64 (columns, columns), over the rows that have both.

    Ranks are those within the column, so with gaps this is Spearman's coefficient but for ties and selection.
    NaN where fewer than ``fewest`` rows have both columns, or one of them is constant there.
    """
    ranks = frame.rank(pct=True)
    known = ranks.notna().to_numpy(dtype=np.float64)
    values = ranks.fillna(0).to_numpy(dtype=np.float64)
    many = np.where(known.T @ known >= max(fewest, 2), known.T @ known, np.nan)
    mean, square = values.T @ known / many, (values**2).T @ known / many
    spread = np.sqrt(np.maximum(square - mean**2, 0))
    covariance = values.T @ values / many - mean * mean.T
    scale = spread * spread.T
    correlations: Matrix = np.full_like(covariance, np.nan)
    np.divide(covariance, scale, out=correlations, where=scale > _NOTHING)
    return correlations
