"""Time budget of a request for what it waits for elsewhere: handed down to its threads by a context variable.

Only waiting counts, not computing: a request that computes for seconds may still write what it found.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class _Budget:
    left: float
    since: float | None = None  # when the wait began that is going on


_BUDGET: ContextVar[_Budget | None] = ContextVar("budget", default=None)


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Let the block wait so many seconds in all; None: each wait may take what it takes by itself."""
    before = _BUDGET.set(None if seconds is None else _Budget(seconds))
    try:
        yield
    finally:
        _BUDGET.reset(before)


@contextmanager
def waiting() -> Iterator[None]:
    """Charge the time of the block to the budget; a block inside another one is charged once."""
    budget = _BUDGET.get()
    if budget is None or budget.since is not None:
        yield
        return
    budget.since = time.monotonic()
    try:
        yield
    finally:
        budget.left -= time.monotonic() - budget.since
        budget.since = None


def seconds_left(at_most: float) -> float:
    """Return how long may still be waited: what the budget holds, but no longer than ``at_most``; never negative."""
    budget = _BUDGET.get()
    if budget is None:
        return at_most
    used = 0.0 if budget.since is None else time.monotonic() - budget.since
    return max(0.0, min(at_most, budget.left - used))
