"""An officer's whole day in both languages: find, read, compare, simulate, decide, print, review."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from limpide.client import LimpideClient
from limpide.contract import Choice, ClientSummary, Group, Language
from limpide.core.decision import Decision
from limpide.dashboard.amounts import read_amount
from limpide.dashboard.words import Words, get_words

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def find_client(api_url: str, clients: list[ClientSummary], decision: Decision, language: Language) -> str:
    """A client of that verdict whom no other language has worked on."""
    with LimpideClient(api_url) as client:
        found = [each.client_id for each in clients if client.predict(each.client_id).decision is decision]
    return found[0 if language == "fr" else -1]


def open_case(page: Page, dashboard_url: str, client_id: str, words: Words) -> None:
    page.goto(f"{dashboard_url}/?lang={words.language}")
    field = page.get_by_label(words.say("find.label"))
    field.fill(str(client_id))
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(words.say("case.title", client=client_id))
    expect(page.get_by_role("heading", name=words.say("history.heading"))).to_be_visible()


def button(page: Page, words: Words, key: str) -> Locator:
    return page.get_by_role("button", name=words.say(key), exact=True)


def number_field(page: Page, name: str) -> Locator:
    """The field of a number: an amount is a text, which shows its thousands."""
    return page.get_by_role("textbox", name=name).or_(page.get_by_role("spinbutton", name=name))


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # a page that scrolls closes an open list
    box.click()
    page.get_by_role("option", name=option, exact=True).click()


def sign(page: Page, words: Words, *, name: str) -> None:
    field = page.get_by_label(words.say("decision.name"))
    field.fill(name)
    field.press("Tab")
    page.get_by_text(words.say("decision.sign")).click()
    button(page, words, "decision.record").click()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_officer_finds_reads_compares_simulates_decides_prints_and_a_colleague_reviews(
    visit: BrowserContext, dashboard_url: str, api_url: str, some_clients: list[ClientSummary], language: Language
) -> None:
    words, page = get_words(language), visit.new_page()
    client = find_client(api_url, some_clients, Decision.REFUSED, language)
    open_case(page, dashboard_url, client, words)
    compare(page, words, api_url, client)
    simulate(page, words, api_url, client)
    override(page, words, api_url, client)
    show_letter(page, words)
    print_case(page, words)
    review(page, words, dashboard_url, api_url, client)


def compare(page: Page, words: Words, api_url: str, client: str) -> None:
    """The groups of the address are those of the table, with the numbers of the API."""
    page.get_by_text(words.say("comparison.open")).click()
    page.get_by_role("button", name=words.say("group.all"), exact=True).click()
    table = page.get_by_role("table", name=re.compile(re.escape(words.say("comparison.group")) + "|", re.I)).filter(
        has_text=words.say("group.all")
    )
    expect(table).to_be_visible()
    assert "group=all" in page.url
    with LimpideClient(api_url, language=words.language) as api:
        comparable = {card.name for card in api.features().features if card.comparable}
        evidence = [family.evidence.name for family in api.explain(client).families if family.evidence]
        feature = next(name for name in evidence if name in comparable)
        counted = api.distribution(feature, groups=[Group.ALL], client_id=client).groups[0].clients or 0
    expect(table.locator("tbody tr").first).to_contain_text(words.number(counted))
    page.reload()
    expect(table).to_be_visible()
    expect(page.get_by_role("heading", name=words.say("history.heading"))).to_be_visible()
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)


def simulate(page: Page, words: Words, api_url: str, client: str) -> None:
    """The new score is the API's; it survives a reload, and nothing is recorded."""
    with LimpideClient(api_url, language=words.language) as api:
        columns = api.columns().columns
    card = next(card for card in columns if (card.table, card.column) == ("application", "AMT_CREDIT"))
    field = number_field(page, card.label)
    expect(field).not_to_have_value("")
    amount = round((read_amount(field.input_value(), words.language) or 0.0) / 2)
    field.fill(str(amount))
    field.press("Tab")
    button(page, words, "what_if.ask").click()
    with LimpideClient(api_url, language=words.language) as api:
        score = api.simulate(client, {"AMT_CREDIT": float(amount)}).after
        assert api.decisions(client).decisions == []
    shown = page.locator(".lp-score .lp-figure").last
    expect(shown).to_have_text(words.percent(score.probability_of_default))
    page.reload()
    expect(shown).to_have_text(words.percent(score.probability_of_default))


def override(page: Page, words: Words, api_url: str, client: str) -> None:
    """Against the model: the motive and an explanation are asked for; what was typed survives a reload."""
    page.get_by_text(words.say("choice.accepted"), exact=True).click()
    choose(page, words.say("decision.motive"), words.say("motive.new_information"))
    button(page, words, "decision.record").click()
    expect(page.get_by_text(words.say("decision.lacks_comment"))).to_be_visible()
    comment = page.get_by_label(words.say("decision.comment"), exact=True)
    comment.fill("A guarantor signs.")
    comment.press("Tab")
    page.wait_for_timeout(500)
    page.reload()
    expect(comment).to_have_value("A guarantor signs.")
    sign(page, words, name="Camille Martin")
    expect(page.get_by_text(re.compile(words.say("history.overridden"))).first).to_be_visible()
    with LimpideClient(api_url) as api:
        recorded = api.decisions(client).decisions
    assert len(recorded) == 1, "two clicks record one decision"
    assert recorded[0].choice is Choice.ACCEPTED and recorded[0].comment == "A guarantor signs."
    assert recorded[0].officer == "Camille Martin" and recorded[0].overridden


