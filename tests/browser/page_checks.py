"""What holds for every page: a name, a language, headings in order, twins in words, nothing that axe-core finds."""

import re
from itertools import pairwise

from playwright.sync_api import Page, expect

from limpide.contract import Language
from limpide.dashboard.words import get_words

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
UNNAMED = """() => [...document.querySelectorAll('[role=graphics-document], [role=img], main table, main iframe')]
    .filter(each => !(each.getAttribute('aria-label') || each.title)).map(each => each.outerHTML.slice(0, 200))"""

# Not the browser's own "networkidle": a file to download is asked for, not stored, and never read to its end.
_DRAWN = """() => {
    const drawn = document.body.innerHTML.length
    if (window.drawnBefore === drawn && performance.now() - window.drawnAt > 500) return true
    if (window.drawnBefore !== drawn) [window.drawnBefore, window.drawnAt] = [drawn, performance.now()]
    return false
}"""


def settle(page: Page) -> None:
    """Wait until nothing runs and everything is drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(
        page.locator("[data-testid=stStatusWidget], [data-testid=stSpinner], [data-testid=stSkeleton]")
    ).to_have_count(0)
    page.wait_for_function(_DRAWN)


def check(page: Page, axe: str, language: Language, title: str) -> None:
    """Assert everything that holds for any page."""
    settle(page)
    assert page.locator("[data-testid=stException]").count() == 0
    page.wait_for_function(f"document.documentElement.lang === '{language}'")
    expect(page).to_have_title(get_words(language).say("app.page_title", page=title))
    levels = [
        int(name[1]) for name in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => h.tagName)")
    ]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert page.evaluate(UNNAMED) == []
    if "glossary" not in page.url:  # the one place that tells the names in the lender's files
        assert not re.search(r"\b[A-Z]{2,}_[A-Z0-9_]+\b", page.locator("main").inner_text()), "a raw column name"
    page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}}).then(run => run.violations)")
    told = [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"][:3]]
    assert told == []
