"""The language of a page is right before anything is drawn, and never another one on the way."""

import httpx
import pytest
from page_checks import settle
from playwright.sync_api import Browser

from limpide.contract import Language

pytestmark = pytest.mark.browser
# Runs before the page's own scripts: writes down every language that the page is ever said to be in.
WATCH = """window.languages = [];
const note = () => { const root = document.documentElement; if (root) window.languages.push(root.lang); };
new MutationObserver(note).observe(document, {attributes: true, attributeFilter: ["lang"], subtree: true});
document.addEventListener("DOMContentLoaded", note);"""


@pytest.mark.parametrize("path", ["/", "/case", "/model", "/no-such-page"])
@pytest.mark.parametrize(("query", "language"), [("", "fr"), ("lang=en", "en"), ("lang=de", "fr"), ("lang=fr", "fr")])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_the_bytes_of_a_page_say_its_language_and_its_own_name(
    dashboard_url: str, path: str, query: str, language: Language, accept: str
) -> None:
    answer = httpx.get(f"{dashboard_url}{path}?{query}", headers={"Accept": accept, "Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text and answer.text.count("<html") == 1
    assert "<title>Limpide</title>" in answer.text and "Streamlit</title>" not in answer.text
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert "etag" not in answer.headers and answer.headers["Cache-Control"] == "no-store"
    assert "enable JavaScript to run this app" not in answer.text


def test_a_page_of_one_language_is_never_taken_for_that_of_the_other(dashboard_url: str) -> None:
    first = httpx.get(f"{dashboard_url}/", headers={"Accept": "text/html"})
    asked = {"Accept": "text/html", "If-None-Match": first.headers.get("etag", '"x"'), "If-Modified-Since": "now"}
    again = httpx.get(f"{dashboard_url}/?lang=en", headers=asked)
    assert again.status_code == 200 and '<html lang="en">' in again.text


def test_scripts_stay_compressed_and_as_they_are(dashboard_url: str) -> None:
    page = httpx.get(f"{dashboard_url}/").text
    script = page.split('crossorigin src=".')[1].split('"')[0]
    answer = httpx.get(f"{dashboard_url}{script}")
    assert answer.status_code == 200 and "javascript" in answer.headers["Content-Type"]
    assert httpx.get(f"{dashboard_url}/_stcore/health").text == "ok"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_language_never_changes_while_a_page_is_drawn(
    browser: Browser, dashboard_url: str, language: Language
) -> None:
    with browser.new_context(locale="en-GB" if language == "fr" else "fr-FR") as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{dashboard_url}/?lang={language}" if language == "en" else dashboard_url)
        settle(page)
        page.wait_for_timeout(500)
        assert set(page.evaluate("window.languages")) == {language}
