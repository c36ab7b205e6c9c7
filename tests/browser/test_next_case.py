"""From one case to the next: no form of the one beside the name of the other, and no click on it that counts there."""

import pytest
from page_checks import settle
from playwright.sync_api import Page, expect
from test_api_away import FRENCH, fill_in_decision
from test_grounds import answer
from test_signatures import see_case

from fixtures_wire import Wire
from limpide.client import LimpideClient
from limpide.contract import Choice, ClientSummary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# At every frame: whether a field of the case before is on the page that names the next one.
WATCH = """([old, next]) => {
  window.mixed = []; window.named = 0;
  const look = () => {
    const title = document.querySelector("h1")?.textContent ?? "";
    if (title.includes(next)) {
      window.named += 1;
      const left = [...document.querySelectorAll(`[class*="st-key-"][class*="${old}"]`)];
      window.mixed.push(...left.filter(each => each.checkVisibility()).map(each => each.className));
    }
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.mark.parametrize("place", [74, 76])
def test_no_form_of_a_case_stands_beneath_the_name_of_the_next(
    page: Page, wired_dashboard: str, slow: Wire, some_clients: list[ClientSummary], place: int
) -> None:
    old, new = (some_clients[place + turn].client_id for turn in (0, 1))
    page.goto(f"{wired_dashboard}/case?client={old}")
    fill_in_decision(page)
    slow.delay = 0.4
    page.evaluate(WATCH, [str(old), str(new)])
    page.get_by_role("button", name=FRENCH.say("strip.next")).click()
    see_case(page, new)
    slow.delay = 0.0
    answer(page, FRENCH, "choice.refused")
    expect(page.get_by_label(FRENCH.say("decision.comment"), exact=True)).to_have_value("")
    assert page.evaluate("window.named") > 0
    assert page.evaluate("window.mixed") == []


@pytest.mark.parametrize("pause", [0, 50, 300, 900])
def test_a_click_on_the_form_that_one_leaves_never_decides_on_the_next_client(
    page: Page, wired_dashboard: str, slow: Wire, api_url: str, some_clients: list[ClientSummary], pause: int
) -> None:
    place = 78 + 2 * [0, 50, 300, 900].index(pause)
    old, new = (some_clients[place + turn].client_id for turn in (0, 1))
    page.goto(f"{wired_dashboard}/case?client={old}")
    fill_in_decision(page)
    slow.delay = 0.2
    both = [
        page.get_by_role("button", name=FRENCH.say(key)).element_handle() for key in ("strip.next", "decision.record")
    ]
    page.evaluate(f"([next, record]) => {{ next.click(); setTimeout(() => record.click(), {pause}); }}", both)
    page.wait_for_timeout(pause + 1_500)
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    with LimpideClient(api_url) as api:
        assert api.decisions(new).decisions == []
        stored = api.decisions(old).decisions
    assert [each.choice for each in stored] in ([], [Choice.REFUSED])
    stays = page.get_by_role("heading", level=1).text_content() == FRENCH.say("case.title", client=old)
    see_case(page, old if stays else new)
    if stays and not stored:  # the click was for this form, and the page that holds it says that it did not arrive
        expect(page.get_by_text(FRENCH.say("draft.lost"))).to_be_visible()


def test_the_next_case_is_found_shown_and_completed_by_one_answer_each(
    page: Page, wired_dashboard: str, wire: Wire, some_clients: list[ClientSummary]
) -> None:
    first, second, third = (some_clients[place].client_id for place in (93, 94, 95))
    page.goto(f"{wired_dashboard}/case?client={first}")
    see_case(page, first)
    page.get_by_role("button", name=FRENCH.say("strip.next")).click()
    see_case(page, second)
    settle(page)
    wire.asked.clear()
    page.get_by_role("button", name=FRENCH.say("strip.next")).click()
    see_case(page, third)
    settle(page)
    asked = [
        each
        for each in wire.asked
        if not each.startswith(("GET /accounts/me", "GET /lender", "GET /tariff", "GET /columns"))
    ]
    assert asked == [
        f"GET /clients?after={second}&limit=1",
        f"GET /clients/{third}/case",
        f"GET /clients/{third}/counterfactuals",
    ]
