"""Worklist: the open cases of a desk, counted by view, ordered and paged by PostgreSQL.

A case is open when it was assigned or documents were asked for since the latest decision, when a review of it is open,
and when it is an application that nobody has decided on. Clients of the client base on whom nobody acted are no work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
    union,
)

from limpide.contract import CaseState, CaseStatus, EventKind, WorklistOrder, WorklistView
from limpide.core.identifiers import ClientId
from limpide.database.case_states import query_states, read_state
from limpide.database.client_order import in_order
from limpide.database.desks import Signer, at_desk
from limpide.database.schema import applications, case_events, client_keys, decisions, reviews

SOON = timedelta(days=7)
_OPEN = (CaseStatus.TO_DO, CaseStatus.WAITING, CaseStatus.SECOND_SIGNATURE, CaseStatus.UNDER_REVIEW)
_COUNT = "count_"
_OPENING = (EventKind.ASSIGNMENT.value, EventKind.DOCUMENTS_REQUESTED.value)


@dataclass(frozen=True)
class WorklistQuery:
    """What is asked for, by whom; ``may_countersign``: second signatures of others are due to this person."""

    reader: Signer
    view: WorklistView
    may_countersign: bool
    order: WorklistOrder = WorklistOrder.DUE
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True)
class WorklistPage:
    """States by client, in order, and how many cases each view holds."""

    states: dict[ClientId, CaseState]
    counts: dict[WorklistView, int]


def list_open(connection: Connection, asked: WorklistQuery) -> WorklistPage:
    """Return one page of a view; in the order of amount, which the database cannot read, as for ``DUE``."""
    statement = _prepare(asked.reader.desk, asked.view, asked.order, may_countersign=asked.may_countersign)
    values = {"reader": asked.reader.name, "offset": asked.offset, "limit": asked.limit}
    rows = connection.execute(statement, values).mappings().all()
    return WorklistPage(
        states={row["client_id"]: read_state(row) for row in rows if row["client_id"] is not None},
        counts={view: rows[0][_COUNT + view] for view in WorklistView},
    )


@lru_cache(maxsize=1024)  # putting the statement together costs more than running it
def _prepare(desk: str | None, view: WorklistView, order: WorklistOrder, *, may_countersign: bool) -> Select[Any]:
    """Prepare one statement, so that states are derived once, and counts and page are of one moment."""
    work = _open_cases(desk)
    conditions = {each: _condition(each, work, may_countersign=may_countersign) for each in WorklistView}
    counted = select(*(func.count().filter(condition).label(_COUNT + each) for each, condition in conditions.items()))
    counts = counted.select_from(work).cte("counts")
    page = select(work).where(conditions[view]).order_by(*_order(order, work))
    shown = page.offset(bindparam("offset", type_=Integer)).limit(bindparam("limit", type_=Integer)).subquery("shown")
    both = select(counts, shown).select_from(counts.outerjoin(shown, true()))
    return both.order_by(*_order(order, shown))


def _open_cases(desk: str | None) -> CTE:
    candidates = union(*_candidates(desk)).cte("candidates")
    states = query_states(desk, among=select(candidates.c.subject)).subquery("states")
    return select(states).where(states.c.status.in_([status.value for status in _OPEN])).cte("work")


def _candidates(desk: str | None) -> Sequence[Select[Any]]:
    """Queries of the pseudonyms of whoever may have an open case, each by an index."""
    decided = exists().where(decisions.c.subject == client_keys.c.subject)
    decided_since = exists().where(
        decisions.c.subject == case_events.c.subject, decisions.c.position > case_events.c.position
    )
    stored = select(client_keys.c.subject).join(applications, applications.c.client_id == client_keys.c.client_id)
    return (
        select(reviews.c.subject).where(reviews.c.conclusion.is_(None), at_desk(reviews, desk)),
        stored.where(at_desk(applications, desk), ~decided),
        select(case_events.c.subject).where(
            case_events.c.kind.in_(_OPENING), at_desk(case_events, desk), ~decided_since
        ),
    )


def _condition(view: WorklistView, work: CTE, *, may_countersign: bool) -> ColumnElement[bool]:
    reader = func.lower(bindparam("reader", type_=Text))
    under_review = work.c.status.in_([CaseStatus.UNDER_REVIEW.value, CaseStatus.SECOND_SIGNATURE.value])
    match view:
        case WorklistView.MINE:
            return func.lower(work.c.assignee) == reader
        case WorklistView.DESK:
            return true()
        case WorklistView.TO_DO | WorklistView.WAITING:
            return work.c.status == view.value
        case WorklistView.UNDER_REVIEW:
            return under_review
        case WorklistView.DUE:
            signature = work.c.status == CaseStatus.SECOND_SIGNATURE.value
            own = func.lower(work.c.officer) == reader
            mine = and_(signature, ~func.coalesce(own, False)) if may_countersign else ~true()
            return or_(func.coalesce(work.c.due_at < func.now() + SOON, False), mine)


def _order(order: WorklistOrder, work: FromClause) -> tuple[ColumnElement[Any], ...]:
    urgent = work.c.due_at.asc().nulls_last(), work.c.assigned_at.asc().nulls_last(), *in_order(work.c.client_id)
    if order is not WorklistOrder.STATE:
        return urgent
    ranks = {status.value: rank for rank, status in enumerate(_OPEN)}
    return case(ranks, value=work.c.status), *urgent
