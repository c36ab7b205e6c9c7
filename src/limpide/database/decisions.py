"""The journal of decisions: append, find, list; nothing else, because nothing else is allowed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, select
from sqlalchemy.dialects.postgresql import insert

from limpide.contract import DecisionRecord, DecisionRequest, Explanation, Language
from limpide.core.decision import Decision
from limpide.core.errors import Conflict, Corrupt, Erased, UnknownDecision
from limpide.database.chain import Head, link_of
from limpide.database.desks import Signer, at_desk
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.journal import move_head, take_head
from limpide.database.keys import Keys
from limpide.database.schema import client_keys, decisions
from limpide.database.subjects import Subject, get_or_make_subject, read_subject

_WHOLE = select(decisions, client_keys.c.client_id, client_keys.c.locked_key).outerjoin(
    client_keys, client_keys.c.subject == decisions.c.subject
)
_UNLESS_KEY_REUSED = insert(decisions).on_conflict_do_nothing(index_elements=["officer", "idempotency_key"])
_CLEAR = [name for name in DecisionRecord.model_fields if name in decisions.c]


def append(
    connection: Connection,
    request: DecisionRequest,
    *,
    explanation: Explanation,
    language: Language,
    signer: Signer,
    keys: Keys,
    once: Once | None = None,
    review_of: UUID | None = None,
) -> DecisionRecord:
    """Write what the officer decides beside what the model says and why; the clock is PostgreSQL's.

    The same ``once`` returns what it wrote the first time (``KeyReused`` for another request). ``Conflict`` when a
    colleague decided on this client since the officer looked. Writers take turns from here to the commit.
    """
    subject, unheard_of = get_or_make_subject(connection, request.client_id, keys=keys)
    decision_id = new_identifier()
    hidden = _hidden(subject, decision_id, comment=request.comment, explanation=explanation)
    head, now = take_head(connection, keys=keys)
    if not unheard_of:
        before = _written_before(connection, once, signer=signer)
        if before is not None:
            return _record(before, keys=keys)
        if review_of is None:
            _check_nobody_else(connection, request, subject=subject, signer=signer)
    row: dict[str, Any] = {
        "position": head.position + 1,
        "decision_id": decision_id,
        "decided_at": now,
        "subject": subject.subject,
        "desk": signer.desk,
        "officer": signer.name,
        "choice": request.choice.value,
        "motive": request.motive.value,
        "probability_of_default": explanation.probability_of_default,
        "threshold": explanation.threshold,
        "model_decision": explanation.decision.value,
        "model_version": explanation.model_version,
        "snapshot_version": explanation.snapshot_version,
        "language": language,
        "review_of": review_of,
        "idempotency_key": once.key if once else None,
        "request_digest": once.digest if once else None,
        "payload": hidden,
        "previous": head.link,
    }
    row["link"] = link_of(row, previous=head.link, keys=keys)
    written = _UNLESS_KEY_REUSED.values(row).returning(decisions.c.position).cte("written")
    if not move_head(connection, Head(row["position"], row["link"]), written, keys=keys):
        return _record(_of_another_client(connection, once, signer=signer), keys=keys)
    shown = {"comment": request.comment, "reasons": explanation.families, "client_id": request.client_id}
    return _told(row, shown)


def find(connection: Connection, decision_id: UUID, *, keys: Keys, desk: str | None = None) -> DecisionRecord | None:
    """Return one decision, None when there is none or it is another desk's; ``Erased`` when its client was erased."""
    row = _find_row(connection, _WHOLE.where(decisions.c.decision_id == decision_id, at_desk(decisions, desk)))
    return None if row is None else _record(row, keys=keys)


def find_explanation(
    connection: Connection, decision_id: UUID, *, keys: Keys, desk: str | None = None
) -> dict[str, Any] | None:
    """Return the whole explanation that was shown with a decision, as JSON of its time; ``Erased`` as above."""
    row = _find_row(connection, _WHOLE.where(decisions.c.decision_id == decision_id, at_desk(decisions, desk)))
    if row is None:
        return None
    explanation: dict[str, Any] = _shown(row, keys=keys)["explanation"]
    return explanation


def find_language(connection: Connection, decision_id: UUID) -> Language:
    """Return the language in which a decision's explanation was shown; ``UnknownDecision`` when there is none."""
    query = select(decisions.c.language).where(decisions.c.decision_id == decision_id)
    language: Language | None = connection.execute(query).scalar_one_or_none()
    if language is None:
        raise UnknownDecision(decision_id)
    return language


def list_for_client(
    connection: Connection, client_id: int, *, keys: Keys, desk: str | None = None
) -> list[DecisionRecord]:
    """Return a client's decisions that the desk may see, newest first."""
    query = _WHOLE.where(client_keys.c.client_id == client_id, at_desk(decisions, desk))
    found = connection.execute(query.order_by(decisions.c.position.desc())).mappings()
    return [_record(row, keys=keys) for row in found]


def _hidden(subject: Subject, decision_id: UUID, *, comment: str, explanation: Explanation) -> bytes:
    hidden = {"comment": comment, "explanation": explanation.model_dump(mode="json")}
    return subject.hide(hidden, about=decision_id)


def _written_before(connection: Connection, once: Once | None, *, signer: Signer) -> RowMapping | None:
    if once is None:
        return None
    row = _find_row(connection, _WHOLE.where(once.of(decisions, signer.name)))
    if row is not None:
        once.check(row["request_digest"])
    return row


def _of_another_client(connection: Connection, once: Once | None, *, signer: Signer) -> RowMapping:
    """Refuse a key that came with a decision on somebody else."""
    row = _written_before(connection, once, signer=signer)
    if row is None:
        raise Corrupt("a decision was not written, and nothing says why; look at the triggers of the journal")
    return row


def _check_nobody_else(connection: Connection, request: DecisionRequest, *, subject: Subject, signer: Signer) -> None:
    query = select(decisions.c.decision_id, decisions.c.officer).where(decisions.c.subject == subject.subject)
    latest = connection.execute(query.order_by(decisions.c.position.desc()).limit(1)).one_or_none()
    if latest is None or latest.decision_id == request.after:
        return
    if request.after is not None or not signer.is_same_person(latest.officer):
        raise Conflict(
            "decided-meanwhile",
            f"{latest.officer} decided on client {request.client_id} meanwhile ({latest.decision_id}); "
            'read that decision, then send yours again with its identifier as "after"',
        )


def _find_row(connection: Connection, query: Select[Any]) -> RowMapping | None:
    return connection.execute(query).mappings().one_or_none()


def _record(row: RowMapping, *, keys: Keys) -> DecisionRecord:
    hidden = _shown(row, keys=keys)
    reasons = hidden["explanation"]["families"]
    return _told(row, {"comment": hidden["comment"], "reasons": reasons, "client_id": row["client_id"]})


def _shown(row: RowMapping, *, keys: Keys) -> Any:
    if row["locked_key"] is None:
        raise Erased(f"the personal data of decision {row['decision_id']} were erased; only the sealed row remains")
    return read_subject(row, keys=keys).show(row["payload"], about=row["decision_id"])


def _told(row: Mapping[str, Any] | RowMapping, shown: Mapping[str, Any]) -> DecisionRecord:
    clear = {name: row[name] for name in _CLEAR}
    overridden = row["model_decision"] != Decision.REVIEW and row["choice"] != row["model_decision"]
    return DecisionRecord(**clear, **shown, overridden=overridden, seal=bytes(row["link"]).hex())
