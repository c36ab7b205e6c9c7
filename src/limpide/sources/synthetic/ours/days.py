"""The days of a contract: first due, last due, end; 365243 where the day has not come."""

from collections.abc import Mapping

import numpy as np

from limpide.sources.synthetic.draws import NOT_YET, Coded, Column, Flags, Floats
from limpide.sources.synthetic.measured import Measured, Raw
from limpide.sources.synthetic.ours.text import among

LOAN, CARD = "days of a loan", "days of a card"
DAYS = (
    "DAYS_FIRST_DRAWING", "DAYS_FIRST_DUE", "DAYS_LAST_DUE_1ST_VERSION", "DAYS_LAST_DUE", "DAYS_TERMINATION",
)  # fmt: skip
_STEP = 30.0  # days between instalments
_LATEST = -2.0  # the newest day that the lender shows


def elapsed(decided: Floats, term: Floats) -> Floats:
    """Return how much of a loan's time has passed, 1 at its last instalment, as a position up to 2."""
    due = -decided - _STEP
    return np.asarray(np.clip(due / (_STEP * np.maximum(term - 1, 1)), 0.0, 2.0) / 2)


def measure_loan_days(raw: Raw) -> Measured:
    """Return the variables of scheduled cash and consumer loans, NaN where they say nothing."""
    due, last = _real(raw["DAYS_FIRST_DUE"]), _real(raw["DAYS_LAST_DUE"])
    planned = _real(raw["DAYS_LAST_DUE_1ST_VERSION"])
    paid = np.rint((last - due) / _STEP) + 1
    course = np.where(np.isnan(last), "running", np.where(last < planned - 15, "early", "planned"))
    end = _real(raw["DAYS_TERMINATION"])
    open_still = np.isnan(end) & (course != "running")
    return {
        "wait": due - raw["DAYS_DECISION"],
        "course": np.where(open_still, np.char.add(course, " open"), course).astype(object),
        "paid": np.where(course == "early", paid / _most(due, raw["CNT_PAYMENT"]), np.nan),
        "closing": np.where(course == "running", np.nan, end - last),
    }


def _most(due: Floats, term: Floats) -> Floats:
    """Return how many instalments a loan that ended early can have had."""
    possible = np.floor((_LATEST - due) / _STEP) + 1
    return np.asarray(np.maximum(np.minimum(term - 1, possible), 1.0))


def compose_loan_days(values: Mapping[str, Column], *, decided: Floats, term: Floats) -> dict[str, Floats]:
    """Return the five days of cash and consumer loans."""
    course = values["course"]
    if not isinstance(course, Coded):
        raise TypeError("the course of a loan is text")
    wait, share, closing = (np.asarray(values[name], dtype=np.float64) for name in ("wait", "paid", "closing"))
    due = decided + np.rint(wait)
    planned = due + _STEP * (np.maximum(term, 1) - 1)
    most = _most(due, term)
    paid = np.clip(np.rint(share * most), 1, most)
    early = among(course, "early", "early open") & (due <= _LATEST) & (term > 1)
    last = np.where(early, due + _STEP * (paid - 1), planned)
    ended = (last <= _LATEST) & (early | among(course, "planned", "planned open"))
    end = last + np.rint(closing)
    return {
        "DAYS_FIRST_DRAWING": np.full(len(decided), float(NOT_YET)),
        "DAYS_FIRST_DUE": np.where(due >= 0, NOT_YET, due),
        "DAYS_LAST_DUE_1ST_VERSION": planned,
        "DAYS_LAST_DUE": np.where(ended, last, NOT_YET),
        "DAYS_TERMINATION": np.where(ended & among(course, "early", "planned") & (end <= _LATEST), end, NOT_YET),
    }


def measure_card_days(raw: Raw) -> Measured:
    """Return the variables of scheduled cards: which days have come, and which share of the time passed before each."""
    decided = raw["DAYS_DECISION"]
    days = {name: _real(raw[name]) for name in DAYS}
    came = np.stack([~np.isnan(day) for day in days.values()]).astype(np.int64).astype(str)
    due = days["DAYS_FIRST_DUE"] - np.where(np.isnan(days["DAYS_FIRST_DRAWING"]), decided, days["DAYS_FIRST_DRAWING"])
    return {
        "came": np.array(["".join(one) for one in came.T], dtype=object),
        "drawing": (days["DAYS_FIRST_DRAWING"] - decided) / -decided,
        "due": due,
        "last": (days["DAYS_LAST_DUE"] - decided) / -decided,
        "end": (days["DAYS_TERMINATION"] - decided) / -decided,
    }


def compose_card_days(values: Mapping[str, Column], *, decided: Floats) -> dict[str, Floats]:
    """Return the five days of cards."""
    drawing, due, last, end = (np.asarray(values[name], dtype=np.float64) for name in ("drawing", "due", "last", "end"))
    came = values["came"]
    if not isinstance(came, Coded):
        raise TypeError("which days have come is text")
    drawn = decided + np.rint(drawing * -decided)
    first = np.where(_came(came, 0), drawn, decided) + np.rint(due)
    closing = np.maximum(decided + np.rint(last * -decided), first)
    days = (drawn, first, first, closing, decided + np.rint(end * -decided))
    return {
        name: np.where(_came(came, place) & (day <= _LATEST), day, NOT_YET)
        for place, (name, day) in enumerate(zip(DAYS, days, strict=True))
    }


def _came(came: Coded, place: int) -> Flags:
    """Tell where the day at this place has come."""
    return np.array([name[place] == "1" for name in came.names])[came.codes]


def _real(days: Floats) -> Floats:
    return np.where(days == NOT_YET, np.nan, days)
