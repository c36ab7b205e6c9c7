"""The list of clients: those of the snapshot, then the applicants whom this caller may see."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from limpide.contract import CaseStatus, ClientOutcome, ClientPage, ClientSummary, Language
from limpide.core.errors import Unavailable
from limpide.database import applications
from limpide.database.engine import transaction
from limpide.database.journal import Journal
from limpide.portfolio.listing import NumberFilter, Wanted, client_summary, spans, write_cursor
from limpide.service.case_states import list_decided, read_states
from limpide.service.cases import Cases

_LAST_NUMBER = 999_999_999
Decided = Mapping[CaseStatus, list[int]]


@dataclass(frozen=True)
class PageRequest:
    """Which part of a list is asked for, in which language; ``counted``: with the number of clients by state."""

    after: int
    limit: int
    language: Language
    counted: bool = False


def find_clients(cases: Cases, wanted: Wanted, asked: PageRequest) -> ClientPage:
    """Return one page of the clients who are wanted, each with the state of the case.

    ``Preparing`` for a decision while the clients are being scored; ``Unavailable`` for a state, or counts, while the
    database is silent.
    """
    decided = list_decided(cases.engine, cases.caller) if asked.counted or wanted.state else {}
    page = _find_page(cases, wanted, decided, asked)
    states = read_states(cases.engine, cases.caller, [client.client_id for client in page.clients])
    clients = [client.model_copy(update={"state": states.get(client.client_id)}) for client in page.clients]
    counts = _count(cases, wanted, decided, asked) if asked.counted else None
    return page.model_copy(update={"clients": clients, "counts": counts})


def describe_clients(cases: Cases, wanted: Wanted, asked: PageRequest) -> list[ClientSummary]:
    """Return the clients who are wanted, without the state of their case."""
    return _find_page(cases, wanted, {}, asked).clients


def _count(cases: Cases, wanted: Wanted, decided: Decided, asked: PageRequest) -> dict[CaseStatus, int]:
    """Count the clients of each state who match the other filters; the list's own length for each of its filters."""
    single = replace(asked, after=0, limit=1)
    counts = {
        status: _find_page(cases, replace(wanted, state=status), decided, single).total
        for status in CaseStatus
        if status in decided
    }
    everybody = _find_page(cases, replace(wanted, state=None), decided, single).total
    return {CaseStatus.TO_DO: everybody - sum(counts.values()), **counts}


def _find_page(cases: Cases, wanted: Wanted, decided: Decided, asked: PageRequest) -> ClientPage:
    filters = _filters(wanted, decided)
    page = cases.serving.portfolio.page(
        wanted, language=asked.language, after=asked.after, limit=asked.limit, filters=filters
    )
    numbers = _applicants_numbers(wanted)
    if not numbers or cases.journal is None:
        return page
    try:
        return _with_applicants(page, cases, cases.journal, numbers, filters, asked)
    except Unavailable:  # the snapshot's clients can be found without a database
        return page.model_copy(update={"complete": False})


def _with_applicants(
    page: ClientPage,
    cases: Cases,
    journal: Journal,
    numbers: range,
    filters: list[NumberFilter],
    asked: PageRequest,
) -> ClientPage:
    room = 0 if page.next_cursor else asked.limit - len(page.clients)
    wanted = range(max(numbers.start, asked.after + 1), numbers.stop)
    chosen = [
        applications.Chosen(tuple(each.numbers[each.numbers >= applications.FIRST_NUMBER].tolist()), each.excluded)
        for each in filters
    ]
    desk = cases.caller.desk
    with transaction(cases.engine) as begun:
        total = applications.count_between(begun.connection, numbers, desk=desk, chosen=chosen)
        found = applications.list_between(
            begun.connection, wanted, keys=journal.keys, desk=desk, limit=room + 1, chosen=chosen
        )
    shown = [
        client_summary(stored.client_id, stored.content["application"], language=asked.language)
        for stored in found[:room]
    ]
    last = shown[-1].client_id if shown else applications.FIRST_NUMBER - 1
    return ClientPage(
        clients=[*page.clients, *shown],
        total=page.total + total,
        next_cursor=page.next_cursor or (write_cursor(last) if len(found) > room else None),
    )


def _filters(wanted: Wanted, decided: Decided) -> list[NumberFilter]:
    """Return the numbers that a state stands for, all but those decided on for "to do", and those asked for."""
    filters = [NumberFilter(np.array(wanted.numbers, dtype=np.int64))] if wanted.numbers else []
    if wanted.state is CaseStatus.TO_DO:
        everywhere = [number for numbers in decided.values() for number in numbers]
        filters.append(NumberFilter(np.array(everywhere, dtype=np.int64), excluded=True))
    elif wanted.state is not None:
        filters.append(NumberFilter(np.array(decided.get(wanted.state, []), dtype=np.int64)))
    return filters


def _applicants_numbers(wanted: Wanted) -> range:
    """Return the numbers of the applicants who may be wanted; they all have nine digits.

    The client base knows neither a decision on them, as it is made anew from what they sent whenever their case is
    opened, nor what became of them.
    """
    if wanted.decision is not None or wanted.outcome not in (None, ClientOutcome.UNKNOWN):
        return range(0)
    low, high = spans(wanted.prefix)[-1]
    return range(max(low, applications.FIRST_NUMBER), min(high, _LAST_NUMBER + 1))
