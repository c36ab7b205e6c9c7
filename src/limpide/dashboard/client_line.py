"""One client as a line of a list: id, contract, amount, instalment and the state of the case."""

from limpide.contract import ClientSummary, Unit
from limpide.dashboard.markup import escape_markdown, plain
from limpide.dashboard.states import short
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words


def describe_client(client: ClientSummary, words: Words) -> str:
    """Return the label of a link to the case, as Markdown."""
    contract = client.contract or words.say("find.unknown_contract")
    facts = [contract, _amount(client, words), _annuity(client, words)]
    told = f"**{escape_markdown(client.client_id)}** — {plain(' · '.join(facts))}"
    state = short(client.state, words)
    return f"{told} — **{plain(state)}**" if state else told


def _amount(client: ClientSummary, words: Words) -> str:
    if client.credit_amount is None:
        return words.say("find.unknown_amount")
    return show_value(words, client.credit_amount, Unit.EURO)


def _annuity(client: ClientSummary, words: Words) -> str:
    if client.annuity is None:
        return words.say("find.unknown_annuity")
    return words.say("find.annuity", annuity=show_value(words, client.annuity, Unit.EURO))
