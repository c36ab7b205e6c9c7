"""Events of a case stand in the journal's chain beside decisions, encrypted, and are erased with the client."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from explanations import KEYS, record

from limpide.contract import (
    AssignmentRequest,
    CaseEvent,
    CaseEventRequest,
    CaseState,
    CaseStatus,
    Cause,
    CommentRequest,
    DocumentsReceived,
    DocumentsRequest,
    LetterHandedOver,
    LetterWay,
)
from limpide.core.errors import Conflict, InvalidInput, KeyReused, NoDecisionYet
from limpide.database import applications, case_events, reviews
from limpide.database.backup import back_up, restore
from limpide.database.case_states import find_state, read_version
from limpide.database.desks import Signer
from limpide.database.engine import Connection, create_engine
from limpide.database.erasure import erase, export
from limpide.database.idempotency import Once
from limpide.database.migrate import downgrade
from limpide.database.retention import purge
from limpide.database.verify import verify
from limpide.lenders import same_retention

CLIENT = "100002"
CLIENT_DECISION = UUID(int=1)
REMARK = "The employer confirmed the salary by telephone."
ONCE = Once("k-1", b"a request")


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as made:
        yield made
    engine.dispose()


def write(
    connection: Connection,
    request: CaseEventRequest,
    *,
    name: str = "A. Martin",
    desk: str | None = None,
    once: Once | None = None,
) -> CaseEvent:
    return case_events.append(connection, CLIENT, request, signer=Signer(name, desk), keys=KEYS, once=once)


def state(connection: Connection, desk: str | None = None) -> CaseState:
    return find_state(connection, CLIENT, desk=desk, keys=KEYS)


def test_events_and_decisions_share_one_chain(connection: Connection) -> None:
    write(connection, CommentRequest(text=REMARK))
    decided = record(connection)
    last = write(connection, CommentRequest(text="Seen."))
    assert (decided.position, last.position) == (2, 3)
    checked = verify(connection, keys=KEYS)
    assert checked.broken is None and checked.head.position == 3
    assert [each.text for each in case_events.list_for_client(connection, CLIENT, keys=KEYS)] == ["Seen.", REMARK]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE case_events SET officer = 'B. Durand' WHERE position = 1", "altered or forged"),
        ("UPDATE case_events SET assignee = 'B. Durand' WHERE position = 3", "altered or forged"),
        ("UPDATE case_events SET recorded_at = recorded_at - interval '1 day' WHERE position = 1", "altered or forged"),
        ("UPDATE case_events SET kind = 'documents_received' WHERE position = 1", "altered or forged"),
        ("DELETE FROM case_events WHERE position = 1", "1 entry missing"),
        ("DELETE FROM case_events WHERE position = 3", "the last entry is missing"),
    ],
)
def test_an_event_that_was_touched_breaks_the_chain(connection: Connection, statement: str, why: str) -> None:
    write(connection, CommentRequest(text=REMARK))
    record(connection)
    write(connection, AssignmentRequest(assignee="C. Petit"))
    connection.execute(sa.text("ALTER TABLE case_events DISABLE TRIGGER ALL"))
    connection.execute(sa.text(statement))
    assert why in str(verify(connection, keys=KEYS).broken)


def test_the_table_refuses_changes(connection: Connection) -> None:
    write(connection, CommentRequest(text=REMARK))
    with pytest.raises(sa.exc.DBAPIError, match="append only"):
        connection.execute(sa.text("DELETE FROM case_events"))


def test_what_was_written_is_encrypted_exported_and_erased(connection: Connection) -> None:
    write(connection, CommentRequest(text=REMARK))
    write(connection, DocumentsRequest(documents=["Bulletin de salaire"]))
    rows = connection.execute(sa.text("SELECT row_to_json(case_events)::text, payload FROM case_events")).all()
    assert all(REMARK not in text and REMARK.encode() not in bytes(payload) for text, payload in rows)
    told = export(connection, CLIENT, keys=KEYS)["events"]
    assert [(each["kind"], each["text"], each["documents"]) for each in told] == [
        ("documents_requested", "", ["Bulletin de salaire"]),
        ("comment", REMARK, []),
    ]
    erase(connection, CLIENT, keys=KEYS)
    assert case_events.list_for_client(connection, CLIENT, keys=KEYS) == []
    assert verify(connection, keys=KEYS).broken is None, "the sealed rows stay, and nobody can read them"


def test_retention_counts_from_the_last_event_too(connection: Connection) -> None:
    write(connection, CommentRequest(text=REMARK))
    assert purge(connection, retention=same_retention(1), keys=KEYS) == []
    assert [each.client_id for each in purge(connection, retention=same_retention(-1), keys=KEYS)] == [CLIENT]


def test_the_same_request_again_writes_nothing_and_another_one_is_refused(connection: Connection) -> None:
    first = write(connection, CommentRequest(text=REMARK), once=ONCE)
    assert write(connection, CommentRequest(text=REMARK), once=ONCE) == first
    with pytest.raises(KeyReused):
        write(connection, CommentRequest(text="Other."), once=Once("k-1", b"another request"))
    assert len(case_events.list_for_client(connection, CLIENT, keys=KEYS)) == 1


def test_a_case_waits_until_the_documents_are_there_or_somebody_decides(connection: Connection) -> None:
    until = datetime.now(UTC) + timedelta(days=15)
    asked = write(connection, DocumentsRequest(documents=["RIB"], due_at=until))
    waiting = state(connection)
    assert (waiting.status, waiting.handled_by, waiting.handled_at) == (
        CaseStatus.WAITING,
        "A. Martin",
        asked.recorded_at,
    )
    assert waiting.due_at == until
    write(connection, DocumentsReceived())
    assert state(connection).status is CaseStatus.TO_DO
    write(connection, DocumentsRequest(documents=["RIB"]))
    record(connection, choice="refused")
    assert state(connection).status is CaseStatus.REFUSED


def test_an_assignment_lasts_until_the_next_decision(connection: Connection) -> None:
    write(connection, AssignmentRequest(assignee="C. Petit", text="She knows the client."))
    assert (state(connection).status, state(connection).assignee) == (CaseStatus.TO_DO, "C. Petit")
    handed_back = write(connection, AssignmentRequest())
    assert (state(connection).assignee, state(connection).assigned_at) == (None, handed_back.recorded_at)
    write(connection, AssignmentRequest(assignee="C. Petit"))
    record(connection, choice="refused")
    assert (state(connection).assignee, state(connection).assigned_at) == (None, None)


def test_the_letter_is_handed_over_on_the_latest_decision_only(connection: Connection) -> None:
    with pytest.raises(NoDecisionYet):
        write(connection, LetterHandedOver(decision_id=CLIENT_DECISION, way=LetterWay.POST))
    older, latest = record(connection), record(connection, choice="refused")
    with pytest.raises(Conflict):
        write(connection, LetterHandedOver(decision_id=older.decision_id, way=LetterWay.POST))
    sent = write(connection, LetterHandedOver(decision_id=latest.decision_id, way=LetterWay.IN_HAND), name="C. Petit")
    told = state(connection)
    assert (told.status, told.choice, told.officer) == (CaseStatus.LETTER_SENT, latest.choice, latest.officer)
    assert (told.handled_by, told.handled_at, told.way) == ("C. Petit", sent.recorded_at, LetterWay.IN_HAND)
    record(connection, choice="accepted")
    assert state(connection).status is CaseStatus.ACCEPTED, "of the new decision no letter was handed over"


def test_a_decision_that_waits_for_its_second_signature_has_no_letter(connection: Connection) -> None:
    decided = record(connection, choice="accepted")
    reviews.open_review(connection, decided.decision_id, cause=Cause.DELEGATION, within=timedelta(days=30), keys=KEYS)
    assert state(connection).status is CaseStatus.SECOND_SIGNATURE
    assert case_events.awaits_second_signature(connection, CLIENT)
    with pytest.raises(Conflict) as refused:
        write(connection, LetterHandedOver(decision_id=decided.decision_id, way=LetterWay.EMAIL))
    assert refused.value.kind == "second-signature"


def test_a_desk_sees_its_own_events_and_those_of_people_without_a_desk_on_its_cases(connection: Connection) -> None:
    record(connection, desk="Lyon", choice="refused")
    write(connection, CommentRequest(text="Of head office."))
    write(connection, AssignmentRequest(assignee="B. Durand"), desk="Paris")
    seen = case_events.list_for_client(connection, CLIENT, keys=KEYS, desk="Lyon")
    assert [each.text for each in seen] == ["Of head office."]
    assert state(connection, "Lyon").assignee is None
    stored = applications.store(connection, {"application": {}, "histories": {}}, keys=KEYS, officer="A", desk="Lyon")
    case_events.append(connection, stored.client_id, CommentRequest(text="x"), signer=Signer("B"), keys=KEYS)
    assert case_events.list_for_client(connection, stored.client_id, keys=KEYS, desk="Lyon")


def test_every_event_changes_the_version_of_the_states(connection: Connection) -> None:
    seen = [read_version(connection)]
    for request in (CommentRequest(text="x"), AssignmentRequest(), DocumentsRequest(documents=["RIB"])):
        write(connection, request)
        seen.append(read_version(connection))
    assert len(set(seen)) == 4


def test_going_back_refuses_to_lose_events(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as made:
        write(made, CommentRequest(text=REMARK))
    engine.dispose()
    with pytest.raises(InvalidInput, match="would lose 2 entries of the ledger"):
        downgrade(database_url, "0002", keys=KEYS)


def test_a_backup_takes_events_along(database_url: str, empty_database_url: str, tmp_path: Path) -> None:
    engine = create_engine(database_url)
    with engine.begin() as made:
        written = write(made, CommentRequest(text=REMARK))
    engine.dispose()
    assert back_up(database_url, tmp_path / "backup", keys=KEYS).rows["case_events"] == 1
    restore(empty_database_url, tmp_path / "backup", keys=KEYS)
    engine = create_engine(empty_database_url)
    with engine.connect() as made:
        assert case_events.list_for_client(made, CLIENT, keys=KEYS) == [written]
        assert verify(made, keys=KEYS).broken is None
    engine.dispose()
