"""The list of clients: those of the snapshot, then the applicants whom this caller may see."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from limpide.contract import CaseStatus, ClientOutcome, ClientPage, ClientSummary, Language
from limpide.core.errors import Unavailable
from limpide.core.identifiers import BEFORE_APPLICANTS, ClientId, is_applicant, is_number
from limpide.database import applications
from limpide.database.engine import transaction
from limpide.database.journal import Journal
from limpide.portfolio.listing import ClientFilter, Wanted, client_summary, write_cursor
from limpide.service.case_states import list_decided, read_states
from limpide.service.cases import Cases

Decided = Mapping[CaseStatus, list[ClientId]]


@dataclass(frozen=True)
class PageRequest:
    """Which part of a list is asked for, in which language; ``counted``: with the number of clients by state."""

    after: ClientId | None
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
    single = replace(asked, after=None, limit=1)
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
    if not _may_be_applicants(wanted) or cases.journal is None:
        return page
    try:
        return _with_applicants(page, cases, cases.journal, wanted.prefix, filters, asked)
    except Unavailable:  # the snapshot's clients can be found without a database
        return page.model_copy(update={"complete": False})


def _with_applicants(
    page: ClientPage,
    cases: Cases,
    journal: Journal,
    prefix: str,
    filters: list[ClientFilter],
    asked: PageRequest,
) -> ClientPage:
    room = 0 if page.next_cursor else asked.limit - len(page.clients)
    after = asked.after if asked.after and is_applicant(asked.after) else ""
    chosen = [applications.Chosen(tuple(filter(is_applicant, each.client_ids)), each.excluded) for each in filters]
    desk = cases.caller.desk
    with transaction(cases.engine) as begun:
        total = applications.count(begun.connection, prefix, desk=desk, chosen=chosen)
        found = applications.list_page(
            begun.connection, prefix, after=after, keys=journal.keys, desk=desk, limit=room + 1, chosen=chosen
        )
    shown = [
        client_summary(stored.client_id, stored.content["application"], language=asked.language)
        for stored in found[:room]
    ]
    last = shown[-1].client_id if shown else BEFORE_APPLICANTS
    return ClientPage(
        clients=[*page.clients, *shown],
        total=page.total + total,
        next_cursor=page.next_cursor or (write_cursor(last) if len(found) > room else None),
    )


def _filters(wanted: Wanted, decided: Decided) -> list[ClientFilter]:
    """Return the clients that a state stands for, all but those decided on for "to do", and those asked for."""
    filters = [ClientFilter(wanted.numbers)] if wanted.numbers else []
    if wanted.state is CaseStatus.TO_DO:
        everywhere = [number for numbers in decided.values() for number in numbers]
        filters.append(ClientFilter(tuple(everywhere), excluded=True))
    elif wanted.state is not None:
        filters.append(ClientFilter(tuple(decided.get(wanted.state, []))))
    return filters


def _may_be_applicants(wanted: Wanted) -> bool:
    """Whether applicants may be among those who are wanted.

    The client base knows neither a decision on them, as it is made anew from what they sent whenever their case is
    opened, nor what became of them.
    """
    spelt = wanted.prefix == "" or (is_number(wanted.prefix) and wanted.prefix.startswith("9"))
    return spelt and wanted.decision is None and wanted.outcome in (None, ClientOutcome.UNKNOWN)
