import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from explanations import KEYS, record
from typer.testing import CliRunner

from limpide.cli.database import app
from limpide.cli.doors import secret_for
from limpide.core.errors import Corrupt, InvalidInput, Unavailable
from limpide.core.seal import seal
from limpide.database import applications, decisions
from limpide.database.backup import back_up, restore
from limpide.database.encrypted_files import EncryptedWriter, read_encrypted
from limpide.database.engine import Connection, create_engine
from limpide.database.keys import Keys
from limpide.database.migrate import schema_state
from limpide.database.schema import accounts, metadata
from limpide.database.verify import verify
from limpide.settings import Settings

AWKWARD = 'tab\there, back\\slash, "quotes", new\nline, Zoé \\N'


@pytest.fixture
def filled(database_url: str) -> Iterator[Connection]:
    """A database with decisions, a review, an outcome, an account and an application."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for number in range(5):
            record(connection, client_id=100002 + number, comment=AWKWARD)
        applications.store(connection, {"AMT": 1.5}, keys=KEYS, officer=AWKWARD)
        token = {"account_id": "0" * 32, "name": AWKWARD, "role": "officer", "token_digest": bytes(range(256))}
        connection.execute(accounts.insert().values(**token, expires_at=sa.func.now()))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def contents(connection: Connection) -> dict[str, list[object]]:
    return {
        table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
        for table in metadata.sorted_tables
    }


def test_every_row_comes_back_to_the_bit_and_the_journal_still_holds(
    filled: Connection, database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    taken = back_up(database_url, tmp_path / "backup", keys=KEYS)
    assert taken.rows["decisions"] == 5
    assert restore(empty_database_url, tmp_path / "backup", keys=KEYS) == taken
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        assert contents(connection) == contents(filled)
        assert verify(connection, keys=KEYS).broken is None
        following = record(connection, client_id=100100)
        assert verify(connection, keys=KEYS).head.position == 6 and following
        before = max(row.client_id for row in connection.execute(sa.text("SELECT client_id FROM applications")))
        assert applications.store(connection, {}, keys=KEYS, officer="A").client_id > before
        with pytest.raises(sa.exc.DBAPIError, match="append only"):
            connection.execute(sa.text("DELETE FROM decisions"))
    engine.dispose()


def test_a_backup_shows_nothing_without_its_key(filled: Connection, database_url: str, tmp_path: Path) -> None:
    back_up(database_url, tmp_path / "backup", keys=KEYS)
    content = b"".join(path.read_bytes() for path in (tmp_path / "backup").iterdir())
    for said in ("Zoé", "100002", "accepted", "policy", AWKWARD[:4], "0.3"):
        assert said.encode() not in content
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "backup", *(tmp_path / "backup").iterdir()))


def make_former(folder: Path) -> None:
    """Turn a backup into that of a program whose backups were not encrypted, and did not say their key."""
    for table in metadata.sorted_tables:
        file = folder / f"{table.name}.copy"
        file.write_bytes(b"".join(read_encrypted(file, key=KEYS.backup_key(0), name=table.name)))
    said = json.loads((folder / "backup.json").read_text()) | {"format": 1}
    del said["key_fingerprint"], said["epoch"]
    (folder / "backup.json").write_text(json.dumps(said))
    seal(folder)


def test_a_backup_of_an_earlier_program_is_restored(
    filled: Connection, database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    taken = back_up(database_url, tmp_path / "backup", keys=KEYS)
    make_former(tmp_path / "backup")
    assert restore(empty_database_url, tmp_path / "backup", keys=KEYS).rows == taken.rows
    engine = create_engine(empty_database_url)
    with engine.connect() as connection:
        assert contents(connection) == contents(filled)
    engine.dispose()


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 7])
def test_an_encrypted_file_comes_back_and_shows_every_fault(tmp_path: Path, size: int) -> None:
    content, file, key = bytes(range(256)) * (size // 256 + 1), tmp_path / "file", b"k" * 32
    content = content[:size]
    with EncryptedWriter(file, key=key, name="decisions") as writer:
        for start in range(0, size, 700_001):
            writer.write(content[start : start + 700_001])
    assert b"".join(read_encrypted(file, key=key, name="decisions")) == content
    whole, second = file.read_bytes(), 24 + (1 << 20) + 17
    faults = [whole[:-1], whole[:23], whole[:30], whole + b"x", whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:]]
    if size > 2 << 20:
        faults += [whole[:second], whole[:24] + whole[second:], whole[:second] + whole[24:]]
    for fault in faults:
        file.write_bytes(fault)
        with pytest.raises(Corrupt):
            list(read_encrypted(file, key=key, name="decisions"))
    file.write_bytes(whole)
    for wrong, name in ((b"x" * 32, "decisions"), (key, "reviews")):
        with pytest.raises(Corrupt):
            list(read_encrypted(file, key=wrong, name=name))


def test_a_flipped_byte_is_refused_before_anything_is_written(
    filled: Connection, database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    back_up(database_url, tmp_path / "backup", keys=KEYS)
    damaged = tmp_path / "backup" / "decisions.copy"
    content = damaged.read_bytes()
    damaged.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    with pytest.raises(Corrupt, match=r"decisions\.copy"):
        restore(empty_database_url, tmp_path / "backup", keys=KEYS)
    assert schema_state(empty_database_url).current is None


def test_a_restore_that_fails_half_way_leaves_the_database_empty(
    filled: Connection, database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    back_up(database_url, tmp_path / "backup", keys=KEYS)
    manifest = tmp_path / "backup" / "backup.json"
    said = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(said | {"rows": said["rows"] | {"reviews": 99}}))
    seal(tmp_path / "backup")
    with pytest.raises(InvalidInput, match="reviews gave 0 rows instead of 99"):
        restore(empty_database_url, tmp_path / "backup", keys=KEYS)
    assert schema_state(empty_database_url).current is None


def test_a_database_that_holds_anything_is_never_restored_into(
    filled: Connection, database_url: str, tmp_path: Path
) -> None:
    back_up(database_url, tmp_path / "backup", keys=KEYS)
    filled.commit()
    with pytest.raises(InvalidInput, match="restore into an empty one"):
        restore(database_url, tmp_path / "backup", keys=KEYS)


def test_an_empty_database_cannot_be_backed_up(empty_database_url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="schema absent"):
        back_up(empty_database_url, tmp_path / "backup", keys=KEYS)
    with pytest.raises(Unavailable):
        back_up("postgresql://127.0.0.1:1/nowhere", tmp_path / "backup", keys=KEYS)
    assert list(tmp_path.iterdir()) == []


def test_both_commands_do_it_and_say_what_to_do_next(
    filled: Connection, database_url: str, empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.commit()
    monkeypatch.setenv("LIMPIDE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("LIMPIDE_KEY", b64encode(KEYS.master).decode())
    out = str(tmp_path / "backup")
    assert CliRunner().invoke(app, ["backup", "--out", out]).exit_code == 0
    monkeypatch.delenv("LIMPIDE_KEY")
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    refused = CliRunner().invoke(app, ["restore", out]).exception
    assert isinstance(refused, InvalidInput) and KEYS.fingerprint in str(refused)
    assert not (tmp_path / "home").exists()
    assert schema_state(empty_database_url).current is None
    monkeypatch.setenv("LIMPIDE_KEY", b64encode(KEYS.master).decode())
    told = CliRunner().invoke(app, ["restore", out])
    assert told.exit_code == 0, told.output
    assert "limpide decisions verify" in told.output
    assert isinstance(CliRunner().invoke(app, ["restore", out]).exception, InvalidInput)


@pytest.mark.parametrize("keys", [None, Keys(b"x" * 32)])
@pytest.mark.parametrize("older", [False, True])
def test_without_its_key_a_backup_is_refused_before_anything_is_touched(
    filled: Connection, database_url: str, tmp_path: Path, keys: Keys | None, older: bool
) -> None:
    back_up(database_url, tmp_path / "backup", keys=KEYS)
    if older:
        make_former(tmp_path / "backup")
    with pytest.raises(InvalidInput, match=rf"{KEYS.fingerprint}.*set LIMPIDE_KEY"):
        restore("postgresql://127.0.0.1:1/nowhere", tmp_path / "backup", keys=keys)


def test_no_command_makes_a_key_for_a_journal_that_was_sealed_with_another(
    filled: Connection, database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    filled.commit()
    settings = Settings(home=tmp_path)
    with pytest.raises(InvalidInput, match=KEYS.fingerprint):
        secret_for(settings, database_url)
    assert list(tmp_path.iterdir()) == []
    assert secret_for(settings, empty_database_url) == secret_for(settings, database_url)


def test_another_key_reads_nothing_of_a_restored_database(
    filled: Connection, database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    back_up(database_url, tmp_path / "backup", keys=KEYS)
    restore(empty_database_url, tmp_path / "backup", keys=KEYS)
    engine = create_engine(empty_database_url)
    with engine.connect() as connection, pytest.raises(Corrupt, match="LIMPIDE_KEY"):
        decisions.list_for_client(connection, "100002", keys=Keys(b"x" * 32))
    engine.dispose()
