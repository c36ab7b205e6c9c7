"""Earlier applications that are drawn hang together with their balances and payments."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.sources.synthetic.draws import NOT_YET, Coded, Rows
from limpide.sources.synthetic.fitting.ours import fit_ours
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.ours.calendar import CLIENT as ASKED_OF_BALANCES
from limpide.sources.synthetic.ours.instalments import instalment_rows
from limpide.sources.synthetic.ours.past import CLIENT
from limpide.sources.synthetic.ours.room import OurHistory, Ours
from limpide.sources.synthetic.ours.schedule import monthly_rate, owed
from limpide.sources.synthetic.ours.stages import origins, rows_before
from limpide.sources.synthetic.ours.summary import summarise_ours
from limpide.sources.tables import TABLES

CLIENTS = 700
DRAWN = 500
OLDER = 70  # clients with a card whose application is not shown
EDGE = -2919  # days
MONTH = 30.4375
CODES = {
    "sample": 2, "NAME_CONTRACT_TYPE": 2, "NAME_INCOME_TYPE": 3, "CODE_GENDER": 2, "OCCUPATION_TYPE": 4,
    "NAME_EDUCATION_TYPE": 3, "NAME_TYPE_SUITE": 3, "WEEKDAY_APPR_PROCESS_START": 7,
}  # fmt: skip
WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
OUTCOMES = (
    ("Cash loans", "Approved", "Cash", "x-sell", "Cash X-Sell: low", "low_normal"),
    ("Cash loans", "Refused", "Cash", "walk-in", "Cash Street: high", "high"),
    ("Cash loans", "Canceled", "XNA", "XNA", "Cash", "XNA"),
    ("Consumer loans", "Approved", "POS", "XNA", "POS mobile with interest", "middle"),
    ("Consumer loans", "Approved", "POS", "XNA", "POS household with interest", "high"),
    ("Consumer loans", "Refused", "POS", "XNA", "POS industry with interest", "middle"),
    ("Consumer loans", "Unused offer", "XNA", "XNA", "POS mobile with interest", "XNA"),
    ("Revolving loans", "Approved", "Cards", "x-sell", "Card X-Sell", "XNA"),
    ("Revolving loans", "Refused", "Cards", "walk-in", "Card Street", "XNA"),
    ("Revolving loans", "Canceled", "XNA", "XNA", "Card Street", "XNA"),
)
SHARES = (0.18, 0.07, 0.12, 0.22, 0.14, 0.05, 0.05, 0.10, 0.04, 0.03)


def made_up_clients(rng: np.random.Generator, size: int) -> Given:
    names = dict.fromkeys((*CLIENT, *ASKED_OF_BALANCES))
    positions = {
        name: rng.integers(0, CODES[name], size) + 0.0 if name in CODES else rng.random(size) for name in names
    }
    return Given(positions, CODES, np.arange(size))


def known(chosen: Any, values: Any) -> Any:
    return np.where(chosen, values, np.nan)


def text(chosen: Any, values: Any, other: Any) -> Any:
    return np.where(chosen, values, other).astype(object)


def made_up_applications(rng: np.random.Generator, owner: Any) -> pd.DataFrame:
    """Applications of no one, with the patterns of missing values and of days that the lender's have."""
    size = len(owner)
    kind = rng.choice(len(OUTCOMES), size, p=SHARES)
    words: Any = np.array(OUTCOMES, dtype=object)[kind].T
    contract, status, portfolio = words[:3]
    approved, card, bare = status == "Approved", portfolio == "Cards", (portfolio == "XNA") & (kind != 6)
    unsold, goods = kind == 6, portfolio == "POS"
    loan = (portfolio == "Cash") | goods
    price = np.where(bare, 0.0, np.rint(rng.lognormal(11.3, 0.7, size) / 450) * 450)
    down = np.where(goods, np.ceil(price * rng.choice([0.0, 0.1], size) / 4.5) * 4.5, 0.0)
    credit = np.where(loan, np.rint((price - down) * rng.choice([1.0, 1.1], size) / 4.5) * 4.5, price)
    term = rng.choice([6.0, 10.0, 12.0, 24.0], size)
    decided = -np.floor(rng.random(size) * 2700) - 80
    due = decided + rng.choice([30.0, 31.0, 35.0], size)
    early = rng.random(size) < 0.3
    planned = due + 30 * (term - 1)
    last = np.where(early, due + 30 * np.floor((term - 2) * rng.random(size)), planned)
    signed = approved & (rng.random(size) < 0.95)
    ended = last < -20
    hour = rng.integers(8, 19, size).astype(float)
    came = np.where(card & (rng.random(size) < 0.5), decided / 2, NOT_YET)
    return pd.DataFrame(
        {
            "SK_ID_PREV": rng.permutation(size) + 1_000_000.0,
            "NAME_CONTRACT_TYPE": contract,
            "AMT_ANNUITY": known(loan | card, np.where(card, credit / 20, np.round(credit / term * 1.2, 3))),
            "AMT_APPLICATION": price,
            "AMT_CREDIT": credit,
            "AMT_DOWN_PAYMENT": known(goods, down),
            "AMT_GOODS_PRICE": known(~bare, price),
            "WEEKDAY_APPR_PROCESS_START": np.array(WEEK, dtype=object)[rng.integers(0, 7, size)],
            "HOUR_APPR_PROCESS_START": hour,
            "FLAG_LAST_APPL_PER_CONTRACT": text(rng.random(size) < 0.9, "Y", "N"),
            "NFLAG_LAST_APPL_IN_DAY": np.ones(size),
            "RATE_DOWN_PAYMENT": known(goods, 1.0890909 * down / np.maximum(credit + down, 1)),
            "RATE_INTEREST_PRIMARY": np.full(size, np.nan),
            "RATE_INTEREST_PRIVILEGED": np.full(size, np.nan),
            "NAME_CASH_LOAN_PURPOSE": text(contract == "Cash loans", "XNA", "XAP"),
            "NAME_CONTRACT_STATUS": status,
            "DAYS_DECISION": decided,
            "NAME_PAYMENT_TYPE": text(loan, "Cash through the bank", "XNA"),
            "CODE_REJECT_REASON": text(status == "Refused", rng.choice(["HC", "LIMIT"], size), "XAP"),
            "NAME_TYPE_SUITE": text(rng.random(size) < 0.5, "Unaccompanied", None),
            "NAME_CLIENT_TYPE": text(rng.random(size) < 0.3, "New", "Repeater"),
            "NAME_GOODS_CATEGORY": text(goods | unsold, "Mobile", "XNA"),
            "NAME_PORTFOLIO": portfolio,
            "NAME_PRODUCT_TYPE": words[3],
            "CHANNEL_TYPE": text(goods | unsold, "Stone", "Credit and cash offices"),
            "SELLERPLACE_AREA": np.where(goods, rng.integers(10, 300, size), -1.0),
            "NAME_SELLER_INDUSTRY": text(goods | unsold, "Connectivity", "XNA"),
            "CNT_PAYMENT": known(loan | card, np.where(card, 0.0, term)),
            "NAME_YIELD_GROUP": words[5],
            "PRODUCT_COMBINATION": words[4],
            "DAYS_FIRST_DRAWING": known(signed, np.where(card, came, NOT_YET)),
            "DAYS_FIRST_DUE": known(signed, np.where(card, came, due)),
            "DAYS_LAST_DUE_1ST_VERSION": known(signed, np.where(card, NOT_YET, planned)),
            "DAYS_LAST_DUE": known(signed, np.where(ended & ~card, last, NOT_YET)),
            "DAYS_TERMINATION": known(signed, np.where(ended & ~card, last + rng.integers(2, 9, size), NOT_YET)),
            "NFLAG_INSURED_ON_APPROVAL": known(signed, (rng.random(size) < 0.4).astype(float)),
        }
    )


