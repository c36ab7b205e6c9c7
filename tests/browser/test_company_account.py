"""Signing in with an account of the lender's own: a real provider of OpenID Connect, there and back."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from page_checks import check
from playwright.sync_api import Page, expect

from limpide.cli.processes import Child, running
from limpide.contract import ClientSummary, Role
from limpide.dashboard.words import get_words
from limpide.database import accounts
from limpide.database.engine import create_engine, transaction
from limpide.database.keys import find_or_make_key_file
from ports import own_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ENGLISH = get_words("en")
CLIENT = "limpide-dashboard"
PEOPLE = [
    {"sub": "zoe", "preferred_username": "Zoé Léger", "roles": ["limpide:officer"], "desk": "Lyon"},
    {"sub": "max", "preferred_username": "Max Roux", "roles": ["accountant"]},
]


@pytest.fixture(scope="module")
def issuer(logs: Path) -> Iterator[str]:
    """A provider of identities that this test did not write."""
    port = own_port(23_600)
    known = [word for person in PEOPLE for word in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *known]
    with (logs / "issuer.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        issuer = Child("issuer", process, logs / "issuer.log")
        url = f"http://localhost:{port}"  # to a browser another site than 127.0.0.1, as a real provider is
        issuer.wait_until_answers(f"{url}/.well-known/openid-configuration")
        yield url
        process.terminate()


@pytest.fixture(scope="module")
def lender(issuer: str, house: Path, logs: Path, module_database_url: str) -> Iterator[str]:
    """A dashboard whose people have accounts elsewhere."""
    engine, keys = create_engine(module_database_url), find_or_make_key_file(logs / "company")
    with transaction(engine) as begun:
        accounts.create(begun.connection, "Admin", role=Role.ADMINISTRATOR, valid_for=timedelta(days=1), keys=keys)
    engine.dispose()
    api, port = (own_port(first) for first in (23_400, 23_500))
    known = {
        "DATABASE_URL": module_database_url,
        "LIMPIDE_HOME": str(logs / "company"),
        "LIMPIDE_OIDC_ISSUER": issuer,
        "LIMPIDE_OIDC_AUDIENCE": CLIENT,
    }
    secret = logs / "company" / ".streamlit" / "secrets.toml"
    secret.parent.mkdir(parents=True, exist_ok=True)
    secret.write_text(
        f"""
        [auth]
        redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
        cookie_secret = "{secrets.token_urlsafe()}"
        client_id = "{CLIENT}"
        client_secret = "{secrets.token_urlsafe()}"
        server_metadata_url = "{issuer}/.well-known/openid-configuration"
        expose_tokens = ["id"]
        """
    )
    serve = ["serve", "--bundle", str(house / "bundle"), "--snapshot", str(house / "snapshot"), "--port", str(api)]
    shown = ["dashboard", "--api", f"http://127.0.0.1:{api}", "--port", str(port)]
    with (
        running("API", serve, log=logs / "company.log", environment=known) as service,
        running(
            "dashboard", shown, log=logs / "company-dashboard.log", environment={"HOME": str(logs / "company")}
        ) as dashboard,
    ):
        service.wait_until_answers(f"http://127.0.0.1:{api}/ready")
        dashboard.wait_until_answers(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"


def sign_in(page: Page, person: str) -> None:
    page.get_by_role("button", name=ENGLISH.say("sign_in.provider")).click()
    page.get_by_role("button", name=person).click()


def test_the_company_account_opens_the_case_that_was_asked_for_and_closes_it(
    page: Page, lender: str, issuer: str, some_clients: list[ClientSummary], axe: str
) -> None:
    asked = f"{lender}/case?client={some_clients[7].client_id}&lang=en"
    page.goto(asked)
    check(page, axe, "en", ENGLISH.say("sign_in.title"))
    sign_in(page, "zoe")
    expect(page.locator("#verdict")).to_be_visible()
    assert page.url == asked
    page.reload()
    expect(page.locator("#verdict")).to_be_visible()
    page.get_by_role("button", name="Zoé Léger").click()
    expect(page.get_by_text(ENGLISH.say("role.officer"))).to_be_visible()
    page.get_by_role("button", name=ENGLISH.say("app.sign_out")).click()
    page.wait_for_url(f"{issuer}/**")
    page.get_by_role("button").first.click()
    page.wait_for_url(f"{lender}/**")
    page.goto(asked)
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH.say("sign_in.title"))


def test_a_company_account_without_a_role_here_is_told_so(page: Page, lender: str) -> None:
    page.goto(f"{lender}/?lang=en")
    sign_in(page, "max")
    expect(page.get_by_role("alert")).to_contain_text(ENGLISH.say("sign_in.not_open"))
    expect(page.get_by_role("link", name=ENGLISH.say("nav.case"))).to_have_count(0)
