"""A journal of the release before: inherited by the ledger as it is, its keys locked anew; also from a backup."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from explanations import KEYS, record
from house_of_records import fill

from limpide.core import seal
from limpide.core.errors import Corrupt, InvalidInput
from limpide.database import decisions
from limpide.database.backup import restore
from limpide.database.chain import Head
from limpide.database.engine import Engine, create_engine
from limpide.database.erasure import find_erased, list_erased
from limpide.database.ledger import read_sealed_head
from limpide.database.migrate import downgrade, schema_state, upgrade
from limpide.database.schema import metadata
from limpide.database.verify import verify

GONE = ["555", "556"]  # erased by the release before


@pytest.fixture
def former(database_url: str) -> Iterator[Engine]:
    """A database of schema 0004, with rows in every table, as that release wrote them."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        fill(connection, erased=False)
        for client_id in GONE:
            record(connection, client_id=client_id)
        connection.exec_driver_sql("ALTER TABLE ledger DISABLE TRIGGER ALL")
        connection.exec_driver_sql("DELETE FROM ledger")
    downgrade(engine, "0004", keys=KEYS)
    with engine.begin() as connection:  # as that release erased: the key alone, and the number kept
        for client_id in GONE:
            connection.execute(sa.text("DELETE FROM client_keys WHERE client_id = :id"), {"id": int(client_id)})
            connection.execute(sa.text("INSERT INTO erased_clients (client_id) VALUES (:id)"), {"id": int(client_id)})
    yield engine
    engine.dispose()


def test_going_back_and_forth_reads_the_same_and_every_row_found_is_inherited(former: Engine) -> None:
    with former.connect() as connection, pytest.raises(sa.exc.ProgrammingError):
        connection.exec_driver_sql("SELECT * FROM ledger")
    with pytest.raises(InvalidInput, match="LIMPIDE_KEY"):
        upgrade(former)
    upgrade(former, keys=KEYS)
    with former.connect() as connection:
        checked = verify(connection, keys=KEYS)
        assert checked.findings == [] and checked.head.position > 0
        kinds = connection.execute(sa.text("SELECT kind, count(*) FROM ledger GROUP BY kind")).all()
        assert {kind: count for kind, count in kinds if kind != "inherited"} == {"removed": 2, "added": 2, "changed": 2}
        assert find_erased([*GONE, "100"], list_erased(connection), keys=KEYS) == GONE
        mute = connection.execute(
            sa.text("SELECT officer, probability_of_default FROM decisions WHERE payload IS NULL")
        )
        assert [tuple(row) for row in mute] == [(None, None)] * len(GONE)
        assert len(decisions.list_for_client(connection, "100", keys=KEYS)) == 1
        connection.exec_driver_sql("ALTER TABLE outcomes DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE outcomes SET outcome = 'defaulted'")
        assert "table outcomes" in verify(connection, keys=KEYS).findings[0]
        connection.rollback()
        fill(connection, first=200, again=True, erased=False)
        connection.commit()
        assert verify(connection, keys=KEYS).whole
    with pytest.raises(InvalidInput, match=r"erased clients are known by digests alone"):
        downgrade(former, "0004", keys=KEYS)


def test_a_head_that_was_touched_before_is_not_sealed_anew(former: Engine) -> None:
    with former.begin() as connection:
        connection.exec_driver_sql("UPDATE journal_head SET position = position - 1")
    with pytest.raises(InvalidInput, match="not what was sealed"):
        upgrade(former, keys=KEYS)
    assert schema_state(former).current == "0004"


def test_a_key_exchanged_before_the_upgrade_is_not_bound_to_the_wrong_journal(former: Engine) -> None:
    with former.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE client_keys DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE client_keys SET subject = gen_random_uuid() WHERE client_id = '100'")
    with pytest.raises(Corrupt):
        upgrade(former, keys=KEYS)


def test_a_backup_of_the_release_before_is_restored_and_migrated(
    former: Engine, empty_database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    folder.mkdir()
    rows = {}
    with former.connect() as connection:
        found = sa.inspect(connection)
        for table in (each for each in metadata.sorted_tables if found.has_table(each.name)):
            there = {column["name"] for column in found.get_columns(table.name)}
            columns = ["client_id", "erased_at"] if table.name == "erased_clients" else table.columns.keys()
            names = ", ".join(name for name in columns if name in there)
            driver = connection.connection.driver_connection
            assert driver is not None
            with driver.cursor() as cursor:
                with cursor.copy(f"COPY {table.name} ({names}) TO STDOUT") as copy:
                    (folder / f"{table.name}.copy").write_bytes(b"".join(bytes(each) for each in copy))
                rows[table.name] = cursor.rowcount
    said = {"taken_at": "2026-11-01T00:00:00+00:00", "limpide": "0", "schema": "0004", "rows": rows}
    manifest = said | {"sequences": {"applicant_numbers": 900000003}, "format": 1}
    (folder / "backup.json").write_text(json.dumps(manifest))
    seal.seal(folder)
    restore(empty_database_url, folder, keys=KEYS)
    upgrade(empty_database_url, keys=KEYS)
    engine = create_engine(empty_database_url)
    with engine.connect() as connection:
        assert verify(connection, keys=KEYS).findings == []
        assert len(decisions.list_for_client(connection, "100", keys=KEYS)) == 1
        assert find_erased(GONE, list_erased(connection), keys=KEYS) == GONE
    engine.dispose()


def test_an_anchor_of_the_release_before_still_counts(database_url: str, tmp_path: Path) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        written = [record(connection, client_id="100"), record(connection, client_id="200")]
        journal_id, _ = read_sealed_head(connection, keys=KEYS)
        noted = tmp_path / "anchors" / f"{journal_id}.txt"
        noted.parent.mkdir()
        for position, link, whole in (
            (2, bytes.fromhex(written[1].seal), True),
            (2, b"x" * 32, False),
            (3, b"x" * 32, False),
        ):
            head = Head(position, link)
            noted.write_text(f"{position:020d} {link.hex()} {head.seal(KEYS).hex()}\n")
            assert verify(connection, keys=KEYS, home=tmp_path).whole is whole
        assert verify(connection, keys=KEYS, home=tmp_path).anchored is None  # it does not vouch for the ledger
    engine.dispose()