def made_up_balances(rng: np.random.Generator, applications: pd.DataFrame) -> pd.DataFrame:
    """Balances of the contracts with instalments among made-up applications; a tenth of the loans fall behind once."""
    loans = applications[applications["DAYS_FIRST_DUE"].notna() & (applications["NAME_PORTFOLIO"] != "Cards")]
    parts = []
    loans_of: Any = loans.itertuples()
    for loan in loans_of:
        ended = loan.DAYS_TERMINATION != NOT_YET
        first = max(int(np.floor(loan.DAYS_DECISION / MONTH)), -96)
        last = int(np.floor(loan.DAYS_TERMINATION / MONTH)) if ended else -1
        months = np.arange(first, min(last, -1) + 1)
        left = np.maximum(loan.CNT_PAYMENT - np.arange(len(months)), 0)
        status = np.full(len(months), "Active", dtype=object)
        status[0] = rng.choice(["Active", "Signed"])
        late = np.zeros(len(months))
        if rng.random() < 0.25 and len(months) > 3:
            late[1] = rng.choice([2.0, 5.0, 12.0, 20.0])
            late[2] = late[1] + 30 if rng.random() < 0.5 else 0.0
        if ended:
            status[-1], left[-1], late[-1] = "Completed", 0, 0
        parts.append(
            pd.DataFrame(
                {
                    "SK_ID_PREV": float(loan.SK_ID_PREV), "MONTHS_BALANCE": months.astype(float),
                    "CNT_INSTALMENT": float(loan.CNT_PAYMENT), "CNT_INSTALMENT_FUTURE": left,
                    "NAME_CONTRACT_STATUS": status, "SK_DPD": late,
                    "SK_DPD_DEF": late * (rng.random(len(late)) < 0.5),
                }
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def raw_of(frame: pd.DataFrame) -> dict[str, Any]:
    return {str(name): frame[name].to_numpy() for name in frame}


@pytest.fixture(scope="module")
def fitted() -> tuple[Ours, Given]:
    """Everything fitted on made-up tables."""
    rng = np.random.default_rng(7)
    clients = made_up_clients(rng, CLIENTS)
    owner = np.repeat(np.arange(CLIENTS), rng.integers(1, 10, CLIENTS))
    previous = made_up_applications(rng, owner)
    balances = made_up_balances(rng, previous)
    whose = dict(zip(previous["SK_ID_PREV"], owner, strict=True))
    cards = pd.DataFrame({"SK_ID_PREV": -1.0 - np.arange(OLDER)})
    raw = {"previous_application": raw_of(previous), "POS_CASH_balance": raw_of(balances)}
    raw["credit_card_balance"] = raw_of(cards)
    owners = {"previous_application": owner, "POS_CASH_balance": balances["SK_ID_PREV"].map(whose).to_numpy()}
    owners["credit_card_balance"] = np.arange(OLDER)
    return fit_ours(raw, owners, clients, seed=1), clients


def draw(ours: Ours, clients: Given, *, seed: int = 3) -> OurHistory:
    chosen = {name: position[:DRAWN] for name, position in clients.positions.items()}
    ids = 100_001 + np.arange(DRAWN)
    return ours.draw(np.random.default_rng(seed), chosen, DRAWN, client_ids=ids, first_number=1_000_001)


@pytest.fixture(scope="module")
def history(fitted: tuple[Ours, Given]) -> OurHistory:
    """The histories of a block."""
    return draw(*fitted)


@pytest.fixture(scope="module")
def previous(history: OurHistory) -> pd.DataFrame:
    """Drawn rows of previous_application."""
    return frame(history.tables["previous_application"])


@pytest.fixture(scope="module")
def balances(history: OurHistory) -> pd.DataFrame:
    """Drawn rows of POS_CASH_balance, by loan and month."""
    return frame(history.tables["POS_CASH_balance"]).sort_values(["SK_ID_PREV", "MONTHS_BALANCE"], ignore_index=True)


@pytest.fixture(scope="module")
def payments(history: OurHistory) -> pd.DataFrame:
    """Drawn rows of installments_payments."""
    return frame(payments_of(history, risk=np.zeros(DRAWN)))


def payments_of(history: OurHistory, *, risk: Any) -> Rows:
    ids = 100_001 + np.arange(DRAWN)
    return instalment_rows(np.random.default_rng(5), history, risk=risk, client_ids=ids)


def frame(rows: Rows) -> pd.DataFrame:
    columns = {}
    for name, column in rows.columns.items():
        texts = np.array([*column.names, None], dtype=object)[column.codes] if isinstance(column, Coded) else column
        columns[name] = texts
    return pd.DataFrame(columns)


@pytest.mark.parametrize(
    ("table", "stem"), [("previous", "previous"), ("pos", "balances"), ("installments", "payments")]
)
def test_drawn_rows_have_the_columns_of_the_contract(table: str, stem: str, request: pytest.FixtureRequest) -> None:
    drawn = request.getfixturevalue(stem)
    assert set(drawn.columns) == {column.name for column in TABLES[table].columns}


@pytest.mark.parametrize("stem", ["balances", "payments"])
def test_links_to_earlier_applications_resolve_within_the_client(
    stem: str, previous: pd.DataFrame, request: pytest.FixtureRequest
) -> None:
    assert previous["SK_ID_PREV"].is_unique
    client = previous.set_index("SK_ID_PREV")["SK_ID_CURR"]
    rows = request.getfixturevalue(stem)
    assert len(rows) > 1000
    assert (client.loc[rows["SK_ID_PREV"]].to_numpy() == rows["SK_ID_CURR"].to_numpy()).all()


def test_only_refusals_have_a_reason_to_refuse(previous: pd.DataFrame) -> None:
    refused = previous["NAME_CONTRACT_STATUS"] == "Refused"
    assert set(previous.loc[refused, "CODE_REJECT_REASON"]) <= {"HC", "LIMIT"}
    assert set(previous.loc[~refused, "CODE_REJECT_REASON"]) <= {"XAP", "CLIENT"}


def test_bare_enquiries_have_no_amounts(previous: pd.DataFrame) -> None:
    bare = previous[(previous["NAME_PORTFOLIO"] == "XNA") & (previous["NAME_CONTRACT_TYPE"] == "Cash loans")]
    assert len(bare)
    assert (bare[["AMT_APPLICATION", "AMT_CREDIT"]] == 0).all().all()
    assert bare[["AMT_ANNUITY", "AMT_GOODS_PRICE", "CNT_PAYMENT", "DAYS_FIRST_DUE"]].isna().all().all()


def test_products_fit_their_contract_type(previous: pd.DataFrame) -> None:
    known = {(one[0], one[4]) for one in OUTCOMES} | {("Revolving loans", "Card X-Sell")}
    pairs = set(zip(previous["NAME_CONTRACT_TYPE"], previous["PRODUCT_COMBINATION"], strict=True))
    assert pairs <= known


def test_the_days_of_a_contract_come_in_order(previous: pd.DataFrame) -> None:
    signed = previous[previous["DAYS_FIRST_DUE"].notna()].replace(float(NOT_YET), np.nan)
    assert (signed["NAME_CONTRACT_STATUS"] == "Approved").all()
    days = signed[["DAYS_DECISION", "DAYS_FIRST_DUE", "DAYS_LAST_DUE", "DAYS_TERMINATION"]]
    for early, late in zip(days.columns[:-1], days.columns[1:], strict=True):
        both = days[days[early].notna() & days[late].notna()]
        assert (both[early] <= both[late]).all(), f"{late} before {early}"
    assert (days["DAYS_TERMINATION"].dropna() < 0).all()


def test_cards_older_than_what_is_shown_have_an_application_at_its_edge(history: OurHistory) -> None:
    loans = history.loans
    older = (loans.decided <= EDGE) & loans.approved & loans.contract.equals("Revolving loans")
    assert older.sum() == pytest.approx(DRAWN * OLDER / CLIENTS, rel=0.5)
    assert len(np.unique(loans.owner[older])) == older.sum()


def test_a_client_applies_on_the_days_of_one_history(previous: pd.DataFrame, history: OurHistory) -> None:
    assert previous["DAYS_DECISION"].between(-2922, -2).all()
    loans = history.loans
    same = loans.owner[1:] == loans.owner[:-1]
    assert (np.diff(loans.decided)[same] >= 0).all()


def test_balances_run_month_by_month_without_a_gap(balances: pd.DataFrame) -> None:
    months = balances.groupby("SK_ID_PREV")["MONTHS_BALANCE"]
    assert (months.diff().dropna() == 1).all()
    assert balances["MONTHS_BALANCE"].between(-96, -1).all()


def test_the_instalments_to_come_never_rise_and_end_with_the_loan(balances: pd.DataFrame) -> None:
    left = balances.groupby("SK_ID_PREV")["CNT_INSTALMENT_FUTURE"].diff().dropna()
    assert (left <= 0).all()
    completed = balances[balances["NAME_CONTRACT_STATUS"] == "Completed"]
    assert len(completed)
    assert (completed["CNT_INSTALMENT_FUTURE"] == 0).all()
    assert (completed.groupby("SK_ID_PREV").size() == 1).all()


def test_arrears_of_more_than_a_month_have_grown(balances: pd.DataFrame) -> None:
    before = balances.groupby("SK_ID_PREV")["SK_DPD"].shift()
    late = balances[(balances["SK_DPD"] > 35) & before.notna()]
    assert len(late)
    assert ((late["SK_DPD"] - before[late.index]).isin([0, 28, 30, 31])).all()
    assert (balances["SK_DPD_DEF"] <= balances["SK_DPD"]).all()


def test_payments_add_up_to_the_instalments_they_are_for(payments: pd.DataFrame) -> None:
    key = ["SK_ID_PREV", "NUM_INSTALMENT_NUMBER"]
    paid = payments.groupby(key).agg(
        asked=("AMT_INSTALMENT", "first"), paid=("AMT_PAYMENT", "sum"), versions=("NUM_INSTALMENT_VERSION", "nunique")
    )
    assert (paid["paid"] <= paid["asked"] + 0.01).all()
    assert np.isclose(paid["paid"], paid["asked"], atol=0.01).mean() > 0.95
    assert (paid["versions"] == 1).all()


def test_what_an_ended_loan_asked_for_pays_back_the_credit_at_its_rate(
    payments: pd.DataFrame, previous: pd.DataFrame
) -> None:
    loans = previous.set_index("SK_ID_PREV")
    ended = loans[(loans["DAYS_TERMINATION"] < 0) & (loans["NAME_PORTFOLIO"] != "Cards")]
    asked = payments.drop_duplicates(["SK_ID_PREV", "NUM_INSTALMENT_NUMBER"])
    asked = asked[asked["SK_ID_PREV"].isin(ended.index)].join(ended.drop(columns="SK_ID_CURR"), on="SK_ID_PREV")
    rate = monthly_rate(*(asked[name].to_numpy() for name in ("AMT_CREDIT", "AMT_ANNUITY", "CNT_PAYMENT")))
    worth = asked["AMT_INSTALMENT"] / (1 + rate) ** asked["NUM_INSTALMENT_NUMBER"]
    total = worth.groupby(asked["SK_ID_PREV"]).sum()
    assert len(total)
    assert np.allclose(total, ended.loc[total.index, "AMT_CREDIT"], rtol=1e-4, atol=1.0)


def test_riskier_clients_pay_later(history: OurHistory) -> None:
    late = []
    for risk in (-2.0, 2.0):
        rows = frame(payments_of(history, risk=np.full(DRAWN, risk))).dropna()
        late.append((rows["DAYS_ENTRY_PAYMENT"] > rows["DAYS_INSTALMENT"]).mean())
    assert late[0] + 0.03 < late[1]


def test_arrears_in_the_balances_are_late_payments(history: OurHistory, payments: pd.DataFrame) -> None:
    late = frame(history.tables["POS_CASH_balance"]).query("SK_DPD_DEF > 35")
    worst = (payments["DAYS_ENTRY_PAYMENT"] - payments["DAYS_INSTALMENT"]).groupby(payments["SK_ID_PREV"]).max()
    assert len(late)
    assert (worst.reindex(late["SK_ID_PREV"]).dropna() > 0).mean() > 0.9


def test_what_is_read_from_a_file_draws_the_same(fitted: tuple[Ours, Given], history: OurHistory) -> None:
    ours, clients = fitted
    read = Ours.from_json(json.loads(json.dumps(ours.to_json())))
    again = Ours.from_json(json.loads(json.dumps(read.to_json())))
    for name, rows in draw(read, clients).tables.items():
        pd.testing.assert_frame_equal(frame(rows), frame(draw(again, clients).tables[name]))
    same = frame(draw(ours, clients).tables["previous_application"])
    pd.testing.assert_frame_equal(same, frame(history.tables["previous_application"]))


def test_summaries_say_nothing_about_clients_without_rows(history: OurHistory) -> None:
    tables = {name: rows.columns for name, rows in history.tables.items()}
    figures = summarise_ours(tables, {name: rows.owner for name, rows in history.tables.items()}, DRAWN + 1)
    assert all(len(values) == DRAWN + 1 for values in figures.values())
    assert all(np.isnan(values[-1]) for values in figures.values())
    raw = {name: raw_of(frame(rows)) for name, rows in history.tables.items()}
    alike = summarise_ours(raw, {name: rows.owner for name, rows in history.tables.items()}, DRAWN + 1)
    for name, values in figures.items():
        np.testing.assert_array_equal(values, alike[name])


@given(credit=st.floats(1_000, 1_000_000), term=st.integers(3, 60), rate=st.floats(0.001, 0.2))
def test_the_rate_of_a_loan_leaves_nothing_owed_after_its_last_instalment(
    credit: float, term: int, rate: float
) -> None:
    annuity = credit * rate / (1 - (1 + rate) ** -term)
    found = monthly_rate(np.array([credit]), np.array([annuity]), np.array([float(term)]))
    assert found[0] == pytest.approx(rate, rel=1e-4)
    left = owed(np.array([credit]), np.array([annuity]), found, np.array([term]))
    assert abs(left[0]) < credit * 1e-3


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(0, 2**32 - 1))
def test_what_is_kept_comes_from_the_same_client(owners: list[int], seed: int) -> None:
    owner = np.array(owners)
    before = rows_before(owner)
    kept = (before >= 0) & (np.random.default_rng(seed).random(len(owner)) < 0.5)
    origin = origins(kept, before)
    assert (owner[origin] == owner).all()
    assert (origin[~kept] == np.flatnonzero(~kept)).all()
    assert not kept[origin].any()
