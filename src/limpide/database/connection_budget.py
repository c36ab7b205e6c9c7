"""How many connections to PostgreSQL each process may have, so that all of them together have enough."""

from sqlalchemy import text

from limpide.core.errors import InvalidInput, Unavailable
from limpide.database.engine import create_engine, transaction

USUAL = 15
"""Connections of a process where there are enough; more than its threads write at once help nobody."""
RESERVED = 10
"""Connections left for readiness, jobs (backup, purge, report) and whoever looks after the server."""
_FEWEST = 2


def find_connection_limit(url: str) -> int | None:
    """Return how many connections the server gives to all its ordinary users; None while it does not answer."""
    engine = create_engine(url)
    names = ("max_connections", "superuser_reserved_connections", "reserved_connections")
    try:
        with transaction(engine) as begun:
            most, *reserved = (int(begun.connection.scalar(text(f"SHOW {name}")) or 0) for name in names)
    except Unavailable:
        return None
    finally:
        engine.dispose()
    return most - sum(reserved)


def share_connections(limit: int | None, *, processes: int, wished: int | None = None) -> int:
    """Return how many connections each of so many processes may have; ``limit`` None: it is not known.

    >>> share_connections(97, processes=2)
    15
    >>> share_connections(97, processes=16)
    5

    ``InvalidInput`` when those wished for are more than there are, or when there are too few to share.
    """
    if limit is None:
        return wished or USUAL
    available = limit - RESERVED
    if wished is not None:
        if wished * processes > available:
            raise InvalidInput(
                f"{processes} processes with {wished} connections each want {wished * processes}, and PostgreSQL gives "
                f"{limit} of which {RESERVED} stay free; lower LIMPIDE_DATABASE_CONNECTIONS, --workers or "
                "LIMPIDE_REPLICAS, or raise max_connections"
            )
        return wished
    share = available // processes
    if share < _FEWEST:
        raise InvalidInput(
            f"PostgreSQL gives {limit} connections of which {RESERVED} stay free: too few for {processes} processes; "
            "lower --workers or LIMPIDE_REPLICAS, or raise max_connections"
        )
    return min(USUAL, share)
