"""What monitoring reads of the journal: the last decision on each client and what became of the loan."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from explanations import KEYS, record
from typer.testing import CliRunner

from limpide.cli.monitor import app
from limpide.contract import OutcomeRequest
from limpide.database import erasure, outcomes
from limpide.database.engine import Connection, create_engine
from limpide.database.track_record import COLUMNS, read_track_record


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as made:
        yield made
    engine.dispose()


def becomes(connection: Connection, decision_id: UUID, outcome: str, *, days: int = 1) -> None:
    request = OutcomeRequest.model_validate({"outcome": outcome, "observed_on": date.today() + timedelta(days=days)})
    outcomes.append(connection, decision_id, request, recorded_by="the ledger", desk=None, keys=KEYS)


def test_each_client_is_told_once_by_the_last_decision_and_the_last_outcome(connection: Connection) -> None:
    first = record(connection, choice="refused", motive="policy")
    last = record(connection, choice="accepted", after=first.decision_id)
    other = record(connection, client_id=7)
    record(connection, client_id=8)
    becomes(connection, last.decision_id, "repaid")
    becomes(connection, last.decision_id, "defaulted", days=2)
    becomes(connection, other.decision_id, "repaid")
    read = read_track_record(connection)
    assert tuple(read) == COLUMNS
    assert read["client_id"] == ["100002", "7", "8"]
    assert read["target"] == [1.0, 0.0, None]
    assert read["choice"][0] == "accepted"
    assert read["probability"] == [0.3] * 3
    assert read["model_decision"] == ["refused"] * 3


def test_who_was_erased_is_left_out(connection: Connection) -> None:
    record(connection)
    record(connection, client_id=7)
    erasure.erase(connection, "100002", keys=KEYS)
    assert read_track_record(connection)["client_id"] == ["7"]


def test_an_empty_journal_is_read(connection: Connection) -> None:
    assert read_track_record(connection) == {name: [] for name in COLUMNS}


def test_the_command_reads_the_journal_as_the_restricted_role(
    database_url: str, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        becomes(connection, record(connection).decision_id, "repaid")
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", database_url)
    options = ["performance", "--bundle", str(house / "bundle"), "--database", "--out", str(tmp_path / "out")]
    ended = CliRunner().invoke(app, options)
    assert ended.exit_code == 0, ended.output
    told = json.loads((tmp_path / "out" / "performance.json").read_text())
    assert (told["verdict"], told["performance"]["others"]) == ("unknown", 1)  # another model decided
