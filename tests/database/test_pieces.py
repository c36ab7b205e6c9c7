from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from explanations import KEYS, record

from limpide.contract import CaseStatus, DocumentRequestRecord, EventKind, PieceEvent, PieceStatus, RequestedPiece
from limpide.core.errors import Conflict, Corrupt, KeyReused, UnknownPiece
from limpide.database import attachments, case_events, case_states, decisions, document_requests, erasure, pieces
from limpide.database.attachments import Upload
from limpide.database.desks import Signer
from limpide.database.engine import Connection, create_engine
from limpide.database.idempotency import Once
from limpide.database.keys import Keys
from limpide.database.retention import purge
from limpide.database.verify import verify
from limpide.lenders import same_retention

PAYSLIPS = RequestedPiece(code="payslips", label="Bulletins", accepted="les trois derniers")
ADDRESS = RequestedPiece(code="address", label="Domicile", accepted="une facture")
SCAN = Upload("bulletin.pdf", "application/pdf", b"%PDF- the content of a payslip")
DUE = datetime.now(UTC).date() + timedelta(days=15)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as made:
        yield made
    engine.dispose()


def enter(
    connection: Connection,
    status: PieceStatus,
    *,
    client_id: str = "7",
    piece: str = "payslips",
    after: UUID | None = None,
    reason: str = "",
    once: Once | None = None,
) -> list[PieceEvent]:
    event = pieces.NewEvent(piece=piece, status=status, reason=reason, dated=date(2026, 11, 1))
    pieces.record(connection, client_id, event, after=after, signer=Signer("A. Martin"), keys=KEYS, once=once)
    return pieces.list_events(connection, client_id, keys=KEYS)


def ask(connection: Connection, *asked: RequestedPiece, once: Once | None = None) -> DocumentRequestRecord:
    return document_requests.record(
        connection, "7", asked, due_on=DUE, language="fr", signer=Signer("A", "Lyon"), keys=KEYS, once=once
    )


def test_entries_are_listed_newest_first_and_answer_the_one_before(connection: Connection) -> None:
    [first] = enter(connection, PieceStatus.RECEIVED)
    second, *_ = enter(connection, PieceStatus.REFUSED, after=first.event_id, reason="illisible")
    assert (second.status, second.reason, second.officer) == (PieceStatus.REFUSED, "illisible", "A. Martin")
    assert second.dated == date(2026, 11, 1)
    with pytest.raises(Conflict, match="payslips"):
        enter(connection, PieceStatus.CHECKED, after=first.event_id)
    with pytest.raises(Conflict):
        enter(connection, PieceStatus.CHECKED)
    enter(connection, PieceStatus.CHECKED, piece="address")  # another document: nothing before it
    assert [each.piece for each in pieces.list_events(connection, "7", keys=KEYS)] == [
        "address",
        "payslips",
        "payslips",
    ]
    assert pieces.list_events(connection, "8", keys=KEYS) == []


def test_the_same_key_enters_once(connection: Connection) -> None:
    once = Once("key", KEYS.seal(b"request"))
    first = enter(connection, PieceStatus.RECEIVED, once=once)
    assert enter(connection, PieceStatus.RECEIVED, once=once) == first
    with pytest.raises(KeyReused):
        enter(connection, PieceStatus.RECEIVED, once=Once("key", KEYS.seal(b"other")))


