"""A block of clients with all their tables: the unit of randomness, the same whatever else is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from limpide.core.errors import InvalidInput
from limpide.sources.synthetic.again import Returns, draw_returns
from limpide.sources.synthetic.application import KNOWN_TO_BUREAU
from limpide.sources.synthetic.cards import card_payments, summarise_cards
from limpide.sources.synthetic.draws import Column, Flags, Floats, Ints, Rows
from limpide.sources.synthetic.elsewhere import summarise_elsewhere
from limpide.sources.synthetic.ours.instalments import instalment_rows
from limpide.sources.synthetic.ours.room import OurHistory
from limpide.sources.synthetic.ours.summary import summarise_ours
from limpide.sources.synthetic.statistics import Statistics
from limpide.sources.synthetic.target import draw_target
from limpide.sources.synthetic.tree import Positions

BLOCK = 2048  # clients; part of the definition of the data, not a tuning knob
TEST_SHARE = 48_744 / 356_255  # of the lender's applications that have no label
FIRST_CLIENT = 100_001
FIRST_LOAN = 1_000_001
FIRST_BUREAU_LOAN = 5_000_001
_LOANS_BESIDE = 20_480  # numbers set aside for a block: about twice what its clients have

Tables = Mapping[str, Mapping[str, Column]]

_ROOMS = ("sample", "application", "again", "elsewhere", "ours", "cards", "target", "payments")
Generators = Mapping[str, np.random.Generator]


def draw_block(statistics: Statistics, *, seed: int, index: int, clients: int, drift: bool = True) -> Tables:
    """Draw block ``index`` and return the rows of its first ``clients`` clients, by file stem.

    The same seed and index give the same clients for any ``clients``. Without ``drift`` the clients without a label
    are drawn like those with one.
    """
    drawn = _draw_clients(statistics, seed=seed, index=index, drift=drift)
    histories, rng = drawn.histories, drawn.rng
    payments = _payments(rng["payments"], statistics, drawn)
    keys: dict[str, Column] = {"SK_ID_CURR": drawn.ids, "TARGET": draw_target(rng["target"], drawn.margin)}
    columns = keys | drawn.returns.columns(statistics.application.columns(drawn.known))
    application = Rows(columns=columns, owner=np.arange(BLOCK))
    tables = {
        "application_train": _pick(application, ~drawn.unlabelled, clients),
        "application_test": _pick(application, drawn.unlabelled, clients),
        "installments_payments": _pick(payments, None, clients),
    }
    return tables | {stem: _pick(rows, None, clients) for stem, rows in histories.tables.items()}


def draw_margins(statistics: Statistics, *, seed: int, index: int) -> Floats:
    """Return the log-odds of default of the labelled clients of a block."""
    drawn = _draw_clients(statistics, seed=seed, index=index, drift=True)
    return drawn.margin[~drawn.unlabelled]


@dataclass(frozen=True)
class _Clients:
    """The clients of a block: what was drawn of them, and how likely they are to default (log-odds)."""

    rng: Generators
    ids: Ints
    unlabelled: Flags
    returns: Returns
    known: Positions
    histories: "_Histories"
    margin: Floats


def _draw_clients(statistics: Statistics, *, seed: int, index: int, drift: bool) -> _Clients:
    seeds = np.random.SeedSequence(seed, spawn_key=(index,)).spawn(len(_ROOMS))
    rng = {room: np.random.default_rng(child) for room, child in zip(_ROOMS, seeds, strict=True)}
    unlabelled = rng["sample"].random(BLOCK) < TEST_SHARE
    sample = {"sample": (unlabelled & drift).astype(np.float64)}
    returns = draw_returns(rng["again"], BLOCK)
    known = sample | returns.positions(statistics.application.draw(rng["application"], sample, BLOCK))
    ids = FIRST_CLIENT + index * BLOCK + np.arange(BLOCK)
    histories = _draw_histories(rng, statistics, known, ids=ids, first=index * _LOANS_BESIDE)
    margin = statistics.target.margin(known) + statistics.histories.margin(histories.summaries)
    return _Clients(rng, ids, unlabelled, returns, known, histories, margin)


def _payments(rng: np.random.Generator, statistics: Statistics, drawn: _Clients) -> Rows:
    """Return the instalments of loans and cards, in order of client."""
    risk = statistics.histories.risk(drawn.margin)
    of_loans = instalment_rows(rng, drawn.histories.ours, risk=risk, client_ids=drawn.ids)
    of_cards = card_payments(rng, drawn.histories.tables["credit_card_balance"])
    owner = np.concatenate([of_loans.owner, of_cards.owner])
    order = np.argsort(owner, kind="stable")
    columns: dict[str, Column] = {
        name: np.concatenate([np.asarray(column), np.asarray(of_cards.columns[name])])[order]
        for name, column in of_loans.columns.items()
    }
    return Rows(columns=columns, owner=owner[order])


@dataclass(frozen=True)
class _Histories:
    """The tables that are drawn before the target, and what they say of each client."""

    tables: Mapping[str, Rows]
    ours: OurHistory
    summaries: Mapping[str, Floats]


def _draw_histories(rng: Generators, statistics: Statistics, known: Positions, *, ids: Ints, first: int) -> _Histories:
    elsewhere = statistics.elsewhere.draw(
        rng["elsewhere"], known, BLOCK, client_ids=ids, first_number=FIRST_BUREAU_LOAN + first
    )
    elsewhere = {stem: _of(rows, ~np.isnan(known[KNOWN_TO_BUREAU])) for stem, rows in elsewhere.items()}
    ours = statistics.ours.draw(rng["ours"], known, BLOCK, client_ids=ids, first_number=FIRST_LOAN + first)
    cards = statistics.cards.draw(rng["cards"], known, ours.loans, client_ids=ids)
    tables = {**elsewhere, **ours.tables, "credit_card_balance": cards}
    _check_numbers(len(tables["bureau"].owner), len(tables["previous_application"].owner))
    columns = {stem: rows.columns for stem, rows in tables.items()}
    owner = {stem: rows.owner for stem, rows in tables.items()}
    return _Histories(tables, ours, summarise(columns, owner, BLOCK))


def _of(rows: Rows, clients: Flags) -> Rows:
    """Return the rows of some clients."""
    chosen = clients[rows.owner]
    return Rows({name: column[chosen] for name, column in rows.columns.items()}, rows.owner[chosen])


def summarise(columns: Mapping[str, Any], owner: Mapping[str, Ints], size: int) -> dict[str, Floats]:
    """Return what the histories of ``size`` clients say of them, for real and for drawn rows alike."""
    of_elsewhere, of_ours = summarise_elsewhere(columns, owner, size), summarise_ours(columns, owner, size)
    of_cards = summarise_cards(columns["credit_card_balance"], owner["credit_card_balance"], size)
    return {name: np.asarray(one, dtype=np.float64) for name, one in {**of_elsewhere, **of_ours, **of_cards}.items()}


def _check_numbers(*loans: int) -> None:
    if max(loans) > _LOANS_BESIDE:
        raise InvalidInput(
            f"the statistics ask for {max(loans):,} loans among {BLOCK:,} clients, but only {_LOANS_BESIDE:,} numbers"
            " are set aside for them; fit them to a lender whose clients have fewer"
        )


def _pick(rows: Rows, chosen: Flags | None, clients: int) -> Mapping[str, Column]:
    """Return the chosen rows of the first ``clients`` clients."""
    if clients < BLOCK:
        early = rows.owner < clients
        chosen = early if chosen is None else chosen & early
    if chosen is None:
        return rows.columns
    return {name: column[chosen] for name, column in rows.columns.items()}
