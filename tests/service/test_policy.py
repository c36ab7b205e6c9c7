"""One policy: every route states a purpose, and no role without cases can name a client."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from closed_house import ClosedHouse, closed_house
from fastapi import APIRouter
from problem_checks import check_problem

from limpide.contract import AccessPolicy, Role
from limpide.portfolio.portfolio import Portfolio
from limpide.service.policy import CASES, POLICY, Purpose, find_refusal, permit
from limpide.service.security_gate import Statements

SECURITY_PAGE = Path(__file__).parents[2] / "docs" / "security.md"
WITHOUT_CASES = [role.value for role in Role if role not in CASES]


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


@pytest.mark.parametrize(("purpose", "role"), [*product(Purpose, [*Role, None])])
def test_a_role_that_is_absent_or_not_named_is_refused(purpose: Purpose, role: Role | None) -> None:
    allowed = role is not None and role in POLICY[purpose].roles
    assert (find_refusal(purpose, role, "") is None) == allowed


@pytest.mark.parametrize(
    "query", ["client_id=1", "x=1&client_id=", "client%5Fid=1", "CLIENT_ID=1&client=1", "client_id"]
)
def test_a_role_without_cases_names_no_client_on_any_route(query: str) -> None:
    for purpose, role in product(Purpose, Role):
        if role in POLICY[purpose].roles:
            assert (find_refusal(purpose, role, query) == "no-cases") == (role not in CASES)


def test_no_route_about_a_client_is_open_to_a_role_without_cases(shut: ClosedHouse) -> None:
    paths = shut.http.get("/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            named = {each["name"] for each in operation.get("parameters", ())} & {"client_id", "client"}
            if not named and "client_id" not in str(operation.get("requestBody")):
                continue
            for who in WITHOUT_CASES:
                address = path.replace("{client_id}", str(shut.known)).replace("{name}", "age")
                answer = shut.ask(who, method.upper(), f"{address}?client_id={shut.known}&x=age&y=income")
                assert answer.status_code in (403, 404), (path, who)
                assert answer.status_code == 403 or "{" in address


def test_an_analyst_reads_the_distribution_and_nobody_s_place_in_it(shut: ClosedHouse) -> None:
    for path in ("/features/age/distribution?", "/features/pairs?x=age&y=income&"):
        assert shut.ask("analyst", "GET", path).status_code == 200
        check_problem(shut.ask("analyst", "GET", f"{path}client_id={shut.known}"), "no-cases")
        check_problem(shut.ask("analyst", "GET", f"{path}bins=7"), "invalid-request")
        check_problem(shut.ask("analyst", "GET", f"{path}age_min=31"), "invalid-request")
        check_problem(shut.ask("analyst", "GET", f"{path}age_min=40&gender=F"), "invalid-request")
        assert shut.ask("officer", "GET", f"{path}age_min=40&gender=F&client_id={shut.known}").status_code == 200
    assert shut.ask("analyst", "GET", f"/predict/{shut.known}").status_code == 403


def test_a_route_about_a_client_cannot_be_opened_to_everybody() -> None:
    router = APIRouter()

    @router.get("/clients/{client_id}/secret", openapi_extra=permit(Purpose.STATISTICS))
    def secret(client_id: int) -> None:
        """A slip of the pen."""

    with pytest.raises(TypeError, match="roles that have no cases"):
        Statements([router])


def test_the_policy_is_published_as_it_is_applied(shut: ClosedHouse) -> None:
    told = AccessPolicy.model_validate_json(shut.ask("administrator", "GET", "/policy").content)
    assert [each.purpose for each in told.purposes] == [purpose.value for purpose in POLICY]
    paths = shut.http.get("/openapi.json").json()["paths"]
    stated = {
        f"{method.upper()} {path}": operation["x-purpose"]
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    assert stated == {route: each.purpose for each in told.purposes for route in each.routes}
    for each in told.purposes:
        assert each.roles == list(POLICY[Purpose(each.purpose)].roles)
        assert each.routes


def test_the_table_of_the_documentation_is_the_policy() -> None:
    assert _policy_table() in SECURITY_PAGE.read_text(encoding="utf-8")


def _policy_table() -> str:
    """Return the policy as the Markdown table of the documentation."""
    lines = ["| purpose | what it is for | roles | counted | noted |", "|---|---|---|---|---|"]
    for purpose, rule in POLICY.items():
        roles = "everybody, without an account" if not rule.roles else ", ".join(role.value for role in rule.roles)
        roles = "every role" if rule.roles == tuple(Role) else roles
        counted, noted = ("yes" if each else "" for each in (rule.invented, rule.clients))
        lines.append(f"| {purpose.value} | {rule.meaning} | {roles} | {counted} | {noted} |")
    return "\n".join(lines) + "\n"
