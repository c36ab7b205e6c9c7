from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.contract import ClientDetails, ClientOutcome, ClientPage
from limpide.core.decision import Decision
from limpide.core.identifiers import sort_key
from limpide.database.engine import create_engine
from limpide.portfolio.listing import Wanted, write_cursor
from limpide.portfolio.portfolio import Portfolio, open_portfolio
from limpide.service.app import create_app


def test_the_pages_of_a_prefix_give_each_client_once_in_order(memory: TestClient, portfolio: Portfolio) -> None:
    seen: list[str] = []
    query: dict[str, str | int] = {"prefix": "1000", "limit": 7}
    while True:
        page = ClientPage.model_validate_json(memory.get("/clients", params=query).content)
        seen += [client.client_id for client in page.clients]
        if page.next_cursor is None:
            break
        query["cursor"] = page.next_cursor
    expected = [each for each in portfolio.snapshot.index.names(slice(None)) if str(each).startswith("1000")]
    assert seen == expected
    assert page.total == len(expected) > 7


def walk(http: TestClient, **query: str | int) -> tuple[list[str], int]:
    """Every client of a list, page by page, and how many the first page says there are."""
    seen: list[str] = []
    total = None
    while True:
        answer = http.get("/clients", params=query)
        assert answer.status_code == 200, answer.text
        page = ClientPage.model_validate_json(answer.content)
        total = page.total if total is None else total
        assert page.total == total
        seen += [client.client_id for client in page.clients]
        if page.next_cursor is None:
            return seen, total
        query["cursor"] = page.next_cursor


def test_the_lists_of_the_three_decisions_hold_everybody_and_agree_with_each_prediction(
    memory: TestClient, portfolio: Portfolio
) -> None:
    everybody: list[str] = []
    for decision in Decision:
        seen, total = walk(memory, decision=decision.value, limit=100)
        assert len(seen) == total > 0 and seen == sorted(seen, key=sort_key)
        for number in {seen[0], *seen[::25], seen[-1]}:
            assert memory.get(f"/predict/{number}").json()["decision"] == decision.value
        everybody += seen
    assert sorted(everybody, key=sort_key) == portfolio.snapshot.index.names(slice(None))


@settings(max_examples=20)
@given(
    st.sampled_from(["", "1", "10", "1001", "10025", "7"]),
    st.sampled_from([None, *Decision]),
    st.sampled_from([None, *ClientOutcome]),
    st.integers(1, 100),
    st.integers(0, 2998),
    st.booleans(),
)
def test_a_page_of_a_filtered_list_is_the_next_of_those_who_pass_every_filter(
    memory: TestClient,
    portfolio: Portfolio,
    prefix: str,
    decision: Decision | None,
    outcome: ClientOutcome | None,
    limit: int,
    after: int,
    by_cursor: bool,
) -> None:
    numbers = portfolio.snapshot.index.names(slice(None))
    wanted = Wanted(prefix, decision, outcome)
    everybody = [one.client_id for one in portfolio.page(wanted, language="fr", limit=len(numbers)).clients]
    start = {"cursor": write_cursor(numbers[after]), "after": numbers[-1]} if by_cursor else {"after": numbers[after]}
    query = {"prefix": prefix, "decision": decision, "outcome": outcome, **start}
    given = {name: str(value) for name, value in query.items() if value}
    page = ClientPage.model_validate_json(memory.get("/clients", params={**given, "limit": limit}).content)
    rest = [number for number in everybody if int(number) > int(numbers[after])]
    assert [client.client_id for client in page.clients] == rest[:limit]
    assert page.total == len(everybody)
    assert (page.next_cursor is None) == (len(rest) <= limit)


def test_a_decision_is_not_listed_before_everybody_is_scored_and_an_outcome_is(house: Path) -> None:
    bare = open_portfolio(house / "bundle", house / "snapshot")
    with TestClient(create_app(bare, create_engine("postgresql://127.0.0.1:1/nowhere"))) as http:
        answer = http.get("/clients?decision=review")
        check_problem(answer, "preparing")
        assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
        assert http.get("/clients?outcome=repaid").json()["total"] > 0


def test_applicants_are_of_no_decision_and_of_unknown_outcome(http: TestClient, portfolio: Portfolio) -> None:
    made = http.post("/applications", json={"application": {"AMT_CREDIT": 300_000}}).json()["client_id"]
    start = write_cursor(portfolio.snapshot.index.names(slice(None))[-1])
    for query, listed in [
        ("outcome=unknown", [made]),
        ("outcome=repaid", []),
        *((f"decision={decision.value}", []) for decision in Decision),
        ("decision=review&outcome=unknown", []),
    ]:
        page = ClientPage.model_validate_json(http.get(f"/clients?{query}&cursor={start}").content)
        assert [client.client_id for client in page.clients] == listed
        assert page.complete


