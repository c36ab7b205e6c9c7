"""Monthly balances of cards: table ``credit_card_balance``, and the instalments of cards."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import (
    MONTH,
    Coded,
    Column,
    Flags,
    Floats,
    Generator,
    Ints,
    Rows,
    nullable,
    sigmoid,
)
from limpide.sources.synthetic.parameters import LoanParameters
from limpide.sources.synthetic.previous import Loans

STATUSES = ("Active", "Completed", "Signed", "Sent proposal")
MONTHS = 96


@dataclass(frozen=True)
class CardMonths:
    """The life of the cards of a block: (cards, months) matrices, oldest month first; ``alive`` cells exist."""

    cards: Ints  # position among all earlier applications
    alive: Flags
    limit: Floats
    balance: Floats
    atm: Floats
    shop: Floats
    minimum: Floats  # due this month
    payment: Floats
    late: Floats  # days past due

    @property
    def month(self) -> Ints:
        """MONTHS_BALANCE of every column."""
        return np.arange(-MONTHS, 0)


@dataclass(frozen=True)
class _Habits:
    """How each card is used."""

    limit: Floats
    wish: Floats  # share of the limit that the holder likes to use
    pays_all: Flags  # clears the balance rather than paying the minimum
    missing: Floats  # probability of paying nothing in a month


def draw_card_months(rng: Generator, loans: Loans, p: LoanParameters) -> CardMonths:
    """Let every card live month by month: draw cash, buy, pay the minimum or more, sometimes nothing."""
    cards = loans.cards
    habits = _draw_habits(rng, loans, p)
    alive, ceiling = _draw_lives(rng, opened=-loans.decided[cards], limit=habits.limit)
    months = np.zeros((6, len(cards), MONTHS))
    balance, late, due = np.zeros((3, len(cards)))
    for index in range(MONTHS):
        living, top = alive[:, index], ceiling[:, index]
        payment, misses = _pay(rng, habits, balance=balance, due=due, late=late)
        late = np.where(misses & living, late + 30, 0.0)
        atm, shop = _spend(rng, gap=np.minimum(habits.wish, 1) * top - (balance - payment), free=living & (late == 0))
        balance = (balance - payment) * (1 + p.card_rate * (balance > payment)) + atm + shop
        balance = np.where(living & (balance >= 5), np.round(balance, 3), 0.0)
        months[:, :, index] = (balance, atm, shop, due, np.round(payment, 3), late)
        due = np.minimum(np.maximum(np.rint(balance * 0.05 / 4.5) * 4.5, 2250.0), balance)
    balances, atms, shops, minimums, payments, lates = months
    return CardMonths(
        cards=cards, alive=alive, limit=ceiling, balance=balances, atm=atms, shop=shops, minimum=minimums,
        payment=payments, late=lates,
    )  # fmt: skip


def _draw_habits(rng: Generator, loans: Loans, p: LoanParameters) -> _Habits:
    danger, habit = loans.risk[loans.cards], loans.habit[loans.cards]
    size = len(danger)
    used = rng.random(size) < sigmoid(np.log(1 / p.never_used_card - 1) + 0.5 * danger)
    return _Habits(
        limit=np.maximum(loans.amount[loans.cards], 45000.0),
        wish=sigmoid(rng.normal(1.3 + p.use_with_risk * danger, 1.0)) * used * 1.03,
        pays_all=rng.random(size) < sigmoid(-1.4 - 0.8 * danger),
        missing=np.clip(p.card_missed * np.exp(0.75 * habit), 0, 0.5),
    )


def _draw_lives(rng: Generator, *, opened: Floats, limit: Floats) -> tuple[Flags, Floats]:
    """Return in which months each card is reported, and its limit then: some end with none."""
    size = len(opened)
    first = np.clip(np.floor(opened / MONTH), 1, MONTHS)[:, None]
    quiet = np.where(rng.random(size) < 0.12, rng.integers(0, 4, size), 0)[:, None]
    month = np.arange(-MONTHS, 0)[None, :]
    alive = ((month >= -first) & (month < -quiet)) | (month == -first)
    ended = (rng.random(size) < 0.18)[:, None] & (month > -first * 0.25)
    return alive, np.where(ended, 0.0, limit[:, None])


def _pay(rng: Generator, habits: _Habits, *, balance: Floats, due: Floats, late: Floats) -> tuple[Floats, Flags]:
    """Return what is paid this month, and who pays nothing of what is due."""
    size = len(balance)
    misses = (balance > 0) & (rng.random(size) < habits.missing + 0.45 * (late > 0))
    clears = rng.random(size) < np.where(habits.pays_all, 0.6, 0.015)
    usual = np.maximum(due, due * rng.lognormal(0.1, 0.5, size))
    return np.where(misses, 0.0, np.minimum(np.where(clears, balance, usual), balance)), misses


def _spend(rng: Generator, *, gap: Floats, free: Flags) -> tuple[Floats, Floats]:
    """Return the cash drawn and the purchases, out of the ``gap`` to what the holder likes to use."""
    size = len(gap)
    spends = free & (gap > 900) & (rng.random(size) < 0.45)
    cash = np.rint(gap * rng.beta(2, 1.5, size) / 4500) * 4500
    atm = np.where(spends & (rng.random(size) < 0.55), cash, 0.0)
    bought = np.round(np.maximum(gap - atm, 0) * rng.beta(1, 2, size), 2)
    return atm, np.where(spends & (rng.random(size) < 0.6), bought, 0.0)


def card_rows(rng: Generator, *, loans: Loans, life: CardMonths, client_ids: Ints) -> Rows:
    """Return one row per month of every card, without a gap."""
    card, column = np.nonzero(life.alive)
    loan = life.cards[card]
    size = len(card)
    limit, balance, atm, shop, minimum, payment, late = (
        values[card, column]
        for values in (life.limit, life.balance, life.atm, life.shop, life.minimum, life.payment, life.late)
    )
    # Months of a card that is not in use report no detail of drawings and payments.
    ever = (life.balance.max(axis=1) > 0)[card]
    detailed = ever | (rng.random(size) < 0.35)
    principal = np.round(balance * np.where(late > 0, 0.93, 0.96), 3)
    matured = np.cumsum((life.minimum > 0) & life.alive, axis=1)[card, column]
    buys = np.where(shop > 0, 1 + rng.poisson(3, size), 0)
    withdrawals = np.where(atm > 0, 1 + rng.poisson(0.8, size), 0)
    columns: dict[str, Column] = {
        "SK_ID_PREV": loans.number[loan],
        "SK_ID_CURR": client_ids[loans.owner[loan]],
        "MONTHS_BALANCE": life.month[column],
        "AMT_BALANCE": balance,
        "AMT_CREDIT_LIMIT_ACTUAL": limit.astype(np.int64),
        "AMT_DRAWINGS_ATM_CURRENT": nullable(atm, detailed),
        "AMT_DRAWINGS_CURRENT": np.round(atm + shop, 3),
        "AMT_DRAWINGS_OTHER_CURRENT": nullable(np.zeros(size), detailed),
        "AMT_DRAWINGS_POS_CURRENT": nullable(shop, detailed),
        "AMT_INST_MIN_REGULARITY": nullable(minimum, rng.random(size) >= 0.07),
        "AMT_PAYMENT_CURRENT": nullable(payment, detailed & (rng.random(size) >= 0.015)),
        "AMT_PAYMENT_TOTAL_CURRENT": payment,
        "AMT_RECEIVABLE_PRINCIPAL": principal,
        "AMT_RECIVABLE": balance,
        "AMT_TOTAL_RECEIVABLE": balance,
        "CNT_DRAWINGS_ATM_CURRENT": nullable(withdrawals, detailed),
        "CNT_DRAWINGS_CURRENT": (withdrawals + buys).astype(np.int64),
        "CNT_DRAWINGS_OTHER_CURRENT": nullable(np.zeros(size), detailed),
        "CNT_DRAWINGS_POS_CURRENT": nullable(buys, detailed),
        "CNT_INSTALMENT_MATURE_CUM": nullable(matured, rng.random(size) >= 0.07),
        "NAME_CONTRACT_STATUS": Coded(
            np.where((balance == 0) & (limit == 0) & (rng.random(size) < 0.35), 1, 0), STATUSES
        ),
        "SK_DPD": late.astype(np.int64),
        "SK_DPD_DEF": np.where(rng.random(len(life.cards))[card] < 0.45, 0, late).astype(np.int64),
    }
    return Rows(columns=columns, owner=loans.owner[loan])


def card_instalment_rows(rng: Generator, *, loans: Loans, life: CardMonths, client_ids: Ints) -> Rows:
    """Return the instalments of cards (version 0): the minimum that was due each month and what was paid."""
    card, column = np.nonzero(life.alive & (life.minimum > 0))
    loan = life.cards[card]
    size = len(card)
    due = np.floor((life.month[column] + 0.5) * MONTH)
    number = np.cumsum((life.minimum > 0) & life.alive, axis=1)[card, column]
    payment, minimum = life.payment[card, column], life.minimum[card, column]
    paid = payment > 0
    entry = np.minimum(due - np.floor(rng.exponential(6, size)) + np.floor(rng.exponential(2, size)), -1)
    columns: dict[str, Column] = {
        "SK_ID_PREV": loans.number[loan],
        "SK_ID_CURR": client_ids[loans.owner[loan]],
        "NUM_INSTALMENT_VERSION": np.zeros(size),
        "NUM_INSTALMENT_NUMBER": number,
        "DAYS_INSTALMENT": due,
        "DAYS_ENTRY_PAYMENT": nullable(entry, paid),
        "AMT_INSTALMENT": minimum,
        "AMT_PAYMENT": nullable(payment, paid),
    }
    return Rows(columns=columns, owner=loans.owner[loan])
