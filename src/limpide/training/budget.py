"""A time budget, shared by those who are still to come: what one leaves over is for the others."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Budget:
    """``seconds`` from now on, None for as long as it takes; ``clock`` tells seconds."""

    seconds: float | None
    clock: Callable[[], float] = time.monotonic
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()

    def share(self, *, of: int) -> Callable[[], bool]:
        """Return what says whether the share of one of so many still to come lasts.

        >>> now = 0.0
        >>> budget = Budget(60, clock=lambda: now)
        >>> lasts = budget.share(of=3)
        >>> now = 19.0
        >>> lasts()
        True
        >>> now = 20.0
        >>> lasts()
        False
        """
        if self.seconds is None:
            return lambda: True
        now = self.clock()
        until = now + max(0.0, self.started + self.seconds - now) / of
        return lambda: self.clock() < until