def test_twenty_clients_a_page_unless_asked_otherwise(memory: TestClient, portfolio: Portfolio) -> None:
    assert len(memory.get("/clients").json()["clients"]) == 20
    assert len(memory.get("/clients?limit=100").json()["clients"]) == 100
    assert memory.get("/clients").json()["total"] == portfolio.clients


def test_applicants_come_last_and_are_found_by_the_first_digits_of_their_number(
    http: TestClient, portfolio: Portfolio
) -> None:
    asked = {"application": {"NAME_CONTRACT_TYPE": "Cash loans", "AMT_CREDIT": 300_000, "AMT_ANNUITY": 20_000}}
    made = [http.post("/applications", json=asked).json()["client_id"] for _ in range(3)]
    everybody = [*portfolio.snapshot.index.names(slice(-2, None)), *made]
    before = portfolio.snapshot.index.names(slice(None))[-3]
    query: dict[str, str | int] = {"cursor": write_cursor(before), "limit": 2}
    seen: list[str] = []
    for _ in range(3):
        page = ClientPage.model_validate_json(http.get("/clients", params=query).content)
        assert page.complete and page.total == portfolio.clients + 3
        seen += [client.client_id for client in page.clients]
        query["cursor"] = page.next_cursor or ""
    assert seen == everybody and page.next_cursor is None
    last = http.get("/clients", params={"after": made[1], "limit": 2}).json()
    assert [client["client_id"] for client in last["clients"]] == made[2:]
    found = ClientPage.model_validate_json(http.get("/clients", params={"prefix": str(made[1])}).content)
    assert [client.client_id for client in found.clients] == [made[1]] and found.total == 1
    assert found.clients[0].credit_amount == 300_000 and found.clients[0].contract
    assert http.get("/clients?prefix=90000").json()["total"] == 3
    assert http.get("/clients?prefix=91").json()["total"] == 0


def test_a_silent_database_leaves_applicants_out_and_says_so(memory: TestClient) -> None:
    assert not memory.get("/clients").json()["complete"]
    assert not memory.get("/clients?outcome=unknown").json()["complete"]
    assert memory.get("/clients?decision=review").json()["complete"]  # no applicant is of a decision
    assert memory.get("/clients?prefix=1000").json()["complete"]  # no applicant's number begins so


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=many", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("prefix=+1", "prefix"),
        ("prefix=" + "1" * 65, "prefix"),
        ("prefix=%E2%80%AE1", "prefix"),
        ("prefix=1%0A", "prefix"),
        ("client=", "client"),
        ("decision=accept", "decision"),
        ("decision=", "decision"),
        ("outcome=1", "outcome"),
        ("outcome=Repaid", "outcome"),
        ("after=", "after"),
        ("after=%00", "after"),
        ("after=" + "9" * 65, "after"),
        ("cursor=zzz", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=IA==", "cursor"),
        ("cursor=" + urlsafe_b64encode(b"9" * 65).decode(), "cursor"),
        ("cursor=" + "A" * 101, "cursor"),
    ],
)
def test_a_wrong_question_names_the_field(memory: TestClient, query: str, field: str) -> None:
    for language in ("fr", "en"):
        answer = memory.get(f"/clients?{query}", headers={"Accept-Language": language})
        assert answer.status_code == 422
        problem = check_problem(answer, "invalid-request", language=language)
        assert [each.field for each in problem.errors] == [field]


@given(st.text(max_size=40) | st.integers().map(str).map(lambda text: text.encode().hex()))
def test_no_cursor_whatever_breaks_the_service(memory: TestClient, cursor: str) -> None:
    written = cursor.encode("utf-8", "replace").decode()
    assert memory.get("/clients", params={"cursor": written}).status_code in (200, 422)


def test_a_huge_number_in_a_cursor_is_refused_or_past_the_end(memory: TestClient) -> None:
    import base64

    for number in (10**18, 2**63, 10**30, -1, -(10**30)):
        cursor = base64.urlsafe_b64encode(str(number).encode()).decode()
        assert memory.get("/clients", params={"cursor": cursor}).status_code in (200, 422)


def test_everything_held_on_a_client_is_shown_in_the_caller_s_language(
    memory: TestClient, portfolio: Portfolio, known: str
) -> None:
    for language in ("fr", "en"):
        answer = memory.get(f"/clients/{known}", headers={"Accept-Language": language})
        details = ClientDetails.model_validate_json(answer.content)
        assert details == portfolio.details(known, language=language)
        assert details.client_id == known
        assert details.features
