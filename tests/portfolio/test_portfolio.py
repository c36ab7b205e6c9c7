import math
from pathlib import Path

import numpy as np
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest

from limpide.contract import Language, Quality
from limpide.core.errors import InvalidInput, UnknownClient
from limpide.portfolio.batch import score_clients
from limpide.portfolio.listing import Wanted, read_cursor
from limpide.portfolio.portfolio import Portfolio

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def some_clients(portfolio: Portfolio) -> list[str]:
    ids: list[str] = portfolio.snapshot.index.names(slice(None, None, 97))
    return ids


def test_batch_and_single_scores_are_the_same(house: Path, portfolio: Portfolio, tmp_path: Path) -> None:
    score_clients(house / "bundle", house / "snapshot", tmp_path / "scores.parquet")
    rows = pq.read_table(tmp_path / "scores.parquet").to_pylist()
    assert [row["client_id"] for row in rows] == portfolio.snapshot.client_ids.tolist()
    for row in rows:
        answer = portfolio.predict(str(row["client_id"]))
        assert abs(answer.probability_of_default - row["probability_of_default"]) <= TOLERANCE
        assert (answer.decision, answer.points) == (row["decision"], row["points"])


def test_csv_holds_what_parquet_holds(house: Path, tmp_path: Path) -> None:
    for name in ("scores.csv", "scores.parquet"):
        score_clients(house / "bundle", house / "snapshot", tmp_path / name)
    assert (tmp_path / "scores.csv").read_text().splitlines()[0] == "client_id,probability_of_default,points,decision"
    assert csv.read_csv(tmp_path / "scores.csv").to_pylist() == pq.read_table(tmp_path / "scores.parquet").to_pylist()


def test_another_ending_is_refused_before_any_work(house: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"must end in \.parquet or \.csv"):
        score_clients(house / "bundle", house / "snapshot", tmp_path / "scores.xlsx")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_reasons_sum_to_the_score(portfolio: Portfolio, some_clients: list[str], language: Language) -> None:
    for client in some_clients:
        told = portfolio.explain(client, language=language)
        assert math.isclose(told.base + sum(one.contribution for one in told.features), told.margin, abs_tol=TOLERANCE)
        assert math.isclose(told.base + sum(one.contribution for one in told.families), told.margin, abs_tol=TOLERANCE)
        assert math.isclose(1 / (1 + math.exp(-told.margin)), told.probability_of_default, abs_tol=1e-12)
        assert told.interval.low <= told.probability_of_default <= told.interval.high
        strengths = [abs(one.contribution) for one in told.families]
        assert strengths == sorted(strengths, reverse=True)


def test_both_languages_give_the_same_numbers_in_other_words(portfolio: Portfolio, some_clients: list[str]) -> None:
    french, english = (portfolio.explain(some_clients[0], language=language) for language in ("fr", "en"))
    assert [one.contribution for one in french.features] == [one.contribution for one in english.features]
    assert [one.label for one in french.families] != [one.label for one in english.families]


def test_a_missing_value_is_said_to_be_missing(portfolio: Portfolio, some_clients: list[str]) -> None:
    told = [one for client in some_clients for one in portfolio.explain(client, language="en").features]
    assert any(one.quality is Quality.MISSING for one in told)
    assert all((one.value is None) == (one.quality is Quality.MISSING) for one in told)


def test_protected_attributes_are_held_but_never_explain(portfolio: Portfolio, some_clients: list[str]) -> None:
    client = some_clients[0]
    assert "gender" in {one.name for one in portfolio.details(client, language="fr").features}
    explained = {one.name for one in portfolio.explain(client, language="fr").features}
    assert explained.isdisjoint({"gender", "family_status", "family_members"})


def test_details_hold_the_lenders_row_in_plain_words(portfolio: Portfolio, some_clients: list[str]) -> None:
    details = portfolio.details(some_clients[0], language="fr")
    assert len(details.application) == 120  # the lender's 122 columns but the key and the outcome
    assert all(one.label != one.column for one in details.application)


def test_an_unknown_client_is_named(portfolio: Portfolio) -> None:
    with pytest.raises(UnknownClient, match="999999999"):
        portfolio.predict("999999999")


def test_the_list_of_clients_shows_their_loan(portfolio: Portfolio) -> None:
    page = portfolio.page(Wanted("1"), language="fr", limit=3)
    first = portfolio.snapshot.application(0)
    assert page.total == int(np.sum([str(number).startswith("1") for number in portfolio.snapshot.client_ids]))
    assert page.clients[0].credit_amount == first["AMT_CREDIT"]
    following = portfolio.page(Wanted("1"), language="fr", limit=3, after=read_cursor(page.next_cursor or ""))
    assert following.clients[0] not in page.clients
