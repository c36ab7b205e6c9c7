"""The journal of decisions: append, find, list; nothing else, because nothing else is allowed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select

from limpide.contract import DecisionRecord, DecisionRequest, Explanation, Language
from limpide.database.identifiers import new_identifier
from limpide.database.schema import decisions

# What a record shows; the whole explanation stays in the journal for replay.
_SHOWN = [decisions.c[name] for name in DecisionRecord.model_fields if name in decisions.c]


def append(
    connection: Connection, request: DecisionRequest, *, explanation: Explanation, language: Language
) -> DecisionRecord:
    """Write what the officer decides beside what the model says and why; the clock is PostgreSQL's."""
    row: dict[str, Any] = {
        **request.model_dump(mode="json"),
        "decision_id": new_identifier(),
        "probability_of_default": explanation.probability_of_default,
        "threshold": explanation.threshold,
        "model_decision": explanation.decision.value,
        "model_version": explanation.model_version,
        "snapshot_version": explanation.snapshot_version,
        "language": language,
        "reasons": [family.model_dump(mode="json") for family in explanation.families],
        "explanation": explanation.model_dump(mode="json"),
    }
    written = connection.execute(decisions.insert().values(row).returning(*_SHOWN))
    return _record(written.mappings().one())


def find(connection: Connection, decision_id: UUID) -> DecisionRecord | None:
    """Return one decision, or None."""
    query = select(*_SHOWN).where(decisions.c.decision_id == decision_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _record(row)


def list_for_client(connection: Connection, client_id: int) -> list[DecisionRecord]:
    """Return a client's decisions, newest first."""
    query = (
        select(*_SHOWN)
        .where(decisions.c.client_id == client_id)
        .order_by(decisions.c.decided_at.desc(), decisions.c.decision_id.desc())
    )
    return [_record(row) for row in connection.execute(query).mappings()]


def _record(row: RowMapping) -> DecisionRecord:
    return DecisionRecord(**row, overridden=row["choice"] != row["model_decision"])
