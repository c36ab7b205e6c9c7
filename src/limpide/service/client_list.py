"""The list of clients: those of the snapshot, then the applicants whom this caller may see."""

from limpide.contract import ClientOutcome, ClientPage, Language
from limpide.core.errors import Unavailable
from limpide.database import applications
from limpide.database.engine import transaction
from limpide.database.keys import Keys
from limpide.portfolio.listing import Wanted, client_summary, spans, write_cursor
from limpide.service.cases import Cases

_LAST_NUMBER = 999_999_999


def find_clients(cases: Cases, wanted: Wanted, *, after: int, limit: int, language: Language) -> ClientPage:
    """Return one page of the clients who are wanted, those whose number is larger than ``after``.

    ``Preparing`` for a decision while the clients are being scored.
    """
    page = cases.serving.portfolio.page(wanted, language=language, after=after, limit=limit)
    numbers = _applicants_numbers(wanted)
    if not numbers or cases.journal is None:
        return page
    try:
        keys = cases.journal.keys
        return _with_applicants(page, cases, numbers, keys=keys, after=after, limit=limit, language=language)
    except Unavailable:  # the snapshot's clients can be found without a database
        return page.model_copy(update={"complete": False})


def _with_applicants(
    page: ClientPage, cases: Cases, numbers: range, *, keys: Keys, after: int, limit: int, language: Language
) -> ClientPage:
    room = 0 if page.next_cursor else limit - len(page.clients)
    wanted = range(max(numbers.start, after + 1), numbers.stop)
    with transaction(cases.engine) as begun:
        total = applications.count_between(begun.connection, numbers, desk=cases.caller.desk)
        found = applications.list_between(begun.connection, wanted, keys=keys, desk=cases.caller.desk, limit=room + 1)
    shown = [
        client_summary(stored.client_id, stored.content["application"], language=language) for stored in found[:room]
    ]
    last = shown[-1].client_id if shown else applications.FIRST_NUMBER - 1
    return ClientPage(
        clients=[*page.clients, *shown],
        total=page.total + total,
        next_cursor=page.next_cursor or (write_cursor(last) if len(found) > room else None),
    )


def _applicants_numbers(wanted: Wanted) -> range:
    """Return the numbers of the applicants who may be wanted; they all have nine digits.

    The client base knows neither a decision on them, as it is made anew from what they sent whenever their case is
    opened, nor what became of them.
    """
    if wanted.decision is not None or wanted.outcome not in (None, ClientOutcome.UNKNOWN):
        return range(0)
    low, high = spans(wanted.prefix)[-1]
    return range(max(low, applications.FIRST_NUMBER), min(high, _LAST_NUMBER + 1))
