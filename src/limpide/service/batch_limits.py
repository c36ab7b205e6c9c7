"""Limits of a batch: shares and scales over its applications, held to those of the base that the model learnt from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from limpide.bundle.limits import LearntLimits
from limpide.contract import FieldProblem, Language
from limpide.language.formats import get_formats
from limpide.portfolio.declared import table_called
from limpide.service.batch_rows import Row
from limpide.service.json_body import MalformedJSON, read_json
from limpide.service.messages import limit_message
from limpide.sources.fault import Fault, Kind
from limpide.sources.limits import FEWEST, check_limits
from limpide.sources.row_profile import RowProfile
from limpide.sources.waivers import Waiver, read_waivers, table_of

_NUMBERS = (Kind.SHIFTED_SCALE,)
_MOST_DECIMALS = 6


def find_batch_faults(rows: Iterable[Row], limits: LearntLimits | None, accept: Sequence[str]) -> list[Fault]:
    """Return what of the applications of a batch is beyond the limits and not accepted by name.

    Nothing for under 50 applications, clients by number, and models that keep no limits. ``InvalidInput`` for an
    ``accept`` that names nothing.
    """
    waivers = read_waivers(accept)
    if limits is None or limits.base is None:
        return []
    profile = RowProfile(limits.columns)
    for row in rows:
        _count(profile, row.content)
    if profile.applications < FEWEST:
        return []
    faults = check_limits(profile.figures(), limits.base, columns=limits.columns)
    return [fault for fault in faults if Waiver.of(fault) not in waivers]


def tell_batch_fault(fault: Fault, language: Language) -> FieldProblem:
    """Tell what is wrong with a column over the whole batch, and how it is accepted."""
    found, learnt = (_figure(fault, value, language) for value in (fault.found, fault.learnt))
    message = limit_message(fault.kind.code, language, accept=str(Waiver.of(fault)), found=found, learnt=learnt)
    return FieldProblem(field=f"{table_of(fault)}.{fault.column}", message=message)


def _figure(fault: Fault, value: float | None, language: Language) -> str:
    """Write a number with six significant digits, a share in per cent."""
    formats = get_formats(language)
    if fault.kind in _NUMBERS:
        return formats.number(float(f"{value or 0:.6g}"), decimals=_MOST_DECIMALS)
    return formats.number(100 * (value or 0), decimals=1, exact=True)


def _count(profile: RowProfile, content: bytes | Mapping[str, Any]) -> None:
    """Count one row; what cannot be read at all is answered by its own line."""
    if isinstance(content, bytes):
        if b'"application"' not in content:
            return
        try:
            content = read_json(content)
        except MalformedJSON:
            return
    if isinstance(content, Mapping) and isinstance(content.get("application"), Mapping):
        _count_applicant(profile, content)


def _count_applicant(profile: RowProfile, content: Mapping[str, Any]) -> None:
    profile.add("application", [content["application"]])
    histories = content.get("histories")
    for name, rows in histories.items() if isinstance(histories, Mapping) else ():
        table = table_called(name)
        if table is not None and isinstance(rows, list):
            profile.add(table.name, [row for row in rows if isinstance(row, Mapping)])
