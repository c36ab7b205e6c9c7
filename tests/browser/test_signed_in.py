"""A dashboard that asks who is there: signing in, the administrator's page, a visit that ends while a page is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from page_checks import check
from playwright.sync_api import Page, expect

from limpide.cli.processes import running
from limpide.contract import ClientSummary, Role
from limpide.dashboard.words import get_words
from limpide.database import accounts
from limpide.database.engine import create_engine, transaction
from limpide.database.keys import Keys, find_or_make_key_file
from ports import own_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRENCH = get_words("fr")
PEOPLE = {
    "Camille Martin": Role.OFFICER,
    "Alex Petit": Role.OFFICER,
    "Dominique Petit": Role.OFFICER,
    "Dominique Leroy": Role.ADMINISTRATOR,
}
REMEMBERED = 11_000  # milliseconds: the service knows a token for ten seconds


@dataclass(frozen=True)
class Lender:
    """A dashboard on a service that knows people, and their tokens."""

    url: str
    database_url: str
    tokens: dict[str, str]
    keys: Keys

    def renew(self, name: str) -> str:
        """Make the account of somebody whose account ended; return the token."""
        engine = create_engine(self.database_url)
        with transaction(engine) as begun:
            made = accounts.create(
                begun.connection, name, role=PEOPLE[name], valid_for=timedelta(days=1), keys=self.keys
            )
        engine.dispose()
        return made.token

    def revoke(self, name: str) -> None:
        """End an account."""
        engine = create_engine(self.database_url)
        with transaction(engine) as begun:
            accounts.revoke(begun.connection, name, keys=self.keys)
        engine.dispose()


@pytest.fixture(scope="module")
def lender(house: Path, logs: Path, module_database_url: str) -> Iterator[Lender]:
    engine, keys = create_engine(module_database_url), find_or_make_key_file(logs / "closed")
    with transaction(engine) as begun:
        tokens = {
            name: accounts.create(begun.connection, name, role=role, valid_for=timedelta(days=1), keys=keys).token
            for name, role in PEOPLE.items()
        }
    engine.dispose()
    api, port = (own_port(first) for first in (22_200, 22_300))
    base = ["--bundle", str(house / "bundle"), "--snapshot", str(house / "snapshot")]
    known = {"DATABASE_URL": module_database_url, "LIMPIDE_HOME": str(logs / "closed")}
    serve = running("API", ["serve", *base, "--port", str(api)], log=logs / "closed.log", environment=known)
    shown = ["dashboard", "--api", f"http://127.0.0.1:{api}", "--port", str(port)]
    with serve as service, running("dashboard", shown, log=logs / "signed.log", environment={}) as dashboard:
        service.wait_until_answers(f"http://127.0.0.1:{api}/ready")
        dashboard.wait_until_answers(f"http://127.0.0.1:{port}/_stcore/health")
        yield Lender(f"http://127.0.0.1:{port}", module_database_url, tokens, keys)


def sign_in(page: Page, token: str) -> None:
    field = page.get_by_label(FRENCH.say("sign_in.token"))
    field.fill(token)
    field.press("Enter")


def test_nothing_is_shown_before_a_token_that_the_service_knows(page: Page, lender: Lender, axe: str) -> None:
    page.goto(f"{lender.url}/model")
    check(page, axe, "fr", FRENCH.say("sign_in.title"))
    for typed, said in (("", "sign_in.nothing"), ("not-a-token", "sign_in.refused")):
        sign_in(page, typed)
        expect(page.get_by_role("alert")).to_contain_text(FRENCH.say(said))
    sign_in(page, lender.tokens["Dominique Leroy"])
    expect(page.get_by_role("button", name="Dominique Leroy")).to_be_visible()
    assert lender.tokens["Dominique Leroy"] not in page.evaluate("document.cookie + JSON.stringify(localStorage)")


def test_the_page_of_accounts_is_the_administrators_and_is_legible(page: Page, lender: Lender, axe: str) -> None:
    page.goto(f"{lender.url}/accounts")
    sign_in(page, lender.tokens["Dominique Leroy"])
    expect(page.get_by_role("table")).to_contain_text("Camille Martin")
    check(page, axe, "fr", FRENCH.say("nav.accounts"))
    page.goto(f"{lender.url}/accounts")  # for an administrator the first page, which has no name of its own
    expect(page.get_by_role("table")).to_contain_text("Camille Martin")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(f"{lender.url}/desk")
    expect(page.get_by_text(FRENCH.say("nav.closed"))).to_be_visible()
    expect(page.get_by_role("link", name=FRENCH.say("nav.accounts"))).to_be_visible()
    assert not any(token in page.content() for token in lender.tokens.values())


def test_a_token_withdrawn_while_a_case_is_open_asks_who_is_there_and_loses_nothing(
    page: Page, lender: Lender, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{lender.url}/case?client={some_clients[5].client_id}")
    sign_in(page, lender.tokens["Camille Martin"])
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.get_by_role("link", name=FRENCH.say("nav.accounts"))).to_have_count(0)
    page.get_by_text(FRENCH.say("choice.refused")).click()
    comment = page.get_by_label(FRENCH.say("decision.comment"), exact=True)
    comment.fill("Un garant signe.")
    comment.press("Tab")
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    lender.revoke("Camille Martin")
    page.wait_for_timeout(REMEMBERED)
    page.get_by_role("button", name=FRENCH.say("decision.record")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("sign_in.title"))
    expect(page.locator("#verdict")).to_have_count(0)
    assert page.locator("[data-testid=stException]").count() == 0
    sign_in(page, lender.renew("Camille Martin"))
    expect(comment).to_have_value("Un garant signe.")


def test_somebody_else_at_the_same_browser_finds_an_empty_desk(
    page: Page, lender: Lender, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[6].client_id
    page.goto(f"{lender.url}/case?client={client}")
    sign_in(page, lender.tokens["Dominique Petit"])
    page.get_by_text(FRENCH.say("choice.refused")).click()
    comment = page.get_by_label(FRENCH.say("decision.comment"), exact=True)
    comment.fill("Un garant signe.")
    comment.press("Tab")
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    page.get_by_role("button", name="Dominique Petit").click()
    page.get_by_role("button", name=FRENCH.say("app.sign_out")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH.say("sign_in.title"))
    sign_in(page, lender.tokens["Alex Petit"])
    expect(page.get_by_role("button", name="Alex Petit")).to_be_visible()
    page.goto(lender.url)
    expect(page.get_by_role("button", name="Alex Petit")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text(str(client))).to_have_count(0)
    page.goto(f"{lender.url}/case?client={client}")
    expect(page.locator("#verdict")).to_be_visible()
    page.get_by_text(FRENCH.say("choice.refused")).click()
    expect(comment).to_have_value("")
