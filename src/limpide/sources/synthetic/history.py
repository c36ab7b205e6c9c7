"""Earlier applications as table ``previous_application`` shows them, with the lender's XNA, XAP and 365243."""

import numpy as np

from limpide.sources.synthetic.draws import NOT_YET, Coded, Column, Floats, Generator, Ints, Rows, flags, nullable
from limpide.sources.synthetic.parameters import ApplicationParameters, LoanParameters
from limpide.sources.synthetic.previous import Loans
from limpide.sources.synthetic.schedule import Schedule

NA = "XNA"


def previous_rows(
    rng: Generator,
    *,
    loans: Loans,
    schedule: Schedule,
    client_ids: Ints,
    p: LoanParameters,
    habits: ApplicationParameters,
) -> Rows:
    """Return the rows of table ``previous_application``."""
    columns: dict[str, Column] = {"SK_ID_PREV": loans.number, "SK_ID_CURR": client_ids[loans.owner]}
    columns |= (
        _amounts(rng, loans) | _request(rng, loans, p=p, habits=habits) | _product(loans, p=p) | _sale(rng, loans, p=p)
    )
    columns |= _dates(rng, loans, schedule)
    return Rows(columns=columns, owner=loans.owner)


def _text(values: object) -> Coded:
    names, codes = np.unique(np.asarray(values, dtype=str), return_inverse=True)
    return Coded(codes.astype(np.int64), tuple(str(name) for name in names))


def _amounts(rng: Generator, loans: Loans) -> dict[str, Column]:
    size = len(loans.owner)
    offered, terms = loans.offered, loans.offered & (loans.approved | (rng.random(size) < 0.83))
    terms &= loans.approved | ~(loans.consumer & ~loans.approved) | (rng.random(size) < 0.9)
    down_known = offered & np.where(
        loans.consumer, rng.random(size) < 0.99, (rng.random(size) < np.where(loans.cash, 0.10, 0.01))
    )
    insured = (loans.cash & (loans.amount > loans.price * 1.02)) | (
        loans.consumer & (loans.amount > (loans.price - loans.down) * 1.02)
    )
    rate = np.round(loans.down / np.maximum(loans.price, 1) * 1.089, 12)
    special = offered & loans.consumer & (rng.random(size) < 0.009)
    return {
        "AMT_ANNUITY": nullable(loans.annuity, terms),
        "AMT_APPLICATION": np.where(offered & ~(loans.card & (rng.random(size) < 0.38)), loans.price, 0.0),
        "AMT_CREDIT": np.where(offered, loans.amount, 0.0),
        "AMT_DOWN_PAYMENT": nullable(loans.down, down_known),
        "AMT_GOODS_PRICE": nullable(loans.price, offered & ~(loans.card & (rng.random(size) < 0.38))),
        "RATE_DOWN_PAYMENT": nullable(np.minimum(rate, 1.0), down_known),
        "RATE_INTEREST_PRIMARY": nullable(np.round(0.1 + 0.1 * rng.random(size), 6), special),
        "RATE_INTEREST_PRIVILEGED": nullable(np.round(0.4 + 0.4 * rng.random(size), 6), special),
        "CNT_PAYMENT": nullable(loans.term, terms),
        "NFLAG_INSURED_ON_APPROVAL": nullable(insured, loans.approved),
    }


def _request(rng: Generator, loans: Loans, *, p: LoanParameters, habits: ApplicationParameters) -> dict[str, Column]:
    size = len(loans.owner)
    contract = np.array([one.contract for one in p.outcomes])[loans.outcome]
    status = np.array([one.status for one in p.outcomes])[loans.outcome]
    reject = np.array(p.rejections.names)[p.rejections.draw(rng, size).codes]
    reject = np.where(
        (status == "Refused") & (rng.random(size) < 0.03 * np.exp(p.scofr_with_risk * loans.risk)), "SCOFR", reject
    )
    purpose = np.array(p.purposes.names)[p.purposes.draw(rng, size).codes]
    kind = np.where(loans.newcomer, "New", np.where(rng.random(size) < 0.1, "Refreshed", "Repeater"))
    bank = np.array(
        ["Cash through the bank", "Non-cash from your account", "Cashless from the account of the employer"]
    )
    paid_by = np.where(
        loans.card | ~loans.offered | (rng.random(size) < 0.12),
        NA,
        bank[np.searchsorted([0.9915, 0.9995], rng.random(size))],
    )
    return {
        "NAME_CONTRACT_TYPE": _text(contract),
        "WEEKDAY_APPR_PROCESS_START": habits.weekday.draw(rng, size),
        "HOUR_APPR_PROCESS_START": np.floor(habits.hour.draw(rng, size)).astype(np.int64),
        "FLAG_LAST_APPL_PER_CONTRACT": Coded(1 - flags(rng, 0.0042, size), ("N", "Y")),
        "NFLAG_LAST_APPL_IN_DAY": 1 - flags(rng, 0.0035, size),
        "NAME_CASH_LOAN_PURPOSE": _text(np.where(loans.cash, np.where(loans.offered, purpose, NA), "XAP")),
        "NAME_CONTRACT_STATUS": _text(status),
        "DAYS_DECISION": loans.decided.astype(np.int64),
        "NAME_PAYMENT_TYPE": _text(paid_by),
        "CODE_REJECT_REASON": _text(
            np.where(status == "Refused", reject, np.where(status == "Unused offer", "CLIENT", "XAP"))
        ),
        "NAME_TYPE_SUITE": habits.suite.draw(rng, size).where(
            loans.offered & (rng.random(size) < np.where(loans.card, 0.46, 0.66))
        ),
        "NAME_CLIENT_TYPE": _text(kind),
    }


