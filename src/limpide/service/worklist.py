"""Worklist with what is asked for: states from the database, contract and amount from the client base."""

from dataclasses import replace

from limpide.contract import CaseState, ClientSummary, Language, Worklist, WorklistOrder
from limpide.core.identifiers import ClientId
from limpide.database import worklist
from limpide.database.engine import transaction
from limpide.database.worklist import WorklistQuery
from limpide.portfolio.listing import Wanted
from limpide.service.cases import Cases
from limpide.service.client_list import PageRequest, describe_clients

MOST_BY_AMOUNT = 2_000  # an application's amount is encrypted: each one costs its decryption


def read_worklist(cases: Cases, asked: WorklistQuery, *, language: Language) -> Worklist:
    """Return one page of a view; in order of amount, that of the 2,000 most urgent cases at most."""
    by_amount = asked.order is WorklistOrder.AMOUNT
    wanted = replace(asked, offset=0, limit=MOST_BY_AMOUNT) if by_amount else asked
    with transaction(cases.engine) as begun:
        page = worklist.list_open(begun.connection, wanted)
    known = _describe(cases, list(page.states), language=language)
    clients = [_summary(number, state, known) for number, state in page.states.items()]
    if by_amount:
        clients.sort(key=lambda client: -(client.credit_amount or 0))
        clients = clients[asked.offset : asked.offset + asked.limit]
    total = page.counts[asked.view]
    return Worklist(clients=clients, total=total, counts=page.counts, complete=not by_amount or total <= MOST_BY_AMOUNT)


def _describe(cases: Cases, numbers: list[ClientId], *, language: Language) -> dict[ClientId, ClientSummary]:
    if not numbers:
        return {}
    asked = PageRequest(after=None, limit=len(numbers), language=language)
    return {client.client_id: client for client in describe_clients(cases, Wanted(numbers=tuple(numbers)), asked)}


def _summary(number: ClientId, state: CaseState, known: dict[ClientId, ClientSummary]) -> ClientSummary:
    """Return a line; a client who has left the client base since has a number and a state."""
    client = known.get(number) or ClientSummary(client_id=number, contract=None, credit_amount=None, annuity=None)
    return client.model_copy(update={"state": state})
