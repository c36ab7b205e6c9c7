"""Loans with other lenders that are drawn hang together, and stand for enough of those they were fitted to."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.errors import InvalidInput
from limpide.sources.synthetic.draws import MONTH, Coded, Rows
from limpide.sources.synthetic.elsewhere import Elsewhere, summarise_elsewhere
from limpide.sources.synthetic.elsewhere.rows import OLDEST, left_to_pay, start_after, wait_of
from limpide.sources.synthetic.fitting.elsewhere import fit_elsewhere
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.tables import TABLES

CLIENTS = 500
DRAWN = 800
Raw = dict[str, np.ndarray[Any, Any]]


def lenders_loans(rng: np.random.Generator, owner: Any) -> pd.DataFrame:
    """Loans of no one: half of them closed, a third of them cards, three in a currency of their own."""
    size = len(owner)
    start = np.floor(rng.random(size) ** 1.4 * 2900)
    card = rng.random(size) < 0.3
    term = np.where(card, rng.choice([1096.0, 3653.0], size), rng.choice([182.0, 365.0, 730.0, 1826.0], size))
    end = np.where(card & (rng.random(size) < 0.3), np.nan, term - start)
    closed = (rng.random(size) < 0.8) & (start > 200) & ~(end > 900)
    fact = -np.ceil(rng.random(size) * (start - 1))
    fact = np.where(rng.random(size) < 0.4, np.where(end < 0, end, fact), fact)
    credit = np.rint(rng.lognormal(11.5, 1.0, size) / 4.5) * 4.5
    debt = np.where(closed, 0.0, np.rint(credit * rng.random(size)))
    debt[rng.random(size) < 0.15] = np.nan
    limit = np.where(card & ~closed, credit - debt, np.where(rng.random(size) < 0.4, np.nan, 0.0))
    late = ~closed & (rng.random(size) < 0.1)
    return pd.DataFrame(
        {
            "SK_ID_BUREAU": 5_000_000.0 + np.arange(size),
            "CREDIT_ACTIVE": np.where(closed, "Closed", "Active").astype(object),
            "CREDIT_CURRENCY": np.where(np.arange(size) < 3, "currency 4", "currency 1").astype(object),
            "DAYS_CREDIT": -start,
            "CREDIT_DAY_OVERDUE": np.where(late, np.minimum(12.0, start), 0.0),
            "DAYS_CREDIT_ENDDATE": end,
            "DAYS_ENDDATE_FACT": np.where(closed, fact, np.nan),
            "AMT_CREDIT_MAX_OVERDUE": np.where(rng.random(size) < 0.6, np.nan, rng.choice([0.0, 450.0], size)),
            "CNT_CREDIT_PROLONG": (rng.random(size) < 0.1).astype(float),
            "AMT_CREDIT_SUM": credit,
            "AMT_CREDIT_SUM_DEBT": debt,
            "AMT_CREDIT_SUM_LIMIT": limit,
            "AMT_CREDIT_SUM_OVERDUE": np.where(late, 90.0, 0.0),
            "CREDIT_TYPE": np.where(
                card, "Credit card", np.where(rng.random(size) < 0.1, "Mortgage", "Consumer credit")
            ).astype(object),
            "DAYS_CREDIT_UPDATE": np.where(closed, np.minimum(fact + 5, 0), -np.minimum(start, 20)),
            "AMT_ANNUITY": np.where(rng.random(size) < 0.5, np.nan, np.rint(credit / term * 31)),
        }
    )


def lenders_months(rng: np.random.Generator, loans: pd.DataFrame) -> pd.DataFrame:
    """Their months: some never reported, some that fall one, two or three months behind, C from the end on."""
    parts = []
    for loan, start, fact in zip(loans["SK_ID_BUREAU"], loans["DAYS_CREDIT"], loans["DAYS_ENDDATE_FACT"], strict=True):
        month = np.arange(np.ceil(start / MONTH), 1.0)
        status = np.where(rng.random(len(month)) < (0.9 if rng.random() < 0.3 else 0.1), "X", "0").astype(object)
        if rng.random() < 0.5 and len(month) > 6:
            climb = rng.integers(1, 4)
            begin = rng.integers(0, len(month) - climb)
            status[begin : begin + climb] = ["1", "2", "3"][:climb]
        if fact < 0:
            status[month >= np.floor(fact / MONTH) + 1] = "C"
        parts.append(pd.DataFrame({"SK_ID_BUREAU": loan, "MONTHS_BALANCE": month, "STATUS": status}))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def lender() -> tuple[Mapping[str, Raw], Mapping[str, Any], Given]:
    rng = np.random.default_rng(1)
    score = rng.random(CLIENTS)
    owner = np.repeat(np.arange(CLIENTS), rng.poisson(4 * score))
    loans = lenders_loans(rng, owner)
    months = lenders_months(rng, loans[owner % 2 == 0])
    of = pd.Series(owner, index=loans["SK_ID_BUREAU"])
    raw = {name: {str(key): frame[key].to_numpy() for key in frame} for name, frame in tables(loans, months).items()}
    owners = {"bureau": owner, "bureau_balance": of[months["SK_ID_BUREAU"]].to_numpy()}
    sample = (np.arange(CLIENTS) % 3 == 0).astype(float)
    clients = Given({"sample": sample, "EXT_SOURCE_3": score}, {"sample": 2}, np.arange(CLIENTS))
    return raw, owners, clients


def tables(loans: pd.DataFrame, months: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {"bureau": loans, "bureau_balance": months}


@pytest.fixture(scope="module")
def room(lender: Any) -> Elsewhere:
    raw, owner, clients = lender
    return fit_elsewhere(raw, owner, clients, seed=0, done=lambda _count: None)


def draw(room: Elsewhere, seed: int = 3) -> dict[str, Rows]:
    rng = np.random.default_rng(seed)
    clients = {"sample": (rng.random(DRAWN) < 0.3).astype(float), "EXT_SOURCE_3": rng.random(DRAWN)}
    return room.draw(rng, clients, DRAWN, client_ids=100_001 + np.arange(DRAWN), first_number=5_000_001)


def frame_of(rows: Rows) -> pd.DataFrame:
    def plain(column: Any) -> Any:
        if isinstance(column, Coded):
            return np.array([*column.names, None], dtype=object)[column.codes]
        return column

    return pd.DataFrame({name: plain(column) for name, column in rows.columns.items()})


@pytest.fixture(scope="module")
def loans(room: Elsewhere) -> pd.DataFrame:
    return frame_of(draw(room)["bureau"])


@pytest.fixture(scope="module")
def months(room: Elsewhere) -> pd.DataFrame:
    return frame_of(draw(room)["bureau_balance"])


@pytest.mark.parametrize("table", ["bureau", "bureau_balance"])
def test_drawn_rows_have_the_lenders_columns(room: Elsewhere, table: str) -> None:
    assert list(draw(room)[table].columns) == [column.name for column in TABLES[table].columns]


def test_there_are_about_as_many_loans_a_client_as_the_lender_has(lender: Any, loans: pd.DataFrame) -> None:
    assert len(loans) / DRAWN == pytest.approx(len(lender[0]["bureau"]["DAYS_CREDIT"]) / CLIENTS, rel=0.15)


def test_clients_with_a_high_score_have_more_loans_as_the_lenders_do(room: Elsewhere) -> None:
    rng = np.random.default_rng(3)
    rng.random(DRAWN)
    high = rng.random(DRAWN) > 0.5
    owner = draw(room)["bureau"].owner
    assert high[owner].mean() > 0.65


def test_a_client_unknown_to_the_bureau_has_tables_without_rows(room: Elsewhere) -> None:
    client = {"sample": np.zeros(1), "EXT_SOURCE_3": np.full(1, 0.01)}
    draws = [
        room.draw(np.random.default_rng(seed), client, 1, client_ids=np.array([7]), first_number=1)
        for seed in range(20)
    ]
    unknown = [rows for rows in draws if not len(rows["bureau"].owner)]
    assert unknown
    for rows in unknown:
        assert len(frame_of(rows["bureau_balance"])) == 0
        assert list(rows["bureau"].columns) == list(draws[0]["bureau"].columns)


def test_closed_loans_ended_after_they_began_and_owe_nothing(loans: pd.DataFrame) -> None:
    closed = loans[loans["CREDIT_ACTIVE"] == "Closed"]
    assert closed["DAYS_ENDDATE_FACT"].between(closed["DAYS_CREDIT"], 0).all()
    assert not (closed["AMT_CREDIT_SUM_DEBT"] > 0).any()


def test_open_loans_have_no_end_yet_and_mostly_owe_less_than_was_lent(loans: pd.DataFrame) -> None:
    active = loans[loans["CREDIT_ACTIVE"] == "Active"]
    assert active["DAYS_ENDDATE_FACT"].isna().all()
    assert (active["AMT_CREDIT_SUM_DEBT"] <= active["AMT_CREDIT_SUM"] * 1.01)[
        active["AMT_CREDIT_SUM_DEBT"].notna()
    ].mean() > 0.9


def test_loans_begin_within_the_bureaus_memory_and_are_planned_to_end_later(loans: pd.DataFrame) -> None:
    assert loans["DAYS_CREDIT"].between(-OLDEST, 0).all()
    assert not (loans["DAYS_CREDIT_ENDDATE"] <= loans["DAYS_CREDIT"]).any()
    assert loans["DAYS_CREDIT_UPDATE"].between(loans["DAYS_CREDIT"], 0).all()


def test_the_limit_left_on_a_card_is_what_is_not_owed(loans: pd.DataFrame) -> None:
    cards = loans[(loans["CREDIT_TYPE"] == "Credit card") & (loans["AMT_CREDIT_SUM_LIMIT"] > 0)]
    known = cards[cards["AMT_CREDIT_SUM_DEBT"].notna()]
    left = known["AMT_CREDIT_SUM"] - known["AMT_CREDIT_SUM_DEBT"]
    assert ((known["AMT_CREDIT_SUM_LIMIT"] - left).abs() < 1).mean() > 0.9


def test_a_value_that_few_clients_have_is_never_drawn(loans: pd.DataFrame) -> None:
    assert set(loans["CREDIT_CURRENCY"]) == {"currency 1"}


def test_months_follow_each_other_without_gaps_from_the_loans_beginning(
    loans: pd.DataFrame, months: pd.DataFrame
) -> None:
    of_loan = months.groupby("SK_ID_BUREAU")["MONTHS_BALANCE"].agg(["min", "max", "size"])
    start = loans.set_index("SK_ID_BUREAU")["DAYS_CREDIT"].loc[of_loan.index]
    assert (of_loan["max"] - of_loan["min"] + 1 == of_loan["size"]).all()
    assert (of_loan["min"] >= np.floor(start / MONTH)).all()
    assert (of_loan["max"] <= 0).all()


def test_months_belong_to_drawn_loans_all_of_a_client_or_none(loans: pd.DataFrame, months: pd.DataFrame) -> None:
    assert loans["SK_ID_BUREAU"].is_unique
    assert months["SK_ID_BUREAU"].isin(loans["SK_ID_BUREAU"]).all()
    followed = loans["SK_ID_BUREAU"].isin(months["SK_ID_BUREAU"]).groupby(loans["SK_ID_CURR"]).mean()
    assert set(followed) == {0.0, 1.0}


def test_nothing_but_closed_follows_closed(months: pd.DataFrame) -> None:
    following = months["STATUS"][months["STATUS"].shift() == "C"]
    same = (months["SK_ID_BUREAU"] == months["SK_ID_BUREAU"].shift())[following.index]
    assert set(following[same]) == {"C"}


def test_arrears_grow_by_one_step_a_month(months: pd.DataFrame) -> None:
    before = months["STATUS"].shift().where(months["SK_ID_BUREAU"] == months["SK_ID_BUREAU"].shift())
    reported = months[~months["STATUS"].isin(["C", "X"]) & before.isin(list("012345"))]
    steps = reported["STATUS"].astype(int) - before[reported.index].astype(int)
    assert steps.max() == 1
    assert (months["STATUS"] == "3").any()


def test_the_same_generator_draws_the_same_rows(room: Elsewhere) -> None:
    for table, rows in draw(room).items():
        pd.testing.assert_frame_equal(frame_of(rows), frame_of(draw(room)[table]))


def test_a_room_written_and_read_draws_the_same_rows(room: Elsewhere) -> None:
    read = Elsewhere.from_json(json.loads(json.dumps(room.to_json())))
    again = Elsewhere.from_json(json.loads(json.dumps(read.to_json())))
    pd.testing.assert_frame_equal(frame_of(draw(read)["bureau"]), frame_of(draw(again)["bureau"]))
    pd.testing.assert_frame_equal(frame_of(draw(read)["bureau_balance"]), frame_of(draw(again)["bureau_balance"]))


def test_figures_of_drawn_clients_are_those_of_the_lenders(lender: Any, room: Elsewhere) -> None:
    raw, owner, _ = lender
    drawn = draw(room)
    real = summarise_elsewhere(raw, owner, CLIENTS)
    ours = summarise_elsewhere(
        {name: rows.columns for name, rows in drawn.items()}, {name: rows.owner for name, rows in drawn.items()}, DRAWN
    )
    assert list(real) == list(ours)
    for name in ("bureau_active_share", "bureau_card_share", "bureau_late_share"):
        assert np.nanmean(ours[name]) == pytest.approx(np.nanmean(real[name]), abs=0.05)
    without = np.bincount(drawn["bureau"].owner, minlength=DRAWN) == 0
    assert all(np.isnan(values[without]).all() for values in ours.values())


def test_too_few_clients_with_late_months_are_refused(lender: Any) -> None:
    raw, owner, clients = lender
    on_time = {**raw["bureau_balance"], "STATUS": np.full(len(raw["bureau_balance"]["STATUS"]), "0", dtype=object)}
    with pytest.raises(InvalidInput, match="late"):
        fit_elsewhere({**raw, "bureau_balance": on_time}, owner, clients, seed=0, done=lambda _count: None)


@given(
    before=st.integers(0, OLDEST - 2),
    part=st.floats(0, 1),
    left=st.integers(1, 40),
)
def test_a_wait_leads_back_to_the_day_it_was_measured_on(before: int, part: float, left: int) -> None:
    start = np.array([before + 2 + np.floor(part * (OLDEST - before - 2))])
    first, ahead = np.array([float(before)]), np.array([float(left)])
    wait = wait_of(start, before=first, left=ahead)
    assert 0 <= wait[0] <= 1
    if wait[0] < 1 - 1e-9:  # nearer to 1 the day is lost in rounding
        assert start_after(wait, before=first, left=ahead) == start


@given(start=st.integers(0, OLDEST), end=st.integers(1, 10_000))
def test_equal_instalments_leave_less_to_pay_the_nearer_the_end(start: int, end: int) -> None:
    left = left_to_pay(start=np.array([float(start)] * 2), end=np.array([float(end), end / 2]))
    assert 0 < left[1] <= left[0] <= 1
