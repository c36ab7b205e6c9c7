import asyncio
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from uuid import uuid4

import anyio
import pytest
import sqlalchemy as sa
import structlog
from closed_house import PEOPLE, ClosedHouse, closed_house
from fastapi import APIRouter
from problem_checks import check_problem
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.contract import Role
from limpide.core.errors import Unavailable
from limpide.database import accounts
from limpide.database.engine import Engine, transaction
from limpide.portfolio.portfolio import Portfolio
from limpide.service.security import Caller
from limpide.service.security_doors import FRESH_SECONDS, STALE_SECONDS, Admission, Doors, account_lookup
from limpide.service.security_gate import Statements
from limpide.service.security_rates import PERSON, PROGRAM, Rates


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


def _stated(http: TestClient) -> dict[tuple[str, str], set[str]]:
    """Every route of the description with the roles that it states."""
    return {
        (method.upper(), path): set(operation["x-roles"])
        for path, operations in http.get("/openapi.json").json()["paths"].items()
        for method, operation in operations.items()
    }


def _address(path: str, known: str) -> str:
    values = {"client_id": str(known), "name": "ext_source_2", "code": "identity"}
    values |= {name: str(uuid4()) for name in ("decision_id", "review_id", "attachment_id", "request_id")}
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"give this test a value for {path}"
    return path


def test_every_role_passes_where_it_is_stated_and_nowhere_else(shut: ClosedHouse) -> None:
    stated = _stated(shut.http)
    assert len(stated) > 20
    wrong = []
    for ((method, path), allowed), who in product(stated.items(), [None, "stranger", *map(str, Role)]):
        status = shut.ask(who, method, _address(path, shut.known)).status_code
        expected = 401 if who in (None, "stranger") else 403 if who not in allowed else None
        if not allowed:
            expected = None
        if (status if status in (401, 403) else None) != expected:
            wrong.append((method, path, who, status))
    assert wrong == []


def test_only_what_tells_nothing_of_anybody_is_open(shut: ClosedHouse) -> None:
    stated = _stated(shut.http)
    assert {path for (_, path), allowed in stated.items() if not allowed} <= {"/health", "/ready", "/metrics"}
    assert shut.ask(None, "GET", "/docs").status_code == 200
    assert shut.ask(None, "GET", "/openapi.json").status_code == 200


@pytest.mark.parametrize("path", ["/", "/nowhere", "/clients/", "/clients\n", "/docs/../x", "/docsx", "//clients"])
def test_what_is_no_route_is_closed_too(shut: ClosedHouse, path: str) -> None:
    url = "http://testserver" + path.replace("\n", "%0A")
    assert shut.ask(None, "GET", url).status_code == 401
    check_problem(shut.ask("officer", "GET", url), "not-found")


def test_another_method_is_named_to_whoever_has_a_token(shut: ClosedHouse) -> None:
    assert shut.ask(None, "DELETE", "/decisions").status_code == 401
    refused = shut.ask("officer", "DELETE", f"/decisions/{uuid4()}")
    check_problem(refused, "method-not-allowed")
    assert refused.headers["allow"] == "GET"


def test_a_route_that_states_nothing_cannot_be_served() -> None:
    router = APIRouter()

    @router.get("/forgotten")
    def forgotten() -> None:
        """Nobody said who may."""

    with pytest.raises(TypeError, match="does not state its purpose"):
        Statements([router])


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic abc", "bearer\tx", "Bearer lmp_", "Bearer a.b.c", "Bearer é", "Bearer x y"],
)
def test_what_is_no_token_is_refused_alike(shut: ClosedHouse, header: str) -> None:
    answer = shut.http.get("/clients", headers={"Authorization": header.encode()})
    check_problem(answer, "unauthenticated")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_scheme_has_no_capitals_that_matter(shut: ClosedHouse) -> None:
    for scheme in ("Bearer", "bearer", "BEARER"):
        header = {"Authorization": f"{scheme} {shut.tokens['officer']}"}
        assert shut.http.get("/accounts/me", headers=header).json()["name"] == "officer"


def test_whoever_has_no_token_is_refused_before_the_body_is_looked_at(shut: ClosedHouse) -> None:
    for who, status in ((None, 401), ("analyst", 403)):
        answer = shut.ask(who, "POST", "/decisions", content=b"{", headers={"Content-Type": "application/json"})
        assert answer.status_code == status


def test_each_caller_is_told_who_they_are(shut: ClosedHouse) -> None:
    for who, (role, desk) in PEOPLE.items():
        assert shut.ask(who, "GET", "/accounts/me").json() == {
            "name": who,
            "role": role.value,
            "desk": desk,
            "limit": None,
        }


