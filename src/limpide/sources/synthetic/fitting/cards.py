"""Fitting card statements: real ones are replayed month by month, so that each is seen as it will be drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.cards import Cards
from limpide.sources.synthetic.cards.measure import (
    BILL,
    BOOKED,
    END_WHENS,
    FILL,
    LATE,
    MOVE,
    MOVE_WHENS,
    OWED,
    PAY,
    PRINCIPAL,
    REST,
    STATUS,
    TOLERATED,
    USE,
    known_of_end,
    measure_ends,
    measure_moves,
)  # fmt: skip
from limpide.sources.synthetic.cards.memory import KNOWN_OF_CLIENT, STATES, Memory
from limpide.sources.synthetic.cards.room import MONTH, OLDEST, first_month, known_of_life, started
from limpide.sources.synthetic.cards.statement import Statements, nothing_yet, read_statements
from limpide.sources.synthetic.cards.traits import TRAIT_WHENS, Traits, measure_traits, read_traits
from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.fitting.sequence import Plan
from limpide.sources.synthetic.fitting.steps import fit_steps
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.measured import Measured, Raw
from limpide.sources.synthetic.steps import Steps

_ONCE = {"": Plan(growth=Growth(leaves=12, leaf_rows=60, asked=8), knots=60, segments=10)}
_PLAN = Plan(growth=Growth(leaves=20, leaf_rows=250, asked=12), knots=80, segments=10)
_RARE = Plan(growth=Growth(leaves=16, leaf_rows=60, asked=8), knots=80, segments=10)
_ROUND = Plan(growth=Growth(leaves=32, leaf_rows=120, asked=14), knots=300, segments=12)
_FINE = Plan(growth=Growth(leaves=40, leaf_rows=120, asked=16), knots=80, segments=10)
_MONTHLY = (
    {"": _PLAN}
    | dict.fromkeys(("paid", "paid at rest", "cash", "shop"), _ROUND)
    | dict.fromkeys((USE, FILL, BILL, PAY, REST, BOOKED, OWED, PRINCIPAL), _FINE)
    | dict.fromkeys((STATUS, MOVE, "limit", "fees", "in_favour", "days", LATE, TOLERATED), _RARE)
)


def fit_cards(
    raw: Mapping[str, Raw], owner: Mapping[str, Ints], clients: Given, *, seed: int, done: Callable[[int], None]
) -> Cards:
    """Fit table ``credit_card_balance`` (columns by the lender's names), given cards of ``previous_application``."""
    rows, of = raw["credit_card_balance"], owner["credit_card_balance"]
    order = np.lexsort((rows["MONTHS_BALANCE"], rows["SK_ID_PREV"]))
    rows, of = {name: column[order] for name, column in rows.items()}, of[order]
    loans = raw["previous_application"]
    lives = _read_lives(rows, of, loans)
    spans = _fit_spans(loans, owner["previous_application"], lives, clients, seed=seed, done=done)
    given = _given(clients, lives.owner).then("started", started(lives.decided))
    for name, values in known_of_life(lives.first, lives.months, lives.granted).items():
        given = given.then(name, values)
    statements = read_statements(rows)
    found = read_traits(statements, rows["NAME_CONTRACT_STATUS"], lives.begins, lives.months)
    measured = measure_traits(found, lives.months)
    traits = fit_steps(measured, given, whens=TRAIT_WHENS, levels={}, plans=_ONCE, seed=seed + 100, done=done)[0]
    moves, ends = _fit_months(rows, statements, lives, given, seed=seed + 200, done=done)
    return Cards(spans=spans, traits=traits, moves=moves, ends=ends)


@dataclass(frozen=True)
class _Lives:
    """One entry per card, in order of its number: where its statements begin, and its earlier application."""

    number: Ints | Floats
    owner: Ints
    begins: Ints
    months: Ints
    first: Ints
    last: Ints
    granted: Floats
    decided: Floats


def _read_lives(rows: Raw, of: Ints, loans: Raw) -> _Lives:
    number, begins, months = np.unique(rows["SK_ID_PREV"], return_index=True, return_counts=True)
    month = rows["MONTHS_BALANCE"].astype(np.int64)
    granted, decided = (_of_loan(number, loans, name) for name in ("AMT_CREDIT", "DAYS_DECISION"))
    # A card that is older than the earlier applications that are shown began when its statements do.
    older = np.isnan(decided)
    return _Lives(
        number=number, owner=of[begins], begins=begins, months=months,
        first=month[begins], last=month[begins + months - 1],
        granted=np.where(older, rows["AMT_CREDIT_LIMIT_ACTUAL"][begins], granted),
        decided=np.where(older, month[begins] * MONTH, decided),
    )  # fmt: skip


def _fit_spans(loans: Raw, of: Ints, lives: _Lives, clients: Given, *, seed: int, done: Callable[[int], None]) -> Steps:
    cards = np.flatnonzero(
        (loans["NAME_CONTRACT_TYPE"] == "Revolving loans") & (loans["NAME_CONTRACT_STATUS"] == "Approved")
    )
    number = loans["SK_ID_PREV"][cards]
    at = np.searchsorted(lives.number, number).clip(max=len(lives.number) - 1)
    followed = lives.number[at] == number
    decided = loans["DAYS_DECISION"][cards].astype(np.float64)
    first = lives.first[at]
    lag = np.where(first > OLDEST, first - first_month(decided, np.zeros(len(cards))), np.nan)
    measured: Measured = {
        "followed": np.where(followed, "yes", "no").astype(object),
        "lag": np.where(followed, lag, np.nan),
        "last": np.clip(-lives.last[at], 1, 4).astype(str).astype(object),
    }
    given = _given(clients, of[cards]).then("started", started(decided))
    whens = {"lag": {"followed": ("yes",)}, "last": {"followed": ("yes",)}}
    return fit_steps(measured, given, whens=whens, levels={}, plans=_ONCE, seed=seed, done=done)[0]


def _given(clients: Given, rows: Ints) -> Given:
    kept = {name: clients.positions[name] for name in KNOWN_OF_CLIENT}
    codes = {name: count for name, count in clients.codes.items() if name in kept}
    return Given(kept, codes, clients.owners).rows(rows)


def _fit_months(
    rows: Raw, statements: Statements, lives: _Lives, given: Given, *, seed: int, done: Callable[[int], None]
) -> tuple[Steps, Steps]:
    traits = read_traits(statements, rows["NAME_CONTRACT_STATUS"], lives.begins, lives.months)
    known, before, highest = _replay(statements, traits, lives)
    card = np.repeat(np.arange(len(lives.months)), lives.months)
    given = given.rows(card)
    for name, values in known.items():
        given = given.then(name, values, codes=len(STATES[name]) if name in STATES else None)
    moved = measure_moves(statements, before, rows["NAME_CONTRACT_STATUS"], lives.granted[card], traits.peak[card])
    moves, given = fit_steps(moved, given, whens=MOVE_WHENS, levels=STATES, plans=_MONTHLY, seed=seed, done=done)
    for name, values in known_of_end(before, statements, highest).items():
        given = given.then(name, values)
    ended = measure_ends(statements, before)
    ends = fit_steps(ended, given, whens=END_WHENS, levels={}, plans=_MONTHLY, seed=seed + 100, done=done)[0]
    return moves, ends


def _replay(statements: Statements, traits: Traits, lives: _Lives) -> tuple[dict[str, Floats], Statements, Floats]:
    """Return what was known before each statement, the statement before it, and the highest limit by then."""
    order = np.argsort(-lives.months, kind="stable")
    begins, months = lives.begins[order], lives.months[order]
    memory = Memory(
        first_month=lives.first[order], months=months, granted=lives.granted[order], traits=traits.take(order)
    )
    size = len(statements.limit)
    known: dict[str, Floats] = {}
    before, highest = nothing_yet(size), np.zeros(size)
    for rank in range(int(months.max())):
        count = int(np.searchsorted(-months, -rank, side="left"))
        here = begins[:count] + rank
        for name, values in memory.recall(count).items():
            known.setdefault(name, np.zeros(size))[here] = values
        before.put(here, memory.before.take(slice(count)))
        memory.note(statements.take(here))
        highest[here] = memory.highest[:count]
    return known, before, highest


def _of_loan(number: Floats, loans: Raw, column: str) -> Floats:
    """Return a column of the earlier application of each card, NaN where it is not among them."""
    order = np.argsort(loans["SK_ID_PREV"])
    at = np.searchsorted(loans["SK_ID_PREV"][order], number).clip(max=len(order) - 1)
    found = loans["SK_ID_PREV"][order][at] == number
    return np.where(found, loans[column][order][at].astype(np.float64), np.nan)
