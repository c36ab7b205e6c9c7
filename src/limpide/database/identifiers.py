"""Identifiers in order of time (UUID version 7), for PostgreSQL of any version."""

import secrets
import time
from uuid import UUID

_VERSION = 7
_VARIANT = 0b10


def new_identifier() -> UUID:
    """Return a UUID whose first 48 bits are the time in milliseconds and 74 of whose bits are random.

    >>> new_identifier().version
    7
    """
    milliseconds = time.time_ns() // 1_000_000
    head = milliseconds << 16 | _VERSION << 12 | secrets.randbits(12)
    return UUID(int=head << 64 | _VARIANT << 62 | secrets.randbits(62))
