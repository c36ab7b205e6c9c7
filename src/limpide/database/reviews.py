"""The review desk: cases that a second person looks at, never the one who decided."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from limpide.contract import Cause, DecisionRecord, Plea, Review, ReviewEntry, ReviewList
from limpide.core.decision import Decision
from limpide.core.errors import Conflict, Corrupt, Denied, UnknownDecision, UnknownReview
from limpide.core.identifiers import ClientId
from limpide.database import decisions as journal
from limpide.database import ledger
from limpide.database.desks import Signer, client_at_desk
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.schema import client_keys, decisions, reviews
from limpide.database.subjects import KEY, read_subject

_OPEN = reviews.c.conclusion.is_(None)
_OVERDUE = (_OPEN & (reviews.c.due_at < func.now())).label("overdue")
_SHOWN = select(reviews, _OVERDUE, *KEY).outerjoin(client_keys, client_keys.c.subject == reviews.c.subject)
_ENTRY = tuple(ReviewEntry.model_fields)


@dataclass(frozen=True)
class Taken:
    """A review that this transaction holds; ``concluded`` when this very request concluded it before."""

    review_id: UUID
    decision_id: UUID
    client_id: ClientId
    cause: Cause
    concluded: bool


def cause_of(record: DecisionRecord) -> Cause | None:
    """Return why a decision must be looked at again, None when it need not be."""
    if record.review_of is not None:
        return None
    if record.model_decision is Decision.REVIEW:
        return Cause.GREY_ZONE
    return Cause.OVERRIDE if record.overridden else None


def open_review(
    connection: Connection,
    decision_id: UUID,
    *,
    cause: Cause,
    within: timedelta,
    keys: Keys,
    witness: Witness = unseen,
) -> None:
    """Put a decision on the review desk, unless it is there already."""
    columns = (decisions.c.decision_id, decisions.c.subject, decisions.c.desk, decisions.c.officer)
    review_id = new_identifier()
    made = select(literal(review_id), *columns, literal(cause.value), func.now() + within)
    names = ["review_id", "decision_id", "subject", "desk", "officer", "cause", "due_at"]
    opening = insert(reviews).from_select(names, made.where(decisions.c.decision_id == decision_id))
    connection.execute(opening.on_conflict_do_nothing(index_elements=["decision_id"]))
    ledger.append_rows(connection, reviews, reviews.c.review_id == review_id, keys=keys, witness=witness)


def plead(
    connection: Connection,
    decision_id: UUID,
    plea: Plea,
    *,
    keys: Keys,
    within: timedelta,
    desk: str | None,
    witness: Witness = unseen,
) -> Review:
    """Keep what is said for the client; a decision that nobody had to look at again is put on the desk now.

    ``UnknownDecision`` when the desk has none of that identifier, ``Conflict`` when the review was concluded.
    """
    if journal.find(connection, decision_id, keys=keys, desk=desk) is None:
        raise UnknownDecision(decision_id)
    open_review(connection, decision_id, cause=Cause.REQUEST, within=within, keys=keys)
    row = connection.execute(_locked(reviews.c.decision_id == decision_id)).mappings().one()
    _check_open(row)
    subject = read_subject(row, keys=keys)
    hidden = subject.hide(plea.model_dump(mode="json"), about=row["review_id"])
    mine = reviews.c.review_id == row["review_id"]
    connection.execute(reviews.update().where(mine).values(payload=hidden))
    ledger.append_rows(connection, reviews, mine, keys=keys, kind="changed", witness=witness)
    return get(connection, row["review_id"], keys=keys, desk=desk)


def list_entries(
    connection: Connection, *, desk: str | None, concluded: bool = False, after: UUID | None = None, limit: int = 50
) -> ReviewList:
    """Return open reviews by deadline, or concluded ones, the latest first; ``after`` is the last one seen."""
    order = reviews.c.concluded_at.desc() if concluded else reviews.c.due_at
    seen_here = (
        client_at_desk(reviews, desk),
        reviews.c.officer.is_not(None),
    )  # an erasure redacts: nobody can conclude it
    query = _SHOWN.where(*seen_here, ~_OPEN if concluded else _OPEN).order_by(order, reviews.c.review_id)
    if after is not None:
        seen = select(reviews.c.due_at, reviews.c.concluded_at).where(reviews.c.review_id == after).subquery()
        later = (
            (reviews.c.concluded_at < select(seen.c.concluded_at).scalar_subquery())
            if concluded
            else (reviews.c.due_at > select(seen.c.due_at).scalar_subquery())
        )
        query = query.where(later)
    counted = select(
        func.count().filter(_OPEN).label("open"), func.count().filter(_OPEN & (reviews.c.due_at < func.now()))
    ).where(*seen_here)
    now_open, overdue = connection.execute(counted).one()
    rows = connection.execute(query.limit(limit)).mappings()
    return ReviewList(reviews=[ReviewEntry(**_entry(row)) for row in rows], open=now_open, overdue=overdue)


def get(connection: Connection, review_id: UUID, *, keys: Keys, desk: str | None) -> Review:
    """Return one case whole; ``UnknownReview`` when the desk has none of that identifier, ``Erased`` likewise."""
    query = _SHOWN.where(reviews.c.review_id == review_id, client_at_desk(reviews, desk))
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UnknownReview(review_id)
    decision = _decision(connection, row["decision_id"], keys=keys)
    conclusion = row["conclusion"] and _decision(connection, row["conclusion"], keys=keys)
    return Review(**_entry(row), decision=decision, plea=_plea(row, keys=keys), conclusion=conclusion)


def find_concluded_by(connection: Connection, decision_id: UUID, *, keys: Keys, desk: str | None) -> Review | None:
    """Return the review that a decision concludes, None when it concludes none."""
    query = select(reviews.c.review_id).where(reviews.c.conclusion == decision_id, client_at_desk(reviews, desk))
    review_id: UUID | None = connection.execute(query).scalar_one_or_none()
    return None if review_id is None else get(connection, review_id, keys=keys, desk=desk)


def take(connection: Connection, review_id: UUID, *, signer: Signer, once: Once | None) -> Taken:
    """Hold an open review until the commit; also one that the same request, sent before, has concluded.

    ``Denied`` for the person who decided; ``Conflict`` when somebody else concluded it meanwhile.
    """
    condition = (reviews.c.review_id == review_id) & client_at_desk(reviews, signer.desk)
    row = connection.execute(_locked(condition)).mappings().one_or_none()
    if row is None:
        raise UnknownReview(review_id)
    if signer.is_same_person(row["officer"]):
        raise Denied("same-person", f"{signer.name} decided this case and cannot review it")
    again = _is_concluded_by(connection, row["conclusion"], once, signer=signer)
    if not again:
        _check_open(row)
    return Taken(review_id, row["decision_id"], row["client_id"], Cause(row["cause"]), concluded=again)


def conclude(
    connection: Connection, taken: Taken, *, conclusion: DecisionRecord, keys: Keys, witness: Witness = unseen
) -> None:
    """Close a review that was taken with the decision that was written for it."""
    mine = reviews.c.review_id == taken.review_id
    closing = reviews.update().where(mine)
    connection.execute(closing.values(conclusion=conclusion.decision_id, concluded_at=conclusion.decided_at))
    ledger.append_rows(connection, reviews, mine, keys=keys, kind="changed", witness=witness)


def _locked(condition: Any) -> Select[Any]:
    """The rows of a condition, held until the commit; the client's key is only read."""
    joined = select(reviews, *KEY).join(client_keys, client_keys.c.subject == reviews.c.subject)
    return joined.where(condition).with_for_update(of=reviews)


def _is_concluded_by(connection: Connection, conclusion: UUID | None, once: Once | None, *, signer: Signer) -> bool:
    if conclusion is None or once is None:
        return False
    made = select(decisions.c.decision_id, decisions.c.request_digest).where(once.of(decisions, signer.name))
    row = connection.execute(made).one_or_none()
    if row is None or row.decision_id != conclusion:
        return False
    once.check(row.request_digest)
    return True


def _check_open(row: RowMapping) -> None:
    if row["conclusion"] is not None:
        raise Conflict("concluded-meanwhile", f"review {row['review_id']} was concluded at {row['concluded_at']}")


def _entry(row: RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in _ENTRY}


def _decision(connection: Connection, decision_id: UUID, *, keys: Keys) -> DecisionRecord:
    found = journal.find(connection, decision_id, keys=keys)
    if found is None:
        raise Corrupt(f'the journal has lost decision {decision_id}; run "limpide decisions verify"')
    return found


def _plea(row: RowMapping, *, keys: Keys) -> Plea | None:
    if row["payload"] is None:
        return None
    return Plea.model_validate(read_subject(row, keys=keys).show(row["payload"], about=row["review_id"]))
