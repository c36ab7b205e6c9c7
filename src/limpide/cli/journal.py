"""A transaction on the journal's database for a command, with the secret, or for an auditor without it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from limpide.database.engine import Connection
    from limpide.database.keys import Keys


@contextmanager
def opened() -> Iterator[tuple["Connection", "Keys"]]:
    """Yield a transaction on the journal's database, and the secret; what it writes is anchored after its commit."""
    from limpide.cli.database import postgresql
    from limpide.cli.doors import secret_for
    from limpide.database.engine import create_engine, transaction
    from limpide.database.journal import Journal
    from limpide.database.ledger import read_head
    from limpide.database.migrate import upgrade
    from limpide.settings import Settings

    settings = Settings()
    with postgresql(settings) as url:
        keys = secret_for(settings, url)
        if settings.address is None:  # our own; one that was given is migrated by its owner
            upgrade(url, keys=keys)
        engine = create_engine(url)
        try:
            with transaction(engine) as begun:
                before = read_head(begun.connection)
                yield begun.connection, keys
                after = read_head(begun.connection)
                if after is not None and after != before:
                    Journal(keys, settings.home).anchor_after(begun)(*after)
        finally:
            engine.dispose()


@contextmanager
def snapshot() -> Iterator["Connection"]:
    """Yield a transaction that sees the database as of one moment and changes nothing; no secret is needed or made."""
    from limpide.cli.database import postgresql
    from limpide.cli.doors import find_secret
    from limpide.database.engine import create_engine, transaction
    from limpide.database.migrate import upgrade
    from limpide.settings import Settings

    settings = Settings()
    with postgresql(settings) as url:
        if settings.address is None:
            upgrade(url, keys=find_secret(settings))
        engine = create_engine(url).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        try:
            with transaction(engine) as begun:
                yield begun.connection
        finally:
            engine.dispose()
