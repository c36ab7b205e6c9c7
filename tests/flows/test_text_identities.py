"""A lender whose clients have text ids: every step from the files to the letter, and no id changes on the way."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient
from typer.testing import CliRunner

from fixtures_service import JOURNAL
from limpide.cli.app import app as command
from limpide.contract import ClientPage
from limpide.core.identifiers import sort_key
from limpide.database import erasure
from limpide.database.engine import transaction
from limpide.features.build import build_snapshot
from limpide.features.fitted.arrival import read_arrival
from limpide.portfolio.batch import score_clients
from limpide.portfolio.population import build_population
from limpide.portfolio.portfolio import Portfolio, open_portfolio
from limpide.service.app import create_app
from limpide.sources.check import check
from limpide.sources.fault import Severity
from text_tables import ODD, write_text_tables


@pytest.fixture(scope="module")
def named(house: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, str]]:
    """The small lender with text ids: its folder (data, snapshot) and each client's name by the number of before."""
    home = tmp_path_factory.mktemp("text")
    names = write_text_tables(house / "data", home / "data")
    build_snapshot(home / "data", home / "snapshot")
    return home, names


@pytest.fixture(scope="module")
def texts(house: Path, named: tuple[Path, dict[int, str]], tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    opened = open_portfolio(house / "bundle", named[0] / "snapshot")
    views = tmp_path_factory.mktemp("views of texts")
    return replace(opened, population=build_population(views, opened.scorer, opened.snapshot))


@pytest.fixture
def http(texts: Portfolio, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(texts, engine, journal=JOURNAL)) as client:
        yield client
    texts.snapshot.suppressed.clear()


def test_the_check_finds_nothing_wrong_with_text(named: tuple[Path, dict[int, str]]) -> None:
    found = check(named[0] / "data")
    assert [str(fault) for fault in found if fault.severity is Severity.ERROR] == []
    assert [fault.column for fault in found if fault.column in ("SK_ID_CURR", "SK_ID_PREV", "SK_ID_BUREAU")] == [
        "SK_ID_CURR"  # "10001" could be a number, the others not
    ]


def test_each_client_has_the_features_and_the_score_that_the_number_had(
    portfolio: Portfolio, texts: Portfolio, named: tuple[Path, dict[int, str]]
) -> None:
    _, names = named
    assert texts.snapshot.index.names(slice(None)) == sorted(names.values(), key=sort_key)
    places = texts.snapshot.index.find_all(names[number] for number in portfolio.snapshot.client_ids.tolist())
    assert np.array_equal(texts.snapshot.matrix[places], portfolio.snapshot.matrix, equal_nan=True)
    assert np.array_equal(texts.snapshot.target[places], portfolio.snapshot.target, equal_nan=True)
    for number in (*sorted(names)[: len(ODD)], sorted(names)[-1]):
        text, before = texts.case(names[number]), portfolio.case(str(number))
        assert (
            texts.predict(names[number]).probability_of_default == portfolio.predict(str(number)).probability_of_default
        )
        assert text.read_application()["client_id"] == names[number]
        loans, loans_before = text.read_loans(), before.read_loans()
        assert loans is not None and loans_before is not None
        assert [each["days_ago"] for each in loans] == [each["days_ago"] for each in loans_before]
        assert {each["client_id"] for each in loans} <= {names[number]}
    arrival = read_arrival(named[0] / "snapshot")
    assert arrival is not None and np.isnan(arrival).all()  # the order of texts is no order of time


@pytest.mark.parametrize("name", ["scores.parquet", "scores.csv"])
def test_scores_name_every_client_as_the_lender_does(
    house: Path, named: tuple[Path, dict[int, str]], tmp_path: Path, name: str
) -> None:
    score_clients(house / "bundle", named[0] / "snapshot", tmp_path / name)
    if name.endswith(".parquet"):
        assert pq.read_table(tmp_path / name)["client_id"].to_pylist() == sorted(named[1].values(), key=sort_key)
    else:
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert all(f'"{each}",' in text or f"\n{each}," in text for each in ODD)


@pytest.mark.parametrize("client_id", ODD)
def test_a_client_is_served_decided_on_written_to_and_erased(http: TestClient, engine: Engine, client_id: str) -> None:
    path = f"/clients/{quote(client_id, safe='')}"
    for suffix in ("", "/explanation", "/record", "/similar", "/decisions", "/events", "/pieces", "/identity"):
        answer = http.get(path + suffix)
        assert answer.status_code == 200, (suffix, answer.text)
    assert http.get(path).json()["client_id"] == client_id
    assert http.get(f"/predict/{quote(client_id, safe='')}").json()["client_id"] == client_id
    assert http.post("/predict", json={"client_id": client_id}).json()["client_id"] == client_id
    lines = http.post("/predict/batch", content=json.dumps({"client_id": client_id}), headers=_LINES).text
    assert json.loads(lines)["client_id"] == client_id
    decided = {"client_id": client_id, "choice": "refused", "motive": "policy", "officer": "Zoé", "grounds": "Trop."}
    record = http.post("/decisions", json=decided).json()
    assert record["client_id"] == client_id
    listed = http.get("/clients", params={"prefix": client_id[:2], "state": record["state"]["status"]}).json()
    assert client_id in [each["client_id"] for each in listed["clients"]]
    letter = http.get(f"{path}/letter.pdf")
    assert letter.status_code in (200, 409), letter.text  # 409: the decision awaits its second signature
    assert "/" not in letter.headers.get("content-disposition", "").partition("filename=")[2]
    with transaction(engine) as begun:
        held = erasure.export(begun.connection, client_id, keys=JOURNAL.keys)
        assert held["client_id"] == client_id and len(held["decisions"]) == 1
        assert erasure.erase(begun.connection, client_id, keys=JOURNAL.keys).decisions == 1
        erased = erasure.list_erased(begun.connection)
        assert erasure.find_erased([client_id], erased, keys=JOURNAL.keys) == [client_id]
    assert http.get(f"{path}/decisions").json()["decisions"] == []


_LINES = {"Content-Type": "application/x-ndjson"}


def test_every_client_is_listed_once_in_order_and_the_next_one_follows(http: TestClient, texts: Portfolio) -> None:
    seen: list[str] = []
    query = {"limit": "100"}
    while True:
        page = ClientPage.model_validate_json(http.get("/clients", params=query).content)
        seen += [each.client_id for each in page.clients]
        if page.next_cursor is None:
            break
        query["cursor"] = page.next_cursor
    assert seen == texts.snapshot.index.names(slice(None))
    for place in (0, 1, 2, 40, len(seen) - 2):
        after = http.get("/clients", params={"after": seen[place], "limit": "1"}).json()["clients"]
        assert [each["client_id"] for each in after] == [seen[place + 1]]
    made = http.post("/applications", json={"application": {"AMT_CREDIT": 300_000}}).json()["client_id"]
    last = http.get("/clients", params={"after": seen[-1], "limit": "5"}).json()["clients"]
    assert [each["client_id"] for each in last] == [made]


HOSTILE = ["", " ", "x" * 65, "a\x00b", "a\nb", "../a", "a/../b", "a/.", "\u202e1", "a\u200bb", " 1", "1 ", "\ue000"]


@pytest.mark.parametrize("client_id", HOSTILE)
def test_what_cannot_be_an_id_is_refused_with_a_sentence(http: TestClient, client_id: str) -> None:
    asked = [http.post("/decisions", json={"client_id": client_id, "choice": "refused", "motive": "policy"})]
    asked += [http.get("/features/age/distribution", params={"group": "all", "client_id": client_id})]
    if client_id:
        asked += [http.get(f"/clients/{quote(client_id, safe='')}/explanation")]
    for answer in asked:
        assert answer.status_code == 422, answer.text
        assert "64" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("client_id", [each for each in HOSTILE if "\x00" not in each])
def test_a_command_refuses_what_cannot_be_an_id(client_id: str) -> None:
    answer = CliRunner().invoke(command, ["decisions", "erase", "--yes", "--", client_id])
    assert answer.exit_code != 0 and "is no identifier" in str(answer.exception) + answer.output


def test_a_whole_number_in_json_is_its_digits(memory: TestClient, known: str) -> None:
    for number in (int(known), known):
        assert memory.post("/predict", json={"client_id": number}).json()["client_id"] == known
    for wrong in (True, 1.5, float(known), [known], -1):
        assert memory.post("/predict", json={"client_id": wrong}).status_code == 422
    assert memory.get(f"/clients/0{known}").status_code == 404  # another id, of nobody


@pytest.mark.slow
def test_the_commands_go_from_text_to_scores(named: tuple[Path, dict[int, str]], tmp_path: Path) -> None:
    home, names = named
    without, snapshot, bundle = tmp_path / "without.txt", str(tmp_path / "snapshot"), str(tmp_path / "bundle")
    without.write_text("\n".join(ODD[:2]) + "\n", encoding="utf-8")
    steps = [
        ["data", "check", str(home / "data")],
        [*["features", "build", "--data"], str(home / "data"), "--out", snapshot, "--without", str(without)],
        ["train", "--snapshot", snapshot, "--out", bundle, "--model", "logistic"],
        ["score", "--bundle", bundle, "--snapshot", snapshot, "--out", str(tmp_path / "scores.parquet")],
    ]
    for step in steps:
        answer = CliRunner().invoke(command, step)
        assert answer.exit_code == 0, (step, answer.output, answer.exception)
    scored = pq.read_table(tmp_path / "scores.parquet")["client_id"].to_pylist()
    assert scored == sorted(set(names.values()) - set(ODD[:2]), key=sort_key)
