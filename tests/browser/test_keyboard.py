"""A case decided by the keyboard alone: everything can be reached, and one sees where one is."""

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from limpide.client import LimpideClient
from limpide.contract import Choice, ClientSummary
from limpide.dashboard.words import get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRENCH = get_words("fr")
MOST_STEPS = 80
# What a browser shows at 200 % in a window of 1,440 pixels.
ENLARGED = ViewportSize(width=720, height=450)
# A field's frame may be drawn by what surrounds it, and a hidden box of a choice by its label.
SEEN = """() => {
  const framed = each => { const look = getComputedStyle(each);
    return (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== "none"; };
  let each = document.activeElement;
  if (each === document.body) return true;
  for (let up = 0; each && up < 4; up += 1, each = each.parentElement) if (framed(each)) return true;
  return false;
}"""


def tab_to(page: Page, wanted: Locator, *, steps: int = MOST_STEPS) -> None:
    """Press Tab until the element has the focus; wherever it rests on the way, one sees it."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    raise AssertionError(f"not reached with {steps} steps: {wanted}")


def test_a_case_is_found_decided_and_signed_by_keyboard_with_the_focus_in_sight(
    page: Page, dashboard_url: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    client = some_clients[30].client_id
    page.set_viewport_size(ENLARGED)
    page.goto(dashboard_url)
    field = page.get_by_label(FRENCH.say("find.label"))
    expect(field).to_be_focused()
    assert page.evaluate(SEEN)
    page.keyboard.type(str(client))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=FRENCH.say("history.heading"))).to_be_visible()
    choose_and_sign(page)
    expect(page.locator(".st-key-history table tbody tr")).to_have_count(1)
    with LimpideClient(api_url) as api:
        recorded = api.decisions(client).decisions
    assert [(each.choice, each.comment) for each in recorded] == [(Choice.REFUSED, "Un garant manque.")]


def choose_and_sign(page: Page) -> None:
    """Go through the form with Tab, arrows, Space and Enter."""
    choice = page.get_by_role("radiogroup", name=FRENCH.say("decision.choice"))
    tab_to(page, choice.get_by_role("radio").first)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    motive = page.get_by_role("combobox", name=FRENCH.say("decision.motive"))
    expect(motive).to_be_visible()
    tab_to(page, motive)
    page.keyboard.type(FRENCH.say("motive.other"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label(FRENCH.say("decision.comment"), exact=True))
    page.keyboard.type("Un garant manque.")
    name = page.get_by_label(FRENCH.say("decision.name"))
    tab_to(page, name)
    page.keyboard.type("Camille Martin")
    sign = page.get_by_role("checkbox", name=FRENCH.say("decision.sign"))
    tab_to(page, sign)
    page.keyboard.press("Space")
    expect(sign).to_be_checked()
    tab_to(page, page.get_by_role("button", name=FRENCH.say("decision.record")))
    page.keyboard.press("Enter")
