import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from explanations import KEYS, record

import limpide.database.migrations
from limpide.contract import CommentRequest
from limpide.core.errors import InvalidInput, Unavailable
from limpide.database import applications, case_events, decisions, erasure
from limpide.database.desks import Signer
from limpide.database.engine import create_engine
from limpide.database.migrate import SchemaState, _revisions, downgrade, schema_state, upgrade
from limpide.database.schema import metadata
from limpide.database.verify import verify


def test_an_empty_database_is_told_which_command_to_run(empty_database_url: str) -> None:
    state = schema_state(empty_database_url)
    assert schema_state(empty_database_url).current is None
    assert not state.usable
    assert 'schema absent, expected 0008; run "limpide database migrate"' in str(state)


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    first = upgrade(empty_database_url)
    assert upgrade(empty_database_url) == first == schema_state(empty_database_url)
    assert first.usable
    assert schema_state(empty_database_url).current == first.expected


def test_the_migrations_make_the_tables_that_the_program_describes(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_revisions_are_the_files_that_alembic_finds() -> None:
    found = ScriptDirectory(str(Path(limpide.database.migrations.__file__).parent))
    assert _revisions() == tuple(each.revision for each in found.walk_revisions())


def test_starters_that_race_migrate_once(empty_database_url: str) -> None:
    states: list[SchemaState] = []
    threads = [threading.Thread(target=lambda: states.append(upgrade(empty_database_url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(states) == 4
    assert all(state.usable for state in states)


def test_a_database_that_a_newer_program_migrated_is_used_and_left_alone(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    state = upgrade(engine)
    engine.dispose()
    assert state.usable
    assert "newer than this program's" in str(state)


def test_migrating_a_database_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(Unavailable, match=r"does not answer.*DATABASE_URL"):
        upgrade("postgresql://nobody:secret@127.0.0.1:1/nowhere")


BEFORE = """
INSERT INTO decisions (decision_id, decided_at, client_id, choice, motive, comment, officer, probability_of_default,
    threshold, model_decision, model_version, snapshot_version, language, reasons, explanation)
SELECT gen_random_uuid(), now() - n * interval '1 hour', 100000 + mod(n, 3), 'accepted', 'policy', 'vu ' || n,
    'A. Martin', .3, 1 / 11.0, 'refused', repeat('m', 64), repeat('s', 64), 'fr', '[]', '{"families": [], "n": 1.5}'
FROM generate_series(1, 7) AS n
"""


def read_all(engine: sa.Engine) -> list[dict[str, object]]:
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM decisions ORDER BY decided_at, decision_id")).mappings()
        return [dict(row) for row in rows]


def test_decisions_of_the_release_before_are_sealed_encrypted_and_come_back_equal(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    upgrade(engine)
    downgrade(engine, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql(BEFORE)
    before = read_all(engine)
    with pytest.raises(InvalidInput, match="LIMPIDE_KEY"):
        upgrade(engine)
    assert read_all(engine) == before
    upgrade(engine, keys=KEYS)
    with engine.connect() as connection:
        assert verify(connection, keys=KEYS).head.position == 7
        carried = decisions.list_for_client(connection, "100001", keys=KEYS)
        assert [each.comment for each in carried] == ["vu 1", "vu 4", "vu 7"]
        assert "vu 1" not in str(connection.execute(sa.text("SELECT * FROM decisions")).all())
    downgrade(engine, "0001", keys=KEYS)
    assert read_all(engine) == before
    engine.dispose()


def test_going_back_refuses_to_lose_what_the_release_before_cannot_hold(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    upgrade(engine)
    with engine.begin() as connection:
        applications.store(connection, {}, keys=KEYS, officer="A")
    with pytest.raises(InvalidInput, match="would lose 2 entries of the ledger"):
        downgrade(engine, "0001", keys=KEYS)
    assert schema_state(engine).usable
    with pytest.raises(InvalidInput, match="there is no revision 7777"):
        downgrade(engine, "7777")
    engine.dispose()


def read_journal(engine: sa.Engine) -> dict[str, object]:
    with engine.connect() as connection:
        return {
            "links": connection.execute(sa.text("SELECT link FROM decisions ORDER BY position")).scalars().all(),
            "events": connection.execute(sa.text("SELECT link FROM case_events ORDER BY position")).scalars().all(),
            "position": verify(connection, keys=KEYS).head.position,
            "decisions": decisions.list_for_client(connection, "100002", keys=KEYS),
            "exported": [erasure.export(connection, each, keys=KEYS) for each in ("100002", "7", "900000001")],
        }


def forget_ledger(engine: sa.Engine) -> None:
    """Go back to a release that had no ledger although entries would be lost."""
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE ledger DISABLE TRIGGER ALL")
        connection.exec_driver_sql("DELETE FROM ledger")


def test_numbers_become_texts_and_the_journal_is_what_it_was(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    upgrade(engine)
    with engine.begin() as connection:
        for number in (100002, 7, 100002):
            record(connection, client_id=number)
        case_events.append(connection, "7", CommentRequest(text="Seen.", officer="A"), signer=Signer("A"), keys=KEYS)
        applications.store(connection, {"n": 1}, keys=KEYS, officer="A")
    before = read_journal(engine)
    forget_ledger(engine)
    downgrade(engine, "0004", keys=KEYS)
    with engine.connect() as connection:
        numbers = connection.execute(sa.text("SELECT client_id FROM client_keys ORDER BY client_id")).scalars().all()
        assert numbers == [7, 100002, 900_000_001]
    upgrade(engine, keys=KEYS)
    assert read_journal(engine) == before
    assert before["position"] == 4
    engine.dispose()


def test_going_back_to_numbers_refuses_texts(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    upgrade(engine)
    with engine.begin() as connection:
        for client_id in ("Zoé/7", "0007", "1000000000", "12"):
            record(connection, client_id=client_id)
    forget_ledger(engine)
    with pytest.raises(InvalidInput, match="3 rows of client_keys have ids that are no numbers"):
        downgrade(engine, "0004", keys=KEYS)
    engine.dispose()
