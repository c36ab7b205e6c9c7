import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import sqlalchemy as sa

from limpide.core.deadline import within
from limpide.core.errors import DatabaseUnavailable, InvalidInput, Unavailable
from limpide.database.engine import create_engine, transaction


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    made = create_engine(database_url)
    yield made
    made.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_a_postgresql_address_is_understood(scheme: str) -> None:
    engine = create_engine(f"{scheme}://user:pass@host:5433/name?sslmode=require")
    assert engine.url.drivername == "postgresql+psycopg"
    assert engine.url.query["sslmode"] == "require"


@pytest.mark.parametrize(
    "url", ["mysql://me:secret@host/name", "sqlite://", "secret", "", "postgresql://h:port/secret"]
)
def test_another_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidInput, match="DATABASE_URL is not the address of a PostgreSQL") as refusal:
        create_engine(url)
    assert "secret" not in str(refusal.value)


def test_a_server_that_refuses_is_named_without_the_password() -> None:
    engine = create_engine("postgres://me:secret@127.0.0.1:1/name")
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1.*Connection refused") as silence, transaction(engine) as begun:
        _ = begun.connection
    assert "secret" not in str(silence.value)


def test_a_server_that_accepts_and_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        engine = create_engine(f"postgres://127.0.0.1:{mute.getsockname()[1]}/name")
        started = time.monotonic()
        with pytest.raises(Unavailable, match="timeout"), transaction(engine) as begun:
            _ = begun.connection
    assert time.monotonic() - started < 10


def test_options_in_the_address_are_kept_beside_our_own(database_url: str) -> None:
    address = sa.make_url(database_url).update_query_dict({"options": "-c work_mem=7MB"})
    engine = create_engine(address.render_as_string(hide_password=False))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SHOW work_mem")) == "7MB"
        assert connection.scalar(sa.text("SHOW statement_timeout")) == "5s"
    engine.dispose()


def test_a_statement_that_never_ends_is_given_up(engine: sa.Engine) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable, match="statement timeout"), transaction(engine) as begun:
        begun.connection.execute(sa.text("SET LOCAL statement_timeout = 100"))
        begun.connection.execute(sa.text("SELECT pg_sleep(60)"))
    assert time.monotonic() - started < 10


def test_a_transaction_that_nobody_uses_never_connects() -> None:
    with transaction(create_engine("postgres://127.0.0.1:1/nowhere")):
        pass


def test_a_transaction_is_kept_when_it_ends_well_and_undone_when_it_does_not(engine: sa.Engine) -> None:
    with transaction(engine) as begun:
        begun.connection.execute(sa.text("CREATE TABLE kept (number integer)"))
    with pytest.raises(KeyError), transaction(engine) as begun:
        begun.connection.execute(sa.text("INSERT INTO kept VALUES (1)"))
        raise KeyError
    with transaction(engine) as begun:
        assert begun.connection.scalar(sa.text("SELECT count(*) FROM kept")) == 0


def test_a_commit_that_fails_is_told(engine: sa.Engine) -> None:
    other = sa.create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with pytest.raises(Unavailable), transaction(engine) as begun:
        begun.connection.execute(sa.text("CREATE TABLE lost (number integer)"))
        pid = begun.connection.scalar(sa.text("SELECT pg_backend_pid()"))
        with other.connect() as killer:
            killer.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    with other.connect() as witness:
        assert witness.scalar(sa.text("SELECT to_regclass('lost')")) is None
    other.dispose()


def test_a_missing_table_names_the_command_that_makes_it(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    with pytest.raises(Unavailable, match="limpide database migrate"), transaction(engine) as begun:
        begun.connection.execute(sa.text("SELECT * FROM decisions"))
    engine.dispose()


def test_a_server_that_only_reads_is_unavailable_for_writing(engine: sa.Engine) -> None:
    with pytest.raises(Unavailable, match="cannot write"), transaction(engine) as begun:
        begun.connection.execute(sa.text("SET TRANSACTION READ ONLY"))
        begun.connection.execute(sa.text("CREATE TABLE t (number integer)"))


def test_a_fault_of_the_program_is_not_blamed_on_the_server(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.ProgrammingError), transaction(engine) as begun:
        begun.connection.execute(sa.text("SELEKT 1"))


class Cable:
    """A way to PostgreSQL that can be cut: what was sent goes nowhere, and new connections are not answered."""

    def __init__(self, url: str) -> None:
        address = sa.make_url(url)
        self._target = f"{address.query['host']}/.s.PGSQL.{address.query['port']}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.cut = threading.Event()
        port = self._listener.getsockname()[1]
        self.url = sa.URL.create(
            "postgresql", username=address.username, host="127.0.0.1", port=port, database=address.database
        ).render_as_string()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, far = self._listener.accept()[0], socket.socket(socket.AF_UNIX)
                far.connect(self._target)
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                if not self.cut.is_set():
                    sink.sendall(chunk)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()


@pytest.fixture
def cable(database_url: str) -> Iterator[Cable]:
    made = Cable(database_url)
    yield made
    made.close()


def test_a_request_waits_for_a_cut_network_no_longer_than_its_budget_and_others_are_told_at_once(cable: Cable) -> None:
    engine = create_engine(cable.url)
    with transaction(engine) as begun:
        begun.connection.execute(sa.text("SELECT 1"))
    cable.cut.set()
    started = time.monotonic()
    with within(1.0):
        for _ in range(2):  # its token, then its own statement
            with pytest.raises(DatabaseUnavailable) as silence, transaction(engine) as begun:
                begun.connection.execute(sa.text("SELECT 1"))
    assert silence.value.kind == "away"
    assert time.monotonic() - started < 1.0 + 2.0 + 1.0
    with pytest.raises(DatabaseUnavailable), within(5.0), transaction(engine) as begun:
        _ = begun.connection
    again = time.monotonic()
    with pytest.raises(DatabaseUnavailable), within(5.0), transaction(engine) as begun:
        _ = begun.connection
    assert time.monotonic() - again < 0.5
    cable.cut.clear()
    time.sleep(3.0)
    with transaction(engine) as begun:
        assert begun.connection.scalar(sa.text("SELECT 1")) == 1
    engine.dispose()


def test_time_spent_computing_is_not_charged_to_the_budget(engine: sa.Engine) -> None:
    with within(0.5):
        time.sleep(0.7)
        with transaction(engine) as begun:
            assert begun.connection.scalar(sa.text("SELECT 1")) == 1


@pytest.mark.parametrize(
    ("state", "kind"), [("53100", "full"), ("25006", "read_only"), ("57014", "slow"), ("53300", "connections")]
)
def test_each_failure_of_the_server_has_its_kind(engine: sa.Engine, state: str, kind: str) -> None:
    with pytest.raises(DatabaseUnavailable) as failure, transaction(engine) as begun:
        begun.connection.execute(sa.text(f"DO $$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END$$"))
    assert failure.value.kind == kind