def test_an_administrator_sees_accounts_without_their_tokens(shut: ClosedHouse) -> None:
    answer = shut.ask("administrator", "GET", "/accounts")
    assert {each["name"] for each in answer.json()["accounts"]} == set(PEOPLE)
    assert not any(token in answer.text for token in shut.tokens.values())


def test_an_account_signs_in_its_own_name_only(shut: ClosedHouse) -> None:
    assert shut.decide("officer")["officer"] == "officer"
    asked = {"client_id": shut.known, "choice": "refused", "motive": "policy", "officer": "somebody else"}
    check_problem(shut.ask("officer", "POST", "/decisions", json=asked), "other-name")
    assert shut.decide("officer", officer="Officer")["officer"] == "officer"


def test_another_desk_s_case_is_exactly_as_unknown_as_one_that_never_was(shut: ClosedHouse) -> None:
    record = shut.decide("lyon")
    theirs, never = record["decision_id"], str(uuid4())
    for path in ("/decisions/{}", "/decisions/{}/explanation"):
        assert shut.ask("lyon", "GET", path.format(theirs)).status_code == 200
        assert shut.ask("reviewer", "GET", path.format(theirs)).status_code == 200
        hidden, absent = (shut.ask("paris", "GET", path.format(each)) for each in (theirs, never))
        assert hidden.status_code == absent.status_code == 404
        assert hidden.text.replace(theirs, never) == absent.text
        assert _plain(hidden.headers) == _plain(absent.headers)
    for path, body in (
        ("/decisions/{}/outcome", {"outcome": "repaid", "observed_on": "2040-01-01"}),
        ("/decisions/{}/review", {"statement": "non"}),
    ):
        hidden, absent = (shut.ask("paris", "POST", path.format(each), json=body) for each in (theirs, never))
        assert hidden.status_code == absent.status_code == 404
        assert hidden.text.replace(theirs, never) == absent.text


def test_the_list_of_clients_holds_the_applicants_of_one_s_own_desk(shut: ClosedHouse) -> None:
    made = shut.ask("lyon", "POST", "/applications", json={"application": {"AMT_CREDIT": 300_000}}).json()["client_id"]
    listed = {who: shut.ask(who, "GET", f"/clients?prefix={made}").json() for who in ("lyon", "reviewer", "paris")}
    assert [[client["client_id"] for client in page["clients"]] for page in listed.values()] == [[made], [made], []]
    assert [page["total"] for page in listed.values()] == [1, 1, 0]


def test_unknown_and_not_yours_take_the_same_statements_and_about_the_same_time(shut: ClosedHouse) -> None:
    theirs, never = shut.decide("lyon")["decision_id"], str(uuid4())
    engine: Engine = shut.http.app.state.engine  # type: ignore[attr-defined]
    asked: dict[str, list[str]] = {theirs: [], never: []}
    times: dict[str, list[float]] = {theirs: [], never: []}
    for identifier in (theirs, never) * 30:
        with _statements(engine) as seen:
            started = time.perf_counter()
            assert shut.ask("paris", "GET", f"/decisions/{identifier}").status_code == 404
            times[identifier].append(time.perf_counter() - started)
        asked[identifier] = [each for each in seen if "accounts" not in each]
    assert asked[theirs] == asked[never]
    one, other = (statistics.median(times[each]) for each in (theirs, never))
    assert 0.6 < one / other < 1.7


class _statements:  # noqa: N801 - reads as a word
    def __init__(self, engine: Engine) -> None:
        self._engine, self._seen = engine, list[str]()

    def _note(self, _c: object, _k: object, statement: str, *_: object) -> None:
        self._seen.append(statement)

    def __enter__(self) -> list[str]:
        sa.event.listen(self._engine, "before_cursor_execute", self._note)
        return self._seen

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self._engine, "before_cursor_execute", self._note)


def test_a_token_is_in_no_log_and_no_answer(shut: ClosedHouse) -> None:
    secret = shut.tokens["officer"]
    with structlog.testing.capture_logs() as events:
        answers = [
            shut.ask("officer", "GET", "/accounts/me").text,
            shut.ask(secret + "x", "GET", "/clients").text,
            shut.ask("officer", "GET", f"/nowhere?token={secret}").text,
        ]
    assert secret not in str(events) + str(answers)


