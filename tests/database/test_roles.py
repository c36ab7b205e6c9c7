"""The role that the service takes may read and add, and nothing else."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from explanations import KEYS, record

from limpide.database.engine import Engine, create_engine
from limpide.database.migrate import schema_state, upgrade
from limpide.database.verify import verify


@pytest.fixture
def service(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url, restricted=True)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET officer = 'x'",
        "DELETE FROM decisions",
        "TRUNCATE decisions CASCADE",
        "ALTER TABLE decisions DISABLE TRIGGER ALL",
        "DROP TABLE decisions CASCADE",
        "DELETE FROM client_keys",
        "UPDATE client_keys SET client_id = 1",
        "DELETE FROM journal_head",
        "UPDATE journal_head SET journal_id = gen_random_uuid()",
        "DELETE FROM reviews",
        "UPDATE reviews SET officer = 'x'",
        "UPDATE outcomes SET outcome = 'repaid'",
        "INSERT INTO accounts SELECT * FROM accounts",
        "UPDATE accounts SET role = 'administrator'",
        "DELETE FROM erased_clients",
        "UPDATE alembic_version SET version_num = 'x'",
        "CREATE TABLE mine (number integer)",
    ],
)
def test_the_service_cannot_change_what_was_written(service: Engine, statement: str) -> None:
    with (
        service.connect() as connection,
        pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"),
    ):
        connection.exec_driver_sql(statement)


def test_the_service_can_do_its_work(service: Engine) -> None:
    with service.begin() as connection:
        record(connection)
        assert connection.scalar(sa.text("SELECT current_user")) == "limpide_service"
    with service.connect() as connection:
        assert verify(connection, keys=KEYS).broken is None
    assert schema_state(service).usable


def test_the_role_outlives_a_rollback(service: Engine) -> None:
    with service.connect() as connection:
        for _ in range(2):
            assert connection.scalar(sa.text("SELECT current_user")) == "limpide_service"
            connection.rollback()


def test_a_plain_user_who_may_not_make_roles_can_migrate_and_serve(
    postgres_control: Engine, empty_database_url: str
) -> None:
    database = sa.make_url(empty_database_url).database
    with postgres_control.connect() as control:
        control.execute(sa.text("DROP ROLE IF EXISTS plain_user"))
        control.execute(sa.text("CREATE ROLE plain_user LOGIN"))
        control.execute(sa.text(f'ALTER DATABASE "{database}" OWNER TO plain_user'))
    url = sa.make_url(empty_database_url).set(username="plain_user").render_as_string(hide_password=False)
    assert upgrade(url).usable
    engine = create_engine(url, restricted=True)
    with engine.begin() as connection:
        record(connection)
        assert connection.scalar(sa.text("SELECT current_user")) in ("plain_user", "limpide_service")
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match=r"append only|permission denied"):
        connection.exec_driver_sql("DELETE FROM decisions")
    engine.dispose()
    with postgres_control.connect() as control:
        control.execute(sa.text(f'ALTER DATABASE "{database}" OWNER TO CURRENT_USER'))
