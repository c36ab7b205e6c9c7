"""Groups of clients to compare with: by what the model says, by what became of them, by age, gender and income."""

from dataclasses import dataclass
from functools import cached_property
from math import floor, isclose, log10

import numpy as np
from numpy.typing import NDArray

from limpide.contract import ClientOutcome, Group
from limpide.core.decision import Decision
from limpide.portfolio.bins import SMALLEST
from limpide.portfolio.columns import Columns
from limpide.portfolio.disclosure import AGE_BOUNDS, INCOME_BOUNDS, PublishedGrid, cut_bands
from limpide.portfolio.members import Decisions, with_outcome
from limpide.portfolio.snapshot import Snapshot

AGE_STEP = 5  # years
_INCOME_STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)  # times the powers of ten
_ROUNDING = 1e-9
_AGE, _INCOME, _GENDER = "age", "income", "gender"
_WOMEN = "F"


@dataclass(frozen=True)
class Filter:
    """Bounds are included; years, euros a year; gender as the lender writes it. None: whatever it is.

    ``published``: for a caller without cases, who may name one window of the published grid; the upper bound is not
    included there, and counts are multiples of ten.
    """

    age_min: float | None = None
    age_max: float | None = None
    income_min: float | None = None
    income_max: float | None = None
    gender: str | None = None
    published: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether everybody passes."""
        return not self.attributes

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that the filter is about."""
        named = {_AGE: (self.age_min, self.age_max), _INCOME: (self.income_min, self.income_max)}
        about = [name for name, bounds in named.items() if bounds != (None, None)]
        return (*about, *([] if self.gender is None else [_GENDER]))


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

    @cached_property
    def published(self) -> PublishedGrid:
        """The windows that callers without cases may ask for."""
        outcome = np.nan_to_num(np.asarray(self.snapshot.target), nan=2.0).astype(np.intp)
        classes = [self.decisions.places.astype(np.intp), outcome]
        bounds = {_AGE: AGE_BOUNDS, _INCOME: INCOME_BOUNDS}
        bands = {
            name: cut_bands(self.columns.read(name), bounds[name], classes)
            for name in bounds
            if self.columns.holds(name)
        }
        if self.columns.holds(_GENDER):
            # two bands: women, and everybody else, so that those of unknown gender are not the difference
            women = (self.columns.read(_GENDER) == self._gender_code(_WOMEN)).astype(np.float32)
            bands[_GENDER] = cut_bands(women, (1.0,), classes)
        return PublishedGrid(bands)

    def is_published(self, kept: Filter) -> bool:
        """Whether a filter is one window of the published grid, or none at all."""
        return kept.is_empty or (len(kept.attributes) == 1 and self._published_mask(kept) is not None)

    def _published_mask(self, kept: Filter) -> NDArray[np.bool_] | None:
        (name,) = kept.attributes
        if name == _GENDER:
            of_women = kept.gender == _WOMEN
            return self.published.find_mask(name, 1.0 if of_women else None, None if of_women else 1.0)
        bounds = (kept.age_min, kept.age_max) if name == _AGE else (kept.income_min, kept.income_max)
        return self.published.find_mask(name, *bounds)

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
        if kept.published:
            window = self._published_mask(kept)
            if window is None:
                raise ValueError("the filter is no window of the published grid; check it with is_published")
            return window
        mask = np.ones(len(self.snapshot.client_ids), dtype=np.bool_)
        for name, low, high in ((_AGE, kept.age_min, kept.age_max), (_INCOME, kept.income_min, kept.income_max)):
            if low is not None:
                mask &= self.columns.read(name) >= low
            if high is not None:
                mask &= self.columns.read(name) <= high
        if kept.gender is not None:
            mask &= self.columns.read(_GENDER) == self._gender_code(kept.gender)
        return mask

    def _gender_code(self, word: str) -> int:
        words = self.columns.get_column(_GENDER).categories or ()
        return words.index(word) if word in words else -1
