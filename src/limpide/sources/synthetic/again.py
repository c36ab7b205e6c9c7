"""Persons who apply again: the same person behind several applications."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from limpide.sources.synthetic.draws import Coded, Column, Flags, Floats, Generator, Ints
from limpide.sources.synthetic.tree import Positions

_SHARE = 0.027  # of the applications: a later one of a person already there
_APART = (60, 1100)  # days between two applications

_PERSON = (
    "DAYS_BIRTH", "NAME_INCOME_TYPE", "CODE_GENDER", "DAYS_EMPLOYED", "NAME_EDUCATION_TYPE", "NAME_FAMILY_STATUS",
    "CNT_CHILDREN", "adults", "REGION_POPULATION_RELATIVE", "REGION_RATING_CLIENT", "REGION_RATING_CLIENT_W_CITY",
    "ORGANIZATION_TYPE", "OCCUPATION_TYPE", "AMT_INCOME_TOTAL", "OWN_CAR_AGE", "FLAG_OWN_REALTY",
    "NAME_HOUSING_TYPE", "DAYS_REGISTRATION", "DAYS_ID_PUBLISH", "DAYS_LAST_PHONE_CHANGE",
)  # fmt: skip
_DAYS = ("DAYS_BIRTH", "DAYS_EMPLOYED", "DAYS_REGISTRATION", "DAYS_ID_PUBLISH", "DAYS_LAST_PHONE_CHANGE")


@dataclass(frozen=True)
class Returns:
    """For each application of a block, the one whose person it shares (its own row for most) and the days between."""

    person: Ints
    days: Ints

    def positions(self, drawn: Positions) -> dict[str, Floats]:
        """Return the positions with the person's variables taken from their first application."""
        return {name: position[self.person] if name in _PERSON else position for name, position in drawn.items()}

    def columns(self, columns: Mapping[str, Column]) -> dict[str, Column]:
        """Return the lender's columns with the days of those who come back counted on."""
        return {name: self._counted_on(column) if name in _DAYS else column for name, column in columns.items()}

    def _counted_on(self, column: Column) -> Column:
        if isinstance(column, Coded):
            raise TypeError("days are numbers")
        past = column <= 0
        return np.where(past, column - self.days, column)


def draw_returns(rng: Generator, size: int) -> Returns:
    """Let a share of the applications be later ones of persons above them in the block."""
    later: Flags = (rng.random(size) < _SHARE) & (np.arange(size) > 0)
    earlier = np.flatnonzero(~later)
    above = np.searchsorted(earlier, np.arange(size))
    chosen = earlier[(rng.random(size) * np.maximum(above, 1)).astype(np.int64)]
    return Returns(np.where(later, chosen, np.arange(size)), np.where(later, rng.integers(*_APART, size), 0))
