"""Card statements: fitted on a made-up lender, and drawn again."""

import json
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from limpide.sources.synthetic.cards import Cards
from limpide.sources.synthetic.cards.memory import KNOWN_OF_CLIENT
from limpide.sources.synthetic.cards.statement import RAW
from limpide.sources.synthetic.draws import Coded, Floats, Ints, Rows
from limpide.sources.synthetic.fitting.cards import fit_cards
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.measured import Raw
from limpide.sources.synthetic.ours.loans import OurLoans

CARDS, CLIENT_IDS = 200, 100_000 + np.arange(200)
Drawn = tuple[Cards, OurLoans, dict[str, Floats]]


def _lender() -> tuple[Raw, Raw, Ints]:
    """Return the earlier applications and the statements of cards that are drawn on now and then."""
    rng = np.random.default_rng(3)
    months = rng.integers(6, 20, CARDS)
    limit = rng.choice([45_000.0, 90_000.0, 180_000.0], CARDS)
    loans = {
        "SK_ID_PREV": np.arange(CARDS, dtype=np.float64) + 1,
        "NAME_CONTRACT_TYPE": np.full(CARDS, "Revolving loans", dtype=object),
        "NAME_CONTRACT_STATUS": np.full(CARDS, "Approved", dtype=object),
        "AMT_CREDIT": limit,
        "DAYS_DECISION": -(months + 1.5) * 30.4,
    }
    card = np.repeat(np.arange(CARDS), months)
    size = len(card)
    rows: dict[str, NDArray[Any]] = {raw: np.zeros(size) for raw in RAW.values()}
    rows["SK_ID_PREV"] = card + 1.0
    rows["MONTHS_BALANCE"] = np.concatenate([np.arange(-count, 0.0) for count in months])
    rows["AMT_CREDIT_LIMIT_ACTUAL"] = limit[card]
    cash = np.where(rng.random(size) < 0.3, rng.integers(1, 20, size) * 450.0, 0.0)
    rows["AMT_DRAWINGS_CURRENT"] = rows["AMT_DRAWINGS_ATM_CURRENT"] = cash
    rows["CNT_DRAWINGS_ATM_CURRENT"] = (cash > 0) * 1.0
    owed = np.cumsum(cash) - np.repeat(np.cumsum(cash)[np.cumsum(months) - months], months)
    rows["AMT_BALANCE"] = rows["AMT_RECIVABLE"] = rows["AMT_RECEIVABLE_PRINCIPAL"] = np.maximum(owed, 0.0)
    left = np.concatenate([np.arange(count, 0, -1) for count in months])
    closed = (left <= 3) & (card % 3 == 0)
    rows["NAME_CONTRACT_STATUS"] = np.where(closed, "Completed", "Active").astype(object)
    rows["AMT_CREDIT_LIMIT_ACTUAL"][closed] = 0.0
    rows["AMT_PAYMENT_CURRENT"] = np.where(left > months[card] - 2, np.nan, 450.0)
    return loans, rows, card


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    loans, rows, card = _lender()
    positions: dict[str, Floats] = {name: np.random.default_rng(5).random(CARDS) for name in KNOWN_OF_CLIENT}
    positions |= {name: np.zeros(CARDS) for name in ("sample", "NAME_INCOME_TYPE")}
    clients = Given(positions, {"sample": 1, "NAME_INCOME_TYPE": 1}, np.arange(CARDS))
    cards = fit_cards(
        {"previous_application": loans, "credit_card_balance": rows},
        {"previous_application": np.arange(CARDS), "credit_card_balance": card},
        clients,
        seed=0,
        done=lambda _count: None,
    )
    unknown, codes = np.full(CARDS, np.nan), np.zeros(CARDS, dtype=np.int64)
    ours = OurLoans(
        owner=np.arange(CARDS), number=np.arange(CARDS) + 1, contract=Coded(codes, ("Revolving loans",)),
        status=Coded(codes, ("Approved",)), combination=Coded(codes, ("Card Street",)), decided=loans["DAYS_DECISION"],
        asked=unknown, credit=loans["AMT_CREDIT"], annuity=unknown, term=unknown, first_drawing=unknown,
        first_due=unknown, planned_last_due=unknown, last_due=unknown, terminated=unknown,
    )  # fmt: skip
    return cards, ours, positions