def _product(loans: Loans, *, p: LoanParameters) -> dict[str, Column]:
    group = np.array(p.yields.names)[loans.yield_group]
    low = np.where((group == "low_normal") | (group == "low_action"), "low", group)
    street = loans.newcomer | (loans.number % 5 == 0)  # walked in rather than called back
    line = np.array([one.line for one in p.shops])[loans.shop]
    interest = np.where(group == "low_action", "without interest", "with interest")
    pos = np.char.add(np.char.add(np.char.add("POS ", line), " "), interest)
    pos = np.where(pos == "POS other without interest", "POS others without interest", pos)
    cash = np.where(~loans.offered, "Cash", np.char.add(np.where(street, "Cash Street: ", "Cash X-Sell: "), low))
    combination = np.where(
        loans.cash, cash, np.where(loans.consumer, pos, np.where(street, "Card Street", "Card X-Sell"))
    )
    portfolio = np.where(
        ~loans.offered,
        NA,
        np.where(loans.cash, "Cash", np.where(loans.consumer, "POS", np.where(loans.card, "Cards", NA))),
    )
    return {
        "NAME_PORTFOLIO": _text(portfolio),
        "NAME_PRODUCT_TYPE": _text(
            np.where(loans.offered & (loans.cash | loans.card), np.where(street, "walk-in", "x-sell"), NA)
        ),
        "NAME_YIELD_GROUP": _text(np.where(loans.offered & ~loans.card, group, NA)),
        "PRODUCT_COMBINATION": _text(combination).where(loans.cash | loans.consumer | loans.card),
    }


def _sale(rng: Generator, loans: Loans, *, p: LoanParameters) -> dict[str, Column]:
    size = len(loans.owner)
    industry = np.array([one.industry for one in p.shops])[loans.shop]
    goods = np.full(size, NA, dtype="U40")
    for index, shop in enumerate(p.shops):
        sold = loans.consumer & (loans.shop == index)
        goods[sold] = np.array(shop.goods.names)[shop.goods.draw(rng, int(sold.sum())).codes]
    office = np.array(["Credit and cash offices", "Contact center", "AP+ (Cash loan)", "Channel of corporate sales"])[
        np.searchsorted([0.83, 0.92, 0.994], rng.random(size))
    ]
    store = np.array(["Country-wide", "Stone", "Regional / Local"])[np.searchsorted([0.58, 0.86], rng.random(size))]
    area = np.array([one.area for one in p.shops])[loans.shop] * rng.lognormal(0, 0.9, size)
    return {
        "NAME_GOODS_CATEGORY": _text(goods),
        "CHANNEL_TYPE": _text(np.where(loans.consumer, store, office)),
        "SELLERPLACE_AREA": np.where(loans.consumer, np.floor(area), -1).astype(np.int64),
        "NAME_SELLER_INDUSTRY": _text(np.where(loans.consumer, industry, NA)),
    }


def _dates(rng: Generator, loans: Loans, schedule: Schedule) -> dict[str, Column]:
    size = len(loans.owner)
    dates = {
        name: np.full(size, np.nan)
        for name in ("FIRST_DRAWING", "FIRST_DUE", "LAST_DUE_1ST_VERSION", "LAST_DUE", "TERMINATION")
    }
    at, running = schedule.loans, schedule.running
    dates["FIRST_DRAWING"][at] = NOT_YET
    dates["FIRST_DUE"][at] = _past(schedule.first_due)
    dates["LAST_DUE_1ST_VERSION"][at] = schedule.first_due + 30.0 * (schedule.term - 1)
    dates["LAST_DUE"][at] = np.where(running, NOT_YET, _past(schedule.last_due))
    dates["TERMINATION"][at] = np.where(running, NOT_YET, _past(schedule.terminated))
    cards = loans.cards
    drawn = rng.random(len(cards)) < 0.62
    first = np.minimum(loans.decided[cards] + np.floor(rng.exponential(40, len(cards))), -1)
    dates["FIRST_DRAWING"][cards] = np.where(drawn, first, NOT_YET)
    dates["FIRST_DUE"][cards] = np.where(drawn, _past(first + 30), NOT_YET)
    for name in ("LAST_DUE_1ST_VERSION", "LAST_DUE", "TERMINATION"):
        dates[name][cards] = NOT_YET
    return {f"DAYS_{name}": values for name, values in dates.items()}


def _past(day: Floats) -> Floats:
    return np.where(day < 0, day, NOT_YET)
