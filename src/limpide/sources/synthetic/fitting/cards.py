"""Fitting card statements: real ones are replayed month by month, so that each is seen as it will be drawn."""

from collections.abc import Callable, Mapping

import numpy as np

from limpide.sources.synthetic.cards import Cards
from limpide.sources.synthetic.cards.memory import KNOWN_OF_CLIENT, Memory
from limpide.sources.synthetic.cards.room import OLDEST, first_month, started
from limpide.sources.synthetic.cards.statement import WHENS, measure_statements, read_statements
from limpide.sources.synthetic.draws import Floats, Ints
from limpide.sources.synthetic.elsewhere.steps import Steps
from limpide.sources.synthetic.fitting.sequence import Plan
from limpide.sources.synthetic.fitting.steps import fit_steps
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.measured import Raw, Texts

_PLAN = Plan(growth=Growth(leaves=24, leaf_rows=400, asked=10), knots=80, segments=12)
_PLANS = {"": _PLAN}


def fit_cards(
    raw: Mapping[str, Raw], owner: Mapping[str, Ints], clients: Given, *, seed: int, done: Callable[[int], None]
) -> Cards:
    """Fit table ``credit_card_balance`` (columns by the lender's names), given the cards in ``previous_application``."""
    rows, of = raw["credit_card_balance"], owner["credit_card_balance"]
    order = np.lexsort((rows["MONTHS_BALANCE"], rows["SK_ID_PREV"]))
    rows, of = {name: column[order] for name, column in rows.items()}, of[order]
    return Cards(
        spans=_fit_spans(
            raw["previous_application"], owner["previous_application"], rows, clients, seed=seed, done=done
        ),
        months=_fit_months(rows, of, raw["previous_application"], clients, seed=seed, done=done),
    )


def _fit_spans(loans: Raw, of: Ints, rows: Raw, clients: Given, *, seed: int, done: Callable[[int], None]) -> Steps:
    cards = np.flatnonzero(
        (loans["NAME_CONTRACT_TYPE"] == "Revolving loans") & (loans["NAME_CONTRACT_STATUS"] == "Approved")
    )
    number, begins = np.unique(rows["SK_ID_PREV"], return_index=True)
    ends = np.append(begins[1:], len(rows["SK_ID_PREV"])) - 1
    at = np.searchsorted(number, loans["SK_ID_PREV"][cards]).clip(max=len(number) - 1)
    followed = number[at] == loans["SK_ID_PREV"][cards]
    decided = loans["DAYS_DECISION"][cards].astype(np.float64)
    first = rows["MONTHS_BALANCE"][begins[at]].astype(np.float64)
    lag = np.where(first > OLDEST, first - first_month(decided, np.zeros(len(cards))), np.nan)
    last = np.clip(-rows["MONTHS_BALANCE"][ends[at]].astype(np.float64), 1, 3)
    measured: dict[str, Floats | Texts] = {
        "followed": np.where(followed, "yes", "no").astype(object),
        "lag": np.where(followed, lag, np.nan),
        "last": last.astype(int).astype(str).astype(object),
    }
    given = _given(clients, of[cards]).then("started", started(decided))
    whens = {"lag": ("followed", ("yes",)), "last": ("followed", ("yes",))}
    return fit_steps(measured, given, whens=whens, levels={}, plans=_PLANS, seed=seed, done=done)[0]


def _given(clients: Given, rows: Ints) -> Given:
    kept = {name: clients.positions[name] for name in KNOWN_OF_CLIENT}
    codes = {name: count for name, count in clients.codes.items() if name in kept}
    return Given(kept, codes, clients.owners).rows(rows)


def _fit_months(rows: Raw, of: Ints, loans: Raw, clients: Given, *, seed: int, done: Callable[[int], None]) -> Steps:
    given, before = _replay(rows, _given(clients, of), loans)
    statements = read_statements(rows)
    measured = measure_statements(statements, before, rows["NAME_CONTRACT_STATUS"])
    return fit_steps(measured, given, whens=WHENS, levels={}, plans=_PLANS, seed=seed, done=done)[0]


def _replay(rows: Raw, given: Given, loans: Raw):  # type: ignore[no-untyped-def]
    """Return what was known before each statement, and the statement before it."""
    number, begins, months = np.unique(rows["SK_ID_PREV"], return_index=True, return_counts=True)
    order = np.argsort(-months, kind="stable")
    begins, months, number = begins[order], months[order], number[order]
    granted = _granted(number, loans)
    memory = Memory(rows["MONTHS_BALANCE"][begins].astype(np.int64), granted)
    statements = read_statements(rows)
    size = len(rows["SK_ID_PREV"])
    known: dict[str, Floats] = {}
    before = read_statements({name: np.zeros(size) for name in rows})
    for rank in range(int(months.max())):
        count = int(np.searchsorted(-months, -rank, side="left"))
        here = begins[:count] + rank
        for name, values in memory.recall(count).items():
            known.setdefault(name, np.zeros(size))[here] = values
        _put(before, here, memory.before.take(slice(count)))
        memory.note(statements.take(here))
    for name, values in known.items():
        given = given.then(name, values)
    of_card = np.repeat(np.arange(len(number)), months)
    place = np.concatenate([np.arange(first, first + count) for first, count in zip(begins, months, strict=True)])
    decided = np.zeros(size)
    decided[place] = _decided(number, loans)[of_card]
    return given.then("started", started(decided)), before


def _put(into, rows: Ints, values) -> None:  # type: ignore[no-untyped-def]
    for name in vars(into):
        getattr(into, name)[rows] = getattr(values, name)


def _granted(number: Floats, loans: Raw) -> Floats:
    return _of_loan(number, loans, "AMT_CREDIT")


def _decided(number: Floats, loans: Raw) -> Floats:
    return _of_loan(number, loans, "DAYS_DECISION")


def _of_loan(number: Floats, loans: Raw, column: str) -> Floats:
    """Return a column of the earlier application of each card, NaN where it is not among them."""
    order = np.argsort(loans["SK_ID_PREV"])
    at = np.searchsorted(loans["SK_ID_PREV"][order], number).clip(max=len(order) - 1)
    found = loans["SK_ID_PREV"][order][at] == number
    return np.where(found, loans[column][order][at].astype(np.float64), np.nan)
