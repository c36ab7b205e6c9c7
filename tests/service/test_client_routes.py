from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from problem_checks import check_problem
from starlette.testclient import TestClient

from limpide.contract import ClientDetails, ClientPage
from limpide.portfolio.listing import write_cursor
from limpide.portfolio.portfolio import Portfolio


def test_the_pages_of_a_prefix_give_each_client_once_in_order(memory: TestClient, portfolio: Portfolio) -> None:
    seen: list[int] = []
    query: dict[str, str | int] = {"prefix": "1000", "limit": 7}
    while True:
        page = ClientPage.model_validate_json(memory.get("/clients", params=query).content)
        seen += [client.client_id for client in page.clients]
        if page.next_cursor is None:
            break
        query["cursor"] = page.next_cursor
    expected = [each for each in portfolio.snapshot.client_ids.tolist() if str(each).startswith("1000")]
    assert seen == expected
    assert page.total == len(expected) > 7


def test_twenty_clients_a_page_unless_asked_otherwise(memory: TestClient, portfolio: Portfolio) -> None:
    assert len(memory.get("/clients").json()["clients"]) == 20
    assert len(memory.get("/clients?limit=100").json()["clients"]) == 100
    assert memory.get("/clients").json()["total"] == portfolio.clients


def test_applicants_come_last_and_are_found_by_the_first_digits_of_their_number(
    http: TestClient, portfolio: Portfolio
) -> None:
    asked = {"application": {"NAME_CONTRACT_TYPE": "Cash loans", "AMT_CREDIT": 300_000, "AMT_ANNUITY": 20_000}}
    made = [http.post("/applications", json=asked).json()["client_id"] for _ in range(3)]
    everybody = [*portfolio.snapshot.client_ids[-2:].tolist(), *made]
    before = portfolio.snapshot.client_ids.tolist()[-3]
    query: dict[str, str | int] = {"cursor": write_cursor(before), "limit": 2}
    seen: list[int] = []
    for _ in range(3):
        page = ClientPage.model_validate_json(http.get("/clients", params=query).content)
        assert page.complete and page.total == portfolio.clients + 3
        seen += [client.client_id for client in page.clients]
        query["cursor"] = page.next_cursor or ""
    assert seen == everybody and page.next_cursor is None
    found = ClientPage.model_validate_json(http.get("/clients", params={"prefix": str(made[1])}).content)
    assert [client.client_id for client in found.clients] == [made[1]] and found.total == 1
    assert found.clients[0].credit_amount == 300_000 and found.clients[0].contract
    assert http.get("/clients?prefix=90000").json()["total"] == 3
    assert http.get("/clients?prefix=91").json()["total"] == 0


def test_a_silent_database_leaves_applicants_out_and_says_so(memory: TestClient) -> None:
    assert not memory.get("/clients").json()["complete"]
    assert memory.get("/clients?prefix=1000").json()["complete"]  # no applicant's number begins so


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=many", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("prefix=a", "prefix"),
        ("prefix=0", "prefix"),
        ("prefix=-1", "prefix"),
        ("prefix=1234567890", "prefix"),
        ("prefix=%EF%BC%91", "prefix"),
        ("prefix=1%0A", "prefix"),
        ("cursor=zzz", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=LTU=", "cursor"),
        ("cursor=" + urlsafe_b64encode(b"9" * 60).decode(), "cursor"),
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
    memory: TestClient, portfolio: Portfolio, known: int
) -> None:
    for language in ("fr", "en"):
        answer = memory.get(f"/clients/{known}", headers={"Accept-Language": language})
        details = ClientDetails.model_validate_json(answer.content)
        assert details == portfolio.details(known, language=language)
        assert details.client_id == known
        assert details.features
