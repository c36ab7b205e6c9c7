"""State of each client's case, derived from the journal of decisions and the reviews; nothing is stored for it.

The latest decision on a client decides, unless a review of any of them is open. What another desk signed is told
without its content; the conclusion of a review is its desk's, whoever wrote it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    RowMapping,
    Select,
    Subquery,
    any_,
    case,
    cast,
    false,
    func,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from limpide.contract import CaseState, CaseStatus
from limpide.database.desks import at_desk
from limpide.database.schema import client_keys, decisions, erased_clients, journal_head, reviews

_SIGNED = ("choice", "officer", "signed_at", "decision_id")


def find_state(connection: Connection, client_id: int, *, desk: str | None) -> CaseState:
    """Return the state of one client's case, as the desk may read it (None reads every desk)."""
    return find_states(connection, [client_id], desk=desk)[client_id]


def find_states(connection: Connection, client_ids: Sequence[int], *, desk: str | None) -> dict[int, CaseState]:
    """Return the state of each client's case by number; "to do" for whoever the journal does not know."""
    states = {client_id: CaseState(status=CaseStatus.TO_DO) for client_id in client_ids}
    subjects = select(client_keys.c.subject).where(client_keys.c.client_id == _any_of(client_ids))
    for row in connection.execute(_states(desk, among=subjects)).mappings():
        states[row["client_id"]] = _read(row)
    gone = select(erased_clients.c.client_id).where(erased_clients.c.client_id == _any_of(client_ids))
    return states | {number: CaseState(status=CaseStatus.ERASED) for number in connection.execute(gone).scalars()}


def list_decided(connection: Connection, *, desk: str | None) -> dict[CaseStatus, list[int]]:
    """Return the numbers of all clients on whom somebody has decided, by status of their case."""
    known = _states(desk).subquery()
    query = select(known.c.status, func.array_agg(known.c.client_id)).group_by(known.c.status)
    return {CaseStatus(status): numbers for status, numbers in connection.execute(query)}


def read_version(connection: Connection) -> tuple[Any, ...]:
    """Return what changes whenever the state of any case does: a key for results computed over all clients.

    Decisions and conclusions move the journal's position, requests for a review add one. An erasure removes a client's
    key, and with it its random pseudonym, which no other key makes up for.
    """
    pseudonyms = func.sum(func.uuid_hash(client_keys.c.subject))
    keys = select(func.count(), pseudonyms).select_from(client_keys).subquery()
    opened = select(func.count()).select_from(reviews).scalar_subquery()
    head = select(journal_head.c.journal_id, journal_head.c.position, opened, *keys.c)
    return tuple(connection.execute(head.join(keys, true())).one())


def _states(desk: str | None, *, among: Select[Any] | None = None) -> Select[Any]:
    """Query one row a client with a decision: number, status, what was signed, the open review."""
    last, open_review, concluded = _last_decisions(among), _open_reviews(desk, among), reviews.alias("concluded")
    # A conclusion names the decision that it answers; that one's review tells the desk.
    visible = func.coalesce(at_desk(last, desk) | at_desk(concluded, desk), false())  # a row may be of no desk
    status = case(
        (open_review.c.review_id.is_not(null()), CaseStatus.UNDER_REVIEW.value),
        (~visible, CaseStatus.OTHER_DESK.value),
        (last.c.review_of.is_not(null()), CaseStatus.CONCLUDED.value),
        else_=last.c.choice,
    )
    return (
        select(
            client_keys.c.client_id,
            status.label("status"),
            *(case((visible, last.c[name])).label(name) for name in _SIGNED),
            open_review.c.review_id,
            open_review.c.due_at,
        )
        .select_from(client_keys)
        .join(last, last.c.subject == client_keys.c.subject)
        .outerjoin(open_review, open_review.c.subject == client_keys.c.subject)
        .outerjoin(concluded, concluded.c.decision_id == last.c.review_of)
    )


def _last_decisions(among: Select[Any] | None) -> Subquery:
    columns = [decisions.c[name] for name in ("subject", "desk", "review_of", "choice", "officer", "decision_id")]
    query = select(*columns, decisions.c.decided_at.label("signed_at")).ext(distinct_on(decisions.c.subject))
    if among is not None:
        query = query.where(decisions.c.subject.in_(among))
    return query.order_by(decisions.c.subject, decisions.c.position.desc()).subquery("last")


def _open_reviews(desk: str | None, among: Select[Any] | None) -> Subquery:
    """The most urgent open review of each client that the desk may see."""
    query = select(reviews.c.subject, reviews.c.review_id, reviews.c.due_at).ext(distinct_on(reviews.c.subject))
    query = query.where(reviews.c.conclusion.is_(None), at_desk(reviews, desk))
    if among is not None:
        query = query.where(reviews.c.subject.in_(among))
    return query.order_by(reviews.c.subject, reviews.c.due_at).subquery("open_review")


def _any_of(client_ids: Iterable[int]) -> ColumnElement[Any]:
    return any_(cast(list(client_ids), ARRAY(Integer)))


def _read(row: RowMapping) -> CaseState:
    return CaseState(**{name: row[name] for name in CaseState.model_fields})
