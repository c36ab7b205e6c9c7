"""A block of clients with all their tables: the unit of randomness, the same whatever else is made."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from limpide.core.errors import InvalidInput
from limpide.sources.synthetic.application_old import draw_application
from limpide.sources.synthetic.bureau import bureau_rows, draw_bureau_loans
from limpide.sources.synthetic.bureau_balance import bureau_balance_rows
from limpide.sources.synthetic.card import card_instalment_rows, card_rows, draw_card_months
from limpide.sources.synthetic.credit import draw_credit
from limpide.sources.synthetic.draws import Coded, Column, Flags, Ints, Rows, flags
from limpide.sources.synthetic.history import previous_rows
from limpide.sources.synthetic.instalments import instalment_rows
from limpide.sources.synthetic.parameters import Parameters
from limpide.sources.synthetic.people import People, draw_people, traits_effect
from limpide.sources.synthetic.pos import pos_rows
from limpide.sources.synthetic.previous import draw_loans
from limpide.sources.synthetic.schedule import draw_schedule
from limpide.sources.synthetic.target_old import Risk, draw_risk

BLOCK = 2048  # clients; part of the definition of the data, not a tuning knob
FIRST_CLIENT = 100_001
FIRST_LOAN = 1_000_001
FIRST_BUREAU_LOAN = 5_000_001
_LOANS_BESIDE = 16_384  # numbers set aside for a block: twice what it needs on average

Tables = Mapping[str, Mapping[str, Column]]


_ROOMS = (
    "people", "credit", "target", "application", "bureau", "months", "loans", "schedule", "payments", "cards", "split",
)  # fmt: skip
Generators = Mapping[str, np.random.Generator]


@dataclass(frozen=True)
class _Clients:
    """The clients of a block: who they are, how risky, and their application rows."""

    ids: Ints
    people: People
    risk: Risk
    application: Rows


def draw_block(*, seed: int, index: int, clients: int, p: Parameters) -> Tables:
    """Draw block ``index`` and return the rows of its first ``clients`` clients, by file stem.

    The same seed and index give the same clients for any ``clients``.
    """
    seeds = np.random.SeedSequence(seed, spawn_key=(index,)).spawn(len(_ROOMS))
    rng = {room: np.random.default_rng(child) for room, child in zip(_ROOMS, seeds, strict=True)}
    drawn = _draw_clients(rng, index=index, p=p)
    in_test = rng["split"].random(BLOCK) < p.application.test_share
    tables = {
        "application_train": _pick(drawn.application, ~in_test, clients),
        "application_test": _pick(drawn.application, in_test, clients),
    }
    histories = _draw_histories(rng, drawn, index=index, p=p)
    return tables | {name: _pick(rows, None, clients) for name, rows in histories.items()}


def _draw_clients(rng: Generators, *, index: int, p: Parameters) -> _Clients:
    ids = FIRST_CLIENT + index * BLOCK + np.arange(BLOCK)
    people = draw_people(rng["people"], BLOCK, p.people)
    own = traits_effect(people, p.people)
    credit = draw_credit(rng["credit"], income=people.income, risk=own / p.application.margin_spread, p=p.application)
    described = rng["application"].random(BLOCK) < p.application.described
    document_3 = flags(rng["application"], np.where(people.retired, 0.6, 0.735), BLOCK) * ~credit.revolving
    papers = p.application.described_effect * described + p.application.document_3_effect * document_3
    risk = draw_risk(rng["target"], own + credit.effect + papers, p.application)
    columns = draw_application(
        rng["application"], people=people, credit=credit, described=described, document_3=document_3,
        risk=risk.level, p=p,
    )  # fmt: skip
    keys = {"SK_ID_CURR": ids, "TARGET": risk.target}
    return _Clients(ids, people, risk, Rows(columns={**keys, **columns}, owner=np.arange(BLOCK)))


def _draw_histories(rng: Generators, drawn: _Clients, *, index: int, p: Parameters) -> dict[str, Rows]:
    ids, risk, known = drawn.ids, drawn.risk.level, drawn.people.known_to_bureau
    first = index * _LOANS_BESIDE
    at_bureau = draw_bureau_loans(
        rng["bureau"], risk=risk, known=known, first_number=FIRST_BUREAU_LOAN + first, p=p.bureau
    )
    loans = draw_loans(rng["loans"], risk=risk, first_number=FIRST_LOAN + first, p=p.loans)
    _check_numbers(len(at_bureau.number), len(loans.number))
    schedule = draw_schedule(rng["schedule"], loans, p.loans)
    life = draw_card_months(rng["cards"], loans, p.loans)
    payments = rng["payments"]
    return {
        "bureau": bureau_rows(rng["bureau"], at_bureau, client_ids=ids, p=p.bureau),
        "bureau_balance": bureau_balance_rows(rng["months"], at_bureau, clients=BLOCK, p=p.bureau),
        "previous_application": previous_rows(
            rng["loans"], loans=loans, schedule=schedule, client_ids=ids, p=p.loans, habits=p.application
        ),
        "POS_CASH_balance": pos_rows(rng["schedule"], loans=loans, schedule=schedule, client_ids=ids),
        "credit_card_balance": card_rows(rng["cards"], loans=loans, life=life, client_ids=ids),
        "installments_payments": _join(
            instalment_rows(payments, loans=loans, schedule=schedule, client_ids=ids, p=p.loans),
            card_instalment_rows(payments, loans=loans, life=life, client_ids=ids),
        ),
    }


def _check_numbers(*loans: int) -> None:
    if max(loans) > _LOANS_BESIDE:
        raise InvalidInput(
            f"the parameters ask for {max(loans):,} loans among {BLOCK:,} clients, but only {_LOANS_BESIDE:,} numbers"
            " are set aside for them; lower the number of loans a client"
        )


def _pick(rows: Rows, chosen: Flags | None, clients: int) -> Mapping[str, Column]:
    """Return the chosen rows of the first ``clients`` clients."""
    if clients < BLOCK:
        early = rows.owner < clients
        chosen = early if chosen is None else chosen & early
    if chosen is None:
        return rows.columns
    return {name: column[chosen] for name, column in rows.columns.items()}


def _join(first: Rows, second: Rows) -> Rows:
    """Return the rows of both, in order of client."""
    owner = np.concatenate([first.owner, second.owner])
    order = np.argsort(owner, kind="stable")
    columns = {name: _concatenate(column, second.columns[name])[order] for name, column in first.columns.items()}
    return Rows(columns=columns, owner=owner[order])


def _concatenate(first: Column, second: Column) -> Column:
    if isinstance(first, Coded) or isinstance(second, Coded):
        raise TypeError("only numbers are joined")
    return np.concatenate([first, second])
