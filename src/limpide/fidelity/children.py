"""Telling real clients from synthetic ones by their histories, each table on its own and all together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from limpide.core.progress import Progress, silent
from limpide.fidelity.aggregates import HISTORIES, aggregate, find_categories
from limpide.fidelity.discriminator import Discrimination, tell_apart
from limpide.fidelity.measure import Bar, Measure
from limpide.fidelity.sides import Draw, Ids, Side, draw_clients, open_sides

BAR = Bar(limit=0.90, stretch=0.75)
MOST_CLIENTS = 10_000
TOGETHER = "all together"


@dataclass(frozen=True, kw_only=True)
class History:
    """One table on both sides.

    ``found`` is None when the table is not on both sides, or too few clients have rows: ``why`` says so.
    ``real_share`` and ``synthetic_share`` are the shares of the drawn clients that have rows.
    """

    table: str
    found: Discrimination | None
    why: str
    excludes: str
    real_share: float | None = None
    synthetic_share: float | None = None

    def measure(self) -> Measure:
        """Return the figure with its bar and the columns that give it away."""
        remark = self.found.named() if self.found else self.why
        if self.real_share is not None and self.synthetic_share is not None:
            remark = (
                f"{self.real_share:.0%} of real, {self.synthetic_share:.0%} of synthetic clients have rows; {remark}"
            )
        value = self.found.auc if self.found else None
        name = f"telling histories apart, {self.table} (AUC)"
        return Measure(name=name, value=value, bar=BAR, remark=remark, excludes=self.excludes)


def compare_histories(
    real: Path,
    synthetic: Path,
    *,
    tables: Iterable[str] = HISTORIES,
    seed: int = 0,
    most: int = MOST_CLIENTS,
    progress: Progress = silent,
) -> tuple[History, ...]:
    """Measure these histories of two folders or zips: the quick way to look at one table while working on it."""
    with open_sides(real, synthetic, progress=progress) as sides:
        return measure_histories(*sides, tables=tuple(tables), seed=seed, most=most, progress=progress)


def measure_histories(
    real: Side,
    synthetic: Side,
    *,
    tables: tuple[str, ...] = HISTORIES,
    seed: int = 0,
    most: int = MOST_CLIENTS,
    progress: Progress = silent,
) -> tuple[History, ...]:
    """Measure each table among the clients with rows in it, then all together among all clients, and the labelled."""
    draw = draw_clients(real, synthetic, seed=seed, most=most)
    histories, figures = [], []
    with progress("Comparing histories", total=len(tables) + 1) as step:
        for table in tables:
            why = _absent(table, real, synthetic, draw)
            if why or draw is None:
                histories.append(History(table=table, found=None, why=why, excludes=""))
            else:
                figures.append(_aggregate(table, real, synthetic, draw))
                histories.append(_measure(figures[-1], draw=draw, seed=seed))
            step(1)
        if draw is not None:
            left_out = [f"{each.table} ({each.why})" for each in histories if each.real_share is None]
            excludes = _joined(draw.excludes, *left_out)
            histories.append(_together(TOGETHER, figures, draw.real, draw.synthetic, seed=seed, excludes=excludes))
            labelled = (np.intersect1d(draw.real, real.labelled), np.intersect1d(draw.synthetic, synthetic.labelled))
            excludes = _joined(excludes, "unlabelled clients")
            histories.append(_together(f"{TOGETHER}, labelled", figures, *labelled, seed=seed, excludes=excludes))
        step(1)
    return tuple(histories)


@dataclass(frozen=True, eq=False)
class _Figures:
    """One table's figures, a row a client that has rows in it, by client_id."""

    table: str
    real: pd.DataFrame
    synthetic: pd.DataFrame


def _aggregate(table: str, real: Side, synthetic: Side, draw: Draw) -> _Figures:
    categories = find_categories(table, real, synthetic)
    return _Figures(
        table=table,
        real=aggregate(real, table, draw.real, categories),
        synthetic=aggregate(synthetic, table, draw.synthetic, categories),
    )


def _measure(figures: _Figures, *, draw: Draw, seed: int) -> History:
    real, synthetic = len(figures.real), len(figures.synthetic)
    found = tell_apart(figures.real, figures.synthetic, seed=seed)
    return History(
        table=figures.table,
        found=found,
        why="" if found else f"{real} real and {synthetic} synthetic clients have rows: too few to tell",
        excludes=_joined(draw.excludes, "clients without rows in the table"),
        real_share=real / len(draw.real),
        synthetic_share=synthetic / len(draw.synthetic),
    )


def _together(name: str, figures: list[_Figures], real: Ids, synthetic: Ids, *, seed: int, excludes: str) -> History:
    found = None
    if figures:
        found = tell_apart(
            _side_by_side({each.table: each.real for each in figures}, real),
            _side_by_side({each.table: each.synthetic for each in figures}, synthetic),
            seed=seed,
        )
    why = f"{len(real)} and {len(synthetic)} clients are too few to tell" if figures else "no table is on both sides"
    return History(table=name, found=found, why="" if found else why, excludes=excludes)


def _side_by_side(figures: Mapping[str, pd.DataFrame], client_ids: Ids) -> pd.DataFrame:
    """Join the tables' figures client by client; who has no rows in a table has 0 rows and nothing else."""
    parts = []
    for table, part in figures.items():
        everyone = part.reindex(client_ids).fillna({"rows": 0, "loans": 0})
        parts.append(everyone.set_axis([f"{table}: {name}" for name in everyone.columns], axis=1))
    return pd.concat(parts, axis=1)


def _absent(table: str, real: Side, synthetic: Side, draw: Draw | None) -> str:
    needed = ("bureau", table) if table == "bureau_balance" else (table,)
    for side in (real, synthetic):
        for name in needed:
            if not side.has(name):
                return f"{side.name} has no {name}"
    return "" if draw else "no labelled and no unlabelled clients on both sides"


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
