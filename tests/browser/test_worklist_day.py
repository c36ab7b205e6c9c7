"""A day on the worklist in both languages: sign against the model, hand over, review, hand the letter over.

What was signed is said by list, filter, header, recent cases and API alike, after a reload and in a second tab too.
"""

import pytest
from page_checks import settle
from playwright.sync_api import BrowserContext, Locator, Page, expect
from test_officers_day import button, choose

from limpide.client import LimpideClient
from limpide.contract import (
    AssignmentRequest,
    CaseStatus,
    Choice,
    ClientSummary,
    EventKind,
    Language,
    LetterWay,
    WorklistView,
)
from limpide.core.decision import Decision
from limpide.dashboard.states import SIGNED
from limpide.dashboard.words import Words, get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICER, COLLEAGUE, REVIEWER = "Zoé Léger", "Bo Martin", "Dominique Petit"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_day_from_the_worklist_to_the_letter(
    visit: BrowserContext, dashboard_url: str, api_url: str, some_clients: list[ClientSummary], language: Language
) -> None:
    words, page = get_words(language), visit.new_page()
    client = find_undecided(api_url, some_clients, skip=int(language == "en"))
    with LimpideClient(api_url) as api:
        api.record_event(client, AssignmentRequest(assignee=OFFICER, officer=COLLEAGUE, text="Elle connaît ce client."))
    open_from_list(page, words, dashboard_url, client)
    sign_against_the_model(page, words)
    said_everywhere(page, words, api_url, dashboard_url, client)
    hand_over(page, words, api_url, client)
    conclude(page, words, api_url, client)
    hand_the_letter_over(page, words, api_url, dashboard_url, client)


def is_to_do(api: LimpideClient, client: str) -> bool:
    state = api.decisions(client).state
    return state is not None and state.status is CaseStatus.TO_DO


def find_undecided(api_url: str, clients: list[ClientSummary], *, skip: int) -> str:
    """A client to do whom the model grants the loan."""
    with LimpideClient(api_url) as api:
        granted = [each.client_id for each in clients[70:] if api.predict(each.client_id).decision is Decision.ACCEPTED]
        return [number for number in granted if is_to_do(api, number)][skip]


def pick(page: Page, words: Words, key: str) -> None:
    """Press one part of a segmented control, whose count may follow its name."""
    name = words.say(key)
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()


def line(page: Page, client: str) -> Locator:
    return page.locator(".st-key-matches").get_by_role("link", name=str(client))


def open_from_list(page: Page, words: Words, dashboard_url: str, client: str) -> None:
    page.goto(f"{dashboard_url}/worklist?lang={words.language}&view=mine")
    name = page.get_by_label(words.say("worklist.name"))
    name.fill(OFFICER)
    name.press("Enter")
    expect(line(page, client)).to_contain_text(words.say("state.to_do"))
    line(page, client).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(words.say("case.title", client=client))
    expect(page.locator(".lp-state p")).to_contain_text(words.say("state.assigned", name=OFFICER))


def sign_against_the_model(page: Page, words: Words) -> None:
    page.get_by_text(words.say("choice.refused"), exact=True).click()
    choose(page, words.say("decision.motive"), words.say("motive.client_history"))
    page.get_by_label(words.say("decision.comment"), exact=True).fill("Known.")
    name = page.get_by_label(words.say("decision.name"))
    name.fill(OFFICER)
    name.press("Tab")
    page.get_by_text(words.say("decision.sign")).click()
    button(page, words, "decision.record").click()
    expect(page.locator("#verdict")).to_contain_text(words.say(SIGNED[Choice.REFUSED]))


def said_everywhere(page: Page, words: Words, api_url: str, dashboard_url: str, client: str) -> None:
    """Header after a reload, worklist, filter, recent cases, a second tab and API."""
    refused, review = words.say(SIGNED[Choice.REFUSED]), words.say("state.under_review")
    page.reload()
    expect(page.locator("#verdict")).to_contain_text(refused)
    expect(page.locator("#verdict")).to_contain_text(OFFICER)
    tab = page.context.new_page()
    tab.goto(f"{dashboard_url}/case?client={client}&lang={words.language}")
    expect(tab.locator("#verdict")).to_contain_text(refused)
    tab.goto(f"{dashboard_url}/?lang={words.language}&state=under_review")
    expect(line(tab, client)).to_contain_text(refused)
    expect(tab.get_by_role("link", name=words.say("find.open", client=client))).to_contain_text(OFFICER)
    tab.goto(f"{dashboard_url}/worklist?lang={words.language}&view=mine")
    expect(tab.get_by_text(words.say("worklist.none_mine"))).to_be_visible()
    pick(tab, words, "worklist.under_review")
    expect(line(tab, client)).to_contain_text(review)
    line(tab, client).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(words.say("case.title", client=client))
    tab.go_back()
    expect(tab.get_by_role("heading", level=1)).to_have_text(words.say("nav.worklist"))
    tab.close()
    with LimpideClient(api_url) as api:
        state = api.client(client).state
        assert state is not None and (state.status, state.choice) == (CaseStatus.UNDER_REVIEW, Choice.REFUSED)
        assert len(api.decisions(client).decisions) == 1
        assert client not in [each.client_id for each in api.worklist(WorklistView.MINE, officer=OFFICER).clients]


