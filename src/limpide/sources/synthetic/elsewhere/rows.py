"""A row of table ``bureau`` as variables that can be drawn one after the other."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.sources.synthetic.draws import MONTH, Floats
from limpide.sources.synthetic.measured import Measured, Raw

OLDEST = 2922
"""Days that the bureau looks back."""

CARD = "Credit card"

FAR = 20_000
"""Days from which the end of a loan is a date that stands for none."""

_RATE = 0.0165  # a month: what the debt of a loan paid off in equal instalments decreases by
_SOON = 62  # days before the planned end; loans paid off earlier than that are measured by their life
_HEAVIEST = 60.0  # annuities of a loan, as a multiple of it
_MONTHS = 36.0  # of a loan without an end

OPENING = ("wait", "kind", "end", "term", "far_end")
"""What is drawn first: when the loan began, its kind and its planned end."""

PLACES = ("newest", "later")
"""Whether a loan is the client's newest one."""

ENDING = ("state", "outcome", "soon", "life", "late_end")
"""What is drawn next: whether and how the loan was paid off."""

WHENS = {
    "number": ("known", ("yes",)),
    "followed": ("known", ("yes",)),
    "newest": ("known", ("yes",)),
    "wait": ("place", ("later",)),
    "term": ("end", ("known",)),
    "far_end": ("end", ("far",)),
    "outcome": ("state", ("Closed",)),
    "soon": ("outcome", ("soon",)),
    "life": ("outcome", ("early",)),
    "late_end": ("outcome", ("late",)),
    "lag": ("news", ("lag",)),
    "age": ("news", ("age",)),
    "owed": ("debt", ("some",)),
    "overpaid": ("debt", ("overpaid",)),
    "free": ("limit", ("some",)),
    "annuity": ("followed", ("yes",)),
    "burden": ("annuity", ("some",)),
    "peak_amount": ("peak", ("some",)),
    "overdue": ("state", ("Active",)),
    "overdue_days": ("overdue", ("some",)),
    "overdue_share": ("overdue", ("some",)),
}
"""Variables of some rows only: the category that says which."""


def measure_rows(raw: Raw, *, first: NDArray[np.bool_]) -> Measured:
    """Return the variables of rows in order of client, newest loan first; ``first`` marks each client's newest."""
    start = -raw["DAYS_CREDIT"]
    before = np.where(first, 0.0, np.roll(start, 1))
    end = raw["DAYS_CREDIT_ENDDATE"]
    opening = {
        "wait": (start - before) / np.maximum(OLDEST - before, 1.0),
        "kind": raw["CREDIT_TYPE"],
        "end": _end(raw, first=first),
        "term": end + start,
        "far_end": end,
    }
    return opening | _ending(raw, end=end, start=start) | _news(raw, first=first) | _amounts(raw, end=end, start=start)


def _end(raw: Raw, *, first: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Tell how the planned end is known; ``same``: the loan before, reported twice."""
    end, credit = raw["DAYS_CREDIT_ENDDATE"], raw["AMT_CREDIT_SUM"]
    same = ~first & (end == np.roll(end, 1)) & (credit == np.roll(credit, 1)) & (credit > 0)
    return _pick([same, np.isnan(end), end > FAR], ["same", "none", "far"], "known")


def _ending(raw: Raw, *, end: Floats, start: Floats) -> dict[str, Any]:
    fact = raw["DAYS_ENDDATE_FACT"]
    before = end - fact
    return {
        "state": raw["CREDIT_ACTIVE"],
        "outcome": _pick(
            [np.isnan(fact), before == 0, (before > 0) & (before <= _SOON), before < 0],
            ["none", "on", "soon", "late"],
            "early",
        ),
        "soon": before,
        "life": (fact + start) / life_at_most(start=start, end=end),
        "late_end": fact - end,
    }


def life_at_most(*, start: Floats, end: Floats) -> Floats:
    """Return how many days a loan lasts that is paid off before its end and before today."""
    return np.maximum(np.fmin(start, end + start), 1.0)


def _news(raw: Raw, *, first: NDArray[np.bool_]) -> dict[str, Any]:
    update, fact = raw["DAYS_CREDIT_UPDATE"], raw["DAYS_ENDDATE_FACT"]
    same = ~first & (update == np.roll(update, 1))
    return {"news": _pick([same, ~np.isnan(fact)], ["same", "lag"], "age"), "lag": update - fact, "age": -update}


def _amounts(raw: Raw, *, end: Floats, start: Floats) -> dict[str, Any]:
    credit, debt, limit = raw["AMT_CREDIT_SUM"], raw["AMT_CREDIT_SUM_DEBT"], raw["AMT_CREDIT_SUM_LIMIT"]
    annuity, peak, overdue = raw["AMT_ANNUITY"], raw["AMT_CREDIT_MAX_OVERDUE"], raw["AMT_CREDIT_SUM_OVERDUE"]
    some = np.where(credit > 0, credit, np.nan)
    months = months_to_pay(raw["CREDIT_TYPE"] == CARD, start=start, end=end)
    rest = (limit > 0) & (np.abs(limit + debt - credit) < 1)
    return {
        "credit": credit,
        "debt": _known(debt, (debt < 0, "overpaid")),
        "owed": debt / (some * left_to_pay(start=start, end=end)),
        "overpaid": -debt,
        "limit": _known(limit, (rest, "rest"), (limit < 0, "none")),
        "free": limit / some,
        "annuity": _known(annuity),
        "burden": np.minimum(annuity * months / some, _HEAVIEST),
        "peak": _known(peak),
        "peak_amount": peak,
        "overdue": _known(np.maximum(overdue, raw["CREDIT_DAY_OVERDUE"])),
        "overdue_days": raw["CREDIT_DAY_OVERDUE"],
        "overdue_share": overdue / np.where(debt > 0, debt, np.nan),
        "prolonged": np.minimum(raw["CNT_CREDIT_PROLONG"], 5).astype(int).astype(str).astype(object),
        "currency": raw["CREDIT_CURRENCY"],
    }


def left_to_pay(*, start: Floats, end: Floats) -> Floats:
    """Return the share of a loan that equal instalments leave to pay today; 1 without a near end still to come."""
    near = (end > 0) & (end < FAR)
    months = np.maximum((end + start) / MONTH, 1.0)
    left = np.where(near, end / MONTH, 0.0)
    share = (1 - (1 + _RATE) ** -np.minimum(left, months)) / (1 - (1 + _RATE) ** -np.where(near, months, 1.0))
    return np.where(near, np.maximum(share, 0.01), 1.0)


def months_to_pay(card: NDArray[np.bool_], *, start: Floats, end: Floats) -> Floats:
    """Return the months in which a loan is paid off."""
    return np.where(np.isnan(end) | (end > FAR) | card, _MONTHS, np.clip((end + start) / MONTH, 1.0, 240.0))


def _known(values: Floats, *others: tuple[NDArray[np.bool_], str]) -> NDArray[np.object_]:
    """Say of an amount whether it is unknown, nought, something, or in one of the other cases."""
    conditions = [np.isnan(values), *(rows for rows, _ in others), values == 0]
    return _pick(conditions, ["unknown", *(name for _, name in others), "none"], "some")


def _pick(conditions: list[NDArray[np.bool_]], names: list[str], default: str) -> NDArray[np.object_]:
    return np.asarray(np.select(conditions, names, default), dtype=object)


Levels = Mapping[str, tuple[str | None, ...] | tuple[float | None, ...]]
