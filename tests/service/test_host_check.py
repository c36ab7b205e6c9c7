"""Host and Origin of the API: DNS rebinding and pages of other sites reach nothing, without accounts either."""

import pytest
from problem_checks import check_problem
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.core.hosts import AllowedHosts, host_name, is_loopback, read_hosts
from limpide.database.engine import Engine
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app

OURS = AllowedHosts(frozenset({"credit.example", "*.intern.example"}))


@pytest.fixture
def http(portfolio: Portfolio, engine: Engine) -> TestClient:
    return TestClient(create_app(portfolio, engine, journal=JOURNAL, hosts=OURS), base_url="http://127.0.0.1:8000")


@pytest.mark.parametrize(
    "host",
    ["evil.example:8000", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "credit.example.evil",
     "intern.example", "xintern.example", "a@127.0.0.1", "127.0.0.1:x", "[::1", "", "2130706433.", "0x7f.1"],
)  # fmt: skip
def test_a_page_that_rebinds_its_name_to_this_machine_reaches_nothing(http: TestClient, known: str, host: str) -> None:
    body = {"client_id": known, "choice": "refused", "motive": "policy", "officer": "Zoé"}
    for method, path, content in (
        ("POST", "/decisions", body),
        ("GET", f"/clients/{known}", None),
        ("GET", "/docs", None),
    ):
        refused = http.request(method, path, json=content, headers={"Host": host})
        check_problem(refused, "wrong-host")
        assert refused.status_code == 421
    assert http.get(f"/clients/{known}/decisions").json()["decisions"] == []
    assert http.get("/health", headers={"Host": host}).status_code == 200  # probes know no name


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "10.2.3.4:80"),
        *("credit.example", "Credit.Example.:443", "api.intern.example"),
    ],
)
def test_its_own_names_and_addresses_are_answered(http: TestClient, host: str) -> None:
    assert http.get("/lender", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "host", "passes"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("https://credit.example", "credit.example", True),
        ("https://credit.example", "127.0.0.1:8000", True),  # a proxy that writes its own Host
        ("http://evil.example:8000", "127.0.0.1:8000", False),
        ("http://127.0.0.1:9000", "127.0.0.1:8000", False),
        ("http://localhost:8000", "127.0.0.1:8000", False),
        ("http://10.0.0.9:8000", "127.0.0.1:8000", False),
        ("null", "127.0.0.1:8000", False),
        ("http://[", "127.0.0.1:8000", False),
        ("file://", "127.0.0.1:8000", False),
    ],
)
def test_a_page_of_another_site_signs_nothing(
    http: TestClient, known: str, origin: str, host: str, *, passes: bool
) -> None:
    body = {"client_id": known, "choice": "refused", "motive": "policy", "officer": "Zoé"}
    answer = http.post("/decisions", json=body, headers={"Origin": origin, "Host": host})
    assert answer.status_code == (201 if passes else 403)
    if not passes:
        check_problem(answer, "foreign-origin")


def test_hosts_of_a_setting() -> None:
    hosts = read_hosts(" Credit.Example , *.intern.example,")
    assert hosts.allows("credit.example") and hosts.allows("a.intern.example") and not hosts.allows("example")
    assert host_name("credit.example:") == "credit.example"
    assert is_loopback("::1") and not is_loopback("credit.example") and not is_loopback("")


def test_every_answer_has_the_headers_of_care(http: TestClient) -> None:
    for path in ("/health", "/nowhere", "/docs", "/openapi.json", "/docs/assets/swagger-ui.css"):
        answer = http.get(path)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
