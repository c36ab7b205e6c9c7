"""``python -m benchmarks.screenshots``: the pictures of the README and the guides, from the running demo."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from limpide.contract import Language
from limpide.dashboard.words import Words, get_words

IMAGES = Path(__file__).parents[1] / "docs" / "images"
DEMO = "http://127.0.0.1:8501"
_LANGUAGES: tuple[Language, ...] = ("fr", "en")
_SIZE = ViewportSize(width=1440, height=1000)
_QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
# Name, address, and the part of the page that is scrolled to.
_PICTURES = {
    "find": ("/", None),
    "case": ("/case?client={client}", None),
    "alternatives": ("/case?client={client}", "alternatives"),
    "comparison": ("/case?client={client}", "comparison"),
    "model": ("/model", "importance"),
    "monitoring": ("/monitoring", None),
    "glossary": ("/glossary", None),
}


def main(url: str = DEMO, client: str = "100006") -> None:
    """Take every picture in both languages, light; ``url`` is where ``limpide demo`` shows the dashboard."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_QUIET)
        expect.set_options(timeout=60_000)
        for language in _LANGUAGES:
            _take(browser, url, client, language)
        browser.close()
    print(f"written to {IMAGES}")


def _take(browser: Browser, url: str, client: str, language: Language) -> None:
    with browser.new_context(viewport=_SIZE, color_scheme="light") as context:
        page = context.new_page()
        for name, (address, part) in _PICTURES.items():
            joint = "&" if "?" in address else "?"
            page.goto(f"{url}{address.format(client=client)}{joint}lang={language}")
            _settle(page, get_words(language), whole="case" in address)
            if part is not None:
                page.locator(f"#{part}").scroll_into_view_if_needed()
                page.locator(f"#{part}").evaluate("part => part.scrollIntoView()")
                page.wait_for_timeout(1_500)
            page.screenshot(path=IMAGES / f"{name}-{language}.png")


def _settle(page: Page, words: Words, *, whole: bool) -> None:
    """Wait until nothing runs and everything is drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if whole:
        expect(page.get_by_role("heading", name=words.say("history.heading"))).to_be_visible()
        expect(page.locator(".lp-drawing")).to_have_count(3)
    busy = "[data-testid=stStatusWidget], [data-testid=stSpinner], [data-testid=stSkeleton]"
    expect(page.locator(busy)).to_have_count(0)
    page.wait_for_timeout(3_000)


if __name__ == "__main__":
    main(*sys.argv[1:])
