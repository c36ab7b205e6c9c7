"""A real PostgreSQL for the whole run, and an empty, migrated database for each test that asks for one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from limpide.database.embedded import embedded_server
from limpide.database.migrate import upgrade

pytest_plugins = ["fixtures_service"]  # the application needs these databases

_OURS = f"limpide_{os.getpid()}"  # several processes may share a server that was given
_TEMPLATE = f"{_OURS}_template"
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server of our own, or of LIMPIDE_TEST_POSTGRES; its database is empty and not migrated."""
    if given := os.environ.get("LIMPIDE_TEST_POSTGRES"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="limpide-test-"))
    with embedded_server(folder) as url:
        yield url
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_control(postgres_url: str) -> Iterator[Engine]:
    """A way in that can make and drop databases, with the migrated template ready."""
    control = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with control.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))  # these data need not survive a power cut
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text(f"CREATE DATABASE {_TEMPLATE}"))
    upgrade(_address(postgres_url, _TEMPLATE))
    yield control
    with control.connect() as connection:
        connection.execute(text(f"DROP DATABASE {_TEMPLATE} WITH (FORCE)"))
    control.dispose()


@pytest.fixture
def empty_database_url(postgres_url: str, postgres_control: Engine) -> Iterator[str]:
    """A database without any table."""
    yield from _database(postgres_control, postgres_url, template="template0")


@pytest.fixture
def database_url(postgres_url: str, postgres_control: Engine) -> Iterator[str]:
    """A migrated database of the test's own."""
    yield from _database(postgres_control, postgres_url, template=_TEMPLATE)


@pytest.fixture(scope="module")
def module_database_url(postgres_url: str, postgres_control: Engine) -> Iterator[str]:
    """A migrated database that the tests of a file share."""
    yield from _database(postgres_control, postgres_url, template=_TEMPLATE)


def _database(control: Engine, url: str, *, template: str) -> Iterator[str]:
    name = f"{_OURS}_{next(_NUMBERS)}"
    with control.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield _address(url, name)
    with control.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _address(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
