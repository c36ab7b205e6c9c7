"""Ports for the processes that tests start, apart from those of tests that run at the same time."""

import os

from limpide.cli.processes import find_free_port


def own_port(first: int) -> int:
    """Return a free port of the hundred from ``first`` on; processes that look for one at once begin at different ones.

    Without that two of them find the same port free, and one test uses the other's service.
    """
    return find_free_port(first + os.getpid() % 50)
