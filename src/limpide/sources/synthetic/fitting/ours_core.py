"""Fitting when clients applied before, what became of it and for how much."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.fitting.sequence import coded
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given, Levels, fit_category, fit_number
from limpide.sources.synthetic.measured import Raw, Texts
from limpide.sources.synthetic.ours.core import (
    GOODS,
    GRIDS,
    SAME,
    WEEK,
    WEEKDAY,
    Core,
    Drawn,
    days_known,
    join,
    weekday_of,
)
from limpide.sources.synthetic.ours.past import CLIENT, KINDS, Application, Outcomes, Past, own_positions, size_of
from limpide.sources.synthetic.ours.text import joined
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Variable

_SEGMENTS = 20
GROWTH = Growth(leaves=32, leaf_rows=50, worth=4.5, asked=16)


@dataclass(frozen=True)
class Replay:
    """Real earlier applications in the order in which they would be drawn, with what was known before each."""

    core: Core
    drawn: Drawn
    given: Given
    rows: Ints  # which row of the table each one is


def fit_core(raw: Raw, owner: Ints, clients: Given, older: Flags, *, seed: int) -> Replay:
    """Fit the core on rows of ``previous_application`` whose clients are rows of ``clients``.

    ``older`` tells which clients have a card whose application is no longer shown.
    """
    order = np.lexsort((raw["HOUR_APPR_PROCESS_START"], raw["DAYS_DECISION"], owner))
    outcome, real = _measure(raw, owner, clients, order)
    drawn, last = _replay(real, owner[order], clients, older, Outcomes(outcome))
    given = Given(drawn.given, _codes(clients, len(outcome)), drawn.owner)
    rows = _rows(owner[order], drawn.owner)
    fitted = _fit(given, drawn.core, last, outcome, seed=seed)
    whole = _fit_of_clients(owner, clients, older, seed=seed)
    return Replay(Core(whole | fitted), drawn, given, order[rows])


def _measure(raw: Raw, owner: Ints, clients: Given, order: Ints) -> tuple[tuple[str, ...], Application]:
    found, codes = coded(joined(*(raw[name] for name in _OUTCOME)))
    levels = tuple(str(level) for level in found)
    kinds = Outcomes(levels).kinds(codes.astype(np.float64))
    asked = np.where(raw["AMT_APPLICATION"] > 0, raw["AMT_APPLICATION"], np.nan)
    amount = np.where(kinds == KINDS.index("card"), raw["AMT_CREDIT"], asked)
    amount = np.where(kinds == KINDS.index("bare"), np.nan, amount)
    real = Application(
        decided=raw["DAYS_DECISION"],
        hour=raw["HOUR_APPR_PROCESS_START"],
        shift=_shift(raw, weekday_of(clients.positions, owner, raw["DAYS_DECISION"])),
        outcome=codes.astype(np.float64),
        amount=amount,
    )
    return levels, _pick(real, order)


_OUTCOME = ("NAME_CONTRACT_TYPE", "NAME_CONTRACT_STATUS", "NAME_PORTFOLIO")


def _pick(core: Application, rows: Ints) -> Application:
    return Application(core.decided[rows], core.hour[rows], core.shift[rows], core.outcome[rows], core.amount[rows])


def _shift(raw: Raw, weekday: Floats) -> Floats:
    """Return by how many days of the week an application began after the weekday of its decision."""
    begun = np.array([WEEK.index(day) for day in raw[WEEKDAY]])
    return np.asarray((begun - weekday) % len(WEEK), dtype=np.float64)


def _codes(clients: Given, outcomes: int) -> Mapping[str, int]:
    own = {"same": len(SAME), "weekday": len(WEEK), "outcome": outcomes}
    own |= {"last_outcome": outcomes, "earlier_outcome": outcomes}
    return {name: count for name, count in clients.codes.items() if name in CLIENT} | own


def _replay(
    real: Application, owner: Ints, clients: Given, older: Flags, outcomes: Outcomes
) -> tuple[Drawn, Mapping[str, Floats]]:
    """Go through the real applications rank by rank; also return the day, hour and amount before each."""
    counts = np.bincount(owner, minlength=len(clients.owners))
    begin = np.cumsum(counts) - counts
    past = Past(outcomes, clients.positions, counts, older)
    drawn: list[tuple[Ints, Application, Positions]] = []
    last: list[Mapping[str, Floats]] = []
    while (rows := np.flatnonzero(counts > past.rank)).size:
        new = _pick(real, begin[rows] + past.rank)
        given = past.given(rows)
        day, hour = new.decided == past.decided[rows], new.hour == past.hour[rows]
        given["same"] = np.where(day, np.where(hour, 2.0, 1.0), 0.0)
        before = past.last_amount(rows, outcomes.kinds(new.outcome))
        last.append({"decided": past.decided[rows].copy(), "amount": before})
        given |= days_known(past, rows, new.decided)
        given |= {"before": size_of(before), "again": (new.amount == before).astype(np.float64)}
        drawn.append((rows, new, {**given, **own_positions(new)}))
        past.add(rows, new)
    return join(drawn), {name: np.concatenate([one[name] for one in last]) for name in last[0]}


def _rows(owner: Ints, drawn: Ints) -> Ints:
    """Return the place, among rows sorted by owner, of each row drawn rank by rank."""
    order = np.argsort(drawn, kind="stable")
    places = np.empty(len(owner), dtype=np.int64)
    places[order] = np.arange(len(owner))
    return places


def _fit_of_clients(owner: Ints, clients: Given, older: Flags, *, seed: int) -> dict[str, Variable]:
    """Fit how many applications clients have, and whether they have an older card."""
    counts = np.bincount(owner, minlength=len(clients.owners)).astype(np.float64)
    given = Given(
        {name: clients.positions[name] for name in CLIENT},
        {name: codes for name, codes in clients.codes.items() if name in CLIENT},
        clients.owners,
    )
    count = fit_number("count", counts, given, growth=replace(GROWTH, leaves=48), seed=seed)[0]
    return {
        "count": count,
        "older": fit_category("older", ("no", "yes"), older.astype(np.int64), given, growth=GROWTH, seed=seed),
    }


@dataclass(frozen=True)
class _Rows:
    """Rows to fit on, with what is known of each; ``kept`` names what a variable may depend on."""

    given: Given
    seed: int

    def number(self, name: str, values: Floats, chosen: Flags, kept: tuple[str, ...], *, leaves: int = 32) -> Variable:
        given = only(self.given, kept).rows(chosen)
        growth = replace(GROWTH, leaves=leaves)
        return fit_number(name, values[chosen], given, growth=growth, seed=self.seed, segments=_SEGMENTS)[0]

    def category(
        self,
        name: str,
        values: Texts,
        chosen: Flags,
        kept: tuple[str, ...],
        *,
        leaves: int = 32,
        levels: Levels | None = None,
    ) -> Variable:
        """Fit a category on the chosen rows; ``levels`` are theirs unless given, in order."""
        found, codes = coded(values[chosen])
        if levels is not None:
            codes = np.searchsorted(np.array(levels, dtype=object), np.array(found, dtype=object))[codes]
        levels = levels or found
        given = only(self.given, kept).rows(chosen)
        return fit_category(name, levels, codes, given, growth=replace(GROWTH, leaves=leaves), seed=self.seed)


def _codes_as_text(codes: Floats) -> Texts:
    return np.asarray(codes.astype(np.int64).astype(str), dtype=object)


def only(given: Given, names: tuple[str, ...]) -> Given:
    """Return what is known of these variables alone."""
    positions = {name: given.positions[name] for name in names if name in given.positions}
    return Given(positions, {name: size for name, size in given.codes.items() if name in positions}, given.owners)


_TIME = ("count", "left", "rank", "last_decided", "pace", "left_unapproved", "DAYS_LAST_PHONE_CHANGE", "DAYS_BIRTH")
_LAST = ("last_outcome", "earlier_outcome", "cards", "approvals", "share_approved", "share_refused", "share_cancelled")
_AMOUNTS = ("last_cash", "last_goods", "last_card", "price", "AMT_INCOME_TOTAL", "NAME_CONTRACT_TYPE")
_WHEN = ("decided", "weekday", "same", "gap")
WORTH = ("EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3", "sample", "NAME_INCOME_TYPE")
"""Variables of the client that tell most about what an application leads to."""


def _fit(
    given: Given, core: Application, last: Mapping[str, Floats], outcome: tuple[str, ...], *, seed: int
) -> dict[str, Variable]:
    fit = _Rows(given, seed)
    same, decided = given.positions["same"], core.decided
    later, offered = given.positions["rank"] > 0, ~np.isnan(core.amount)
    names = np.array(SAME, dtype=object)[same.astype(np.int64)]
    texts = np.array(outcome, dtype=object)[core.outcome.astype(np.int64)]
    passed = (decided - last["decided"]) / (-last["decided"] - 1)
    again = offered & (core.amount == last["amount"])
    week = ("last_shift", "HOUR_APPR_PROCESS_START", "REGION_POPULATION_RELATIVE", "REGION_RATING_CLIENT", "outcome")
    found = {
        "first": fit.number("first", decided, ~later, (*_TIME, *WORTH, "HOUR_APPR_PROCESS_START"), leaves=48),
        "same": fit.category("same", names, later, (*_TIME, *_LAST, *WORTH, "last_shift", *_AMOUNTS)),
        "passed": fit.number("passed", passed, later & (same == 0), (*_TIME, *_LAST, "last_cash"), leaves=64),
        "weekday": fit.category(
            "weekday", _codes_as_text(given.positions["weekday"]), same == 0,
            ("last_outcome", "rank", "NAME_INCOME_TYPE", "HOUR_APPR_PROCESS_START"), leaves=8,
        ),
        **_fit_outcomes(fit, texts, outcome, given.positions["cards"] > 0),
        "shift": fit.category("shift", _codes_as_text(core.shift), same == 0, (*_WHEN, *week)),
        "hour": fit.number("hour", core.hour, same < 2, (*_WHEN, *week, "last_hour", "mean_hour", "shift")),
        "again": fit.category(
            "again", np.where(again, "yes", "no").astype(object), offered & ~np.isnan(last["amount"]),
            (*_TIME, *_LAST, *_WHEN, *_AMOUNTS, "outcome", "before"),
        ),
    }  # fmt: skip
    return found | _fit_amounts(fit, core, offered & ~again, Outcomes(outcome).kinds(core.outcome))


def _fit_outcomes(fit: _Rows, texts: Texts, levels: tuple[str, ...], with_card: Flags) -> dict[str, Variable]:
    """Fit what became of applications: hardly anybody who has a card gets another one."""
    known = (*_TIME, *_LAST, *_WHEN, *_AMOUNTS, *WORTH)
    return {
        "outcome": fit.category("outcome", texts, ~with_card, known, levels=levels, leaves=96),
        "outcome with a card": fit.category("outcome with a card", texts, with_card, known, levels=levels, leaves=32),
    }


def _fit_amounts(fit: _Rows, core: Application, new: Flags, kinds: Ints) -> dict[str, Variable]:
    """Fit the amounts of the applications that do not ask for the same again, and what they are multiples of."""
    known = (*_TIME, *_LAST, *_WHEN, *_AMOUNTS, *WORTH, "outcome", "before", "NAME_EDUCATION_TYPE", "CODE_GENDER")
    found = {
        f"amount_{kind}": fit.number(f"amount_{kind}", core.amount, (kinds == place) & new, known, leaves=48)
        for place, kind in enumerate(KINDS[:4])
    }
    goods = new & np.isin(kinds, GOODS)
    grid = fit.category("grid", grid_of(core.amount), goods, ("decided", "outcome", "amount"), leaves=16)
    return {**found, "grid": grid}


def grid_of(amount: Floats) -> Texts:
    """Return, as text, the largest of some steps that each amount is a multiple of, or the smallest."""
    found = np.full(len(amount), str(GRIDS[-1]), dtype=object)
    for step in GRIDS[::-1]:
        parts = amount / step
        found[np.abs(parts - np.rint(parts)) < 1e-6] = str(step)
    return found
