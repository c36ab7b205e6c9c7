"""Telling real clients from synthetic ones by their histories, each table on its own and all together."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from limpide.core.progress import Progress, silent
from limpide.fidelity.aggregates import HISTORIES, aggregate, find_categories
from limpide.fidelity.discriminator import Discrimination, tell_apart
from limpide.fidelity.sides import Draw, Ids, Side, draw_clients, open_sides

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
    """Measure each table among the clients with rows in it, then all tables together among all drawn clients."""
    draw = draw_clients(real, synthetic, seed=seed, most=most)
    histories, figures = [], []
    with progress("Comparing histories", total=len(tables) + 1) as step:
        for table in tables:
            why = _absent(table, real, synthetic, draw)
            if why or draw is None:
                histories.append(History(table=table, found=None, why=why, excludes=""))
            else:
                figures.append(_figures(table, real, synthetic, draw))
                histories.append(_measure(table, *figures[-1], draw=draw, seed=seed))
            step(1)
        if figures and draw is not None:
            histories.append(_together(histories, figures, draw=draw, seed=seed))
        step(1)
    return tuple(histories)


def _figures(table: str, real: Side, synthetic: Side, draw: Draw) -> tuple[pd.DataFrame, pd.DataFrame]:
    categories = find_categories(table, real, synthetic)
    return aggregate(real, table, draw.real, categories), aggregate(synthetic, table, draw.synthetic, categories)


def _measure(table: str, real: pd.DataFrame, synthetic: pd.DataFrame, *, draw: Draw, seed: int) -> History:
    found = tell_apart(real, synthetic, seed=seed)
    return History(
        table=table,
        found=found,
        why="" if found else f"{len(real)} real and {len(synthetic)} synthetic clients have rows: too few to tell",
        excludes=_joined(draw.excludes, "clients without rows in the table"),
        real_share=len(real) / len(draw.real),
        synthetic_share=len(synthetic) / len(draw.synthetic),
    )


def _together(
    histories: list[History], figures: list[tuple[pd.DataFrame, pd.DataFrame]], *, draw: Draw, seed: int
) -> History:
    found = tell_apart(
        _side_by_side((real for real, _ in figures), draw.real),
        _side_by_side((synthetic for _, synthetic in figures), draw.synthetic),
        seed=seed,
    )
    left_out = [f"{history.table} ({history.why})" for history in histories if not history.real_share]
    return History(
        table=TOGETHER,
        found=found,
        why="" if found else f"{len(draw.real)} clients a side are too few to tell",
        excludes=_joined(draw.excludes, *left_out),
    )


def _side_by_side(parts: Iterable[pd.DataFrame], client_ids: Ids) -> pd.DataFrame:
    """Join the tables' figures client by client; who has no rows in a table has 0 rows and nothing else."""
    joined = pd.concat([part.reindex(client_ids) for part in parts], axis=1)
    counts = [name for name in joined.columns if str(name).endswith((": rows", ": loans"))]
    joined[counts] = joined[counts].fillna(0)
    return joined


def _absent(table: str, real: Side, synthetic: Side, draw: Draw | None) -> str:
    needed = ("bureau", table) if table == "bureau_balance" else (table,)
    for side in (real, synthetic):
        for name in needed:
            if not side.has(name):
                return f"{side.name} has no {name}"
    return "" if draw else "no labelled and no unlabelled clients on both sides"


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
