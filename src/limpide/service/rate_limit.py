"""Rate limit: token buckets, one a key, filled steadily, in this process."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

_MOST_BUCKETS = 10_000


@dataclass(frozen=True)
class Rate:
    """Tokens a second in the long run, and how many a full bucket holds."""

    a_second: float
    at_once: float


class TokenBuckets:
    """A bucket for each key; the one that was used longest ago is forgotten when there are too many."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def consume(self, key: str, rate: Rate, *, tokens: float = 1.0) -> int:
        """Take tokens; return 0 when they were there, else after how many whole seconds they may be (0 taken)."""
        now = self._clock()
        with self._lock:
            left = self._filled(key, rate, now)
            missing = tokens - left
            self._store(key, left if missing > 0 else left - tokens, now)
        return math.ceil(missing / rate.a_second) if missing > 0 else 0

    def wait(self, key: str, rate: Rate) -> int:
        """Return after how many whole seconds a token is there, without taking it; 0: there is one."""
        missing = 1.0 - self._filled(key, rate, self._clock())
        return math.ceil(missing / rate.a_second) if missing > 0 else 0

    def _filled(self, key: str, rate: Rate, now: float) -> float:
        left, since = self._left.get(key, (rate.at_once, now))
        return min(rate.at_once, left + (now - since) * rate.a_second)

    def _store(self, key: str, left: float, now: float) -> None:
        self._left[key] = (left, now)
        self._left.move_to_end(key)
        while len(self._left) > _MOST_BUCKETS:
            self._left.popitem(last=False)
