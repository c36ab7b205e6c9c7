"""How far single columns, gaps and pairs of columns of synthetic applications are from the real ones."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from limpide.contract import Unit
from limpide.fidelity.correlations import PairError, correlation_errors
from limpide.fidelity.measure import Bar, Measure
from limpide.sources.tables import CLIENT, TABLES, TARGET

BAR_KS = Bar(limit=0.03, stretch=0.015)
BAR_MISSING = Bar(limit=0.01)
NAMED = 10
_PAIRS = 50
_MOST_ALIKE = 0.98


@dataclass(frozen=True, kw_only=True)
class ColumnError:
    """How far a column is from the real one: ``error`` between 0 and 1, 0 is alike."""

    column: str
    error: float


@dataclass(frozen=True, kw_only=True)
class Marginals:
    """Every list has the worst first.

    ``ks``: Kolmogorov–Smirnov distance of each number that is not a flag, among the rows that have it, sentinels
    included. ``missing``: difference of the shares missing. ``categories``: total-variation distance of each text
    and flag column, missing being one of the values. ``pairs``: the 50 pairs of columns, and ``target_pairs`` the 50
    columns, whose rank correlations, with each other and with the target, differ most; columns that hold one value
    in 98 % of rows are left out. Target rates are those of the labelled rows, None without any.
    """

    ks: tuple[ColumnError, ...]
    missing: tuple[ColumnError, ...]
    categories: tuple[ColumnError, ...]
    pairs: tuple[PairError, ...]
    target_pairs: tuple[PairError, ...]
    real_target_rate: float | None
    synthetic_target_rate: float | None

    @property
    def median_ks(self) -> float | None:
        """The distance that half of the columns stay below."""
        return float(np.median([each.error for each in self.ks])) if self.ks else None

    def measures(self) -> Iterator[Measure]:
        """Yield the figures with their bars."""
        yield Measure(
            name="Kolmogorov–Smirnov distance, median", value=self.median_ks, bar=BAR_KS, remark=_named(self.ks)
        )
        yield _worst("missing share, largest error", self.missing, BAR_MISSING)
        yield _worst("categories, largest total variation", self.categories)
        for name, pairs in (("rank correlation", self.pairs), ("rank correlation with target", self.target_pairs)):
            remark = ", ".join(map(str, pairs[:NAMED])) if pairs else "too few rows have both columns"
            yield Measure(name=f"{name}, largest error", value=pairs[0].error if pairs else None, remark=remark)
        yield self._target()

    def _target(self) -> Measure:
        if self.real_target_rate is None or self.synthetic_target_rate is None:
            return Measure(name="target rate, error", value=None, remark="no labelled rows on both sides")
        return Measure(
            name="target rate, error",
            value=abs(self.real_target_rate - self.synthetic_target_rate),
            remark=f"real {self.real_target_rate:.2%}, synthetic {self.synthetic_target_rate:.2%}",
        )


def compare_marginals(real: pd.DataFrame, synthetic: pd.DataFrame) -> Marginals:
    """Compare application rows of both sides (the contract's columns; others are left out)."""
    columns = [name for name in real.columns if name in synthetic.columns and name in TABLES["application"].by_renamed]
    described = [column for column in columns if column not in (CLIENT, TARGET)]
    flags = {name for name in described if _is_category(name)}
    numbers = [name for name in described if name not in flags]
    varied = [name for name in columns if _is_number(name) and _varies(real[name]) and _varies(synthetic[name])]
    pairs = correlation_errors(real, synthetic, columns=varied)
    return Marginals(
        ks=_sorted((name, ks_distance(real[name], synthetic[name])) for name in numbers),
        missing=_sorted((name, abs(real[name].isna().mean() - synthetic[name].isna().mean())) for name in described),
        categories=_sorted((name, total_variation(real[name], synthetic[name])) for name in described if name in flags),
        pairs=tuple(pair for pair in pairs if TARGET not in pair.columns)[:_PAIRS],
        target_pairs=tuple(pair for pair in pairs if TARGET in pair.columns)[:_PAIRS],
        real_target_rate=_rate(real),
        synthetic_target_rate=_rate(synthetic),
    )


def ks_distance(real: pd.Series, synthetic: pd.Series) -> float:
    """Return the largest distance of two distribution functions; NaN when a side has no value.

    >>> ks_distance(pd.Series([1.0, 2.0]), pd.Series([2.0, 3.0]))
    0.5
    """
    first, second = (np.sort(side.dropna().to_numpy(dtype=float)) for side in (real, synthetic))
    if not len(first) or not len(second):
        return float("nan")
    values = np.concatenate([first, second])
    shares = [np.searchsorted(side, values, side="right") / len(side) for side in (first, second)]
    return float(np.abs(shares[0] - shares[1]).max())


def total_variation(real: pd.Series, synthetic: pd.Series) -> float:
    """Return half the sum of the differences of the values' shares, missing being a value.

    >>> total_variation(pd.Series(["a", "b"]), pd.Series(["a", None]))
    0.5
    """
    shares = [side.value_counts(normalize=True, dropna=False) for side in (real, synthetic)]
    return float(shares[0].sub(shares[1], fill_value=0).abs().sum() / 2)


def _is_number(name: str) -> bool:
    return TABLES["application"].by_renamed[name].type != "text"


def _is_category(name: str) -> bool:
    return not _is_number(name) or TABLES["application"].by_renamed[name].unit is Unit.FLAG


def _varies(values: pd.Series) -> bool:
    """Whether the rows that differ from the most frequent value are enough for a correlation to mean something."""
    shares = values.value_counts(normalize=True)
    return len(shares) > 0 and float(shares.iloc[0]) <= _MOST_ALIKE


def _rate(rows: pd.DataFrame) -> float | None:
    return float(rows[TARGET].mean()) if TARGET in rows and rows[TARGET].notna().any() else None


def _sorted(errors: Iterator[tuple[str, float]]) -> tuple[ColumnError, ...]:
    """Sort the worst first; a column that has no value on one side is judged by its missing share."""
    known = [ColumnError(column=name, error=float(error)) for name, error in errors if not np.isnan(error)]
    return tuple(sorted(known, key=lambda each: (-each.error, each.column)))


def _named(errors: tuple[ColumnError, ...]) -> str:
    return ", ".join(f"{each.column} {each.error:.3f}" for each in errors[:NAMED])


def _worst(name: str, errors: tuple[ColumnError, ...], bar: Bar | None = None) -> Measure:
    value = errors[0].error if errors else None
    return Measure(name=name, value=value, bar=bar, remark=_named(errors) if errors else "no such column")
