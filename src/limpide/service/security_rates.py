"""How often one caller may ask: a bucket a caller and kind of route, filled steadily, in this process."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from limpide.contract import Role
from limpide.service.security import Caller


@dataclass(frozen=True)
class Rate:
    """Requests a second in the long run, and how many may come at once."""

    a_second: float
    at_once: int


PERSON, PROGRAM = Rate(50, 200), Rate(10_000, 20_000)
# What simulations and counterfactuals answer could be farmed to copy the model, or to find what to lie about.
STRICT_PERSON, STRICT_PROGRAM = Rate(0.5, 60), Rate(5, 600)


class Rates:
    """Counts the requests of every caller; several worker processes count each for itself."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[tuple[str | None, bool], tuple[float, float]] = {}

    def wait(self, caller: Caller, *, strict: bool) -> int:
        """Count one request; return 0 when it may pass, else after how many seconds the next one may."""
        rate, now = _rate(caller, strict=strict), self._clock()
        left, since = self._left.get((caller.name, strict), (float(rate.at_once), now))
        left = min(rate.at_once, left + (now - since) * rate.a_second)
        passes = left >= 1
        self._left[caller.name, strict] = (left - passes, now)
        return 0 if passes else math.ceil((1 - left) / rate.a_second)


def _rate(caller: Caller, *, strict: bool) -> Rate:
    if caller.role is Role.SERVICE:
        return STRICT_PROGRAM if strict else PROGRAM
    return STRICT_PERSON if strict else PERSON
