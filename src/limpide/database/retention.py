"""End of retention: clients whose last entry outlived the period of its outcome, and what destroys their keys."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Interval,
    Subquery,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from limpide.core.identifiers import ClientId
from limpide.database.client_order import in_order
from limpide.database.erasure import erase
from limpide.database.keys import Keys
from limpide.database.schema import (
    applications,
    attachments,
    case_events,
    client_keys,
    decisions,
    document_requests,
    identities,
    outcomes,
    piece_events,
    reviews,
)
from limpide.lenders.legal_terms import OUTCOMES, Duration, Outcome, Retention

# When something was written beside decisions; its period is that of the client's latest answer.
_BESIDE = (
    case_events.c.recorded_at,
    identities.c.recorded_at,
    piece_events.c.recorded_at,
    attachments.c.uploaded_at,
    document_requests.c.requested_at,
)


@dataclass(frozen=True)
class Expired:
    """A client whose period ended, and the outcome whose period ended last."""

    client_id: ClientId
    outcome: Outcome


def purge(connection: Connection, *, retention: Retention, keys: Keys, dry: bool = False) -> list[Expired]:
    """Destroy the keys of clients whose every entry outlived the period of its outcome; their numbers stay usable.

    A decision that a review replaced has the outcome of what replaced it. One key is a client's whole record: it is
    kept as long as any of its entries has to be. ``dry`` only finds them.
    """
    entries = _entries().subquery()
    ends = (entries.c.at + _period(entries, retention)).label("ends")
    last = select(entries.c.client_id, entries.c.outcome, ends).ext(distinct_on(entries.c.client_id))
    governing = last.order_by(entries.c.client_id, ends.desc()).subquery()
    ended = select(governing.c.client_id, governing.c.outcome).where(governing.c.ends < func.now())
    found = [Expired(*row) for row in connection.execute(ended.order_by(*in_order(governing.c.client_id)))]
    if not dry:
        for each in found:
            erase(connection, each.client_id, keys=keys, suppress=False)
    return found


def _entries() -> CompoundSelect[Any]:
    """Return every entry on a client that retention counts from: ``client_id``, ``at``, ``outcome``."""
    latest, client = decisions.alias("latest"), client_keys.c.client_id
    concluded = func.coalesce(reviews.c.conclusion, reviews.c.decision_id)
    seen = func.greatest(reviews.c.opened_at, reviews.c.concluded_at)
    replaced = exists().where(latest.c.review_of == decisions.c.decision_id)
    decided = exists().where(decisions.c.subject == client_keys.c.subject)
    of_decision = decisions.c.subject == client_keys.c.subject
    mine = select(latest.c.choice).where(latest.c.subject == client_keys.c.subject).order_by(latest.c.position.desc())
    answered = mine.limit(1).correlate(client_keys).scalar_subquery()
    return union_all(
        select(client, decisions.c.decided_at.label("at"), decisions.c.choice.label("outcome"))
        .join_from(client_keys, decisions, of_decision)
        .where(~replaced),
        select(client, seen.label("at"), decisions.c.choice.label("outcome"))
        .join_from(client_keys, reviews, reviews.c.subject == client_keys.c.subject)
        .join(decisions, decisions.c.decision_id == concluded),
        select(client, outcomes.c.recorded_at.label("at"), decisions.c.choice.label("outcome"))
        .join_from(client_keys, decisions, of_decision)
        .join(outcomes, outcomes.c.decision_id == decisions.c.decision_id),
        select(client, applications.c.stored_at.label("at"), literal("abandoned").label("outcome"))
        .join_from(client_keys, applications, applications.c.client_id == client)
        .where(~decided),
        *(
            select(client, at.label("at"), func.coalesce(answered, "abandoned").label("outcome")).join_from(
                client_keys, at.table, at.table.c.subject == client_keys.c.subject
            )
            for at in _BESIDE
        ),
    )


def _period(entries: Subquery, retention: Retention) -> ColumnElement[Any]:
    periods = {name: _interval(retention.of(name)) for name in OUTCOMES}
    return case(periods, value=entries.c.outcome)


def _interval(period: Duration) -> ColumnElement[Any]:
    months, days = (period.count if period.unit == unit else 0 for unit in ("months", "days"))
    return func.make_interval(0, months, 0, days, type_=Interval())
