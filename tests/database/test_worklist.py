"""The worklist holds the cases on which somebody has to act, at the reader's desk, in each view what belongs there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from explanations import KEYS, record

from limpide.contract import (
    AssignmentRequest,
    CaseEventRequest,
    CaseStatus,
    Cause,
    CommentRequest,
    DocumentsReceived,
    DocumentsRequest,
    WorklistOrder,
    WorklistView,
)
from limpide.database import applications, case_events, reviews
from limpide.database.desks import Signer
from limpide.database.engine import Connection, create_engine
from limpide.database.worklist import WorklistQuery, list_open

ME = "A. Martin"


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as made:
        yield made
    engine.dispose()


def write(connection: Connection, client_id: str, request: CaseEventRequest, desk: str | None = None) -> None:
    case_events.append(connection, client_id, request, signer=Signer("Z", desk), keys=KEYS)


def listed(
    connection: Connection,
    view: WorklistView,
    *,
    desk: str | None = None,
    signs: bool = False,
    order: WorklistOrder = WorklistOrder.DUE,
    name: str = ME,
) -> list[str]:
    """The clients of a view, whose number must be its count whichever view is asked for, and its pages joined."""
    asked = WorklistQuery(Signer(name, desk), view, may_countersign=signs, order=order, limit=100)
    page = list_open(connection, asked)
    other = WorklistQuery(Signer(name, desk), WorklistView.DUE, may_countersign=signs)
    assert page.counts == list_open(connection, other).counts
    assert page.counts[view] == len(page.states)
    single = [
        number
        for offset in range(len(page.states))
        for number in list_open(
            connection,
            WorklistQuery(Signer(name, desk), view, may_countersign=signs, order=order, offset=offset, limit=1),
        ).states
    ]
    assert single == list(page.states)
    return single


def store(connection: Connection, desk: str | None = None) -> str:
    content: dict[str, object] = {"application": {}, "histories": {}}
    return applications.store(connection, content, keys=KEYS, officer=ME, desk=desk).client_id


def test_clients_on_whom_nobody_acted_and_settled_cases_are_no_work(connection: Connection) -> None:
    record(connection, choice="refused")
    write(connection, "100002", CommentRequest(text="Only a remark."))
    write(connection, "7", CommentRequest(text="On nobody's case."))
    assert [listed(connection, view) for view in WorklistView] == [[]] * len(WorklistView)


def test_an_application_is_to_do_at_its_desk_until_somebody_decides(connection: Connection) -> None:
    number = store(connection, "Lyon")
    assert listed(connection, WorklistView.TO_DO, desk="Lyon") == listed(connection, WorklistView.DESK) == [number]
    assert listed(connection, WorklistView.DESK, desk="Paris") == []
    record(connection, client_id=number, desk="Lyon", choice="refused")
    assert listed(connection, WorklistView.DESK, desk="Lyon") == []


def test_what_is_handed_to_somebody_is_in_their_list_at_once_and_leaves_it_with_the_decision(
    connection: Connection,
) -> None:
    write(connection, "100002", AssignmentRequest(assignee="a. martin"))
    assert listed(connection, WorklistView.MINE) == listed(connection, WorklistView.TO_DO) == ["100002"]
    assert listed(connection, WorklistView.MINE, name="C. Petit") == []
    write(connection, "100002", AssignmentRequest(assignee="C. Petit"))
    assert listed(connection, WorklistView.MINE) == []
    write(connection, "100002", AssignmentRequest())
    assert listed(connection, WorklistView.DESK) == ["100002"], "handed back to the desk, it stays work"
    record(connection, choice="refused")
    assert listed(connection, WorklistView.DESK) == []


def test_a_case_waits_for_documents_and_is_to_do_when_they_came(connection: Connection) -> None:
    write(connection, "100002", DocumentsRequest(documents=["RIB"], due_at=datetime.now(UTC) + timedelta(days=30)))
    write(connection, "7", DocumentsRequest(documents=["RIB"], due_at=datetime.now(UTC) - timedelta(days=1)))
    assert listed(connection, WorklistView.WAITING) == ["7", "100002"]
    assert listed(connection, WorklistView.DUE) == ["7"], "what is late, or due within a week"
    write(connection, "7", DocumentsReceived())
    assert listed(connection, WorklistView.TO_DO) == ["7"]
    assert listed(connection, WorklistView.DUE) == []


def test_a_second_signature_is_due_to_others_who_may_sign(connection: Connection) -> None:
    decided = record(connection, officer="C. Petit", choice="accepted")
    reviews.open_review(connection, decided.decision_id, cause=Cause.DELEGATION, within=timedelta(days=30))
    assert listed(connection, WorklistView.UNDER_REVIEW) == ["100002"]
    assert listed(connection, WorklistView.DUE) == []
    assert listed(connection, WorklistView.DUE, signs=True) == ["100002"]
    assert listed(connection, WorklistView.DUE, signs=True, name="c. petit") == []


def test_the_order_by_state_puts_what_is_to_do_first(connection: Connection) -> None:
    decided = record(connection, choice="accepted")
    reviews.open_review(connection, decided.decision_id, cause=Cause.OVERRIDE, within=timedelta(days=1))
    write(connection, "9", DocumentsRequest(documents=["RIB"]))
    number = store(connection)
    assert listed(connection, WorklistView.DESK) == ["100002", "9", number]
    assert listed(connection, WorklistView.DESK, order=WorklistOrder.STATE) == [number, "9", "100002"]


def test_another_desk_s_decision_is_no_work_here(connection: Connection) -> None:
    write(connection, "100002", AssignmentRequest(assignee=ME), desk="Lyon")
    assert listed(connection, WorklistView.MINE, desk="Lyon") == ["100002"]
    record(connection, officer="B", desk="Paris", choice="refused")
    assert listed(connection, WorklistView.MINE, desk="Lyon") == []
    page = list_open(connection, WorklistQuery(Signer(ME), WorklistView.DESK, may_countersign=False))
    assert CaseStatus.OTHER_DESK not in {state.status for state in page.states.values()}