def hand_over(page: Page, words: Words, api_url: str, client: str) -> None:
    pick(page, words, "work.assign")
    page.get_by_label(words.say("work.assignee_typed"), exact=True).fill(REVIEWER)
    note = page.get_by_label(words.say("work.note"), exact=True)
    note.fill("À revoir vite.")
    note.press("Tab")
    button(page, words, "work.assign_now").click()
    expect(page.locator(".lp-state p")).to_contain_text(words.say("state.assigned", name=REVIEWER))
    expect(page.locator(".st-key-history")).to_contain_text(words.say("event.assigned", name=REVIEWER))
    page.reload()
    expect(page.locator(".st-key-history")).to_contain_text("À revoir vite.")
    with LimpideClient(api_url) as api:
        assert client in [each.client_id for each in api.worklist(WorklistView.MINE, officer=REVIEWER).clients]
        assert [event.kind for event in api.events(client).events] == [EventKind.ASSIGNMENT] * 2


def conclude(page: Page, words: Words, api_url: str, client: str) -> None:
    """The reviewer clicks on the case in the list and finds reasons, words and what happened in one place."""
    page.get_by_role("link", name=words.say("nav.desk"), exact=True).click()
    line(page, client).click()
    expect(page.get_by_role("heading", name=words.say("review.heading", client=client))).to_be_visible()
    expect(page.get_by_role("heading", name=words.say("review.reasons"))).to_be_visible()
    expect(page.get_by_role("table", name=words.say("review.work_alt"))).to_contain_text("À revoir vite.")
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    page.get_by_text(words.say("choice.refused"), exact=True).click()
    choose(page, words.say("decision.motive"), words.say("motive.policy"))
    page.get_by_label(words.say("decision.comment"), exact=True).last.fill("So it is.")
    page.get_by_label(words.say("decision.name")).last.fill(REVIEWER)
    page.get_by_label(words.say("decision.name")).last.press("Tab")
    button(page, words, "decision.record").click()
    expect(line(page, client)).to_have_count(0)
    with LimpideClient(api_url) as api:
        state = api.client(client).state
    assert state is not None and (state.status, state.officer) == (CaseStatus.CONCLUDED, REVIEWER)


def hand_the_letter_over(page: Page, words: Words, api_url: str, dashboard_url: str, client: str) -> None:
    page.goto(f"{dashboard_url}/case?client={client}&lang={words.language}")
    settle(page)
    page.get_by_text(words.say("letter.hand_over"), exact=True).click()
    expect(button(page, words, "letter.hand_over_now")).to_be_visible()
    settle(page)
    button(page, words, "letter.hand_over_now").click()
    expect(page.get_by_text(words.say("letter.lacks_way"))).to_be_visible()
    page.get_by_text(words.say("way.email"), exact=True).click()
    button(page, words, "letter.hand_over_now").click()
    expect(page.locator(".lp-state p")).to_contain_text(words.say("way.email"))
    page.reload()
    expect(page.locator("#verdict")).to_contain_text(REVIEWER)
    expect(page.locator(".lp-state p")).to_contain_text(words.say("way.email"))
    with LimpideClient(api_url) as api:
        state = api.client(client).state
        assert state is not None and (state.status, state.way) == (CaseStatus.LETTER_SENT, LetterWay.EMAIL)
        sent = [event for event in api.events(client).events if event.kind is EventKind.LETTER_HANDED_OVER]
    assert len(sent) == 1


def test_a_second_tab_says_what_the_first_signed_and_keeps_the_draft(
    visit: BrowserContext, dashboard_url: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    words, client = get_words("fr"), find_undecided(api_url, some_clients, skip=3)
    first, second = visit.new_page(), visit.new_page()
    for tab in (first, second):
        tab.goto(f"{dashboard_url}/case?client={client}")
        expect(tab.locator("#history")).to_be_visible()
    second.get_by_text(words.say("choice.refused"), exact=True).click()
    choose(second, words.say("decision.motive"), words.say("motive.policy"))
    second.get_by_label(words.say("decision.comment"), exact=True).fill("Une règle.")
    second.get_by_label(words.say("decision.name")).fill("Bo")
    second.get_by_label(words.say("decision.name")).press("Tab")
    with LimpideClient(api_url) as api:
        first.get_by_text(f"{words.say('choice.accepted')} (").first.click()
        name = first.get_by_label(words.say("decision.name"))
        name.fill(OFFICER)
        name.press("Tab")
        first.get_by_text(words.say("decision.sign")).click()
        button(first, words, "decision.record").click()
        expect(first.locator("#verdict")).to_contain_text(OFFICER)
        assert len(api.decisions(client).decisions) == 1
    second.get_by_text(words.say("decision.sign")).click()
    button(second, words, "decision.record").or_(second.get_by_text("Entre-temps")).first.wait_for()
    expect(second.get_by_text("Entre-temps")).to_contain_text(f"crédit accordé, signé par {OFFICER}")
    expect(second.get_by_text(words.say("decision.recorded", choice="", position="").split(":")[0])).to_have_count(0)
    expect(second.get_by_role("radio", name=words.say("choice.refused"))).to_be_checked()
    expect(second.get_by_label(words.say("decision.comment"), exact=True)).to_have_value("Une règle.")
    with LimpideClient(api_url) as api:
        assert len(api.decisions(client).decisions) == 1
