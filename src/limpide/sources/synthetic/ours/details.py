"""The details of an earlier application, kind by kind: what is drawn after its core, and the columns from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import Coded, Column, Floats
from limpide.sources.synthetic.measured import Measured, Raw, Texts
from limpide.sources.synthetic.ours.text import among, constant, joined, numbers, parts

PATTERNS = {
    "product": ("NAME_PRODUCT_TYPE", "PRODUCT_COMBINATION", "NAME_YIELD_GROUP"),
    "place": ("CHANNEL_TYPE", "NAME_SELLER_INDUSTRY", "area"),
    "rates": ("RATE_INTEREST_PRIMARY", "RATE_INTEREST_PRIVILEGED"),
    "lasts": ("FLAG_LAST_APPL_PER_CONTRACT", "NFLAG_LAST_APPL_IN_DAY"),
}
"""Columns that are drawn as one pattern."""

_REQUEST = ("place", "SELLERPLACE_AREA", "NAME_CLIENT_TYPE", "NAME_TYPE_SUITE", "NAME_PAYMENT_TYPE")
VARIABLES = {
    "cash": ("product", *_REQUEST, "NAME_CASH_LOAN_PURPOSE", "down_known", "CNT_PAYMENT", "over", "cost"),
    "consumer": (
        "product", *_REQUEST, "NAME_GOODS_CATEGORY", "grid", "down", "CNT_PAYMENT", "over", "cost", "rates",
    ),
    "unsold": ("product", *_REQUEST, "NAME_GOODS_CATEGORY", "down_known"),
    "card": ("product", *_REQUEST, "asked", "down_known", "lasts", "yearly"),
    "bare": ("product", *_REQUEST),
    "refused": ("CODE_REJECT_REASON",),
    "cash approved": ("contract",),
    "consumer approved": ("contract",),
    "card approved": ("contract",),
}  # fmt: skip
"""What is drawn for each kind of application, then for the refused ones of all kinds and the approved ones of some."""

_AS_TEXT = ("CNT_PAYMENT",)
_CARD_YEAR = 20.0  # the usual annuity of a card is its limit by this


def measure_details(raw: Raw, stage: str) -> Measured:
    """Return the variables of rows of one kind or stage, in the order in which they are drawn."""
    return {name: _MEASURES.get(name, _as_is(name))(raw) for name in VARIABLES[stage]}


Measure = Callable[[Raw], Floats | Texts]


def _as_is(name: str) -> Measure:
    if name in PATTERNS:
        return lambda raw: joined(*(raw[column] for column in PATTERNS[name]))
    if name in _AS_TEXT:
        return lambda raw: joined(raw[name])
    return lambda raw: raw[name]


def _place(raw: Raw) -> Texts:
    """Return channel and industry, and whether the size of the place of sale is unknown, nought or something."""
    area = raw["SELLERPLACE_AREA"]
    kind = np.where(area < 0, "unknown", np.where(area == 0, "nought", "known")).astype(object)
    return joined(raw["CHANNEL_TYPE"], raw["NAME_SELLER_INDUSTRY"], kind)


def _area(raw: Raw) -> Floats:
    return np.where(raw["SELLERPLACE_AREA"] > 0, raw["SELLERPLACE_AREA"], np.nan)


def _grid(raw: Raw) -> Texts:
    """Return, as text, the step that a down payment is a multiple of, "share" where it is a twentieth of the price."""
    down, found = np.nan_to_num(raw["AMT_DOWN_PAYMENT"]), np.full(len(raw["AMT_DOWN_PAYMENT"]), "share", dtype=object)
    near = np.rint(_down(raw) * _PARTS) - _down(raw) * _PARTS
    for step in _STEPS[::-1]:
        found[(np.abs(near) > 1e-9) & (np.abs(down / step - np.rint(down / step)) < 1e-6)] = str(step)
    return found


def _known(raw: Raw) -> Texts:
    return np.where(np.isnan(raw["AMT_DOWN_PAYMENT"]), "no", "yes").astype(object)


def _down(raw: Raw) -> Floats:
    """Return the share of the price that is paid at once; a twentieth that was rounded up counts as that."""
    down, price = np.nan_to_num(raw["AMT_DOWN_PAYMENT"]), raw["AMT_APPLICATION"]
    share = down / price
    near = np.rint(share * _PARTS) / _PARTS
    return np.asarray(np.where(np.abs(_up(near * price, _GRID) - down) < 0.01, near, share))


def _over(raw: Raw) -> Floats:
    price = raw["AMT_APPLICATION"] - np.nan_to_num(raw["AMT_DOWN_PAYMENT"])
    return np.asarray(raw["AMT_CREDIT"] / np.where(price > 0, price, np.nan))


def _cost(raw: Raw) -> Floats:
    credit = np.where(raw["AMT_CREDIT"] > 0, raw["AMT_CREDIT"], np.nan)
    return np.asarray(raw["AMT_ANNUITY"] * raw["CNT_PAYMENT"] / credit)


def _asked(raw: Raw) -> Texts:
    """Return whether the limit of a card was asked for, was another one, or nothing was asked for in numbers."""
    nothing = np.where(np.isnan(raw["AMT_GOODS_PRICE"]), "nothing", "nought")
    same = np.where(raw["AMT_CREDIT"] == raw["AMT_APPLICATION"], "same", "least")
    return np.where(raw["AMT_APPLICATION"] > 0, same, nothing).astype(object)


def _yearly(raw: Raw) -> Floats:
    credit = np.where(raw["AMT_CREDIT"] > 0, raw["AMT_CREDIT"], np.nan)
    return np.asarray(raw["AMT_ANNUITY"] * _CARD_YEAR / credit)


def _contract(raw: Raw) -> Texts:
    """Return whether an approved application became a contract, with or without insurance."""
    insured = np.where(raw["NFLAG_INSURED_ON_APPROVAL"] == 1, "insured", "bare")
    return np.where(np.isnan(raw["DAYS_FIRST_DUE"]), "none", insured).astype(object)


_MEASURES: Mapping[str, Measure] = {
    "place": _place, "SELLERPLACE_AREA": _area, "grid": _grid, "down_known": _known, "down": _down, "over": _over,
    "cost": _cost, "asked": _asked, "yearly": _yearly, "contract": _contract,
}  # fmt: skip


@dataclass(frozen=True)
class Details:
    """Drawn values of the rows of one kind, with the amount of their core."""

    kind: str
    values: Mapping[str, Column]
    amount: Floats  # NaN without an offer
    contract: Coded  # NAME_CONTRACT_TYPE

    def number(self, name: str) -> Floats:
        """Return a variable of numbers, NaN where the kind has none."""
        found = self.values.get(name)
        if isinstance(found, Coded):
            return numbers(found)
        return np.full(len(self.amount), np.nan) if found is None else np.asarray(found, dtype=np.float64)

    def says(self, name: str, what: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Tell where a variable of text says ``what``; nowhere if the kind has none."""
        found = self.values.get(name)
        if isinstance(found, Coded) and what in found.names:
            return found.equals(what)
        return np.zeros(len(self.amount), dtype=bool)


