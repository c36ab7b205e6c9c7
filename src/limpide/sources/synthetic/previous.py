"""Earlier applications at this lender: who asked for what, when, and what became of it."""

from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.credit import monthly_payment
from limpide.sources.synthetic.draws import Categories, Flags, Floats, Generator, Ints, choose, counts, spread, to_step
from limpide.sources.synthetic.parameters import LoanParameters


@dataclass(frozen=True)
class Loans:
    """One entry per earlier application, in order of client, oldest first."""

    owner: Ints  # position of the client in the block
    number: Ints  # SK_ID_PREV
    risk: Floats  # of the client
    habit: Floats  # how badly the client pays, about standard normal, correlated with the risk
    newcomer: Flags  # the client's first application
    outcome: Ints  # index into the parameters' outcomes
    cash: Flags
    consumer: Flags
    card: Flags
    approved: Flags
    offered: Flags  # the lender made an offer: amounts are known
    decided: Floats  # day of the decision, negative
    shop: Ints  # index into the parameters' shops
    yield_group: Ints  # index into the parameters' yields
    rate: Floats  # nominal, a year
    term: Ints  # months, 0 for cards
    price: Floats  # asked for
    down: Floats  # paid at once
    amount: Floats  # granted
    annuity: Floats

    @property
    def repaid_by_instalments(self) -> Ints:
        """Positions of the loans with a schedule: approved cash and consumer loans."""
        return np.flatnonzero(self.approved & ~self.card)

    @property
    def cards(self) -> Ints:
        """Positions of the approved cards."""
        return np.flatnonzero(self.approved & self.card)


def draw_loans(rng: Generator, *, risk: Floats, first_number: int, p: LoanParameters) -> Loans:
    """Draw every client's earlier applications; their numbers start at ``first_number``."""
    clients = len(risk)
    habit = 0.62 * risk + rng.normal(0, p.own_habit, clients) * 1.4
    further = counts(
        rng, mean=np.full(clients, p.further_mean) * np.exp(0.03 * risk), shape=p.further_shape, most=p.most - 1
    )
    number = np.where(rng.random(clients) < p.none, 0, 1 + further)
    owner, position = spread(number)
    size, danger = len(owner), risk[owner]
    decided = _draw_days(rng, owner, danger, p)
    outcome = _draw_outcomes(rng, danger=danger, first=position == 0, p=p)
    outcome = _grant_cards(rng, outcome, number=number, p=p)
    contract = np.array([one.contract for one in p.outcomes])[outcome]
    status = np.array([one.status for one in p.outcomes])[outcome]
    cash, consumer, card = (contract == name for name in ("Cash loans", "Consumer loans", "Revolving loans"))
    approved = status == "Approved"
    bare = (status == "Canceled") & (rng.random(size) < 0.966) | (
        cash & (status == "Refused") & (rng.random(size) < 0.165)
    )
    yield_group, rate = _draw_rates(rng, danger, p)
    wish = rng.normal(-0.07 * danger, 1)  # normal score of the amount: long terms go with large amounts
    term = np.where(cash, _months(rng, p.cash_terms, wish), np.where(consumer, _months(rng, p.consumer_terms, wish), 0))
    price, down, amount = _draw_amounts(
        rng, wish=wish, danger=danger, cash=cash, consumer=consumer, approved=approved, p=p
    )
    annuity = np.where(
        card,
        amount / 20,
        np.round(monthly_payment(amount, rate=rate, months=np.maximum(term, 1).astype(np.float64)) / 0.045) * 0.045,
    )
    return Loans(
        owner=owner,
        number=first_number + rng.permutation(size),
        risk=danger,
        habit=habit[owner],
        newcomer=position == 0,
        outcome=outcome,
        cash=cash,
        consumer=consumer,
        card=card,
        approved=approved,
        offered=~bare & (contract != "XNA"),
        decided=decided,
        shop=choose(rng, np.tile([one.weight for one in p.shops], (size, 1))),
        yield_group=yield_group,
        rate=rate,
        term=term,
        price=price,
        down=down,
        amount=amount,
        annuity=np.round(annuity, 3),
    )


def _draw_days(rng: Generator, owner: Ints, danger: Floats, p: LoanParameters) -> Floats:
    days = -np.clip(np.floor(p.age.draw(rng, len(owner)) * np.exp(p.age_with_risk * danger)), 2, 2922)
    return np.asarray(days[np.lexsort((days, owner))])


def _draw_outcomes(rng: Generator, *, danger: Floats, first: Flags, p: LoanParameters) -> Ints:
    weights = np.array([one.weight for one in p.outcomes]) * np.exp(np.outer(danger, [one.risk for one in p.outcomes]))
    start = [14.0 if one.contract == "Consumer loans" and one.status == "Approved" else 0.45 for one in p.outcomes]
    return choose(rng, np.where(first[:, None], weights * np.array(start), weights))


def _grant_cards(rng: Generator, outcome: Ints, *, number: Ints, p: LoanParameters) -> Ints:
    """Turn one application of some clients into an approved card: nobody has two."""
    holder = (rng.random(len(number)) < p.card_holders) & (number > 0)
    begin = np.cumsum(number) - number
    chosen = (begin + np.floor(rng.random(len(number)) * number).astype(np.int64))[holder]
    outcome[chosen] = p.approved_card
    return outcome


def _draw_rates(rng: Generator, danger: Floats, p: LoanParameters) -> tuple[Ints, Floats]:
    size = len(danger)
    tilt = np.array([0.0, 0.12, -0.10, -0.18])
    group = choose(rng, np.array(p.yields.weights) * np.exp(np.outer(danger, tilt)))
    return group, np.array(p.yield_rates)[group] * np.clip(rng.normal(1, 0.12, size), 0.6, 1.5)


def _months(rng: Generator, terms: Categories, wish: Floats) -> Ints:
    score = 0.6 * wish + 0.8 * rng.normal(0, 1, len(wish))
    return np.array([int(name) for name in terms.names])[terms.at_normal(score).codes]


def _draw_amounts(
    rng: Generator, *, wish: Floats, danger: Floats, cash: Flags, consumer: Flags, approved: Flags, p: LoanParameters
) -> tuple[Floats, Floats, Floats]:
    """Return the price asked for, the down payment and the amount granted."""
    size = len(cash)
    limit = np.array([float(name) for name in p.card_limits.names])[p.card_limits.draw(rng, size).codes]
    asked = p.cash_amount.at_normal(wish) * np.where(approved, 1.0, 1.45)
    goods = np.round(p.consumer_amount.at_normal(wish) / 0.045) * 0.045
    price = np.where(
        cash,
        to_step(asked, 22500.0),
        np.where(consumer, np.where(rng.random(size) < 0.5, np.rint(goods / 45) * 45, goods), limit),
    )
    pays = consumer & (rng.random(size) < 0.58 * np.exp(-0.22 * danger))
    share = np.where(pays, np.where(rng.random(size) < 0.6, 0.1, rng.beta(1.3, 6, size)), 0.0)
    down = np.round(price * share / 4.5) * 4.5
    insured = np.where(
        cash, p.cash_insurance.draw(rng, size), np.where(consumer & (rng.random(size) < 0.45), 1.11, 1.0)
    )
    return (
        np.round(price, 3),
        down,
        np.round(np.where(cash | consumer, to_step((price - down) * insured, 4.5), price), 3),
    )
