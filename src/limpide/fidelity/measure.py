"""One measured figure, the bar it must reach, and the verdict."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["met", "stretch met", "not met", "not measurable", "no bar"]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """What a figure must reach: at most ``limit``, or at least, when ``at_least``; ``stretch`` is better still."""

    limit: float
    stretch: float | None = None
    at_least: bool = False

    def holds(self, value: float, limit: float) -> bool:
        """Whether the value is on the right side of a limit.

        >>> Bar(limit=0.71, at_least=True).holds(0.72, 0.71), Bar(limit=0.03).holds(0.04, 0.03)
        (True, False)
        """
        return value >= limit if self.at_least else value <= limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure with its bar, if any. ``value`` is None when it cannot be measured: ``remark`` then says why.

    ``excludes`` says in words which rows had no part in it.
    """

    name: str
    value: float | None
    bar: Bar | None = None
    remark: str = ""
    excludes: str = ""

    @property
    def verdict(self) -> Verdict:
        """Met, not met, or why neither can be said."""
        if self.value is None:
            return "not measurable"
        if self.bar is None:
            return "no bar"
        if self.bar.stretch is not None and self.bar.holds(self.value, self.bar.stretch):
            return "stretch met"
        return "met" if self.bar.holds(self.value, self.bar.limit) else "not met"
