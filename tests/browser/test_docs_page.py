import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_documentation_of_the_api_opens_without_leaving_this_machine(page: Page, api_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{api_url}/docs")
    expect(page.get_by_role("heading", name="Limpide")).to_be_visible()
    expect(page.get_by_text("/clients/{client_id}/explanation")).to_be_visible()
    assert [url for url in asked if not url.startswith((api_url, "data:"))] == []
