"""Events of a case in the journal: comments, assignments, documents, letters; appended and read, never changed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, select

from limpide.contract import CaseEvent, CaseEventRequest, Cause, HandoverRequest, LetterHandedOver
from limpide.core.errors import Conflict, Denied, NoDecisionYet
from limpide.core.identifiers import ClientId
from limpide.database.chain import link_of
from limpide.database.desks import Signer, client_at_desk
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.schema import applications, case_events, client_keys, decisions, reviews
from limpide.database.subjects import KEY, Subject, new_subject, read_subject
from limpide.database.turn import EVENTS, Turn, take_turn, write_turn

_WHOLE = select(case_events, *KEY).join(client_keys, client_keys.c.subject == case_events.c.subject)
_CLEAR = ("event_id", "position", "recorded_at", "kind", "officer", "assignee", "due_at", "decision_id", "way")
_UNSIGNED = (reviews.c.cause == Cause.DELEGATION.value, reviews.c.conclusion.is_(None))
_OPTIONAL = ("assignee", "due_at", "decision_id", "way")


def append(
    connection: Connection,
    client_id: ClientId,
    request: CaseEventRequest,
    *,
    signer: Signer,
    keys: Keys,
    once: Once | None = None,
    witness: Witness = unseen,
) -> CaseEvent:
    """Write one event beside the decisions; the clock is PostgreSQL's, the desk that of the signer or of the case.

    The same ``once`` returns what it wrote the first time (``KeyReused`` for another request). A letter is handed over
    on the latest decision only: ``NoDecisionYet`` without one, ``Conflict`` for an older one or before the second
    signature. A case is handed to another desk by the one that holds it, or by somebody of every desk: ``Denied``.
    """
    turn = take_turn(connection, client_id, officer=signer.name, once=once, keys=keys, table=EVENTS)
    if turn.written is not None:
        witness(turn.heads.journal_id, turn.heads.ledger)
        return _written_before(connection, turn.written, once, keys=keys)
    if isinstance(request, LetterHandedOver):
        _check_letter(connection, turn, request, client_id=client_id)
    if isinstance(request, HandoverRequest):
        _check_handover(connection, turn, signer)
    subject, event_id = turn.subject or new_subject(client_id), new_identifier()
    content = {"text": request.text, "documents": getattr(request, "documents", [])}
    row: dict[str, Any] = {
        "position": turn.heads.chain.position + 1,
        "event_id": event_id,
        "recorded_at": turn.now,
        "subject": subject.subject,
        "desk": signer.desk or _find_desk(connection, turn.subject),
        "officer": signer.name,
        "kind": request.kind.value,
        **{name: getattr(request, name, None) for name in _OPTIONAL},
        "idempotency_key": once.key if once else None,
        "request_digest": once.digest if once else None,
        "payload": subject.hide(content, about=event_id),
        "previous": turn.heads.chain.link,
    }
    row["link"] = link_of(row, previous=turn.heads.chain.link, keys=keys)
    heads = write_turn(connection, turn, row, about=subject, keys=keys, table=EVENTS)
    witness(heads.journal_id, heads.ledger)
    return _event(row, content, client_id=client_id)


def list_for_client(
    connection: Connection, client_id: ClientId, *, keys: Keys, desk: str | None = None
) -> list[CaseEvent]:
    """Return what happened to a client's case as far as the desk may see it, newest first."""
    query = _WHOLE.where(client_keys.c.client_id == client_id, client_at_desk(case_events, desk))
    found = connection.execute(query.order_by(case_events.c.position.desc())).mappings()
    return [_read(row, keys=keys) for row in found]


def awaits_second_signature(connection: Connection, client_id: ClientId) -> bool:
    """Whether an acceptance above its signer's limit, which a second person has to sign, is open on a client."""
    joined = select(reviews.c.review_id).join(client_keys, client_keys.c.subject == reviews.c.subject)
    query = joined.where(client_keys.c.client_id == client_id, *_UNSIGNED)
    return connection.execute(query.limit(1)).first() is not None


def _check_letter(connection: Connection, turn: Turn, request: LetterHandedOver, *, client_id: ClientId) -> None:
    if turn.latest is None:
        raise NoDecisionYet(client_id)
    if turn.latest != request.decision_id:
        raise Conflict("decided-meanwhile", f"{turn.latest_officer} decided on client {client_id} meanwhile")
    if awaits_second_signature(connection, client_id):
        raise Conflict("second-signature", f"decision {turn.latest} waits for its second signature")


def _check_handover(connection: Connection, turn: Turn, signer: Signer) -> None:
    if signer.desk is not None and signer.desk != _find_desk(connection, turn.subject):
        raise Denied("not-holder", f"desk {signer.desk} does not hold this case, so it cannot hand it over")


def _find_desk(connection: Connection, subject: Subject | None) -> str | None:
    """Return the desk of a case for whoever acts without one: of its latest decision, else of its application."""
    if subject is None:
        return None
    decided: Select[Any] = select(decisions.c.desk).where(decisions.c.subject == subject.subject)
    latest = connection.execute(decided.order_by(decisions.c.position.desc()).limit(1)).one_or_none()
    if latest is None:
        stored = select(applications.c.desk).where(applications.c.client_id == subject.client_id)
        latest = connection.execute(stored).one_or_none()
    return None if latest is None else latest.desk


def _written_before(connection: Connection, event_id: UUID, once: Once | None, *, keys: Keys) -> CaseEvent:
    row = connection.execute(_WHOLE.where(case_events.c.event_id == event_id)).mappings().one()
    assert once is not None  # noqa: S101 - without a key nothing was made before
    once.check(row["request_digest"])
    return _read(row, keys=keys)


def _read(row: RowMapping, *, keys: Keys) -> CaseEvent:
    content = read_subject(row, keys=keys).show(row["payload"], about=row["event_id"])
    return _event(row, content, client_id=row["client_id"])


def _event(row: Mapping[str, Any] | RowMapping, content: Mapping[str, Any], *, client_id: ClientId) -> CaseEvent:
    return CaseEvent(
        **{name: row[name] for name in _CLEAR}, **content, client_id=client_id, seal=bytes(row["link"]).hex()
    )