def show_letter(page: Page, words: Words) -> None:
    page.get_by_text(words.say("letter.preview")).click()
    expect(page.get_by_role("button", name=words.say("letter.download"))).to_be_visible()
    frame = page.locator("#lp-letter iframe")
    expect(frame).to_have_attribute("src", re.compile("^blob:"))
    assert frame.get_attribute("title")


def print_case(page: Page, words: Words) -> None:
    """On paper: the verdict, the reasons and the decisions; nothing that is pressed."""
    page.emulate_media(media="print")
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator(".lp-reasons").first).to_be_visible()
    expect(page.get_by_role("heading", name=words.say("history.heading"))).to_be_visible()
    assert page.get_by_role("button").locator("visible=true").count() == 0
    page.emulate_media(media="screen")


def review(page: Page, words: Words, dashboard_url: str, api_url: str, client: str) -> None:
    """Somebody else answers; the answer joins the first decision in the journal."""
    with LimpideClient(api_url) as api:
        waiting = next(each for each in api.reviews().reviews if each.client_id == client)
    page.goto(f"{dashboard_url}/desk?lang={words.language}&review={waiting.review_id}")
    expect(page.get_by_role("heading", name=words.say("review.heading", client=client))).to_be_visible()
    page.get_by_text(words.say("choice.refused"), exact=True).click()
    choose(page, words.say("decision.motive"), words.say("motive.policy"))
    page.get_by_label(words.say("decision.comment"), exact=True).last.fill("The guarantor is not known.")
    page.get_by_label(words.say("decision.name")).last.fill("Dominique Leroy")
    button(page, words, "decision.record").click()
    expect(page.get_by_role("heading", name=words.say("review.heading", client=client))).to_have_count(0)
    with LimpideClient(api_url) as api:
        latest = api.decisions(client).decisions[0]
    assert latest.officer == "Dominique Leroy" and latest.review_of == waiting.decision_id


def test_the_next_case_and_the_search_are_a_shortcut_away(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    words = get_words("fr")
    page.goto(f"{dashboard_url}/case?client={some_clients[4].client_id}")
    expect(page.get_by_role("button", name=words.say("strip.next"))).to_be_visible()  # it listens from then on
    page.keyboard.press("Alt+n")
    following = words.say("case.title", client=some_clients[5].client_id)
    expect(page.get_by_role("heading", level=1)).to_have_text(following)
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("heading", level=1)).to_have_text(words.say("nav.find"))


def test_the_verdict_stays_in_sight_at_the_end_of_the_page(
    page: Page, dashboard_url: str, some_clients: list[ClientSummary]
) -> None:
    page.goto(f"{dashboard_url}/case?client={some_clients[4].client_id}")
    last = page.get_by_role("heading", name=get_words("fr").say("history.heading"))
    expect(last).to_be_visible()
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    expect(page.locator(".lp-strip h2")).to_be_in_viewport()


def test_a_new_applicant_is_scored_kept_and_is_then_a_case(page: Page, dashboard_url: str) -> None:
    words = get_words("fr")
    page.goto(f"{dashboard_url}/application")
    for label, value in (
        ("Montant du crédit demandé", "300000"),
        ("Montant de l’échéance", "15000"),
        ("Âge * (années)", "41"),
        ("Revenu déclaré", "90000"),
        ("Ancienneté dans l’emploi", "6"),
        ("Score externe 2", "0.6"),
    ):
        number_field(page, label).fill(value)
    button(page, words, "application.assess").click()
    expect(page.locator("#verdict")).to_contain_text("Avis du modèle")
    button(page, words, "application.store").click()
    link = page.get_by_role("link", name=re.compile("^" + words.say("find.open", client="")))
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dossier")
    expect(page.get_by_role("heading", name=words.say("history.heading"))).to_be_visible()


def test_an_application_that_cannot_be_is_told_column_by_column(page: Page, dashboard_url: str) -> None:
    words = get_words("fr")
    page.goto(f"{dashboard_url}/application")
    page.get_by_role("tab", name=words.say("application.files")).click()
    content = b'{"AMT_CREDIT": "much", "CNT_CHILDREN": 900}'
    page.locator("input[type=file]").set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": content}
    )
    button(page, words, "application.assess").last.click()
    warning = page.get_by_role("alert").filter(has_text=words.say("application.faults"))
    expect(warning).to_contain_text("Montant du crédit demandé")
    expect(warning).to_contain_text("Nombre d’enfants")
