"""The journal of decisions: append, find, list; nothing else, because nothing else is allowed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, select

from limpide.contract import (
    AssessmentRecord,
    Choice,
    DecisionRecord,
    DecisionRequest,
    Explanation,
    Language,
    SignedPiece,
)
from limpide.core.decision import Decision
from limpide.core.errors import Conflict, Corrupt, Erased, MissingPieces, UnknownDecision
from limpide.core.identifiers import ClientId
from limpide.database.chain import link_of
from limpide.database.desks import Signer, client_at_desk
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.schema import client_keys, decisions
from limpide.database.subjects import KEY, new_subject, pack, read_subject, write_json
from limpide.database.turn import Turn, take_turn, write_turn
from limpide.portfolio.faults import Fault, Rejected

_WHOLE = select(decisions, *KEY).outerjoin(client_keys, client_keys.c.subject == decisions.c.subject)
_EAST = timedelta(hours=14)  # where a day begins first
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
    assessment: AssessmentRecord | None = None,
    pieces: Sequence[SignedPiece] = (),
    witness: Witness = unseen,
) -> DecisionRecord:
    """Write what the officer decides beside what the model says and why; the clock is PostgreSQL's.

    ``assessment`` is that of the request with its units; ``Rejected`` when a file was consulted on a day to come.

    The same ``once`` returns what it wrote the first time (``KeyReused`` for another request). ``Conflict`` when a
    colleague decided on this client since the officer looked, or another desk holds the case; ``MissingPieces`` when
    an acceptance lacks one of the supporting ``pieces`` without which the lender accepts nothing. Writers take turns
    from here to the commit; ``witness`` is told the new last link.
    """
    packed = _packed(request, explanation, assessment, pieces)  # before anybody has to wait
    turn = take_turn(connection, request.client_id, officer=signer.name, once=once, keys=keys)
    if turn.written is not None:
        witness(turn.heads.journal_id, turn.heads.ledger)
        return _written_before(connection, turn.written, once, keys=keys)
    _check_days(assessment, now=turn.now)
    if review_of is None:
        _check_nobody_else(connection, turn, request, signer=signer)
    _check_pieces(request, pieces)
    subject, decision_id = turn.subject or new_subject(request.client_id), new_identifier()
    row: dict[str, Any] = {
        "position": turn.heads.chain.position + 1,
        "decision_id": decision_id,
        "decided_at": turn.now,
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
        "payload": subject.hide_packed(packed, about=decision_id),
        "previous": turn.heads.chain.link,
    }
    row["link"] = link_of(row, previous=turn.heads.chain.link, keys=keys)
    heads = write_turn(connection, turn, row, about=subject, keys=keys)
    witness(heads.journal_id, heads.ledger)
    said = {"reasons": explanation.families, "grey_zone": explanation.grey_zone}
    written = {
        "comment": request.comment,
        "grounds": request.grounds,
        "assessment": assessment,
        "pieces": list(pieces),
    }
    return _told(row, {"client_id": request.client_id, **written, **said})


def find(connection: Connection, decision_id: UUID, *, keys: Keys, desk: str | None = None) -> DecisionRecord | None:
    """Return one decision, None when there is none or it is another desk's; ``Erased`` when its client was erased."""
    row = _find_row(connection, _WHOLE.where(decisions.c.decision_id == decision_id, client_at_desk(decisions, desk)))
    return None if row is None else read_row(row, keys=keys)


def find_explanation(
    connection: Connection, decision_id: UUID, *, keys: Keys, desk: str | None = None
) -> dict[str, Any] | None:
    """Return the whole explanation that was shown with a decision, as JSON of its time; ``Erased`` as above."""
    row = _find_row(connection, _WHOLE.where(decisions.c.decision_id == decision_id, client_at_desk(decisions, desk)))
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
    connection: Connection, client_id: ClientId, *, keys: Keys, desk: str | None = None
) -> list[DecisionRecord]:
    """Return a client's decisions that the desk may see, newest first."""
    query = _WHOLE.where(client_keys.c.client_id == client_id, client_at_desk(decisions, desk))
    found = connection.execute(query.order_by(decisions.c.position.desc())).mappings()
    return [read_row(row, keys=keys) for row in found]