@pytest.mark.parametrize(
    "touch",
    [
        "UPDATE piece_events SET status = 'checked' WHERE position = 2",
        "UPDATE piece_events SET officer = 'B' WHERE position = 1",
        "UPDATE piece_events SET recorded_at = recorded_at - interval '1 day' WHERE position = 3",
        "UPDATE piece_events SET piece = 'address' WHERE position = 3",
        "DELETE FROM piece_events WHERE position = 1",
        "DELETE FROM piece_events WHERE position = 2",
        "UPDATE piece_events SET position = position + 1 WHERE position = 3",
        "UPDATE piece_events SET payload = (SELECT payload FROM piece_events WHERE position = 1) WHERE position = 2",
    ],
)
def test_whatever_is_touched_is_noticed(connection: Connection, touch: str) -> None:
    [one] = enter(connection, PieceStatus.RECEIVED)
    two, _ = enter(connection, PieceStatus.REFUSED, after=one.event_id, reason="x")
    enter(connection, PieceStatus.RECEIVED, after=two.event_id)
    connection.execute(sa.text("ALTER TABLE piece_events DISABLE TRIGGER ALL"))
    connection.execute(sa.text(touch))
    with pytest.raises(Corrupt):
        pieces.list_events(connection, "7", keys=KEYS)
    with pytest.raises(Corrupt):
        pieces.verify_entries(connection, keys=KEYS)


def test_entries_of_every_client_are_verified_also_of_erased_ones(connection: Connection) -> None:
    for number in ("7", "8", "9"):
        [event] = enter(connection, PieceStatus.RECEIVED, client_id=number)
        enter(connection, PieceStatus.CHECKED, client_id=number, after=event.event_id)
    erasure.erase(connection, "8", keys=KEYS)
    assert pieces.verify_entries(connection, keys=KEYS) == 6
    with pytest.raises(Corrupt):
        pieces.verify_entries(connection, keys=Keys(b"x" * 32))


def test_an_entry_cannot_be_changed_even_by_the_owner(connection: Connection) -> None:
    enter(connection, PieceStatus.RECEIVED)
    with pytest.raises(sa.exc.DBAPIError, match="append only"), connection.begin_nested():
        connection.execute(sa.text("UPDATE piece_events SET status = 'checked'"))
    with pytest.raises(sa.exc.DBAPIError, match="append only"), connection.begin_nested():
        connection.execute(sa.text("DELETE FROM piece_events"))


def test_a_scan_is_kept_encrypted_and_its_document_received(connection: Connection) -> None:
    kept = attachments.store(connection, "7", "payslips", SCAN, signer=Signer("A"), keys=KEYS)
    assert (kept.name, kept.size, kept.media_type) == (SCAN.name, len(SCAN.content), SCAN.media_type)
    assert attachments.read_content(connection, "7", kept.attachment_id, keys=KEYS) == SCAN
    [event] = pieces.list_events(connection, "7", keys=KEYS)
    assert (event.status, event.attachment_id) == (PieceStatus.RECEIVED, kept.attachment_id)
    whole = b"".join(
        bytes(each) for each in connection.execute(sa.text("SELECT payload, content FROM attachments")).one()
    )
    assert b"payslip" not in whole and b"bulletin" not in whole
    with pytest.raises(Corrupt):
        attachments.read_content(connection, "7", kept.attachment_id, keys=Keys(b"x" * 32))
    with pytest.raises(UnknownPiece):
        attachments.read_content(connection, "8", kept.attachment_id, keys=KEYS)
    with pytest.raises(UnknownPiece):
        attachments.read_content(connection, "7", uuid4(), keys=KEYS)


def test_a_scan_of_another_client_or_document_cannot_take_its_place(connection: Connection) -> None:
    mine = attachments.store(connection, "7", "payslips", SCAN, signer=Signer("A"), keys=KEYS)
    attachments.store(connection, "7", "address", Upload("b", "image/png", b"other"), signer=Signer("A"), keys=KEYS)
    connection.execute(sa.text("ALTER TABLE attachments DISABLE TRIGGER ALL"))
    connection.execute(
        sa.text("UPDATE attachments SET content = (SELECT content FROM attachments WHERE piece = 'address')")
    )
    with pytest.raises(Corrupt):
        attachments.read_content(connection, "7", mine.attachment_id, keys=KEYS)


