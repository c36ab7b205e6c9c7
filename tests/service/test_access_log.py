"""Who consulted whom: noted for every answer about a client, off the request path, until it is pruned or erased."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from closed_house import ClosedHouse, make_tokens
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.database import access_log
from limpide.database.access_log import Access
from limpide.database.engine import Engine, create_engine, transaction
from limpide.database.erasure import export
from limpide.portfolio.portfolio import Portfolio
from limpide.service.access_log import AccessLog
from limpide.service.app import create_app
from limpide.service.policy import Purpose, permit
from limpide.service.security import Caller
from limpide.service.security_doors import Doors, account_lookup

KEYS = JOURNAL.keys


@pytest.fixture
def shut(portfolio: Portfolio, database_url: str, known: str) -> Iterator[ClosedHouse]:
    tokens = make_tokens(database_url)
    engine = create_engine(database_url, restricted=True)
    app = create_app(portfolio, engine, journal=JOURNAL, doors=Doors(account_lookup(engine)))
    with TestClient(app) as http:
        yield ClosedHouse(http, tokens, known, iter(portfolio.snapshot.index.names(slice(1500, None))))


def _read(engine: Engine, client: str) -> list[tuple[str, str]]:
    with transaction(engine) as begun:
        found = access_log.list_for_client(begun.connection, client, keys=KEYS)
    return [(each["person"], each["purpose"]) for each in found]


def test_every_answer_about_a_client_is_noted_and_a_normal_stop_loses_none(
    portfolio: Portfolio, database_url: str, engine: Engine, known: str
) -> None:
    tokens = make_tokens(database_url)
    service = create_engine(database_url, restricted=True)
    app = create_app(portfolio, service, journal=JOURNAL, doors=Doors(account_lookup(service)))
    clients = portfolio.snapshot.index.names(slice(0, None))
    with TestClient(app) as http:
        shut = ClosedHouse(http, tokens, known, iter(clients[1500:]))
        first, second, third, fourth, fifth = clients[10:15]
        assert shut.ask("officer", "GET", f"/predict/{first}").status_code == 200
        assert shut.ask("officer", "GET", f"/clients/{second}/explanation").status_code == 200
        assert shut.ask("reviewer", "GET", f"/features/age/distribution?client_id={third}").status_code == 200
        assert shut.ask("service", "POST", "/predict", json={"client_id": fourth}).status_code == 200
        batch = {
            "content": json.dumps({"client_id": fifth}).encode(),
            "headers": {"Content-Type": "application/x-ndjson"},
        }
        assert shut.ask("service", "POST", "/predict/batch", **batch).status_code == 200
        decided = shut.decide("lyon")
        assert shut.ask("lyon reviewer", "GET", f"/decisions/{decided['decision_id']}").status_code == 200
        assert shut.ask("paris", "GET", f"/decisions/{decided['decision_id']}").status_code == 404
        assert shut.ask("analyst", "GET", f"/clients/{first}").status_code == 403
        assert shut.ask("officer", "GET", f"/clients?client={clients[20]}&client={clients[21]}").status_code == 200
        assert shut.ask("analyst", "GET", "/features/age/distribution").status_code == 200
    assert _read(engine, first) == [("officer", "consultation")]
    assert _read(engine, second) == [("officer", "consultation")]
    assert _read(engine, third) == [("reviewer", "statistics")]
    assert _read(engine, fourth) == _read(engine, fifth) == [("service", "scoring")]
    assert set(_read(engine, decided["client_id"])) == {("lyon", "decision"), ("lyon reviewer", "decision")}
    assert _read(engine, clients[20]) == _read(engine, clients[21]) == [("officer", "consultation")]
    with engine.connect() as connection:
        rows = str(connection.execute(sa.text("SELECT array_agg(access_log::text) FROM access_log")).scalar_one())
    assert not any(str(client) in rows for client in (first, second, third, fourth, fifth))


def test_it_is_written_within_seconds(shut: ClosedHouse, engine: Engine) -> None:
    assert shut.ask("officer", "GET", f"/predict/{shut.known}").status_code == 200
    deadline = time.monotonic() + 10
    while not _read(engine, shut.known):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _scope(client: str) -> dict[str, object]:
    class Route:
        openapi_extra = permit(Purpose.CONSULTATION)

    return {
        "route": Route,
        "path_params": {"client_id": str(client)},
        "query_string": b"",
        "state": {"caller": Caller("A")},
    }


def test_what_cannot_be_written_waits_until_the_database_answers(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE access_log RENAME TO away"))
    service = create_engine(database_url)
    log = AccessLog(service, KEYS)
    log.start()
    for client in map(str, range(1, 51)):
        log.note(_scope(client))
    time.sleep(1.5)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE away RENAME TO access_log"))
    log.stop()
    service.dispose()
    assert _read(engine, "1") == _read(engine, "50") == [("A", "consultation")]


def test_noting_a_request_takes_microseconds(engine: Engine) -> None:
    log, scope = AccessLog(engine, KEYS), _scope("1")
    started = time.perf_counter()
    for _ in range(10_000):
        log.note(scope)
    assert (time.perf_counter() - started) / 10_000 < 20e-6


def test_a_client_is_told_who_consulted_them_and_erased_or_old_entries_go(engine: Engine) -> None:
    now = datetime.now(UTC)
    accesses = [
        Access(now, "100002", "Zoé", "consultation"),
        Access(now - timedelta(days=400), "100002", "Max", "decision"),
        Access(now, "100003", "Max", "consultation"),
    ]
    with transaction(engine) as begun:
        access_log.append(begun.connection, accesses, keys=KEYS)
        held = export(begun.connection, "100002", keys=KEYS)
        assert [(each["person"], each["purpose"]) for each in held["consulted"]] == [
            ("Zoé", "consultation"),
            ("Max", "decision"),
        ]
        assert len(list(access_log.list_all(begun.connection))) == 3
        assert access_log.prune(begun.connection, months=13) == 1
        assert access_log.forget(begun.connection, "100002", keys=KEYS) == 1
        assert access_log.list_for_client(begun.connection, "100002", keys=KEYS) == []
    assert _read(engine, "100003") == [("Max", "consultation")]
