import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from explanations import EXPLANATION, KEYS, record

from limpide.contract import Cause, CommentRequest, Plea
from limpide.core.errors import Erased, UnknownClient
from limpide.database import applications, case_events, decisions, erasure, reviews
from limpide.database.desks import Signer
from limpide.database.engine import Connection, create_engine
from limpide.database.schema import decisions as decided
from limpide.database.verify import verify

MONTH = timedelta(days=30)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as made:
        yield made
    engine.dispose()


def plead(connection: Connection, decision_id: object) -> None:
    plea = Plea(statement="Je conteste", corrections={"AMT": 1.0}, written_by="A", reassessment=None)
    reviews.plead(connection, decision_id, plea, keys=KEYS, within=MONTH, desk=None)  # type: ignore[arg-type]


def test_what_was_erased_cannot_be_read_by_anybody_and_the_chain_holds(connection: Connection) -> None:
    gone, kept = record(connection, comment="secret"), record(connection, client_id=7)
    plead(connection, gone.decision_id)
    done = erasure.erase(connection, "100002", keys=KEYS)
    assert (done.decisions, done.applications) == (1, 0)
    with pytest.raises(Erased):
        decisions.find(connection, gone.decision_id, keys=KEYS)
    assert decisions.list_for_client(connection, "100002", keys=KEYS) == []
    assert decisions.find(connection, kept.decision_id, keys=KEYS) == kept
    assert verify(connection, keys=KEYS).broken is None
    assert erasure.find_erased(["7", "100002"], erasure.list_erased(connection), keys=KEYS) == ["100002"]
    assert reviews.list_entries(connection, desk=None).reviews == []  # nobody can conclude it
    for table in ("decisions", "reviews", "client_keys", "applications", "outcomes"):
        whole = str(connection.execute(sa.text(f"SELECT * FROM {table}")).all())
        assert "100002" not in whole and "secret" not in whole


def test_a_client_who_comes_back_is_a_new_one(connection: Connection) -> None:
    before = record(connection)
    erasure.erase(connection, "100002", keys=KEYS)
    after = record(connection)
    assert decisions.list_for_client(connection, "100002", keys=KEYS) == [after]
    with pytest.raises(Erased):
        decisions.find(connection, before.decision_id, keys=KEYS)


def test_an_application_is_erased_whole(connection: Connection) -> None:
    stored = applications.store(connection, {"name": "Zoé"}, keys=KEYS, officer="A")
    assert erasure.erase(connection, stored.client_id, keys=KEYS).applications == 1
    assert applications.find(connection, stored.client_id, keys=KEYS) is None


def test_everything_held_is_exported_and_nothing_held_is_said(connection: Connection) -> None:
    stored = applications.store(connection, {"name": "Zoé"}, keys=KEYS, officer="A")
    written = record(connection, client_id=stored.client_id, comment="vu")
    plead(connection, written.decision_id)
    held = erasure.export(connection, stored.client_id, keys=KEYS)
    assert held["application"]["content"] == {"name": "Zoé"}
    [decision] = held["decisions"]
    assert decision["comment"] == "vu"
    assert decision["explanation"] == EXPLANATION.model_dump(mode="json") | {"client_id": stored.client_id}
    assert held["reviews"][0]["plea"]["statement"] == "Je conteste"
    with pytest.raises(UnknownClient):
        erasure.export(connection, "5", keys=KEYS)


def test_a_request_for_review_that_comes_late_finds_the_case_on_the_desk(connection: Connection) -> None:
    written = record(connection)
    reviews.open_review(connection, written.decision_id, cause=Cause.OVERRIDE, within=-MONTH, keys=KEYS)
    plead(connection, written.decision_id)
    listed = reviews.list_entries(connection, desk=None)
    assert (listed.open, listed.overdue) == (1, 1)
    assert listed.reviews[0].cause is Cause.OVERRIDE and listed.reviews[0].overdue


def test_no_column_of_what_stays_tells_an_erased_client_from_the_others(connection: Connection) -> None:
    """100 clients, each of another probability, time and officer: nothing of it is left in the rows."""
    kept = record(connection, client_id=1)
    for number in range(100):
        written = record(connection, client_id=1_000 + number, officer=f"officer {number}", comment="vu", desk="Lyon")
        if number % 10 == 0:
            plead(connection, written.decision_id)
            case_events.append(
                connection, str(1_000 + number), CommentRequest(text="x"), signer=Signer("A", "Lyon"), keys=KEYS
            )
    for number in range(100):
        erasure.erase(connection, str(1_000 + number), keys=KEYS)
    mute = connection.execute(decided.select().where(decided.c.decision_id != kept.decision_id))
    told = {"position", "decision_id", "subject", "previous", "link"}  # random, or the place in the chain
    rows = [{name: value for name, value in row.items() if name not in told} for row in mute.mappings()]
    assert len(rows) == 100
    assert all(row == rows[0] for row in rows), "whoever is erased looks as everybody erased of the month"
    assert rows[0]["choice"] == "accepted" and rows[0]["decided_at"].day == 1
    for table in ("decisions", "reviews", "case_events", "piece_events", "outcomes", "erased_clients", "ledger"):
        whole = str(connection.execute(sa.text(f"SELECT * FROM {table}")).all())
        assert "'officer " not in whole and "1007" not in re.findall(r"'(\d+)'", whole), table
    assert verify(connection, keys=KEYS).findings == []
    assert decisions.find(connection, kept.decision_id, keys=KEYS) == kept
    with pytest.raises(sa.exc.DBAPIError, match="append only"), connection.begin_nested():
        connection.execute(sa.text("RESET limpide.erasing"))
        connection.execute(sa.text("UPDATE decisions SET officer = NULL"))
