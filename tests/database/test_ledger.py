"""Every table and every column: whatever somebody with all rights does to a row is found, and named."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from explanations import KEYS, record
from house_of_records import fill

from limpide.core.errors import Corrupt, Unavailable
from limpide.database import decisions
from limpide.database.anchors import anchors_of, read_file, write_public_key
from limpide.database.engine import Connection, create_engine
from limpide.database.ledger import read_sealed_head
from limpide.database.row_digest import EXEMPT, SEALED, UNSEALED
from limpide.database.schema import metadata
from limpide.database.verify import Verdict, verify

TABLES = [*SEALED, *EXEMPT]
COLUMNS = [(name, column.name) for name in TABLES for column in metadata.tables[name].c]


@pytest.fixture(scope="module")
def filled(module_database_url: str) -> Iterator[Connection]:
    """A journal with two rows or more in every table, whose constraints and triggers stand in nobody's way."""
    engine = create_engine(module_database_url)
    with engine.connect() as connection:
        fill(connection)
        for name in TABLES:
            connection.execute(sa.text(f"CREATE TABLE older_{name} AS SELECT * FROM {name}"))
        fill(connection, first=200, again=True)
        connection.execute(sa.text("DROP INDEX uq_accounts_name_living"))
        for name in TABLES:
            _open_to_everything(connection, metadata.tables[name])
        connection.commit()
        yield connection
    engine.dispose()


@pytest.fixture
def touched(filled: Connection) -> Iterator[Connection]:
    """The journal, which is put back after the test."""
    yield filled
    filled.rollback()


def _open_to_everything(connection: Connection, table: sa.Table) -> None:
    connection.execute(sa.text(f"ALTER TABLE {table.name} DISABLE TRIGGER ALL"))
    found = "SELECT conname FROM pg_constraint WHERE conrelid = CAST(:name AS regclass) AND contype <> 'n'"
    for constraint in connection.scalars(sa.text(found), {"name": table.name}).all():
        connection.execute(sa.text(f"ALTER TABLE {table.name} DROP CONSTRAINT IF EXISTS {constraint} CASCADE"))
    for column in table.c:
        connection.execute(sa.text(f"ALTER TABLE {table.name} ALTER COLUMN {column.name} DROP NOT NULL"))


def check(connection: Connection, **known: Any) -> Verdict:
    return verify(connection, keys=KEYS, **known)


def one_row(connection: Connection, name: str) -> str:
    """The address of a row, by which it is found whatever its columns say."""
    return str(connection.scalar(sa.text(f"SELECT min(ctid)::text FROM {name}")))


def assert_found(connection: Connection, name: str) -> None:
    verdict = check(connection)
    assert not verdict.whole
    expected = {"ledger": "ledger entry", "journal_head": "head"}.get(name, f"table {name}, row ")
    assert any(expected in finding for finding in verdict.findings), verdict.findings


def test_every_table_is_sealed_or_says_what_proves_it_instead() -> None:
    assert sorted([*TABLES, *UNSEALED]) == sorted(table.name for table in metadata.sorted_tables)
    for name, identifier in SEALED.items():
        assert identifier is None or identifier in metadata.tables[name].c


def test_a_journal_that_nobody_touched_is_whole(touched: Connection) -> None:
    verdict = check(touched)
    assert verdict.findings == []
    for name in set(TABLES) - {"journal_head"}:
        assert touched.scalar(sa.text(f"SELECT count(*) FROM {name}")) >= 2, name


_OTHER: dict[str, str] = {
    "BIGINT": "coalesce({0}, 0) + 1",
    "INTEGER": "coalesce({0}, 0) + 1",
    "TEXT": "coalesce({0}, '') || 'x'",
    "UUID": "gen_random_uuid()",
    "BYTEA": "coalesce({0}, '') || '\\x00'",
    "BYTEA[]": "{0} || ARRAY['\\x00'::bytea]",
    "TIMESTAMP WITH TIME ZONE": "coalesce({0} + interval '1 microsecond', now())",
    "DATE": "{0} + 1",
    "DOUBLE PRECISION": "{0} + 1e-16",
    "BOOLEAN": "NOT {0}",
}


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_a_value_altered_in_any_column_is_found(touched: Connection, name: str, column: str) -> None:
    kind = str(metadata.tables[name].c[column].type.compile(touched.dialect)).partition(" COLLATE")[0]
    other = _OTHER[kind].format(column)
    touched.execute(sa.text(f"UPDATE {name} SET {column} = {other} WHERE ctid = '{one_row(touched, name)}'"))
    if column == "key_fingerprint":
        with pytest.raises(Exception, match="sealed with the key"):
            check(touched)
        touched.execute(sa.text("UPDATE journal_head SET key_fingerprint = NULL"))
    assert_found(touched, name)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {0} WHERE ctid = '{1}'",
        "TRUNCATE {0}",
        "INSERT INTO {0} SELECT * FROM {0} WHERE ctid = '{1}'",
    ],
)
def test_rows_deleted_truncated_or_put_in_are_found(touched: Connection, name: str, statement: str) -> None:
    touched.execute(sa.text(statement.format(name, one_row(touched, name))))
    assert_found(touched, name)


