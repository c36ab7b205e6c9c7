"""State of each client's case, derived from decisions, events and reviews; nothing is stored for it.

The latest decision on a client decides, unless a review of any of them is open, or documents were asked for since. What
another desk signed is told without its content; the conclusion of a review is its desk's, whoever wrote it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    Text,
    any_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from limpide.contract import CaseState, CaseStatus, Cause, EventKind
from limpide.core.identifiers import ClientId
from limpide.database.desks import at_desk, client_at_desk
from limpide.database.keys import Keys
from limpide.database.schema import case_events, client_keys, decisions, erased_clients, journal_head, reviews

_DOCUMENTS = (EventKind.DOCUMENTS_REQUESTED, EventKind.DOCUMENTS_RECEIVED)
_LETTER = (EventKind.LETTER_HANDED_OVER,)
_ASSIGNED = (EventKind.ASSIGNMENT,)
_SIGNED = ("choice", "officer", "signed_at", "decision_id")


def find_state(connection: Connection, client_id: ClientId, *, desk: str | None, keys: Keys) -> CaseState:
    """Return the state of one client's case, as the desk may read it (None reads every desk)."""
    if connection.scalar(select(exists().where(erased_clients.c.digest == keys.digest_of_erased(client_id)))):
        return CaseState(status=CaseStatus.ERASED)
    return find_states(connection, [client_id], desk=desk)[client_id]


def has_decision(connection: Connection, client_id: ClientId, *, desk: str | None) -> bool:
    """Whether the desk may see a decision on a client."""
    query = select(decisions.c.decision_id).join(client_keys, client_keys.c.subject == decisions.c.subject)
    return (
        connection.execute(query.where(client_keys.c.client_id == client_id, client_at_desk(decisions, desk))).first()
        is not None
    )


def find_states(
    connection: Connection, client_ids: Sequence[ClientId], *, desk: str | None
) -> dict[ClientId, CaseState]:
    """Return the state of each client's case by id; "to do" for whoever the journal does not know."""
    states = {client_id: CaseState(status=CaseStatus.TO_DO) for client_id in client_ids}
    for row in connection.execute(_prepare_states(desk), {"numbers": list(client_ids)}).mappings():
        states[row["client_id"]] = read_state(row)
    return states


def list_decided(connection: Connection, *, desk: str | None) -> dict[CaseStatus, list[ClientId]]:
    """Return the numbers of all clients whose case is no longer, or not only, to do, by its status."""
    known = query_states(desk).subquery()
    counted = select(known.c.status, func.array_agg(known.c.client_id)).group_by(known.c.status)
    query = counted.where(known.c.status != CaseStatus.TO_DO.value)
    return {CaseStatus(status): numbers for status, numbers in connection.execute(query)}


def read_version(connection: Connection) -> tuple[Any, ...]:
    """Return what changes whenever the state of any case does: a key for results computed over all clients.

    Decisions, conclusions and events move the journal's position, requests for a review add one. An erasure removes a
    client's key, and with it its random pseudonym, which no other key makes up for.
    """
    pseudonyms = func.sum(func.uuid_hash(client_keys.c.subject))
    keys = select(func.count(), pseudonyms).select_from(client_keys).subquery()
    opened = select(func.count()).select_from(reviews).scalar_subquery()
    head = select(journal_head.c.journal_id, journal_head.c.position, opened, *keys.c)
    return tuple(connection.execute(head.join(keys, true())).one())


@lru_cache(maxsize=256)  # putting the statement together costs more than running it
def _prepare_states(desk: str | None) -> Select[Any]:
    """Prepare the query of the states of some clients, by their ``numbers``."""
    numbers = bindparam("numbers", type_=ARRAY(Text))
    return query_states(desk, among=select(client_keys.c.subject).where(client_keys.c.client_id == any_(numbers)))


