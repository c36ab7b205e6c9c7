"""How officers use a model: decisions they reverse, cases it leaves to them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from limpide.bundle.archive import Bundle
from limpide.core.decision import decide
from limpide.monitoring.alarm import Alarm, find_alarm
from limpide.monitoring.limits import Limits
from limpide.monitoring.record import TrackRecord
from limpide.monitoring.shares import is_above, is_change

_ENDLESS = 10**9  # the bundle's share is given, not measured again


@dataclass(frozen=True, kw_only=True)
class Habit:
    """The decisions of a month; ``overrides`` is a share of the ``decided`` ones: by the model, then by an officer.

    ``lenient`` and ``strict`` are overrides that accepted or refused against the model.
    """

    period: str
    decisions: int
    decided: int
    reviewed: float
    overrides: float | None
    lenient: int
    strict: int


@dataclass(frozen=True, kw_only=True)
class Practice:
    """All of it; ``promised`` is the share of applications in the grey zone when the bundle was made."""

    promised: float
    whole: Habit
    periods: tuple[Habit, ...]
    alarms: tuple[Alarm, ...]


def measure_practice(record: TrackRecord, bundle: Bundle, *, limits: Limits) -> Practice | None:
    """Measure how officers use a model; None for too few decisions."""
    if len(record) < limits.practice.fewest_decisions:
        return None
    said = record.model_decision
    if said is None:
        said = np.array(
            [decide(p, threshold=bundle.threshold, grey_zone=bundle.grey_zone).value for p in record.chances.tolist()]
        )
    whole = _habit(record, said, "all")
    months = tuple(_habit(record.where(month), said[month], name) for name, month in _months(record))
    promised = bundle.manifest.abstention.share
    return Practice(
        promised=promised, whole=whole, periods=months, alarms=tuple(_alarms(whole, promised, limits=limits))
    )


def _months(record: TrackRecord) -> Iterator[tuple[str, np.ndarray]]:
    for name in record.periods:
        yield name, record.period == name


def _habit(record: TrackRecord, said: np.ndarray, period: str) -> Habit:
    lenient = strict = made = 0
    if record.choice is not None:
        chosen = (record.choice != "") & (said != "review")
        made = int(chosen.sum())
        lenient = int((chosen & (said == "refused") & (record.choice == "accepted")).sum())
        strict = int((chosen & (said == "accepted") & (record.choice == "refused")).sum())
    return Habit(
        period=period,
        decisions=len(record),
        decided=made,
        reviewed=float((said == "review").mean()),
        overrides=(lenient + strict) / made if made else None,
        lenient=lenient,
        strict=strict,
    )


def _alarms(whole: Habit, promised: float, *, limits: Limits) -> Iterator[Alarm]:
    if whole.overrides is not None:
        bound = limits.practice.overrides
        sure = is_above(whole.overrides, whole.decided, bound.watch, risk=limits.false_alarms)
        yield from find_alarm("overrides", "all", whole.overrides, bound, sure=sure)
    if promised > 0:
        sizes = (_ENDLESS, whole.decisions)
        sure = is_change((promised, whole.reviewed), sizes, risk=limits.false_alarms)
        yield from find_alarm("grey_zone", "all", whole.reviewed / promised, limits.practice.grey_zone, sure=sure)
