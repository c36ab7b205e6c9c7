"""Fitting when clients applied before, what became of it and for how much."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from limpide.sources.synthetic.draws import Flags, Floats, Ints
from limpide.sources.synthetic.fitting.sequence import coded
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given, fit_category, fit_number
from limpide.sources.synthetic.measured import Raw, Texts
from limpide.sources.synthetic.ours.core import SAME, WEEK, WEEKDAY, Core, Drawn, join, weekday_of
from limpide.sources.synthetic.ours.past import CLIENT, KINDS, Application, Outcomes, Past, own_positions, size_of
from limpide.sources.synthetic.ours.text import joined
from limpide.sources.synthetic.variables import Variable

GROWTH = Growth(leaves=32, leaf_rows=50, worth=3.0)


@dataclass(frozen=True)
class Replay:
    """Real earlier applications in the order in which they would be drawn, with what was known before each."""

    core: Core
    drawn: Drawn
    given: Given
    rows: Ints  # which row of the table each one is


def fit_core(raw: Raw, owner: Ints, clients: Given, *, seed: int) -> Replay:
    """Fit the core on rows of ``previous_application`` whose clients are rows of ``clients``."""
    order = np.lexsort((raw["HOUR_APPR_PROCESS_START"], raw["DAYS_DECISION"], owner))
    outcome, real = _measure(raw, owner, clients, order)
    drawn, last = _replay(real, owner[order], clients, Outcomes(outcome))
    given = Given(drawn.given, _codes(clients, len(outcome)), drawn.owner)
    rows = _rows(owner[order], drawn.owner)
    fitted = _fit(given, drawn.core, last, outcome, seed=seed)
    count = _fit_count(owner, clients, seed=seed)
    return Replay(Core({"count": count} | fitted), drawn, given, order[rows])


def _measure(raw: Raw, owner: Ints, clients: Given, order: Ints) -> tuple[tuple[str | None, ...], Application]:
    levels, codes = coded(joined(*(raw[name] for name in _OUTCOME)))
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
    own = {"same": len(SAME), "weekday": len(WEEK), "outcome": outcomes, "last_outcome": outcomes}
    return {name: count for name, count in clients.codes.items() if name in CLIENT} | own


def _replay(real: Application, owner: Ints, clients: Given, outcomes: Outcomes) -> tuple[Drawn, Mapping[str, Floats]]:
    """Go through the real applications rank by rank; also return the day, hour and amount before each."""
    counts = np.bincount(owner, minlength=len(clients.owners))
    begin = np.cumsum(counts) - counts
    past = Past(outcomes, clients.positions, counts)
    drawn, last = [], []
    while (rows := np.flatnonzero(counts > past.rank)).size:
        new = _pick(real, begin[rows] + past.rank)
        given = past.given(rows)
        day, hour = new.decided == past.decided[rows], new.hour == past.hour[rows]
        given["same"] = np.where(day, np.where(hour, 2.0, 1.0), 0.0)
        before = past.last_amount(rows, outcomes.kinds(new.outcome))
        last.append({"decided": past.decided[rows].copy(), "amount": before})
        given["weekday"] = weekday_of(past.clients, rows, new.decided)
        given |= {"before": size_of(before), "again": (new.amount == before).astype(np.float64)}
        drawn.append((rows, new, given | own_positions(new)))
        past.add(rows, new)
    return join(drawn), {name: np.concatenate([one[name] for one in last]) for name in last[0]}


def _rows(owner: Ints, drawn: Ints) -> Ints:
    """Return the place, among rows sorted by owner, of each row drawn rank by rank."""
    order = np.argsort(drawn, kind="stable")
    places = np.empty(len(owner), dtype=np.int64)
    places[order] = np.arange(len(owner))
    return places


def _fit_count(owner: Ints, clients: Given, *, seed: int) -> Variable:
    counts = np.bincount(owner, minlength=len(clients.owners)).astype(np.float64)
    given = Given(
        {name: clients.positions[name] for name in CLIENT},
        {name: codes for name, codes in clients.codes.items() if name in CLIENT},
        clients.owners,
    )
    return fit_number("count", counts, given, growth=replace(GROWTH, leaves=48), seed=seed)[0]


@dataclass(frozen=True)
class _Rows:
    """Rows to fit on, with what is known before each of the variables in turn."""

    given: Given
    seed: int

    def number(self, name: str, values: Floats, chosen: Flags, without: tuple[str, ...]) -> Variable:
        given = _without(self.given, without).rows(chosen)
        return fit_number(name, values[chosen], given, growth=GROWTH, seed=self.seed, segments=12)[0]

    def category(self, name: str, values: Texts, chosen: Flags, without: tuple[str, ...]) -> Variable:
        levels, codes = coded(values[chosen])
        given = _without(self.given, without).rows(chosen)
        return fit_category(name, levels, codes, given, growth=GROWTH, seed=self.seed)


def _without(given: Given, names: tuple[str, ...]) -> Given:
    positions = {name: position for name, position in given.positions.items() if name not in names}
    return Given(positions, {name: size for name, size in given.codes.items() if name in positions}, given.owners)


def _fit(
    given: Given, core: Application, last: Mapping[str, Floats], outcome: tuple[str | None, ...], *, seed: int
) -> dict[str, Variable]:
    fit = _Rows(given, seed)
    same, decided, hour = given.positions["same"], core.decided, core.hour
    later, kinds = given.positions["rank"] > 0, Outcomes(outcome).kinds(core.outcome)
    amount = ("before", "amount")  # what comes after
    what = ("outcome", "again", *amount)
    week, when = ("hour", "shift", *what), ("decided", "weekday", "hour", "shift", *what)
    names = np.array(SAME, dtype=object)[same.astype(np.int64)]
    texts = np.array(outcome, dtype=object)[core.outcome.astype(np.int64)]
    first = fit.number("first", decided, ~later, ("same", *when))
    passed = (decided - last["decided"]) / (-last["decided"] - 1)
    offered = ~np.isnan(core.amount)
    again = offered & (core.amount == last["amount"])
    found = {
        "first": first,
        "same": fit.category("same", names, later, ("same", *when)),
        "passed": fit.number("passed", passed, later & (same == 0), ("same", *when)),
        "shift": fit.category("shift", core.shift.astype(int).astype(str).astype(object), same == 0, week),
        "hour": fit.number("hour", hour, same < 2, week),
        "outcome": fit.category("outcome", texts, np.ones(len(texts), dtype=bool), what),
        "again": fit.category(
            "again",
            np.where(again, "yes", "no").astype(object),
            offered & ~np.isnan(last["amount"]),
            ("amount", "again"),
        ),
    }
    for place, kind in enumerate(KINDS[:4]):
        name = f"amount_{kind}"
        found[name] = fit.number(name, core.amount, (kinds == place) & ~again & offered, ("amount", "again"))
    return found
