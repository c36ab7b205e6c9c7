"""Whether synthetic applications are closer to real ones than real ones are to each other."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from limpide.fidelity.discriminator import pool
from limpide.fidelity.measure import Bar, Measure
from limpide.fidelity.sides import MOST_CLIENTS, Side, draw_clients, read_applications
from limpide.sources.sql import identifier
from limpide.sources.tables import CLIENT, TABLES, TARGET

PROBES = 5000
BAR_COPIES = Bar(limit=0)
BAR_HOLDS = Bar(limit=1, at_least=True)
_PIECE = 500  # probes whose distances to all references are in memory at once
_FEWEST = 100
_TAILS = (0.01, 0.05)
_NOTHING = 1e-9
_RESAMPLES = 200
_CHANCE = 3  # standard errors that chance may explain
Points = NDArray[np.float32]
Vector = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Distances:
    """Distances to the nearest of the other real rows: of synthetic rows, and of as many real rows held out.

    ``closer`` are the shares of synthetic rows nearer than the nearest 1 % and 5 % of held-out rows are, ``ratio``
    is the median distance of synthetic rows over that of held-out ones; the slacks are what chance may do to them.
    """

    probes: int
    references: int
    closer: tuple[float, float]
    closer_slack: tuple[float, float]
    ratio: float
    ratio_slack: float

    @property
    def holds(self) -> bool:
        """Whether neither the nearest synthetic rows nor their median are nearer than real rows are, beyond chance."""
        tails = zip(self.closer, _TAILS, self.closer_slack, strict=True)
        return all(share <= tail + slack for share, tail, slack in tails) and self.ratio >= 1 - self.ratio_slack

    def __str__(self) -> str:
        tails = zip(_TAILS, self.closer, self.closer_slack, strict=True)
        parts = [
            f"{share:.1%} closer than {tail:.0%} of held-out rows (≤ {tail + slack:.1%})"
            for tail, share, slack in tails
        ]
        return f"{', '.join(parts)}; ratio of medians {self.ratio:.3f} (≥ {1 - self.ratio_slack:.3f})"


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """``copies`` are synthetic rows equal to a real one in every column but ids and target, of all rows there are;
    ``real_copies`` real rows equal to another real one. ``distances`` is None when ``why`` says so.
    """

    copies: int
    real_copies: int
    distances: Distances | None
    why: str

    def measures(self) -> Iterator[Measure]:
        """Yield the verdict on distances (1 holds, 0 does not), and the copies."""
        yield Measure(
            name="privacy: no closer than held-out real rows (1 = holds)",
            value=float(self.distances.holds) if self.distances else None,
            bar=BAR_HOLDS,
            remark=str(self.distances or self.why),
        )
        yield Measure(
            name="privacy: exact copies of real applications",
            value=float(self.copies),
            bar=BAR_COPIES,
            remark=f"{self.real_copies} real ones are copies of each other",
        )


def measure_privacy(real: Side, synthetic: Side, *, seed: int = 0, most: int = MOST_CLIENTS) -> Privacy:
    """Look for copies among all applications, and measure distances among those drawn."""
    draw = draw_clients(real, synthetic, seed=seed, most=most)
    distances = None
    if draw is not None:
        rows = (read_applications(real, draw.real), read_applications(synthetic, draw.synthetic))
        distances = compare_distances(*(side.drop(columns=TARGET) for side in rows), seed=seed)
    copies, real_copies = count_copies(real, synthetic)
    why = "" if distances else f"fewer than {2 * _FEWEST} clients of one kind on both sides"
    return Privacy(copies=copies, real_copies=real_copies, distances=distances, why=why)


def compare_distances(
    real: pd.DataFrame, synthetic: pd.DataFrame, *, seed: int = 0, probes: int = PROBES
) -> Distances | None:
    """Compare rows of numbers and text without ids and target; None below 200 rows a side.

    A number counts as its rank among the reference rows, between 0 and 1; a differing text counts 1, and so does
    a gap against a value. Distances are the roots of the sums of squares over all columns.
    """
    probes = min(probes, len(real) // 4, len(synthetic))
    if probes < _FEWEST // 2 or min(len(real), len(synthetic)) < 2 * _FEWEST:
        return None
    shuffled = real.sample(frac=1, random_state=seed)
    points = _points(pool(shuffled, synthetic.sample(probes, random_state=seed)), references=slice(probes, len(real)))
    held_out, references, invented = np.split(points, [probes, len(real)])
    return _compare(nearest(held_out, references), nearest(invented, references), references=len(references), seed=seed)


def count_copies(real: Side, synthetic: Side) -> tuple[int, int]:
    """Return how many synthetic applications equal a real one, and how many real ones equal another real one."""
    columns = [column.renamed for column in TABLES["application"].columns if column.renamed not in (CLIENT, TARGET)]
    for side in (real, synthetic):
        digests = f"SELECT hash({', '.join(map(identifier, columns))}) AS digest FROM {side.view('application')}"
        side.run(f"CREATE OR REPLACE TEMP TABLE digests_{side.name} AS {digests}")
    copies = real.run("SELECT count(*) FROM digests_synthetic SEMI JOIN digests_real USING (digest)").fetchall()[0][0]
    repeated = real.run("SELECT count(*) - count(DISTINCT digest) FROM digests_real").fetchall()[0][0]
    return int(copies), int(repeated)


def nearest(probes: Points, references: Points) -> Vector:
    """Return each probe's distance to the nearest reference, float64 (probes,); both float32 (rows, dimensions)."""
    squares = (references**2).sum(axis=1)
    found = [
        ((piece**2).sum(axis=1)[:, None] + squares - 2 * piece @ references.T).min(axis=1)
        for piece in np.array_split(probes, -(-len(probes) // _PIECE))
    ]
    distances: Vector = np.sqrt(np.maximum(np.concatenate(found), 0).astype(np.float64))
    return distances


def _compare(held_out: Vector, invented: Vector, *, references: int, seed: int) -> Distances:
    many = len(held_out)
    limits = np.quantile(held_out, _TAILS)
    closer = [float((invented < limit).mean()) for limit in limits]
    # Both the limit and the share are drawn: twice the variance of a share.
    errors = [_CHANCE * float(np.sqrt(2 * tail * (1 - tail) / many)) for tail in _TAILS]
    return Distances(
        probes=many,
        references=references,
        closer=(closer[0], closer[1]),
        closer_slack=(errors[0], errors[1]),
        ratio=_ratio(invented, held_out),
        ratio_slack=_ratio_slack(invented, held_out, seed=seed),
    )


def _ratio(invented: Vector, held_out: Vector) -> float:
    return float(np.median(invented)) / max(float(np.median(held_out)), _NOTHING)


def _ratio_slack(invented: Vector, held_out: Vector, *, seed: int) -> float:
    """Return what chance may do to the ratio of medians: tried, not derived, because distances come in heaps."""
    random = np.random.default_rng(seed)
    many = len(held_out)
    drawn = [
        _ratio(invented[random.integers(0, many, many)], held_out[random.integers(0, many, many)])
        for _ in range(_RESAMPLES)
    ]
    return _CHANCE * float(np.std(drawn))


def _points(rows: pd.DataFrame, *, references: slice) -> Points:
    """Return the rows as points, float32 (rows, dimensions): ranks, gaps, and one dimension a category."""
    dimensions: list[Vector] = []
    for name in rows.columns:
        column = rows[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            dimensions.extend(
                (column.cat.codes == code).to_numpy() * np.sqrt(0.5) for code in sorted(set(column.cat.codes))
            )
        else:
            dimensions.extend(_ranks(column.to_numpy(dtype=np.float64), references=references))
    return np.column_stack(dimensions).astype(np.float32)


def _ranks(values: Vector, *, references: slice) -> list[Vector]:
    known = np.sort(values[references][~np.isnan(values[references])])
    gaps = np.isnan(values)
    places = (np.searchsorted(known, values, side="left") + np.searchsorted(known, values, side="right")) / 2
    return [np.where(gaps, 0.5, places / max(len(known), 1)), gaps.astype(np.float64)]
