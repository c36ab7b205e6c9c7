"""A row of table ``bureau`` as variables that can be drawn one after the other."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.sources.synthetic.draws import MONTH, Flags, Floats
from limpide.sources.synthetic.measured import Measured, Raw

OLDEST = 2922
"""Days that the bureau looks back."""

CARD, CONSUMER = "Credit card", "Consumer credit"

FAR = 20_000
"""Days from which the end of a loan is a date that stands for none."""

_RATE = 0.0165  # a month: what the debt of a loan paid off in equal instalments decreases by
_SOON = 62  # days before the planned end; loans paid off earlier than that are measured by their life
_DEEPEST = 5.0  # debt or limit, as a multiple of what is due
_HEAVIEST = 60.0  # annuities of a loan, as a multiple of it
_MONTHS = 36.0  # of a loan without an end

OPENING = ("gap", "wait", "family", "other_kind", "end", "card_term", "term", "far_end")
"""What is drawn first: when the loan began, its kind and its planned end."""

GAPS = {"none": 0, "day": 1, "weekend": 3}
"""Days between loans that are often one loan reported twice."""

PLACES = ("newest", "later")
"""Whether a loan is the client's newest one."""

ENDING = ("state", "outcome", "soon", "life", "late_end")
"""What is drawn next: whether and how the loan was paid off."""

_KNOWN = {"known": ("yes",)}
_NO_CARD = ("consumer", "other")
WHENS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "number": _KNOWN,
    "followed": _KNOWN,
    "newest": _KNOWN,
    "gap": {"place": ("later",)},
    "wait": {"gap": ("longer",)},
    "other_kind": {"family": ("other",)},
    "card_term": {"end": ("known",), "family": ("card",)},
    "term": {"end": ("known",), "family": _NO_CARD},
    "far_end": {"end": ("far",)},
    "outcome": {"state": ("Closed",)},
    "soon": {"outcome": ("soon",)},
    "life": {"outcome": ("early",)},
    "late_end": {"outcome": ("late",)},
    "lag": {"news": ("lag",)},
    "age": {"news": ("age",)},
    "card_credit": {"family": ("card",)},
    "consumer_credit": {"family": ("consumer",)},
    "other_credit": {"family": ("other",)},
    "card_owed": {"debt": ("some",), "family": ("card",)},
    "owed": {"debt": ("some",), "family": _NO_CARD},
    "overpaid": {"debt": ("overpaid",)},
    "free": {"limit": ("some",)},
    "annuity": {"followed": ("yes",)},
    "card_burden": {"annuity": ("some",), "family": ("card",)},
    "burden": {"annuity": ("some",), "family": _NO_CARD},
    "peak_amount": {"peak": ("some",)},
    "overdue": {"state": ("Active",)},
    "overdue_days": {"overdue": ("some",)},
    "overdue_share": {"overdue": ("some",)},
}
"""Variables of some rows only: the categories that say which."""


def measure_rows(raw: Raw, *, first: Flags, left: Floats) -> Measured:
    """Return the variables of rows in order of client, newest loan first.

    ``first`` marks each client's newest loan, ``left`` counts the loans still to come, each row included.
    """
    start = -raw["DAYS_CREDIT"]
    before = np.where(first, 0.0, np.roll(start, 1))
    end, kind = raw["DAYS_CREDIT_ENDDATE"], raw["CREDIT_TYPE"]
    opening = {
        "gap": _pick([start - before == days for days in GAPS.values()], list(GAPS), "longer"),
        "wait": wait_of(start, before=before, left=left),
        "family": _pick([kind == CARD, kind == CONSUMER], ["card", "consumer"], "other"),
        "other_kind": kind,
        "end": _end(raw, first=first),
        "card_term": end + start,
        "term": end + start,
        "far_end": end,
    }
    ending, news = _ending(raw, end=end, start=start), _news(raw, first=first)
    # What is reported at all comes first: it is a habit of lenders, and goes on from loan to loan.
    return opening | ending | _reported(raw) | news | _amounts(raw, end=end, start=start) | _rare(raw)