def test_a_revoked_token_passes_for_seconds_at_most() -> None:
    now = [1000.0]
    answers: list[Admission] = []
    doors = Doors(lambda _token: answers[-1], clock=lambda: now[0])
    answers.append(Admission(Caller("A", Role.OFFICER), expires_at=2000.0))
    assert _run(doors, "t") == Caller("A", Role.OFFICER)
    answers.append(Admission(None, expires_at=float("inf")))
    now[0] += FRESH_SECONDS - 0.1
    assert _run(doors, "t") is not None
    now[0] += 0.1
    assert _run(doors, "t") is None


def test_tokens_in_use_are_asked_for_together_and_a_revoked_one_is_refused_no_later(engine: Engine) -> None:
    with transaction(engine) as begun:
        names = ("kept", "revoked")
        made = {
            name: accounts.create(
                begun.connection, name, role=Role.OFFICER, valid_for=timedelta(days=1), keys=JOURNAL.keys
            ).token
            for name in names
        }
    now = [1000.0]
    doors = Doors(account_lookup(engine), clock=lambda: now[0])

    async def ask_after_a_while() -> tuple[Caller | None, Caller | None]:
        for token in made.values():
            assert await doors.admit(token) is not None
        with transaction(engine) as begun:
            accounts.revoke(begun.connection, "revoked", keys=JOURNAL.keys)
        now[0] += FRESH_SECONDS - 0.1
        assert await doors.admit(made["kept"]) is not None  # has both asked for again, aside
        await asyncio.get_running_loop().shutdown_default_executor()
        now[0] += 0.2
        with _statements(engine) as seen:
            answers = await doors.admit(made["kept"]), await doors.admit(made["revoked"])
        assert seen == []
        return answers

    assert asyncio.run(ask_after_a_while()) == (Caller("kept", Role.OFFICER), None)


def test_a_token_ends_at_its_hour_even_while_it_is_remembered() -> None:
    now = [1000.0]
    doors = Doors(lambda _token: Admission(Caller("A"), expires_at=1001.0), clock=lambda: now[0])
    assert _run(doors, "t") == Caller("A")
    now[0] = 1001.0
    assert _run(doors, "t") is None


def test_known_callers_go_on_while_the_database_is_silent_but_not_for_ever() -> None:
    now, silent = [1000.0], [False]

    def look_up(_token: str) -> Admission:
        if silent[0]:
            raise Unavailable("down")
        return Admission(Caller("A"), expires_at=float("inf"))

    doors = Doors(look_up, clock=lambda: now[0])
    assert _run(doors, "known") == Caller("A")
    silent[0] = True
    with pytest.raises(Unavailable):
        _run(doors, "stranger")
    now[0] += STALE_SECONDS
    assert _run(doors, "known") == Caller("A")
    now[0] += 2
    with pytest.raises(Unavailable):
        _run(doors, "known")


def _run(doors: Doors, token: str) -> Caller | None:
    return anyio.run(doors.admit, token)


def test_revoked_and_expired_accounts_are_nobody_s(engine: Engine) -> None:
    with transaction(engine) as begun:
        connection = begun.connection
        made = accounts.create(connection, "Passing", role=Role.OFFICER, valid_for=timedelta(days=1), keys=JOURNAL.keys)
        digest = accounts.digest(made.token)
        assert accounts.find_by_token(connection, digest) == made.account
        accounts.revoke(connection, "PASSING", keys=JOURNAL.keys)
        assert accounts.find_by_token(connection, digest) is None
        late = accounts.create(
            connection, "passing", role=Role.OFFICER, valid_for=timedelta(seconds=-1), keys=JOURNAL.keys
        )
        assert accounts.find_by_token(connection, accounts.digest(late.token)) is None
        kept = connection.execute(sa.text("SELECT array_agg(accounts::text) FROM accounts")).scalar_one()
    assert made.token not in str(kept)


def test_a_caller_who_asks_too_often_is_told_when_to_ask_again() -> None:
    now = [0.0]
    rates = Rates(clock=lambda: now[0])
    officer, other = Caller("A", Role.OFFICER), Caller("B", Role.OFFICER)
    assert [rates.wait(officer) for _ in range(int(PERSON.at_once))] == [0] * int(PERSON.at_once)
    assert rates.wait(officer) == 1
    assert rates.wait(other) == 0
    now[0] += 1 / PERSON.a_second
    assert rates.wait(officer) == 0
    assert rates.wait(officer) > 0
    assert PROGRAM.a_second > PERSON.a_second


def _plain(headers: object) -> dict[str, str]:
    assert hasattr(headers, "items")
    return {name: value for name, value in headers.items() if name not in ("x-request-id", "date")}
