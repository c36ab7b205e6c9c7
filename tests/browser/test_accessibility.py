"""What axe-core cannot see: high contrast, 400 % zoom, small targets, motion, spacing, and the shell in French."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Literal

import pytest
from page_checks import settle
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, ViewportSize, expect
from test_every_page import PAGES
from test_grounds import answer

from limpide.contract import ClientSummary
from limpide.dashboard.words import get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRENCH = get_words("fr")
# What a browser shows at 400 % in a window of 1,280 pixels.
NARROW = ViewportSize(width=320, height=640)
SMALLEST = 24
# What is pressed, by itself or by its label; links within a sentence are as high as its line.
TARGETS = f"""() => [...document.querySelectorAll(
    'a[href], button, summary, input, select, textarea, [role=tab], [role=radio], [role=checkbox]')]
  .filter(each => each.checkVisibility({{visibilityProperty: true}}) && !each.disabled)
  .filter(each => !each.matches('[data-testid=stSkipToContent], [type=file], [type=range]'))
  .filter(each => !each.closest('p, li > span, td, th'))
  .map(each => each.closest('label') ?? each)
  .map(each => [each.getBoundingClientRect(), each.outerHTML.slice(0, 160)])
  .filter(([box]) => box.width > 1 && box.right > 0 && (box.width < {SMALLEST} - .5 || box.height < {SMALLEST} - .5))
  .map(([box, html]) => `${{Math.round(box.width)}} x ${{Math.round(box.height)}} ${{html}}`)"""
# Text that does not fit where it stands; what is hidden on purpose is one pixel wide.
CUT = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(each => each.checkVisibility() && each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1)
  .filter(each => ['hidden', 'clip'].includes(getComputedStyle(each).overflowX) && each.textContent.trim())
  .filter(each => !each.matches('.lp-drawing, textarea, input'))
  .filter(each => !each.closest('.lp-hidden, [data-testid=stVegaLiteChart]'))
  .map(each => each.outerHTML.slice(0, 200))"""
UNREACHED = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter(each => each.checkVisibility() && each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1)
  .filter(each => ['auto', 'scroll'].includes(getComputedStyle(each).overflowX))
  .filter(each => each.tabIndex < 0 && !each.querySelector('a[href], button, input, [tabindex="0"]'))
  .map(each => each.outerHTML.slice(0, 200))"""
OUTSIDE = """() => [...document.querySelectorAll('.lp-drawing > span')].filter(each => {
    const own = each.getBoundingClientRect(), sheet = each.parentElement.getBoundingClientRect();
    return own.width && (own.left < sheet.left - 1 || own.right > sheet.right + 1);
  }).map(each => each.textContent)"""
# WCAG 1.4.12: what a reader may set must not hide anything.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
MOVING = """() => [...document.querySelectorAll('*')].flatMap(each => {
    const look = getComputedStyle(each);
    return [...look.animationDuration.split(','), ...look.transitionDuration.split(',')].map(parseFloat);
  }).filter(seconds => seconds > .001).length"""


def open_case(page: Page, url: str, client: str) -> None:
    page.goto(f"{url}/case?client={client}&view=one")
    expect(page.locator("#history")).to_be_visible()
    settle(page)


def vanished(page: Page, parts: Sequence[Locator]) -> list[str]:
    """Return the parts whose pixels, with two around them, have one colour: nothing to see."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    lost = []
    for part in parts:
        box = part.bounding_box()
        assert box is not None, part
        left, top = box["x"] - 2, box["y"] - 2
        shown = picture.crop((int(left), int(top), int(left + box["width"] + 4), int(top + box["height"] + 4)))
        assert box["y"] + box["height"] < picture.height, "the window is too low for the page"
        if len(shown.getcolors(1 << 24) or []) < 2:
            lost.append(part.evaluate("each => each.outerHTML"))
    return lost


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_high_contrast_icon_gauge_legend_and_waterfall_stay_in_sight(
    browser: Browser, dashboard_url: str, some_clients: list[ClientSummary], scheme: Literal["light", "dark"]
) -> None:
    with browser.new_context(
        viewport={"width": 1440, "height": 4500}, forced_colors="active", color_scheme=scheme, locale="fr-FR"
    ) as context:
        page = context.new_page()
        open_case(page, dashboard_url, some_clients[3].client_id)
        page.locator("[data-testid=stExpander] summary").first.click()
        expect(page.locator(".st-key-way table")).to_be_visible()
        page.wait_for_timeout(500)
        parts = page.locator(".lp-state .lp-icon, .lp-drawing > i, .lp-legend i")
        visible = [part for part in parts.all() if part.is_visible()]
        assert len(visible) > 15
        assert vanished(page, visible) == []
        zones = page.locator(".st-key-gauge .lp-drawing > i").all()
        edges = {zone.evaluate("zone => getComputedStyle(zone).borderTopWidth") for zone in zones[:3]}
        assert edges == {"1px"}
        answer(page, FRENCH, "choice.refused")
        radios = page.locator("[data-testid=stRadioOption]")
        expect(radios.nth(1)).to_have_attribute("data-selected", "true")
        chosen, other = (
            radios.nth(at).locator("> div > div").first.evaluate("mark => getComputedStyle(mark).backgroundColor")
            for at in (1, 0)
        )
        assert chosen != other