def _draw(cards: Cards, ours: OurLoans, clients: dict[str, Floats], *, seed: int = 1) -> Rows:
    return cards.draw(np.random.default_rng(seed), clients, ours, client_ids=CLIENT_IDS)


def numbers(rows: Rows) -> dict[str, NDArray[Any]]:
    """Return the columns that are not text."""
    return {name: column for name, column in rows.columns.items() if not isinstance(column, Coded)}


def test_the_statements_of_a_card_have_no_gaps(drawn: Drawn) -> None:
    rows = numbers(_draw(*drawn))
    number, begins, months = np.unique(rows["SK_ID_PREV"], return_index=True, return_counts=True)
    month = rows["MONTHS_BALANCE"]
    assert len(number) > CARDS / 2
    assert (month[begins + months - 1] - month[begins] + 1 == months).all()
    assert (month < 0).all()


def test_a_card_belongs_to_the_client_of_its_application(drawn: Drawn) -> None:
    rows = _draw(*drawn)
    columns = numbers(rows)
    assert (columns["SK_ID_CURR"] == CLIENT_IDS[columns["SK_ID_PREV"] - 1]).all()
    assert (rows.owner == columns["SK_ID_PREV"] - 1).all()


def test_drawings_are_counted_exactly_where_there_is_an_amount(drawn: Drawn) -> None:
    rows = numbers(_draw(*drawn))
    assert ((rows["AMT_DRAWINGS_CURRENT"] > 0) == (rows["CNT_DRAWINGS_CURRENT"] > 0)).all()
    assert (rows["AMT_DRAWINGS_CURRENT"] > 0).any()


def test_no_balance_runs_away_from_its_limit(drawn: Drawn) -> None:
    rows = numbers(_draw(*drawn))
    assert (rows["AMT_BALANCE"] <= 1.3 * 180_000 + 5_000).all()
    assert (rows["AMT_RECEIVABLE_PRINCIPAL"] <= rows["AMT_BALANCE"] + 0.01).all()
    assert (rows["AMT_TOTAL_RECEIVABLE"] == rows["AMT_RECIVABLE"]).all()


def test_a_card_that_is_closed_stays_closed_and_has_no_limit(drawn: Drawn) -> None:
    rows = _draw(*drawn)
    status, columns = rows.columns["NAME_CONTRACT_STATUS"], numbers(rows)
    assert isinstance(status, Coded)
    closed = status.equals("Completed")
    same = columns["SK_ID_PREV"][1:] == columns["SK_ID_PREV"][:-1]
    assert closed.any()
    assert (closed[1:] >= closed[:-1])[same].all()
    assert (columns["AMT_CREDIT_LIMIT_ACTUAL"][closed] == 0).all()


def test_payments_once_known_stay_known(drawn: Drawn) -> None:
    rows = numbers(_draw(*drawn))
    known = ~np.isnan(rows["AMT_PAYMENT_CURRENT"])
    same = rows["SK_ID_PREV"][1:] == rows["SK_ID_PREV"][:-1]
    assert not known.all()
    assert (known[1:] >= known[:-1])[same].all()


def test_a_seed_draws_the_same_statements_after_a_trip_through_a_file(drawn: Drawn) -> None:
    cards, ours, clients = drawn
    read = Cards.from_json(json.loads(json.dumps(cards.to_json())))
    once, again = numbers(_draw(read, ours, clients)), numbers(_draw(read, ours, clients))
    assert (once["AMT_BALANCE"] == again["AMT_BALANCE"]).all()
    assert read.to_json() == cards.to_json()


def test_clients_without_cards_have_no_statements(drawn: Drawn) -> None:
    cards, ours, clients = drawn
    refused = OurLoans(**(vars(ours) | {"status": Coded(ours.status.codes, ("Refused", "Approved"))}))
    assert len(_draw(cards, refused, clients).owner) == 0
