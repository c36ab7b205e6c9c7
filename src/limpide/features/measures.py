"""The building blocks of history features: what is measured, over which of a client's rows, in which words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.feature import Change, Feature, Risk
from limpide.language.wording import Wording

Aggregate = Callable[[Any], Any]
"""Takes the condition that rows must meet (None for all) and returns a deferred aggregate."""


@dataclass(frozen=True)
class Slice:
    """Some of a client's rows: the ending of a feature's name, the words in brackets, the condition.

    >>> (Slice("active", "en cours", "open", _.active) & within(12)).fr
    'en cours, 12 derniers mois'
    """

    name: str
    fr: str
    en: str
    rows: Any

    def __and__(self, other: "Slice") -> "Slice":
        """Keep the rows that belong to both."""
        return Slice(
            "_".join(filter(None, (self.name, other.name))),
            ", ".join(filter(None, (self.fr, other.fr))),
            ", ".join(filter(None, (self.en, other.en))),
            self.rows & other.rows,
        )


EVERY = Slice("", "", "", None)


def only(rows: Any) -> Slice:
    """Keep the rows that a measure's own words already describe: nothing is added to its name."""
    return Slice("", "", "", rows)


def within(months: int) -> Slice:
    """Keep the rows of the last months before the application; the rows must carry ``months_ago``."""
    return Slice(f"{months}m", f"{months} derniers mois", f"last {months} months", _.months_ago <= months)


def last(count: int, fr: str, en: str) -> Slice:
    """Keep the most recent rows, said in words such as "5 dernières échéances"; the rows must carry ``rank``."""
    return Slice(f"last_{count}", fr, en, _.rank <= count)


@dataclass(frozen=True)
class Measure:
    """What is computed on a client's rows, before it is said which rows.

    ``absent`` is the value of a client without any row: 0 for a count, missing otherwise. ``column`` is the lender's
    column whose categories are measured. ``risk`` and ``change`` are the feature's.
    """

    name: str
    of: Aggregate
    fr: str
    en: str
    family: str
    unit: Unit
    absent: float | None = None
    column: str | None = None
    risk: Risk | None = None
    change: Change = Change.NONE

    def over(self, *slices: Slice) -> tuple[Feature, ...]:
        """Define one feature for each slice, named and labelled after the measure and the slice."""
        return tuple(self._over(slice_) for slice_ in slices or (EVERY,))

    def _over(self, slice_: Slice) -> Feature:
        return Feature(
            name=f"{self.name}_{slice_.name}" if slice_.name else self.name,
            expression=self.of(slice_.rows),
            fr=f"{self.fr} ({slice_.fr})" if slice_.fr else self.fr,
            en=f"{self.en} ({slice_.en})" if slice_.en else self.en,
            family=self.family,
            unit=self.unit,
            absent=self.absent,
            column=self.column,
            risk=self.risk,
            change=self.change,
            measure=self.name,
            rows=Wording(slice_.fr, slice_.en),
        )