def test_a_scan_sent_twice_is_kept_once_and_a_client_has_so_many(connection: Connection) -> None:
    once = Once("key", KEYS.seal(b"request"))
    first = attachments.store(connection, "7", "payslips", SCAN, signer=Signer("A"), keys=KEYS, once=once)
    assert attachments.store(connection, "7", "payslips", SCAN, signer=Signer("A"), keys=KEYS, once=once) == first
    for _ in range(attachments.MOST_ATTACHMENTS - 1):
        attachments.store(connection, "7", "payslips", SCAN, signer=Signer("A"), keys=KEYS)
    with pytest.raises(Conflict):
        attachments.store(connection, "7", "payslips", SCAN, signer=Signer("A"), keys=KEYS)
    attachments.store(connection, "8", "payslips", SCAN, signer=Signer("A"), keys=KEYS)


def test_a_request_waits_until_something_came_for_each_of_its_documents(connection: Connection) -> None:
    once = Once("key", KEYS.seal(b"request"))
    asked = ask(connection, PAYSLIPS, ADDRESS, once=once)
    assert ask(connection, PAYSLIPS, ADDRESS, once=once) == asked
    assert (asked.awaited, asked.pieces, asked.due_on) == (["payslips", "address"], [PAYSLIPS, ADDRESS], DUE)
    [waiting] = document_requests.find_awaited(connection, ["7", "8"])["7"]
    assert (waiting.request_id, waiting.due_on, set(waiting.pieces)) == (asked.request_id, DUE, {"payslips", "address"})
    attachments.store(connection, "7", "payslips", SCAN, signer=Signer("A"), keys=KEYS)
    [now] = document_requests.list_for_client(connection, "7", keys=KEYS)
    assert now.awaited == ["address"]
    latest = next(each for each in pieces.list_events(connection, "7", keys=KEYS) if each.piece == "address")
    enter(connection, PieceStatus.CHECKED, piece="address", after=latest.event_id)
    assert document_requests.find_awaited(connection, ["7"]) == {}


def test_a_document_asked_for_again_is_awaited_by_the_latest_request(connection: Connection) -> None:
    first, second = ask(connection, PAYSLIPS, ADDRESS), ask(connection, PAYSLIPS)
    told = {each.request_id: each.awaited for each in document_requests.list_for_client(connection, "7", keys=KEYS)}
    assert told == {second.request_id: ["payslips"], first.request_id: ["address"]}


def test_all_of_it_is_exported_then_erased_with_the_client(connection: Connection) -> None:
    ask(connection, PAYSLIPS)
    attachments.store(connection, "7", "payslips", SCAN, signer=Signer("A"), keys=KEYS)
    record(connection, client_id=7)
    held = erasure.export(connection, "7", keys=KEYS)
    assert [each["status"] for each in held["documents"]] == ["received", "asked_for"]
    assert held["document_requests"][0]["pieces"][0]["code"] == "payslips"
    assert held["attachments"][0]["content"] == "JVBERi0gdGhlIGNvbnRlbnQgb2YgYSBwYXlzbGlw"
    erasure.erase(connection, "7", keys=KEYS)
    for table in ("attachments", "document_requests", "identities"):
        assert connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0
    assert connection.scalar(sa.text("SELECT count(*) FROM piece_events")) == 2  # sealed, and mute
    assert pieces.list_events(connection, "7", keys=KEYS) == []
    assert verify(connection, keys=KEYS).broken is None
    assert enter(connection, PieceStatus.RECEIVED)[0].status is PieceStatus.RECEIVED  # a new one begins anew


def test_retention_counts_the_last_entry_on_a_document(connection: Connection) -> None:
    enter(connection, PieceStatus.RECEIVED)
    assert purge(connection, retention=same_retention(1), keys=KEYS) == []
    assert [each.client_id for each in purge(connection, retention=same_retention(-1), keys=KEYS)] == ["7"]


