"""What became of a loan: added, never changed; the latest word counts."""

from uuid import UUID

from sqlalchemy import Connection, select

from limpide.contract import OutcomeRecord, OutcomeRequest
from limpide.core.errors import InvalidInput, UnknownDecision
from limpide.database import ledger
from limpide.database.desks import at_desk
from limpide.database.identifiers import new_identifier
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.schema import decisions, outcomes


def append(
    connection: Connection,
    decision_id: UUID,
    request: OutcomeRequest,
    *,
    recorded_by: str | None,
    desk: str | None,
    keys: Keys,
    witness: Witness = unseen,
) -> OutcomeRecord:
    """Record an outcome; the same one again is the one that was recorded.

    ``UnknownDecision`` when the desk has none of that identifier, ``InvalidInput`` for a day before the decision.
    """
    query = select(decisions.c.decided_at).where(decisions.c.decision_id == decision_id, at_desk(decisions, desk))
    decided_at = connection.execute(query).scalar_one_or_none()
    if decided_at is None:
        raise UnknownDecision(decision_id)
    if request.observed_on < decided_at.date():
        raise InvalidInput(f"the loan was decided on {decided_at:%Y-%m-%d}, its outcome cannot be of an earlier day")
    latest = find(connection, decision_id)
    if latest and (latest.outcome, latest.observed_on) == (request.outcome, request.observed_on):
        return latest
    row = {"outcome_id": new_identifier(), "decision_id": decision_id, "recorded_by": recorded_by or ""}
    connection.execute(outcomes.insert().values(**row, **request.model_dump(mode="python")))
    mine = outcomes.c.outcome_id == row["outcome_id"]
    ledger.append_rows(connection, outcomes, mine, keys=keys, witness=witness)
    written = find(connection, decision_id)
    assert written is not None  # noqa: S101 - written just above
    return written


def find(connection: Connection, decision_id: UUID) -> OutcomeRecord | None:
    """Return the latest outcome of a decision, None when nothing is known yet."""
    query = select(outcomes).where(outcomes.c.decision_id == decision_id)
    latest = query.order_by(outcomes.c.recorded_at.desc(), outcomes.c.outcome_id.desc()).limit(1)
    row = connection.execute(latest).mappings().one_or_none()
    if row is None:
        return None
    known = {name: row[name] for name in OutcomeRecord.model_fields}
    return OutcomeRecord(**known | {"recorded_by": row["recorded_by"] or None})
