"""How often one caller may ask, whatever the route: a token bucket a caller, in this process."""

import time
from collections.abc import Callable

from limpide.contract import Role
from limpide.service.rate_limit import Rate, TokenBuckets
from limpide.service.security import Caller

PERSON, PROGRAM = Rate(50, 200), Rate(10_000, 20_000)


class Rates:
    """Counts the requests of every caller; several worker processes count each for itself."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._buckets = TokenBuckets(clock=clock)

    def wait(self, caller: Caller) -> int:
        """Count one request; return 0 when it may pass, else after how many seconds the next one may."""
        return self._buckets.consume(caller.name or "", PROGRAM if caller.role is Role.SERVICE else PERSON)
