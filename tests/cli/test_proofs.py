"""Anchors on the command line: required, exported with their public key, checked without the secret."""

from base64 import b64encode
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from fixtures_service import JOURNAL
from limpide.cli import accounts, database, decisions
from limpide.core.errors import InvalidInput
from limpide.database.engine import Engine
from limpide.database.schema import metadata


@pytest.fixture(autouse=True)
def surroundings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("LIMPIDE_KEY", b64encode(JOURNAL.keys.master).decode())
    monkeypatch.setenv("LIMPIDE_HOME", str(tmp_path / "home"))


def limpide(*arguments: str | Path) -> Result:
    app = {"accounts": accounts.app, "decisions": decisions.app, "database": database.app}[str(arguments[0])]
    ended = CliRunner().invoke(app, [str(each) for each in arguments[1:]])
    structlog.reset_defaults()  # it logged to a standard error that is gone
    return ended


def told(*arguments: str | Path, code: int = 0) -> str:
    ended = limpide(*arguments)
    assert ended.exit_code == code, ended.output
    return " ".join(ended.output.split())


def make_account(name: str) -> None:
    told("accounts", "create", name, "--role", "officer")


def test_a_journal_without_an_anchor_does_not_pass_for_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no anchor of this journal is known" in told("decisions", "verify", code=3)
    make_account("Zoé")  # is anchored after its commit
    assert "the anchor stands at 1" in told("decisions", "verify")
    monkeypatch.setenv("LIMPIDE_HOME", str(tmp_path / "elsewhere"))
    assert "no anchor of this journal" in told("decisions", "verify", code=3)
    told("decisions", "verify", "--without-anchor")


def test_another_journal_in_the_place_of_the_anchored_one_is_named(engine: Engine, tmp_path: Path) -> None:
    make_account("Zoé")
    anchored = next((tmp_path / "home" / "anchors").iterdir()).stem
    with engine.begin() as connection:
        for table in metadata.tables:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        connection.exec_driver_sql("TRUNCATE decisions, reviews, outcomes, client_keys, accounts, ledger CASCADE")
        connection.exec_driver_sql(
            "UPDATE journal_head SET position = 0, seal = '', key_fingerprint = NULL, journal_id = gen_random_uuid(), "
            "link = decode(repeat('00', 32), 'hex'), ledger_position = 0, ledger_link = decode(repeat('00', 32), 'hex')"
        )
    shown = told("decisions", "verify", code=3).replace(" ", "")
    assert f"anchorsofotherjournals:{anchored}" in shown


def test_exported_anchors_are_checked_with_the_public_key_alone(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account("Zoé")
    exported, key = tmp_path / "anchors.txt", tmp_path / "key.pem"
    told("decisions", "anchors", "--out", exported, "--public-key", key)
    make_account("Ali")
    assert "entries: 1, those since the anchor exported" in told("decisions", "verify")
    monkeypatch.delenv("LIMPIDE_KEY")
    monkeypatch.setenv("LIMPIDE_HOME", str(tmp_path / "auditor"))
    outside = ("decisions", "verify", "--anchor", exported, "--public-key", key)
    assert "entries of the ledger: 2" in told(*outside)
    assert not (tmp_path / "auditor" / "key").exists()
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE accounts DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE accounts SET role = 'administrator' WHERE name = 'Zoé'")
    assert "table accounts, row" in told(*outside, code=1)


def test_anchors_that_were_touched_or_are_none_are_refused(tmp_path: Path) -> None:
    make_account("Zoé")
    exported, key = tmp_path / "anchors.txt", tmp_path / "key.pem"
    told("decisions", "anchors", "--out", exported, "--public-key", key)
    exported.write_text(exported.read_text().replace("0000001 ", "0000002 "))
    ended = limpide("decisions", "verify", "--anchor", exported)
    assert isinstance(ended.exception, InvalidInput) and "1 of 1 lines" in str(ended.exception)
    for wrong in (("--public-key", key), ("--anchor", exported, "--public-key", exported)):
        assert isinstance(limpide("decisions", "verify", *wrong).exception, InvalidInput)


def test_logins_are_written_for_their_owner_alone(tmp_path: Path) -> None:
    out = tmp_path / "logins.env"
    told("database", "logins", "--out", out)
    assert out.stat().st_mode & 0o777 == 0o600
    assert out.read_text().count("LIMPIDE_DATABASE_URL=postgresql") == 3
