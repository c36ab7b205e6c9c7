"""Limits of a client base: shares and scales of its raw columns held to those of the base that a model learnt from.

A share is beyond its limit when it exceeds the upper Wilson bound of the learnt share (z = 4, clients counted, not
rows) and a margin. A scale is shifted when median and quartiles are further off than a factor and than chance.
"""

from collections.abc import Collection, Iterator
from math import sqrt

import numpy as np

from limpide.sources.base_profile import PLACES, BaseProfile, ColumnFigures, TableFigures
from limpide.sources.fault import Fault, Kind, error
from limpide.sources.tables import TABLES, TARGET, TRAIN

FEWEST = 50  # clients, or rows of a batch: of fewer nothing is said
_Z = 4.0
_MISSING, _MISSING_OF_SHARE = 0.05, 0.25  # five points, and a quarter of what was missing
_STRANGE, _SOME = 0.01, 5  # unknown words and impossible numbers: one point, and more than so many
_RATE = 2.0  # a default rate twice or half the learnt one
_TARGET = TABLES["application"].by_renamed[TARGET].name
_SIGN, _COVERAGE, _ROWS = 0.15, 0.25, 2.5
_SCALE, _QUARTILE, _TAIL = 3.0, 2.0, 2.0
_FEWEST_NUMBERS, _FEWEST_OF_TAIL = 30, 100
_AMOUNT = "AMT_"  # of other numbers, such as days late, a few may be far larger than ever
_QUARTILES = tuple(PLACES.index(place) for place in (0.25, 0.5, 0.75))
_MEDIAN = _QUARTILES[1]
_TAIL_PLACE, _TAIL_SHARE = PLACES.index(0.99), 0.05


def check_limits(found: BaseProfile, learnt: BaseProfile, *, columns: Collection[str] | None = None) -> list[Fault]:
    """Return what of a base is beyond the limits of the learnt one, table by table; each is an error.

    With ``columns`` it is a batch, of which those of the application were counted: it need not have every table. A
    base of under 50 clients has no shares.
    """
    faults: list[Fault] = []
    for table in learnt.tables:
        faults += _of_table(table, found, learnt, columns)
    return [*faults, *_of_outcomes(found, learnt)]


def _of_outcomes(found: BaseProfile, learnt: BaseProfile) -> Iterator[Fault]:
    if min(found.outcomes, learnt.outcomes) < FEWEST:
        return
    before, now = learnt.defaults / learnt.outcomes, found.defaults / found.outcomes
    chance = _error(before, (learnt.outcomes, found.outcomes))
    if now > _RATE * before + chance or now < before / _RATE - chance:
        shown = f"{now:.1%} of {found.outcomes:,} loans in default; learnt {before:.1%}"
        figures = {"learnt": before, "found": now, "limit": _RATE * before + chance}
        yield error(TRAIN, Kind.BASE_RATE, found.defaults, _OUTCOMES, column=_TARGET, example=shown, **figures)


def _of_table(
    learnt: TableFigures, found: BaseProfile, base: BaseProfile, columns: Collection[str] | None
) -> Iterator[Fault]:
    now, stem = found.by_name.get(learnt.name), TABLES[learnt.name].files[0]
    if now is None or (learnt.rows and not now.rows):
        if columns is None and learnt.rows:
            yield error(stem, Kind.MISSING_TABLE, 1, "the model learnt from it: add it")
        return
    if min(now.owners, learnt.owners) < FEWEST:
        return
    if columns is None and learnt.name != "application":
        yield from _of_rows((learnt, now), (_owners(learnt, base), _owners(now, found)), stem)
    for column in learnt.columns:
        if column.name in now.by_name:
            yield from _of_column((learnt, now), column, now.by_name[column.name], stem)


def _owners(table: TableFigures, base: BaseProfile) -> int:
    """Return how many could have rows in a table: clients, or loans of the bureau."""
    parent = base.by_name.get(TABLES[table.name].parents[0].table)
    return 0 if parent is None else parent.rows


def _of_rows(tables: tuple[TableFigures, TableFigures], of: tuple[int, int], stem: str) -> Iterator[Fault]:
    shares = [table.owners / max(all_, 1) for table, all_ in zip(tables, of, strict=True)]
    means = [table.rows / max(table.owners, 1) for table in tables]
    ratio = means[1] / means[0]
    beyond = abs(shares[1] - shares[0]) > _COVERAGE + _error(shares[0], of)
    if beyond or not 1 / _ROWS < ratio < _ROWS:
        shown = f"{shares[1]:.0%} have rows, {means[1]:.1f} each; learnt {shares[0]:.0%}, {means[0]:.1f} each"
        figures = {"learnt": shares[0], "found": shares[1], "limit": shares[0]}
        yield error(stem, Kind.ROWS_PER_CLIENT, tables[1].rows, _WHOLE, example=shown, **figures)