def query_states(desk: str | None, *, among: Select[Any] | None = None) -> Select[Any]:
    """Query one row a client whom the database knows: number, status, what was signed, what is open."""
    one_by_one = among is not None
    last, open_review = _last_decisions(one_by_one=one_by_one), _open_reviews(desk, one_by_one=one_by_one)
    concluded = reviews.alias("concluded")
    documents, letter, assigned = (
        _last_events(kinds, desk, one_by_one=one_by_one) for kinds in (_DOCUMENTS, _LETTER, _ASSIGNED)
    )
    # A conclusion names the decision that it answers; that one's review tells the desk.
    visible = func.coalesce(client_at_desk(last, desk) | at_desk(concluded, desk), false())  # a row may be of no desk
    since = func.coalesce(last.c.position, 0)  # what came before the latest decision is settled by it
    waits = (documents.c.kind == EventKind.DOCUMENTS_REQUESTED.value) & (documents.c.position > since)
    sent = letter.c.decision_id == last.c.decision_id
    status = case(
        (open_review.c.cause == Cause.DELEGATION.value, CaseStatus.SECOND_SIGNATURE.value),
        (open_review.c.review_id.is_not(null()), CaseStatus.UNDER_REVIEW.value),
        (last.c.decision_id.is_not(null()) & ~visible, CaseStatus.OTHER_DESK.value),
        (waits, CaseStatus.WAITING.value),
        (last.c.decision_id.is_(null()), CaseStatus.TO_DO.value),
        (sent, CaseStatus.LETTER_SENT.value),
        (last.c.review_of.is_not(null()), CaseStatus.CONCLUDED.value),
        else_=last.c.choice,
    )
    is_waiting, is_sent = (status == known.value for known in (CaseStatus.WAITING, CaseStatus.LETTER_SENT))
    is_assigned = assigned.c.position > since
    handled = (
        case((is_waiting, documents.c[name]), (is_sent, letter.c[name])).label(label)
        for name, label in (("officer", "handled_by"), ("recorded_at", "handled_at"))
    )
    return (
        select(
            client_keys.c.client_id,
            status.label("status"),
            *(case((visible, last.c[name])).label(name) for name in _SIGNED),
            open_review.c.review_id,
            case((is_waiting, documents.c.due_at), else_=open_review.c.due_at).label("due_at"),
            *handled,
            case((is_sent, letter.c.way)).label("way"),
            case((is_assigned, assigned.c.assignee)).label("assignee"),
            case((is_assigned, assigned.c.recorded_at)).label("assigned_at"),
        )
        .select_from(client_keys)
        .outerjoin(last, last.c.subject == client_keys.c.subject)
        .outerjoin(open_review, open_review.c.subject == client_keys.c.subject)
        .outerjoin(concluded, concluded.c.decision_id == last.c.review_of)
        .outerjoin(documents, documents.c.subject == client_keys.c.subject)
        .outerjoin(letter, letter.c.subject == client_keys.c.subject)
        .outerjoin(assigned, assigned.c.subject == client_keys.c.subject)
        .where(true() if among is None else client_keys.c.subject.in_(among))
    )


def read_state(row: RowMapping) -> CaseState:
    """Read one row of ``query_states``."""
    return CaseState(**{name: row[name] for name in CaseState.model_fields})


def _last_decisions(*, one_by_one: bool) -> FromClause:
    names = ("subject", "desk", "review_of", "choice", "officer", "decision_id", "position")
    query = select(*(decisions.c[name] for name in names), decisions.c.decided_at.label("signed_at"))
    return _first(query, decisions.c.subject, [decisions.c.position.desc()], name="last", one_by_one=one_by_one)


def _last_events(kinds: Sequence[EventKind], desk: str | None, *, one_by_one: bool) -> FromClause:
    """The latest event of some kinds of each client that the desk may see."""
    names = ("subject", "kind", "position", "officer", "recorded_at", "assignee", "due_at", "decision_id", "way")
    query = select(*(case_events.c[name] for name in names))
    query = query.where(case_events.c.kind.in_([kind.value for kind in kinds]), client_at_desk(case_events, desk))
    latest = [case_events.c.position.desc()]
    return _first(query, case_events.c.subject, latest, name=f"last_{kinds[0].value}", one_by_one=one_by_one)


def _open_reviews(desk: str | None, *, one_by_one: bool) -> FromClause:
    """The most urgent open review of each client that the desk may see; a second signature comes first."""
    query = select(*(reviews.c[name] for name in ("subject", "review_id", "due_at", "cause")))
    query = query.where(reviews.c.conclusion.is_(None), client_at_desk(reviews, desk))
    urgent = [reviews.c.cause != Cause.DELEGATION.value, reviews.c.due_at]
    return _first(query, reviews.c.subject, urgent, name="open_review", one_by_one=one_by_one)


def _first(
    query: Select[Any], subject: Column[Any], order: Sequence[ColumnElement[Any]], *, name: str, one_by_one: bool
) -> FromClause:
    """Each client's first row in an order: looked up client by client by an index, or of all clients in one pass."""
    if one_by_one:
        return query.where(subject == client_keys.c.subject).order_by(*order).limit(1).lateral(name)
    return query.ext(distinct_on(subject)).order_by(subject, *order).subquery(name)


def _any_of(client_ids: Iterable[ClientId]) -> ColumnElement[Any]:
    return any_(cast(list(client_ids), ARRAY(Text)))
