"""What the officer writes to the client is kept, signed, shown in the history, and printed by the letter."""

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from test_officers_day import button, choose, sign

from limpide.client import LimpideClient
from limpide.contract import Choice, ClientSummary, DecisionRequest, Language, Motive
from limpide.core.decision import Decision
from limpide.dashboard.words import Words, get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GROUNDS = "Vous ne résidez pas en France."


def answer(page: Page, words: Words, key: str) -> None:
    """Choose an answer, whether it is the model's or not."""
    page.get_by_role("radiogroup", name=words.say("decision.choice")).get_by_text(words.say(key)).click()


def refuse_by_policy(page: Page, words: Words) -> None:
    answer(page, words, "choice.refused")
    choose(page, words.say("decision.motive"), words.say("motive.policy"))
    comment = page.get_by_label(words.say("decision.comment"), exact=True)
    comment.fill("Règle R4.")
    page.locator("summary", has_text=words.say("decision.grounds")).click()
    expect(page.get_by_text(words.say("grounds.policy"))).to_be_visible()
    grounds = page.get_by_label(words.say("decision.grounds"), exact=True)
    grounds.fill(GROUNDS)
    grounds.press("Tab")
    page.wait_for_timeout(1_000)
    page.reload()
    expect(grounds).to_have_value(GROUNDS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_letter_and_the_history_say_what_was_written_to_the_client(
    page: Page, dashboard_url: str, api_url: str, some_clients: list[ClientSummary], language: Language
) -> None:
    words, client = get_words(language), some_clients[70 + (language == "en")].client_id
    page.goto(f"{dashboard_url}/case?client={client}&lang={language}")
    refuse_by_policy(page, words)
    sign(page, words, name="Camille Martin")
    expect(page.locator(".st-key-history")).to_contain_text(GROUNDS)
    with LimpideClient(api_url, language=language) as api:
        assert api.decisions(client).decisions[0].grounds == GROUNDS
        letter = PdfReader(io.BytesIO(api.letter(client)))
    assert GROUNDS in " ".join(" ".join(page.extract_text() for page in letter.pages).split())


def test_a_grant_states_no_grounds_also_when_some_were_typed_for_a_refusal(
    page: Page, dashboard_url: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    words, client = get_words("fr"), some_clients[72].client_id
    page.goto(f"{dashboard_url}/case?client={client}")
    refuse_by_policy(page, words)
    answer(page, words, "choice.accepted")
    expect(page.get_by_label(words.say("decision.grounds"), exact=True)).to_have_count(0)
    choose(page, words.say("decision.motive"), words.say("motive.client_history"))
    sign(page, words, name="Camille Martin")
    expect(page.locator(".st-key-history table tbody tr")).to_have_count(1)
    with LimpideClient(api_url) as api:
        assert [(each.choice, each.grounds) for each in api.decisions(client).decisions] == [(Choice.ACCEPTED, "")]


def test_a_review_that_is_concluded_states_its_grounds(
    page: Page, dashboard_url: str, api_url: str, some_clients: list[ClientSummary]
) -> None:
    words, client = get_words("fr"), some_clients[73].client_id
    with LimpideClient(api_url) as api:
        accepted = api.predict(client).decision is Decision.ACCEPTED
        choice = Choice.REFUSED if accepted else Choice.ACCEPTED
        api.decide(DecisionRequest(client_id=client, choice=choice, motive=Motive.OTHER, comment="A", officer="A"))
        waiting = next(each for each in api.reviews().reviews if each.client_id == client)
    page.goto(f"{dashboard_url}/desk?review={waiting.review_id}")
    refuse_by_policy(page, words)
    page.get_by_label(words.say("decision.name")).last.fill("Dominique Petit")
    button(page, words, "decision.record").click()
    expect(page.get_by_text(words.say("review.done"))).to_be_visible()
    page.goto(f"{dashboard_url}/desk?view=concluded&review={waiting.review_id}")
    expect(page.get_by_text(words.say("review.concluded"))).to_be_visible()
    expect(page.locator("main")).to_contain_text(GROUNDS)
    with LimpideClient(api_url) as api:
        concluded = api.review(waiting.review_id).conclusion
    assert concluded is not None and concluded.grounds == GROUNDS
