"""What a report says at the top: one figure beyond its limit, whom or what it is about, and how urgent it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from limpide.monitoring.limits import Limit, Verdict


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A figure beyond its limit; ``kind`` names the figure, ``subject`` what it is of (a feature, a group, a period).

    Never about one client. ``limit`` is the one that was passed.
    """

    kind: str
    subject: str
    value: float
    limit: float
    verdict: Verdict

    def as_json(self) -> dict[str, Any]:
        """Return it as text and numbers."""
        return vars(self) | {"verdict": self.verdict.value}


def find_alarm(kind: str, subject: str, value: float, limit: Limit, *, sure: bool = True) -> Iterable[Alarm]:
    """Yield an alarm when the value is beyond its limit, and ``sure``: more than chance would put there."""
    verdict = limit.judge(value)
    if sure and verdict in (Verdict.WATCH, Verdict.ALERT):
        passed = limit.alert if verdict is Verdict.ALERT else limit.watch
        yield Alarm(kind=kind, subject=subject, value=value, limit=passed, verdict=verdict)


def sort_alarms(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """Put the most urgent first, then those furthest beyond their limit."""

    def urgency(alarm: Alarm) -> tuple[bool, float]:
        beyond = alarm.value / alarm.limit if alarm.limit else alarm.value
        return alarm.verdict is not Verdict.ALERT, -abs(beyond)

    return tuple(sorted(alarms, key=urgency))
