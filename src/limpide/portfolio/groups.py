"""Groups of clients to compare with: by what the model says, by what became of them, by age, gender and income."""

from dataclasses import dataclass
from math import floor, isclose, log10

import numpy as np
from numpy.typing import NDArray

from limpide.contract import ClientOutcome, Group
from limpide.core.decision import Decision
from limpide.portfolio.bins import SMALLEST
from limpide.portfolio.columns import Columns
from limpide.portfolio.members import Decisions, with_outcome
from limpide.portfolio.snapshot import Snapshot

AGE_STEP = 5  # years
_INCOME_STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)  # times the powers of ten
_ROUNDING = 1e-9
_AGE, _INCOME, _GENDER = "age", "income", "gender"


@dataclass(frozen=True)
class Filter:
    """Bounds are included; years, euros a year; gender as the lender writes it. None: whatever it is."""

    age_min: float | None = None
    age_max: float | None = None
    income_min: float | None = None
    income_max: float | None = None
    gender: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether everybody passes."""
        return self == Filter()


def is_on_grid(kept: Filter) -> bool:
    """Whether every bound is one of those that may be asked for: with any number, a group could be cut to a person.

    >>> is_on_grid(Filter(age_min=30, income_max=150_000)), is_on_grid(Filter(age_min=31.4))
    (True, False)
    """
    ages = [bound for bound in (kept.age_min, kept.age_max) if bound is not None]
    incomes = [bound for bound in (kept.income_min, kept.income_max) if bound]
    return all(bound % AGE_STEP == 0 for bound in ages) and all(_is_round(bound) for bound in incomes)


def _is_round(bound: float) -> bool:
    size = 10.0 ** floor(log10(bound) + _ROUNDING)
    return any(isclose(bound, size * step, rel_tol=_ROUNDING) for step in _INCOME_STEPS)


@dataclass(frozen=True, eq=False)
class Groups:
    """Who belongs to which group of a client base, as masks over its clients."""

    snapshot: Snapshot
    decisions: Decisions
    columns: Columns

    def members(self, group: Group, kept: Filter, similar: tuple[int, ...]) -> NDArray[np.bool_] | None:
        """Return who belongs, bool (clients,), None for everybody; ``similar`` are positions."""
        mask = self._group(group, similar)
        if kept.is_empty:
            return mask
        passing = self._passing(kept)
        return passing if mask is None else mask & passing

    def singles_out(self, group: Group, kept: Filter, similar: tuple[int, ...]) -> bool:
        """Whether a filter keeps, or leaves out, one to nine clients of a group: a difference would show them."""
        whole, members = self._group(group, similar), self.members(group, kept, similar)
        total = len(self.snapshot.client_ids)
        inside = total if members is None else int(members.sum())
        outside = (total if whole is None else int(whole.sum())) - inside
        return inside < SMALLEST or 0 < outside < SMALLEST

    def _group(self, group: Group, similar: tuple[int, ...]) -> NDArray[np.bool_] | None:
        if group is Group.ALL:
            return None
        if group in (Group.REPAID, Group.DEFAULTED):
            return with_outcome(self.snapshot, ClientOutcome(group.value))
        if group is Group.SIMILAR:
            mask = np.zeros(len(self.snapshot.client_ids), dtype=np.bool_)
            mask[list(similar)] = True
            return mask
        return self.decisions.are(Decision(group.value))

    def _passing(self, kept: Filter) -> NDArray[np.bool_]:
        mask = np.ones(len(self.snapshot.client_ids), dtype=np.bool_)
        for name, low, high in ((_AGE, kept.age_min, kept.age_max), (_INCOME, kept.income_min, kept.income_max)):
            if low is not None:
                mask &= self.columns.read(name) >= low
            if high is not None:
                mask &= self.columns.read(name) <= high
        if kept.gender is not None:
            words = self.columns.get_column(_GENDER).categories or ()
            code = words.index(kept.gender) if kept.gender in words else -1
            mask &= self.columns.read(_GENDER) == code
        return mask