def wait_of(start: Floats, *, before: Floats, left: Floats) -> Floats:
    """Return the wait between loans as the share of even waits that are shorter: of ``left`` loans in the time left."""
    return np.asarray(1 - (1 - np.clip((start - before) / np.maximum(OLDEST - before, 1.0), 0.0, 1.0)) ** left)


def start_after(wait: Floats, *, before: Floats, left: Floats) -> Floats:
    """Return how many days ago loans began after such waits: the inverse of ``wait_of``, two days after at least."""
    share = 1 - (1 - np.clip(wait, 0.0, 1.0)) ** (1 / left)
    return np.asarray(np.maximum(np.rint(before + share * np.maximum(OLDEST - before, 1.0)), before + 2))


def _end(raw: Raw, *, first: Flags) -> NDArray[np.object_]:
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


def _news(raw: Raw, *, first: Flags) -> dict[str, Any]:
    update, fact = raw["DAYS_CREDIT_UPDATE"], raw["DAYS_ENDDATE_FACT"]
    same = ~first & (update == np.roll(update, 1))
    return {"news": _pick([same, ~np.isnan(fact)], ["same", "lag"], "age"), "lag": update - fact, "age": -update}


def _reported(raw: Raw) -> dict[str, Any]:
    """Tell which amounts are known, and which of them are nought."""
    credit, debt, limit = raw["AMT_CREDIT_SUM"], raw["AMT_CREDIT_SUM_DEBT"], raw["AMT_CREDIT_SUM_LIMIT"]
    rest = (limit > 0) & (np.abs(limit + debt - credit) < 1)
    return {
        "annuity": _known(raw["AMT_ANNUITY"]),
        "peak": _known(raw["AMT_CREDIT_MAX_OVERDUE"]),
        "limit": _known(limit, (rest, "rest"), (limit < 0, "none")),
        "debt": _known(debt, (debt < 0, "overpaid")),
    }


def _amounts(raw: Raw, *, end: Floats, start: Floats) -> dict[str, Any]:
    credit, debt = raw["AMT_CREDIT_SUM"], raw["AMT_CREDIT_SUM_DEBT"]
    some = np.where(credit > 0, credit, np.nan)
    months = months_to_pay(raw["CREDIT_TYPE"] == CARD, start=start, end=end)
    burden = np.minimum(raw["AMT_ANNUITY"] * months / some, _HEAVIEST)
    return {
        **{f"{family}_credit": credit for family in ("card", "consumer", "other")},
        "card_owed": np.minimum(debt / some, _DEEPEST),
        "owed": np.minimum(debt / (some * left_to_pay(start=start, end=end)), _DEEPEST),
        "overpaid": -debt,
        "free": np.minimum(raw["AMT_CREDIT_SUM_LIMIT"] / some, _DEEPEST),
        "card_burden": burden,
        "burden": burden,
        "peak_amount": raw["AMT_CREDIT_MAX_OVERDUE"],
    }


def _rare(raw: Raw) -> dict[str, Any]:
    """Return what only few loans have."""
    overdue, debt = raw["AMT_CREDIT_SUM_OVERDUE"], raw["AMT_CREDIT_SUM_DEBT"]
    return {
        "overdue": _known(np.maximum(overdue, raw["CREDIT_DAY_OVERDUE"])),
        "overdue_days": raw["CREDIT_DAY_OVERDUE"],
        "overdue_share": np.minimum(overdue / np.where(debt > 0, debt, np.nan), 1.0),
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


def months_to_pay(card: Flags, *, start: Floats, end: Floats) -> Floats:
    """Return the months in which a loan is paid off."""
    return np.where(np.isnan(end) | (end > FAR) | card, _MONTHS, np.clip((end + start) / MONTH, 1.0, 240.0))


def _known(values: Floats, *others: tuple[Flags, str]) -> NDArray[np.object_]:
    """Say of an amount whether it is unknown, nought, something, or in one of the other cases."""
    conditions = [np.isnan(values), *(rows for rows, _ in others), values == 0]
    return _pick(conditions, ["unknown", *(name for _, name in others), "none"], "some")


def _pick(conditions: list[Flags], names: list[str], default: str) -> NDArray[np.object_]:
    return np.asarray(np.select(conditions, names, default), dtype=object)


Levels = Mapping[str, tuple[str | None, ...] | tuple[float | None, ...]]