def compose_details(drawn: Details) -> dict[str, Column]:
    """Return the lender's columns of rows of one kind, without keys, days, and what status decides."""
    columns: dict[str, Column] = {}
    for name, value in drawn.values.items():
        if name in PATTERNS and isinstance(value, Coded):
            columns |= parts(value, PATTERNS[name])
        elif name.isupper():
            columns[name] = numbers(value) if name in _AS_TEXT and isinstance(value, Coded) else value
    if drawn.kind == "bare":
        columns["PRODUCT_COMBINATION"] = _combination(drawn.contract, columns["PRODUCT_COMBINATION"])
    columns["SELLERPLACE_AREA"] = _whole_area(columns.pop("area"), drawn.number("SELLERPLACE_AREA"))
    return columns | _amounts(drawn) | _fixed(drawn, columns)


def _whole_area(kind: Column, area: Floats) -> Floats:
    """Return the size of the place of sale: -1 unknown."""
    known = np.maximum(np.rint(area), 1)
    if not isinstance(kind, Coded):
        return known
    return np.where(among(kind, "known"), known, np.where(among(kind, "nought"), 0, _NO_AREA))


def _combination(contract: Coded, drawn: Column) -> Coded:
    """Return the product of a bare enquiry: cash, or one of two sorts of card."""
    street = among(drawn, "Card Street") if isinstance(drawn, Coded) else np.zeros(len(contract.codes), dtype=bool)
    card = np.where(street, 0, 1)
    codes = np.where(among(contract, "Cash loans"), 2, np.where(among(contract, "Revolving loans"), card, -1))
    return Coded(codes, ("Card Street", "Card X-Sell", "Cash"))


