"""The role that the service takes may read and add, and nothing else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from explanations import KEYS, record

from limpide.contract import Role
from limpide.core.errors import InvalidInput, Unavailable
from limpide.database import accounts
from limpide.database.engine import Engine, create_engine, transaction
from limpide.database.logins import LOGINS, embedded_login, excess_rights, make_logins
from limpide.database.migrate import schema_state, upgrade
from limpide.database.track_record import read_track_record
from limpide.database.verify import verify
from limpide.service.rights import check_rights


@pytest.fixture(params=["own login", "role taken on"])
def service(database_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    own = request.param == "own login"
    engine = create_engine(embedded_login(database_url)) if own else create_engine(database_url, restricted=True)
    yield engine
    engine.dispose()


@pytest.fixture
def own_login(database_url: str) -> Iterator[Engine]:
    engine = create_engine(embedded_login(database_url), restricted=True)
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
        "UPDATE ledger SET kind = 'added'",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "DELETE FROM applications",
        "UPDATE identities SET officer = 'x'",
        "DELETE FROM attachments",
        "UPDATE document_requests SET officer = 'x'",
        "DELETE FROM piece_events",
        "INSERT INTO erased_clients (digest) VALUES ('x')",
        "ALTER ROLE limpide_service CREATEROLE",
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


def test_the_own_login_stays_what_it_is_when_roles_are_reset(own_login: Engine, database_url: str) -> None:
    with own_login.connect() as connection:
        for statement in ("RESET ROLE", "SET SESSION AUTHORIZATION DEFAULT"):
            connection.exec_driver_sql(statement)
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.exec_driver_sql("SET ROLE limpide")
        connection.rollback()
        for statement in ("DELETE FROM outcomes", "ALTER TABLE outcomes DISABLE TRIGGER ALL"):
            with pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"):
                connection.exec_driver_sql(statement)
            connection.rollback()
        assert excess_rights(connection) == []
    owner = create_engine(database_url, restricted=True)  # the role is taken on, the login is still the owner
    with owner.connect() as connection:
        assert "owns the tables" in excess_rights(connection)[-1]
    owner.dispose()


def test_a_login_that_may_change_one_table_is_named(own_login: Engine, database_url: str) -> None:
    owner = create_engine(database_url)
    with owner.begin() as connection:
        connection.exec_driver_sql("GRANT DELETE ON outcomes TO limpide_service")
    with own_login.connect() as connection:
        assert excess_rights(connection) == ["may DELETE outcomes"]
    owner.dispose()


def test_each_role_has_a_login_with_a_password_of_its_own(database_url: str) -> None:
    made = make_logins(database_url)
    assert set(made) == set(LOGINS)
    assert len({sa.make_url(address).password for address in made.values()}) == len(LOGINS)
    auditor, reader = create_engine(made["limpide_auditor"]), create_engine(made["limpide_reader"])
    with auditor.connect() as connection:
        assert verify(connection, keys=None).whole
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.exec_driver_sql("INSERT INTO erased_clients (digest) VALUES ('x')")
    with reader.connect() as connection:
        assert read_track_record(connection)["client_id"] == []
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.exec_driver_sql("SELECT locked_key FROM client_keys")
    for engine in (auditor, reader):
        engine.dispose()


def test_what_a_login_may_not_do_is_one_sentence(own_login: Engine) -> None:
    with pytest.raises(Unavailable, match=r"may not do this.*owner's DATABASE_URL"), transaction(own_login) as begun:
        accounts.create(begun.connection, "A", role=Role.OFFICER, valid_for=timedelta(days=1), keys=KEYS)


def test_a_service_with_too_many_rights_starts_only_where_that_is_allowed(own_login: Engine, database_url: str) -> None:
    owner = create_engine(database_url, restricted=True)
    check_rights(owner, required=False)
    with pytest.raises(InvalidInput, match="LIMPIDE_REQUIRE_LEAST_PRIVILEGE: the login of the database is a superuser"):
        check_rights(owner, required=True)
    check_rights(own_login, required=True)
    owner.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts SET role = 'administrator'",
        "DELETE FROM accounts",
        "UPDATE reviews SET officer = 'x'",
        "TRUNCATE reviews",
        "UPDATE client_keys SET client_id = 1",
        "DELETE FROM client_keys",
        "DELETE FROM applications",
        "UPDATE identities SET version = 2",
        "DELETE FROM attachments",
        "TRUNCATE document_requests",
        "DELETE FROM erased_clients",
        "UPDATE erased_clients SET erased_at = now()",
        "UPDATE outcomes SET outcome = 'repaid'",
        "DELETE FROM ledger",
        "UPDATE journal_head SET position = position + 1",
    ],
)
def test_triggers_refuse_the_owner_what_no_command_does(database_url: str, statement: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        record(connection)
        with pytest.raises(sa.exc.DBAPIError, match=r"append only|by an erasure only|with its ledger only"):
            connection.exec_driver_sql(statement)
    engine.dispose()
