"""A real PostgreSQL that is killed, paused, full or read only: nothing answered and lost, nothing stored twice."""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from httpx import Response
from problem_checks import check_problem
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.database.embedded import embedded_server
from limpide.database.engine import Engine, create_engine
from limpide.database.migrate import upgrade
from limpide.database.verify import verify
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app


class House:
    """A service on a server of its own, which the tests may hurt."""

    def __init__(self, http: TestClient, engine: Engine, folder: Path, known: str) -> None:
        self.http, self.engine, self.folder, self.known = http, engine, folder, known

    def decide(self, key: str, **changes: Any) -> Response:
        asked = {"client_id": self.known, "choice": "refused", "motive": "policy", "officer": "A"} | changes
        answer: Response = self.http.post("/decisions", json=asked, headers={"Idempotency-Key": key})
        return answer

    def stored(self) -> int:
        with self.engine.connect() as connection:
            return int(connection.scalar(sa.text("SELECT count(*) FROM decisions")) or 0)

    def pids(self) -> list[int]:
        first = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def check_whole(self) -> None:
        with self.engine.connect() as connection:
            assert verify(connection, keys=JOURNAL.keys).broken is None


@pytest.fixture(scope="module")
def house_of_cards(portfolio: Portfolio, known: str) -> Iterator[House]:
    folder = Path(tempfile.mkdtemp(prefix="limpide-test-"))
    with embedded_server(folder) as url:
        upgrade(url)
        engine = create_engine(url, restricted=True)
        with TestClient(create_app(portfolio, engine, journal=JOURNAL)) as http:
            yield House(http, engine, folder, known)
    shutil.rmtree(folder)


@contextmanager
def setting(house: House, statement: str, undo: str) -> Iterator[None]:
    owner = sa.create_engine(house.engine.url, isolation_level="AUTOCOMMIT")
    try:
        with owner.connect() as connection:
            connection.exec_driver_sql(statement)
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        time.sleep(0.3)
        yield
    finally:
        with owner.connect() as connection:
            connection.exec_driver_sql("SET default_transaction_read_only = off")
            connection.exec_driver_sql(undo)
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        owner.dispose()
        time.sleep(0.3)


def unavailable(answer: Response) -> None:
    assert answer.status_code == 503, answer.text
    check_problem(answer, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


def recorded(answer: Response) -> dict[str, object]:
    """What was recorded; the state of the case moves on with later decisions."""
    return {name: value for name, value in answer.json().items() if name != "state"}


def test_backends_killed_before_during_and_after_never_lose_or_double_a_decision(house_of_cards: House) -> None:
    house, killed = house_of_cards, threading.Event()
    owner = sa.create_engine(house.engine.url, isolation_level="AUTOCOMMIT")

    def kill() -> None:
        with owner.connect() as connection:
            while not killed.wait(0.03):
                connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'limpide' AND random() < .5"
                )

    before = house.stored()
    killer = threading.Thread(target=kill)
    killer.start()
    answers: dict[str, Response] = {}
    try:
        for number in range(30):
            answers[f"killed-{number}"] = house.decide(f"killed-{number}")
    finally:
        killed.set()
        killer.join()
        owner.dispose()
    statuses = [answer.status_code for answer in answers.values()]
    assert set(statuses) <= {201, 503}
    again = {key: house.decide(key) for key in answers}
    assert {answer.status_code for answer in again.values()} == {201}
    for key, answer in answers.items():
        if answer.status_code == 201:
            assert recorded(again[key]) == recorded(answer)
    assert house.stored() - before == len(answers)
    house.check_whole()


@pytest.mark.slow
def test_a_paused_server_is_given_up_and_the_service_recovers_by_itself(house_of_cards: House) -> None:
    house = house_of_cards
    before = house.stored()
    paused = house.pids()
    for pid in paused:
        os.kill(pid, signal.SIGSTOP)
    try:
        started = time.monotonic()
        unavailable(house.decide("paused"))
        assert time.monotonic() - started < 8
        started = time.monotonic()
        assert house.http.get("/ready").status_code == 503
        assert time.monotonic() - started < 5
        assert house.http.get(f"/predict/{house.known}").status_code == 200
    finally:
        for pid in paused:
            os.kill(pid, signal.SIGCONT)
    deadline = time.monotonic() + 20
    while house.http.get("/ready").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert house.decide("paused").status_code == 201
    assert house.stored() == before + 1
    house.check_whole()


