"""Drift of raw columns: words, gaps, signs and scales of the lender's tables, before they become features.

An unknown word is missing in every feature, and a column that reaches no feature reaches no other alarm.
"""

from collections.abc import Iterator

from limpide.monitoring.alarm import Alarm
from limpide.monitoring.limits import Verdict
from limpide.sources.base_profile import BaseProfile
from limpide.sources.fault import Fault, Kind
from limpide.sources.limits import check_limits
from limpide.sources.waivers import table_of

_ELSEWHERE = (Kind.MISSING_TABLE,)  # an alarm of its own already


def find_raw_alarms(reference: BaseProfile | None, current: BaseProfile | None) -> Iterator[Alarm]:
    """Yield an alarm for each raw column or table beyond the limits; nothing where a snapshot keeps no profile."""
    if reference is None or current is None:
        return
    for fault in check_limits(current, reference):
        if fault.kind not in _ELSEWHERE:
            yield _alarm(fault)


def _alarm(fault: Fault) -> Alarm:
    subject = table_of(fault) if fault.column is None else f"{table_of(fault)}.{fault.column}"
    return Alarm(
        kind=f"raw_{fault.kind.name.lower()}",
        subject=subject,
        value=fault.found or 0.0,
        limit=fault.limit or 0.0,
        verdict=Verdict.ALERT,
    )
