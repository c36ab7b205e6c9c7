"""Does the service have more rights in the database than it needs? Said at its start and by /ready."""

import structlog

from limpide.core.errors import InvalidInput, Unavailable
from limpide.database.engine import Engine, named_failures
from limpide.database.logins import excess_rights

_FALLS = "a statement smuggled into the service could change what was written; only the seals would show it"


def check_rights(engine: Engine, *, required: bool) -> None:
    """Say in the log which rights the service's login has too many; ``InvalidInput`` when ``required`` to have none.

    A database that does not answer is left to /ready, unless its rights are required.
    """
    try:
        found = describe_excess(engine)
    except Unavailable:
        if required:
            raise
        return
    if found and required:
        raise InvalidInput(f"LIMPIDE_REQUIRE_LEAST_PRIVILEGE: the login of the database {found}")
    if found:
        structlog.get_logger().warning("database_rights", login=found, advice="limpide database logins")


def describe_excess(engine: Engine) -> str:
    """Return in a sentence's end which rights are too many and what follows, "" when there are none."""
    with named_failures(), engine.connect() as connection:
        found = excess_rights(connection)
    return f"{', '.join(found)}: {_FALLS}" if found else ""
