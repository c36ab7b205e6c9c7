from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from explanations import EXPLANATION, KEYS, record

from limpide.contract import Cause, Plea
from limpide.core.errors import Erased, UnknownClient
from limpide.database import applications, decisions, erasure, reviews
from limpide.database.engine import Connection, create_engine
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
    assert erasure.list_erased(connection) == ["100002"]
    [entry] = reviews.list_entries(connection, desk=None).reviews
    assert entry.client_id is None
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