@pytest.mark.parametrize("name", sorted(name for name, identifier in SEALED.items() if identifier))
def test_two_rows_that_exchange_what_they_say_are_found(touched: Connection, name: str) -> None:
    """All but the identifiers, so that every row still has its own."""
    identifier = SEALED[name]
    names = [column.name for column in metadata.tables[name].c if column.name != identifier]
    listed = ", ".join(names)
    touched.execute(
        sa.text(
            f"WITH two AS (SELECT * FROM {name} ORDER BY {identifier} LIMIT 2), "
            "numbered AS (SELECT *, row_number() OVER () AS n FROM two) "
            f"UPDATE {name} AS mine SET ({listed}) = (SELECT {listed} FROM numbered WHERE n = 3 - own.n) "
            f"FROM numbered AS own WHERE own.{identifier} = mine.{identifier}"
        )
    )
    assert_found(touched, name)


@pytest.mark.parametrize("name", TABLES)
def test_an_older_copy_of_one_table_is_found(touched: Connection, name: str) -> None:
    touched.execute(sa.text(f"TRUNCATE {name}"))
    touched.execute(sa.text(f"INSERT INTO {name} SELECT * FROM older_{name}"))
    assert_found(touched, name)


def test_another_journal_in_its_place_is_not_the_one_that_was_anchored(touched: Connection, tmp_path: Path) -> None:
    journal_id, head = read_sealed_head(touched, keys=KEYS)
    anchors_of(tmp_path, journal_id).note(head, keys=KEYS)
    for name in SEALED:
        touched.execute(sa.text(f"TRUNCATE {name}"))
    touched.execute(sa.text("TRUNCATE ledger"))
    touched.execute(
        sa.text(
            "UPDATE journal_head SET position = 0, link = :start, seal = '', key_fingerprint = NULL, "
            "journal_id = gen_random_uuid(), ledger_position = 0, ledger_link = :start"
        ),
        {"start": bytes(32)},
    )
    verdict = check(touched, home=tmp_path)
    assert verdict.whole and verdict.anchored is None
    assert list(verdict.foreign) == [str(journal_id)]


def test_nobody_goes_on_from_a_head_that_was_not_sealed(touched: Connection) -> None:
    """The service would seal what somebody without the secret made of it."""
    touched.execute(sa.text("UPDATE journal_head SET ledger_position = ledger_position - 1"))
    with pytest.raises(Unavailable, match="not what was sealed"):
        record(touched, client_id=300)


def test_a_key_moved_to_another_client_opens_nothing(touched: Connection) -> None:
    first, second = touched.scalars(sa.text("SELECT client_id FROM client_keys ORDER BY client_id LIMIT 2")).all()
    touched.execute(
        sa.text(
            "UPDATE client_keys SET client_id = CASE client_id WHEN :a THEN :b ELSE :a END WHERE client_id IN (:a, :b)"
        ),
        {"a": first, "b": second},
    )
    with pytest.raises(Corrupt):
        decisions.list_for_client(touched, first, keys=KEYS)
    assert_found(touched, "client_keys")


def test_a_key_moved_to_another_journal_opens_nothing(touched: Connection) -> None:
    touched.execute(sa.text("UPDATE journal_head SET journal_id = gen_random_uuid()"))
    client_id = touched.scalar(sa.text("SELECT min(client_id) FROM client_keys"))
    assert client_id is not None
    with pytest.raises(Corrupt):
        decisions.list_for_client(touched, client_id, keys=KEYS)


def test_whoever_has_no_secret_checks_what_an_exported_anchor_proves(touched: Connection, tmp_path: Path) -> None:
    journal_id, head = read_sealed_head(touched, keys=KEYS)
    noted = anchors_of(tmp_path, journal_id)
    noted.note(head, keys=KEYS)
    anchors = read_file(noted.path, KEYS.signing.public_key())
    assert verify(touched, keys=None, anchors=anchors).whole
    assert b"PUBLIC KEY" in write_public_key(KEYS)
    touched.execute(sa.text("UPDATE outcomes SET outcome = 'defaulted'"))
    assert any("table outcomes" in each for each in verify(touched, keys=None, anchors=anchors).findings)
    touched.rollback()
    for name in (*SEALED, "ledger"):
        touched.execute(sa.text(f"TRUNCATE {name}"))
    start = {"start": bytes(32)}
    zero = "position = 0, link = :start, ledger_position = 0, ledger_link = :start, seal = '', key_fingerprint = NULL"
    touched.execute(sa.text(f"UPDATE journal_head SET {zero}"), start)
    for _ in range(head.position):  # as many entries, all with good seals of a secret that the checker does not know
        record(touched, officer="Forger")
    assert verify(touched, keys=KEYS).whole
    findings = verify(touched, keys=None, anchors=anchors).findings
    assert any("another entry stood here when it was anchored" in each for each in findings)
