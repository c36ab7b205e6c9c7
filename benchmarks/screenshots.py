"""``python -m benchmarks.screenshots``: the pictures of the README and the guides, from the running demo."""

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from limpide.contract import Language
from limpide.dashboard.words import Words, get_words

IMAGES = Path(__file__).parents[1] / "docs" / "images"
DEMO = "http://127.0.0.1:8501"
_LANGUAGES: tuple[Language, ...] = ("fr", "en")
_SIZE = ViewportSize(width=1440, height=1000)
_QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
_COLOURS = 256  # flat colours and the edges of letters
_MOST_CASES = 10
_TELLING = 3  # other loans that a case shows beside each other
_BUSY = "[data-testid=stStatusWidget], [data-testid=stSpinner], [data-testid=stSkeleton]"
_COMMENTS: dict[Language, str] = {
    "fr": "Une garante s’engage ; son salaire est de 3 200 € par mois.",
    "en": "A guarantor signs; her salary is €3,200 a month.",
}
_APPLICANT = {"AMT_CREDIT": "120000", "AMT_ANNUITY": "9000", "DAYS_BIRTH": "41", "AMT_INCOME_TOTAL": "72000"}


@dataclass(frozen=True)
class Visit:
    """Somebody at the demo, in one language; ``refused`` and ``close`` are the clients whose cases they show."""

    page: Page
    url: str
    words: Words
    refused: str = ""
    close: str = ""

    def go(self, address: str) -> None:
        """Open a page and wait until nothing runs and everything is drawn."""
        self.page.goto(f"{self.url}/{address}{'&' if '?' in address else '?'}lang={self.words.language}")
        self.settle()

    def open_case(self, client: str) -> None:
        """Open a case and wait for its end."""
        self.go(f"case?client={client}")
        expect(self.page.get_by_role("heading", name=self.words.say("history.heading"))).to_be_visible()
        expect(self.page.locator(".lp-drawing").first).to_be_visible()

    def settle(self) -> None:
        """Wait until nothing runs and everything is drawn."""
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        expect(self.page.locator(_BUSY)).to_have_count(0)
        self.page.wait_for_timeout(1_500)
        expect(self.page.locator(_BUSY)).to_have_count(0)

    def show(self, part: str, *, at: str = "start") -> None:
        """Scroll to a part of the page; the strip stays in sight."""
        self.page.locator(part).first.evaluate(f"part => part.scrollIntoView({{block: '{at}'}})")
        self.settle()

    def press(self, key: str) -> None:
        """Press the button of that name."""
        self.page.get_by_role("button", name=self.words.say(key), exact=True).first.click()

    def listed(self, decision: str) -> list[str]:
        """Return the numbers of the clients that the first page lists for a verdict."""
        self.go(f"?decision={decision}")
        links = self.page.locator(".st-key-matches a").all()
        return [(link.get_attribute("href") or "").partition("client=")[2].partition("&")[0] for link in links]


def main(url: str = DEMO) -> None:
    """Take every picture in both languages, light; ``url`` is where ``limpide demo`` shows the dashboard."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_QUIET)
        expect.set_options(timeout=60_000)
        refused, close = _find_clients(browser, url)
        for language in _LANGUAGES:
            for name, take in _PICTURES.items():
                with _visit(browser, url, language) as page:
                    take(Visit(page, url, get_words(language), refused, close))
                    _save(page.screenshot(), IMAGES / f"{name}-{language}.png")
        browser.close()
    print(f"written to {IMAGES}: clients {refused} and {close}")


@contextmanager
def _visit(browser: Browser, url: str, language: Language) -> Iterator[Page]:
    """Open a browser that was never at ``url``, so that no picture shows what another one left."""
    with browser.new_context(viewport=_SIZE, color_scheme="light", base_url=url, locale=language) as context:
        context.set_default_timeout(60_000)
        yield context.new_page()


def _find_clients(browser: Browser, url: str) -> tuple[str, str]:
    """Find a refused client, and one near the threshold to whom the model would grant several other loans."""
    with _visit(browser, url, "fr") as page:
        visit = Visit(page, url, get_words("fr"))
        refused = visit.listed("refused")[0]
        loans: dict[str, int] = {}
        for client in islice(visit.listed("review"), _MOST_CASES):
            visit.open_case(client)
            loans[client] = page.locator(".lp-loan").count()
            if loans[client] >= _TELLING:
                break
        return refused, max(loans, key=loans.__getitem__)


def _find(visit: Visit) -> None:
    visit.go("")


def _case(visit: Visit) -> None:
    visit.open_case(visit.refused)


def _alternatives(visit: Visit) -> None:
    visit.open_case(visit.close)
    visit.page.locator(".st-key-alternatives button").first.click()
    expect(visit.page.locator(".lp-scores")).to_be_visible()
    visit.show("#alternatives")


def _comparison(visit: Visit) -> None:
    visit.open_case(visit.refused)
    visit.show("#comparison")


def _decision(visit: Visit) -> None:
    words, page = visit.words, visit.page
    visit.open_case(visit.refused)
    page.get_by_text(words.say("choice.accepted"), exact=True).first.click()
    page.get_by_role("combobox", name=words.say("decision.motive")).click()
    page.get_by_role("option", name=words.say("motive.new_information"), exact=True).click()
    page.get_by_label(words.say("decision.comment"), exact=True).fill(_COMMENTS[words.language])
    page.keyboard.press("Tab")
    visit.settle()
    page.get_by_text(words.say("decision.sign")).click()
    page.mouse.click(0, 500)  # no field is framed any more
    visit.show("#decision")


def _application(visit: Visit) -> None:
    visit.go("application")
    for field, typed in _APPLICANT.items():
        visit.page.locator(f"[class*=st-key-application_][class*=_{field}] input").fill(typed)
    visit.press("application.assess")
    expect(visit.page.locator("#verdict")).to_be_visible()
    visit.show(".lp-short", at="end")


def _model(visit: Visit) -> None:
    visit.go("model")
    visit.show("#importance")


def _monitoring(visit: Visit) -> None:
    visit.go("monitoring")


def _glossary(visit: Visit) -> None:
    visit.go("glossary")


_PICTURES: dict[str, Callable[[Visit], None]] = {
    "find": _find,
    "case": _case,
    "alternatives": _alternatives,
    "comparison": _comparison,
    "decision": _decision,
    "application": _application,
    "model": _model,
    "monitoring": _monitoring,
    "glossary": _glossary,
}


def _save(taken: bytes, path: Path) -> None:
    """Write a picture in its most frequent colours: half the size, and what is flat keeps its colour exactly."""
    with Image.open(io.BytesIO(taken)) as opened:
        picture = opened.convert("RGB")
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)
    palette = Image.new("P", (1, 1))
    frequent = [colour for _, colour in counted[:_COLOURS] if isinstance(colour, tuple)]
    palette.putpalette([part for colour in frequent for part in colour])
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