@pytest.fixture(scope="module")
def narrow(browser: Browser) -> BrowserContext:
    """A window of 1,280 pixels at 400 %."""
    return browser.new_context(viewport=NARROW, locale="fr-FR")


@pytest.mark.parametrize("name", [*PAGES, "case"])
def test_at_400_percent_nothing_is_cut_and_what_scrolls_is_reached_by_keyboard(
    narrow: BrowserContext, dashboard_url: str, some_clients: list[ClientSummary], name: str
) -> None:
    page = narrow.new_page()
    page.goto(f"{dashboard_url}/{name}?client={some_clients[3].client_id}")
    settle(page)
    for drawer in page.locator("main [data-testid=stExpander] summary").all():
        drawer.click()
        page.wait_for_timeout(200)
    if name == "case":
        answer(page, FRENCH, "choice.refused")
    settle(page)
    page.wait_for_timeout(800)
    assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth") <= 1
    assert page.evaluate(CUT) == []
    assert page.evaluate(UNREACHED) == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(TARGETS) == []
    page.close()


@pytest.mark.parametrize("name", [*PAGES, "case"])
def test_targets_are_wide_enough_and_spaced_text_hides_nothing(
    browser: Browser, dashboard_url: str, some_clients: list[ClientSummary], name: str
) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR") as context:
        page = context.new_page()
        page.goto(f"{dashboard_url}/{name}?client={some_clients[3].client_id}")
        settle(page)
        if name == "case":
            answer(page, FRENCH, "choice.refused")
            page.locator("summary", has_text=FRENCH.say("decision.grounds")).click()
            expect(page.get_by_label(FRENCH.say("decision.grounds"), exact=True)).to_be_visible()
        assert page.evaluate(TARGETS) == []
        page.add_style_tag(content=SPACED)
        page.wait_for_timeout(500)
        assert page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth") <= 1
        assert page.evaluate(CUT) == []


def test_whoever_asks_for_less_motion_gets_none(
    browser: Browser, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    moving = {}
    for wish in ("no-preference", "reduce"):
        with browser.new_context(reduced_motion=wish, locale="fr-FR") as context:
            page = context.new_page()
            open_case(page, dashboard_url, some_clients[3].client_id)
            moving[wish] = page.evaluate(MOVING)
    assert moving["reduce"] == 0 < moving["no-preference"]


ENGLISH = re.compile(
    r"\b(the|of|your|files?|sidebar|choose|clear|open|close|remove|add|upload|available|allowed|results?|"
    r"show|expand|collapse|select|download|fullscreen|copy|page not found|app)\b",
    re.IGNORECASE,
)
# Everything that is written or named on the page, but what is decoration or a chart that speaks as a whole.
SAID = """() => {
  const said = new Set();
  const seen = each => each.checkVisibility() && !each.closest('[aria-hidden=true], script, style, code, input');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (seen(texts.currentNode.parentElement)) said.add(texts.currentNode.data.trim());
  for (const each of document.querySelectorAll('*')) {
    if (each.closest('[aria-hidden=true]')) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-description', 'aria-roledescription'])
      if (each.getAttribute(name)) said.add(each.getAttribute(name));
  }
  return [...said].filter(text => text);
}"""


def english(page: Page) -> list[str]:
    page.wait_for_timeout(500)  # a name is put right a moment after it is drawn
    return [text for text in page.evaluate(SAID) if ENGLISH.search(text) and text != "English"]


def test_lists_and_files_speak_french(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/application")
    settle(page)
    assert english(page) == []
    for name in [box.get_attribute("aria-label") or "" for box in page.get_by_role("combobox").all()[:3]]:
        box = page.get_by_role("combobox", name=name, exact=True)  # an open list hides the others
        box.click()
        assert english(page) == []
        box.fill("zzzz")
        assert english(page) == []
        page.reload()
        settle(page)
    page.get_by_role("tab", name=FRENCH.say("application.files")).click()
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "a.exe", "mimeType": "application/x-dosexec", "buffer": b"MZ"})
    assert english(page) == []
    several = [FilePayload(name=f"a{n}.csv", mimeType="text/csv", buffer=b"1" * 2345) for n in range(5)]
    chooser.set_input_files(several)
    expect(page.get_by_text("2,3 Ko").first).to_be_visible()
    assert english(page) == []


def test_the_menu_of_a_narrow_window_speaks_french(page: Page, dashboard_url: str) -> None:
    page.set_viewport_size(NARROW)
    page.goto(dashboard_url)
    settle(page)
    assert english(page) == []
    page.get_by_role("button", name=FRENCH.say("widget.menu_open")).click()
    expect(page.get_by_role("button", name=FRENCH.say("widget.menu_close"))).to_be_visible()
    assert english(page) == []