def _of_column(
    tables: tuple[TableFigures, TableFigures], learnt: ColumnFigures, now: ColumnFigures, stem: str
) -> Iterator[Fault]:
    rows, sizes = tables[1].rows, (tables[0].owners, tables[1].owners)
    of_share = (
        (Kind.MISSING_SHARE, learnt.missing, now.missing, missing_limit(learnt.missing, sizes), _FILL),
        (Kind.UNKNOWN_SHARE, learnt.unknown, now.unknown, _strange_limit(learnt.unknown, sizes), _WORDS),
        (Kind.IMPOSSIBLE_SHARE, learnt.impossible, now.impossible, _strange_limit(learnt.impossible, sizes), _VALUES),
    )
    for kind, before, share, limit, advice in of_share:
        count = round(share * rows)
        if share > limit and (kind is Kind.MISSING_SHARE or count > _SOME):
            shown = f"{share:.1%} of the rows; learnt {before:.1%}, limit {limit:.1%}"
            yield error(
                stem, kind, count, advice, column=learnt.name, example=shown, learnt=before, found=share, limit=limit
            )
    if abs(now.negative - learnt.negative) > _SIGN + _error(learnt.negative, sizes):
        shown = f"{now.negative:.0%} below 0; learnt {learnt.negative:.0%}"
        figures = {"learnt": learnt.negative, "found": now.negative, "limit": learnt.negative}
        count = round(now.negative * rows)
        yield error(stem, Kind.SHIFTED_SIGN, count, _SIGNS, column=learnt.name, example=shown, **figures)
    if learnt.sizes is not None and now.sizes is not None:
        clients = [_clients(table, column) for table, column in zip(tables, (learnt, now), strict=True)]
        yield from _of_scale((learnt.name, learnt.sizes, now.sizes), stem, numbers=now.numbers, clients=min(clients))


def _clients(table: TableFigures, column: ColumnFigures) -> int:
    """Return how many clients the numbers of a column are worth: rows of one client are alike."""
    return round(column.numbers * table.owners / max(table.rows, 1))


_OUTCOMES = "1 stands for a default, 0 for a loan repaid; give all outcomes of the lender"
_WHOLE = "give the whole table, each row once"
_FILL = "give what the model learnt from, or accept it by name"
_WORDS = "write the contract's words"
_VALUES = "correct them"
_SIGNS = "days and months before the application are negative"
_UNITS = "write it in the unit and currency that the model learnt from"
_ONE_UNIT = "write all of it in one unit and currency"


def missing_limit(share: float, sizes: tuple[int, int]) -> float:
    """Return the share of missing values that a base may have, for the learnt share and the two numbers of clients.

    >>> round(missing_limit(0.0, (3000, 3000)), 3), round(missing_limit(0.5, (3000, 3000)), 3)
    (0.061, 0.726)
    """
    return _wilson(share, sizes) + _MISSING + _MISSING_OF_SHARE * share


def _strange_limit(share: float, sizes: tuple[int, int]) -> float:
    return share + _error(share, sizes) + _STRANGE


def _error(share: float, sizes: tuple[int, int]) -> float:
    return _Z * sqrt(share * (1 - share) * sum(1 / max(size, 1) for size in sizes))


def _wilson(share: float, sizes: tuple[int, int]) -> float:
    """Return the upper Wilson bound of a share in both samples together."""
    each = sum(1 / max(size, 1) for size in sizes)
    z2 = _Z * _Z * each
    return (share + z2 / 2 + sqrt(z2 * (share * (1 - share) + z2 / 4))) / (1 + z2)


def _of_scale(
    sizes: tuple[str, tuple[float, ...], tuple[float, ...]], stem: str, *, numbers: int, clients: int
) -> Iterator[Fault]:
    name, learnt, now = sizes
    if clients < _FEWEST_NUMBERS:
        return
    ratios = [now[place] / learnt[place] for place in _QUARTILES]
    middle = f"median {now[_MEDIAN]:.4g}; learnt {learnt[_MEDIAN]:.4g}"
    if _is_shifted(ratios) and not _within_chance(now[_MEDIAN], learnt, clients):
        shown = f"{middle}: {ratios[1]:.3g} times"
        figures = {"learnt": learnt[_MEDIAN], "found": now[_MEDIAN], "limit": _SCALE * learnt[_MEDIAN]}
        yield error(stem, Kind.SHIFTED_SCALE, numbers, _UNITS, column=name, example=shown, **figures)
    elif name.startswith(_AMOUNT) and clients >= _FEWEST_OF_TAIL and (share := _tail(learnt, now)):
        shown = f"{share:.0%} far outside of the learnt 1 % to 99 %, {middle}"
        count = round(share * numbers)
        figures = {"learnt": 1 - PLACES[_TAIL_PLACE], "found": share, "limit": _TAIL_SHARE}
        yield error(stem, Kind.MIXED_SCALES, count, _ONE_UNIT, column=name, example=shown, **figures)


def _is_shifted(ratios: list[float]) -> bool:
    low, middle, high = ratios
    larger = middle >= _SCALE and min(low, high) >= _QUARTILE
    return larger or (middle <= 1 / _SCALE and max(low, high) <= 1 / _QUARTILE)


def _within_chance(median: float, learnt: tuple[float, ...], clients: int) -> bool:
    """Whether chance may put the median of so many values so far from the learnt one."""
    reach = _Z / (2 * sqrt(clients))
    low, high = np.interp([0.5 - reach, 0.5 + reach], PLACES, learnt)
    return bool(low <= median <= high)


def _tail(learnt: tuple[float, ...], now: tuple[float, ...]) -> float:
    """Return the share of values far beyond the learnt tails, 0 where it is under a twentieth."""
    above = [1 - place for place, size in zip(PLACES, now, strict=True) if size > _TAIL * learnt[_TAIL_PLACE]]
    below = [place for place, size in zip(PLACES, now, strict=True) if size < learnt[1] / _TAIL]
    share = max([*above, *below], default=0.0)
    return share if share > _TAIL_SHARE - 1e-9 else 0.0