def test_a_server_that_only_reads_says_so_and_writes_again_when_it_may(house_of_cards: House) -> None:
    house = house_of_cards
    record = house.decide("before").json()
    with setting(
        house, "ALTER SYSTEM SET default_transaction_read_only = on", "ALTER SYSTEM RESET default_transaction_read_only"
    ):
        refused = house.decide("read-only")
        unavailable(refused)
        assert "lecture seule" in refused.json()["detail"]
        ready = house.http.get("/ready")
        assert ready.status_code == 503
        assert "only reads" in ready.text
        assert house.http.get(f"/decisions/{record['decision_id']}").status_code == 200
    assert house.http.get("/ready").status_code == 200
    assert house.decide("read-only").status_code == 201


def test_a_full_disk_is_an_answer_of_503_and_nothing_is_half_stored(house_of_cards: House) -> None:
    house = house_of_cards
    before = house.stored()
    owner = sa.create_engine(house.engine.url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END$$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER full_disk BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )
        refused = house.decide("full")
        unavailable(refused)
        assert "disque" in refused.json()["detail"]
        connection.exec_driver_sql("DROP TRIGGER full_disk ON decisions")
    owner.dispose()
    assert house.decide("full").status_code == 201
    assert house.stored() == before + 1
    house.check_whole()


def test_an_exhausted_pool_is_503_with_a_time_to_come_back(portfolio: Portfolio, database_url: str, known: str) -> None:
    engine = create_engine(database_url)
    with TestClient(create_app(portfolio, engine, journal=JOURNAL)) as http:
        held = [engine.connect() for _ in range(15)]
        asked = {"client_id": known, "choice": "refused", "motive": "policy", "officer": "A"}
        refused = http.post("/decisions", json=asked)
        unavailable(refused)
        assert "connexions" in refused.json()["detail"]
        assert http.get("/ready").status_code == 200  # the server itself has connections left
        for connection in held:
            connection.close()
        assert http.post("/decisions", json=asked).status_code == 201


def test_two_officers_who_decide_at_once_are_one_decision_and_one_conflict(house_of_cards: House) -> None:
    house = house_of_cards
    latest = house.decide("latest").json()["decision_id"]
    for turn in range(5):
        with ThreadPoolExecutor(2) as both:
            answers = list(
                both.map(lambda name: house.decide(f"{name}-{turn}", officer=name, after=latest), ["B", "C"])  # noqa: B023
            )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        check_problem(next(answer for answer in answers if answer.status_code == 409), "decided-meanwhile")
        latest = next(answer.json()["decision_id"] for answer in answers if answer.status_code == 201)
    house.check_whole()


def test_one_request_sent_eight_times_at_once_is_one_decision(house_of_cards: House) -> None:
    house = house_of_cards
    latest = house.http.get(f"/clients/{house.known}/decisions").json()["decisions"][:1]
    after = {"after": latest[0]["decision_id"]} if latest else {}
    before = house.stored()
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: house.decide("eight", officer="D", **after), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["decision_id"] for answer in answers}) == 1
    assert house.stored() == before + 1
    other = house.decide("eight", officer="D", choice="accepted", **after)
    assert other.status_code == 422
    check_problem(other, "key-reused")


@pytest.mark.slow
def test_more_officers_at_once_than_threads_and_connections_all_get_their_answer(
    house_of_cards: House, portfolio: Portfolio
) -> None:
    """More than wait for the chain's last link must never keep the one who holds it from committing."""
    house, before = house_of_cards, house_of_cards.stored()
    clients = portfolio.snapshot.index.names(slice(1000, 1120))
    with ThreadPoolExecutor(len(clients)) as many:
        answers = list(many.map(lambda number: house.decide(f"many-{number}", client_id=number), clients))
    assert {answer.status_code for answer in answers} == {201}
    assert house.stored() == before + len(clients)
    house.check_whole()


@pytest.mark.parametrize("key", ["", " ", "a" * 201, "é", "a b"])
def test_a_key_that_cannot_be_one_is_refused(house_of_cards: House, key: str) -> None:
    asked = {"client_id": house_of_cards.known, "choice": "refused", "motive": "policy", "officer": "A"}
    answer = house_of_cards.http.post("/decisions", json=asked, headers={"Idempotency-Key": key.encode()})
    check_problem(answer, "invalid-request")
