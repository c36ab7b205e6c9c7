import threading

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from limpide.core.errors import Unavailable
from limpide.database.migrate import SchemaState, schema_state, upgrade
from limpide.database.schema import metadata


def test_an_empty_database_is_told_which_command_to_run(empty_database_url: str) -> None:
    state = schema_state(empty_database_url)
    assert schema_state(empty_database_url).current is None
    assert not state.usable
    assert 'schema absent, expected 0002; run "limpide database migrate"' in str(state)


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
