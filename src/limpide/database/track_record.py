"""What monitoring reads: for each client the last decision, and what became of the loan; nothing else personal."""

from typing import Any

from sqlalchemy import Connection, case, select
from sqlalchemy.dialects.postgresql import distinct_on

from limpide.database.engine import patient
from limpide.database.schema import client_keys, decisions, outcomes

_SECONDS = 120
COLUMNS = ("client_id", "probability", "decided_at", "target", "model_decision", "choice", "model_version")


def read_track_record(connection: Connection) -> dict[str, list[Any]]:
    """Return the journal as columns, one line a client, ``target`` 1 for a default, 0 for a repaid loan, else None.

    Clients who were erased are left out.
    """
    last = (
        select(decisions)
        .ext(distinct_on(decisions.c.subject))
        .order_by(decisions.c.subject, decisions.c.position.desc())
        .subquery("last")
    )
    known = (
        select(decisions.c.subject, outcomes.c.outcome)
        .join(decisions, decisions.c.decision_id == outcomes.c.decision_id)
        .ext(distinct_on(decisions.c.subject))
        .order_by(decisions.c.subject, outcomes.c.recorded_at.desc(), outcomes.c.outcome_id.desc())
        .subquery("known")
    )
    target = case((known.c.outcome == "defaulted", 1.0), (known.c.outcome == "repaid", 0.0))
    query = (
        select(
            client_keys.c.client_id,
            last.c.probability_of_default.label("probability"),
            last.c.decided_at,
            target.label("target"),
            last.c.model_decision,
            last.c.choice,
            last.c.model_version,
        )
        .select_from(last)
        .join(client_keys, client_keys.c.subject == last.c.subject)
        .outerjoin(known, known.c.subject == last.c.subject)
        .order_by(last.c.position)
    )
    with patient(connection, seconds=_SECONDS):
        rows = connection.execute(query).all()
    return {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}