def _amounts(drawn: Details) -> dict[str, Column]:
    amount, offered = np.nan_to_num(drawn.amount), ~np.isnan(drawn.amount)
    if drawn.kind == "card":
        return _limits(drawn, amount)
    if drawn.kind in ("unsold", "bare"):
        down = np.where(drawn.says("down_known", "yes"), 0.0, np.nan)
        price = np.where(offered, drawn.amount, np.nan)
        nothing = np.full(len(amount), np.nan)
        return {
            "AMT_ANNUITY": nothing, "AMT_APPLICATION": amount, "AMT_CREDIT": amount, "AMT_DOWN_PAYMENT": down,
            "AMT_GOODS_PRICE": price, "RATE_DOWN_PAYMENT": down, "CNT_PAYMENT": nothing,
        }  # fmt: skip
    return _offer(drawn, amount)


_NO_AREA = -1
_FINE, _GRID = 0.045, 4.5
_STEPS = (4500.0, 450.0, 45.0, 4.5)
_PARTS = 20  # most down payments are a multiple of the price by this
_RATE_OF_DOWN = 1.0890909090909091  # the lender's rate is this times the share of down payment and credit


def _offer(drawn: Details, price: Floats) -> dict[str, Column]:
    """Return the amounts of a loan: price, down payment, credit with insurance, annuity."""
    if drawn.kind == "consumer":
        share = drawn.number("down")
        usual = np.abs(np.rint(share * _PARTS) - share * _PARTS) < 1e-6
        step = np.where(drawn.says("grid", "share"), _GRID, 0.0)
        for one in _STEPS:
            step = np.where(drawn.says("grid", str(one)), one, step)
        step = np.where(step > price, _GRID, np.where(step > 0, step, _GRID))
        down = np.minimum(np.where(usual, _up(share * price, _GRID), _to(share * price, step)), 0.95 * price)
        known = down
    else:
        down = np.zeros(len(price))
        known = np.where(drawn.says("down_known", "yes"), 0.0, np.nan)
    over, lent = drawn.number("over"), price - down
    credit = np.where(np.abs(over - 1) < 5e-4, lent, np.maximum(_to(lent * over, _GRID), _GRID))
    term = drawn.number("CNT_PAYMENT")
    return {
        "AMT_ANNUITY": np.round(_to(credit * drawn.number("cost") / term, _FINE), 3),
        "AMT_APPLICATION": price,
        "AMT_CREDIT": np.round(credit, 3),
        "AMT_DOWN_PAYMENT": np.round(known, 3),
        "AMT_GOODS_PRICE": price,
        "RATE_DOWN_PAYMENT": _RATE_OF_DOWN * known / (credit + down),
    }


def _limits(drawn: Details, limit: Floats) -> dict[str, Column]:
    """Return the amounts of a card: its limit, and what was asked for."""
    nothing, nought = drawn.says("asked", "nothing"), drawn.says("asked", "nought")
    asked = np.where(nothing | nought, 0.0, np.where(drawn.says("asked", "least"), 45000.0, limit))
    known = np.where(drawn.says("down_known", "yes"), 0.0, np.nan)
    annuity = limit * drawn.number("yearly") / _CARD_YEAR
    return {
        "AMT_ANNUITY": np.where(limit > 0, np.round(_to(annuity, 45.0), 3), 0.0),
        "AMT_APPLICATION": asked,
        "AMT_CREDIT": limit,
        "AMT_DOWN_PAYMENT": known,
        "AMT_GOODS_PRICE": np.where(nothing, np.nan, asked),
        "RATE_DOWN_PAYMENT": known,
        "CNT_PAYMENT": np.zeros(len(limit)),
    }


def _fixed(drawn: Details, columns: Mapping[str, Column]) -> dict[str, Column]:
    """Return the columns that are the same for the whole kind."""
    size = len(drawn.amount)
    cash = among(drawn.contract, "Cash loans")
    fixed: dict[str, Column] = {
        "NAME_CASH_LOAN_PURPOSE": Coded(np.where(cash, 0, 1), ("XNA", "XAP")),
        "NAME_GOODS_CATEGORY": constant("XNA", size),
        "FLAG_LAST_APPL_PER_CONTRACT": constant("Y", size),
        "NFLAG_LAST_APPL_IN_DAY": constant("1", size),
        "RATE_INTEREST_PRIMARY": constant("", size),
        "RATE_INTEREST_PRIVILEGED": constant("", size),
    }
    return {name: column for name, column in fixed.items() if name not in columns}


def _up(amount: Floats, step: float) -> Floats:
    return np.asarray(np.ceil(amount / step - 1e-6) * step)


def _to(amount: Floats, step: Floats | float) -> Floats:
    return np.asarray(np.rint(amount / step) * step)