def _packed(
    request: DecisionRequest,
    explanation: Explanation,
    assessment: AssessmentRecord | None,
    pieces: Sequence[SignedPiece],
) -> bytes:
    signed = write_json([each.model_dump(mode="json") for each in pieces])
    written = f'"comment":{write_json(request.comment)},"grounds":{write_json(request.grounds)},"pieces":{signed}'
    if assessment is not None:
        written += f',"assessment":{assessment.model_dump_json()}'
    return pack(f'{{{written},"explanation":{explanation.model_dump_json()}}}')


def _written_before(connection: Connection, decision_id: UUID, once: Once | None, *, keys: Keys) -> DecisionRecord:
    """Return what the same request made before; ``KeyReused`` when its key came with another request."""
    row = connection.execute(_WHOLE.where(decisions.c.decision_id == decision_id)).mappings().one()
    assert once is not None  # noqa: S101 - without a key nothing was made before
    once.check(row["request_digest"])
    return read_row(row, keys=keys)


def _check_pieces(request: DecisionRequest, pieces: Sequence[SignedPiece]) -> None:
    lacking = [each.code for each in pieces if each.required_to_accept and not each.settled]
    if lacking and request.choice is Choice.ACCEPTED:
        raise MissingPieces(lacking)


def _check_nobody_else(connection: Connection, turn: Turn, request: DecisionRequest, *, signer: Signer) -> None:
    if turn.latest is None or turn.latest_officer is None:
        return
    if signer.desk is not None and not _may_read(connection, turn.latest, desk=signer.desk):
        raise Conflict(
            "held-elsewhere",
            f"another desk holds the case of client {request.client_id}; have it handed over, then decide",
        )
    if turn.latest == request.after:
        return
    if request.after is not None or not signer.is_same_person(turn.latest_officer):
        raise Conflict(
            "decided-meanwhile",
            f"{turn.latest_officer} decided on client {request.client_id} meanwhile ({turn.latest}); "
            'read that decision, then send yours again with its identifier as "after"',
        )


def _may_read(connection: Connection, decision_id: UUID, *, desk: str | None) -> bool:
    """Whether a desk may read a decision; who must name one in ``after`` must be able to."""
    query = select(decisions.c.decision_id).where(
        decisions.c.decision_id == decision_id, client_at_desk(decisions, desk)
    )
    return connection.execute(query).first() is not None


def _check_days(assessment: AssessmentRecord | None, *, now: datetime) -> None:
    today = (now + _EAST).date()
    for each in assessment.files if assessment else []:
        if each.consulted_on > today:
            raise Rejected([Fault("assessment.files.consulted_on", "not_yet")])


def _find_row(connection: Connection, query: Select[Any]) -> RowMapping | None:
    return connection.execute(query).mappings().one_or_none()


def read_row(row: Mapping[str, Any] | RowMapping, *, keys: Keys) -> DecisionRecord:
    """Decrypt one row of the journal joined to its client's key; ``Erased`` when that key was destroyed."""
    hidden = _shown(row, keys=keys)
    said = {"reasons": hidden["explanation"]["families"], "grey_zone": hidden["explanation"].get("grey_zone")}
    optional = ("comment", "grounds", "assessment", "pieces")  # of which older rows have some
    written = {name: hidden[name] for name in optional if name in hidden}
    return _told(row, {"client_id": row["client_id"], **written, **said})


def _shown(row: Mapping[str, Any] | RowMapping, *, keys: Keys) -> Any:
    if row["locked_key"] is None:
        raise Erased(f"the personal data of decision {row['decision_id']} were erased; only the sealed row remains")
    hidden = read_subject(row, keys=keys).show(row["payload"], about=row["decision_id"])
    named = hidden["explanation"].get("client_id")  # older rows name nobody
    if named is not None and str(named) != str(row["client_id"]):
        raise Corrupt(f'decision {row["decision_id"]} is about another client; run "limpide decisions verify"')
    return hidden


def _told(row: Mapping[str, Any] | RowMapping, shown: Mapping[str, Any]) -> DecisionRecord:
    clear = {name: row[name] for name in _CLEAR}
    overridden = row["model_decision"] != Decision.REVIEW and row["choice"] != row["model_decision"]
    return DecisionRecord(**clear, **shown, overridden=overridden, seal=bytes(row["link"]).hex())