def test_a_first_decision_and_a_first_entry_at_once_make_one_key(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as one:
        begun = one.begin()
        enter(one, PieceStatus.RECEIVED, client_id="9")
        import threading

        with engine.connect() as other:
            written: list[object] = []

            def decide() -> None:
                with other.begin():
                    written.append(record(other, client_id=9))

            thread = threading.Thread(target=decide)
            thread.start()
            thread.join(timeout=0.5)
            assert not written  # it waits for the key
            begun.commit()
            thread.join(timeout=20)
            assert len(written) == 1
    with engine.connect() as connection:
        assert len(decisions.list_for_client(connection, "9", keys=KEYS)) == 1
        assert len(pieces.list_events(connection, "9", keys=KEYS)) == 1
    engine.dispose()


def events(connection: Connection) -> list[EventKind]:
    return [each.kind for each in case_events.list_for_client(connection, "7", keys=KEYS)]


def test_a_case_waits_from_the_request_until_the_last_document_has_come(connection: Connection) -> None:
    ask(connection, PAYSLIPS, ADDRESS)
    state = case_states.find_state(connection, "7", desk="Lyon", keys=KEYS)
    assert (state.status, state.handled_by) == (CaseStatus.WAITING, "A")
    assert state.due_at is not None and state.due_at.astimezone().date() == DUE
    [asked] = case_events.list_for_client(connection, "7", keys=KEYS)
    assert asked.documents == [PAYSLIPS.label, ADDRESS.label]
    attachments.store(connection, "7", "payslips", SCAN, signer=Signer("B", "Lyon"), keys=KEYS)
    assert case_states.find_state(connection, "7", desk=None, keys=KEYS).status is CaseStatus.WAITING
    after = next(each for each in pieces.list_events(connection, "7", keys=KEYS) if each.piece == "address")
    enter(connection, PieceStatus.REFUSED, piece="address", after=after.event_id, reason="illisible")
    assert case_states.find_state(connection, "7", desk=None, keys=KEYS).status is CaseStatus.TO_DO
    assert events(connection) == [EventKind.DOCUMENTS_RECEIVED, EventKind.DOCUMENTS_REQUESTED]
    verify(connection, keys=KEYS)


def test_what_nobody_asked_for_arrives_without_an_event(connection: Connection) -> None:
    [first] = enter(connection, PieceStatus.RECEIVED)
    assert events(connection) == []
    ask(connection, ADDRESS)
    enter(connection, PieceStatus.CHECKED, after=first.event_id)
    assert case_states.find_state(connection, "7", desk=None, keys=KEYS).status is CaseStatus.WAITING
    assert events(connection) == [EventKind.DOCUMENTS_REQUESTED]


def test_a_request_sent_twice_waits_once(connection: Connection) -> None:
    once = Once("key", KEYS.seal(b"request"))
    assert ask(connection, ADDRESS, once=once) == ask(connection, ADDRESS, once=once)
    assert events(connection) == [EventKind.DOCUMENTS_REQUESTED]


def test_many_writers_on_one_new_client_wait_for_each_other_and_none_is_lost(database_url: str) -> None:
    engine = create_engine(database_url)

    def write(number: int) -> None:
        with engine.begin() as connection:
            if number % 2:
                document_requests.record(
                    connection, "7", [PAYSLIPS], due_on=DUE, language="fr", signer=Signer("A"), keys=KEYS
                )
            else:
                attachments.store(connection, "7", "payslips", SCAN, signer=Signer("B"), keys=KEYS)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    with engine.begin() as connection:
        statuses = [each.status for each in reversed(pieces.list_events(connection, "7", keys=KEYS))]
        told = list(reversed(events(connection)))
        verify(connection, keys=KEYS)
    engine.dispose()
    assert sorted(statuses) == [PieceStatus.ASKED_FOR] * 12 + [PieceStatus.RECEIVED] * 12
    arrivals = [
        after
        for before, after in pairwise(statuses)
        if (before, after) == (PieceStatus.ASKED_FOR, PieceStatus.RECEIVED)
    ]
    assert told.count(EventKind.DOCUMENTS_REQUESTED) == 12
    assert told.count(EventKind.DOCUMENTS_RECEIVED) == len(arrivals)
