"""Completeness and plausibility of applications: the rules of the core for one case, or a whole client base."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from limpide.contract.completeness import CONTRADICTION_COLUMNS, EXTERNAL_SCORES, KIND_OF_CONTRACT, REVOLVING
from limpide.core.contradictions import ABSURD, Contradiction, find_contradictions, is_contradictory
from limpide.core.facts import UNKNOWN, Facts, Number, Truth
from limpide.core.minimum_data import Fact, find_missing, is_incomplete
from limpide.features.layout import FeatureColumn
from limpide.portfolio.faults import Fault, Rejected
from limpide.sources.tables import TABLES

_DAYS_IN_YEAR = 365.25
_TABLE = TABLES["application"]
# One feature a history that is known as soon as one row of it says when something happened.
_DATED = frozenset({"bureau_newest_age", "previous_newest", "pos_newest", "card_newest", "instalment_since_due"})


@dataclass(frozen=True)
class Completeness:
    """What an application lacks, what contradicts itself, and what is unlike all that the model learnt from.

    ``unlike_learnt`` holds columns far outside of the learnt range (``portfolio.learnt_range``) and tables of which
    the client base has nothing (``portfolio.missing_histories``).
    """

    incomplete: tuple[Fact, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    unlike_learnt: tuple[str, ...] = ()

    @property
    def is_undecidable(self) -> bool:
        """Whether a person must decide, whatever the score says."""
        return bool(self.incomplete or self.contradictions or self.unlike_learnt)


COMPLETE = Completeness()


def check_case(application: Mapping[str, Any], row: NDArray[np.float32], places: Sequence[int]) -> Completeness:
    """Apply the rules to one application; ``row`` is its features, ``places`` where ``dated_places`` are in it."""
    facts = _facts(_OneApplication(application, bool(np.isfinite(row[list(places)]).any())))
    return Completeness(tuple(find_missing(facts)), tuple(find_contradictions(facts)))


def check_all(applications: pa.Table, matrix: NDArray[np.float32], places: Sequence[int]) -> NDArray[np.bool_]:
    """Return which applications of a client base no score decides, bool (clients,)."""
    facts = _facts(_ManyApplications(applications, matrix, list(places)))
    found: NDArray[np.bool_] = np.broadcast_to(is_incomplete(facts) | is_contradictory(facts), len(applications))
    return found


def dated_places(columns: Sequence[FeatureColumn]) -> list[int]:
    """Return where the features that date a history are."""
    return [place for place, column in enumerate(columns) if column.name in _DATED]


def refuse_absurd(found: Completeness) -> None:
    """Raise ``Rejected`` for what cannot be, by the column to look at."""
    faults = [
        Fault(f"application.{CONTRADICTION_COLUMNS[each][0]}", each.value)
        for each in found.contradictions
        if each in ABSURD
    ]
    if faults:
        raise Rejected(faults)


class _Columns(Protocol):
    def number(self, name: str) -> Number: ...

    def equals(self, name: str, category: str) -> Truth: ...

    def states(self, name: str) -> Truth: ...

    def has_source(self) -> Truth: ...


def _facts(columns: _Columns) -> Facts:
    return Facts(
        revolving=columns.equals(KIND_OF_CONTRACT, REVOLVING),
        amount=columns.number("AMT_CREDIT"),
        instalment=columns.number("AMT_ANNUITY"),
        goods=columns.number("AMT_GOODS_PRICE"),
        income=columns.number("AMT_INCOME_TOTAL"),
        age=columns.number("DAYS_BIRTH") / -_DAYS_IN_YEAR,
        employed=columns.number("DAYS_EMPLOYED") / -_DAYS_IN_YEAR,  # that of people without a job is below 0
        has_income_kind=columns.states("NAME_INCOME_TYPE"),
        is_unemployed=columns.equals("NAME_INCOME_TYPE", "Unemployed"),
        children=columns.number("CNT_CHILDREN"),
        household=columns.number("CNT_FAM_MEMBERS"),
        has_no_car=columns.equals("FLAG_OWN_CAR", "N"),
        car_age=columns.number("OWN_CAR_AGE"),
        document_age=columns.number("DAYS_ID_PUBLISH") / -_DAYS_IN_YEAR,
        lowest_score=_extreme(np.fmin, columns),
        highest_score=_extreme(np.fmax, columns),
        has_source=columns.has_source(),
    )


def _extreme(of_both: np.ufunc, columns: _Columns) -> Number:
    """Return the lowest or the highest external score, NaN where there is none."""
    return reduce(of_both, [columns.number(name) for name in EXTERNAL_SCORES])


@dataclass(frozen=True)
class _OneApplication:
    row: Mapping[str, Any]
    has_history: bool

    def number(self, name: str) -> float:
        value = self.row.get(name)
        return UNKNOWN if value is None else float(value)

    def equals(self, name: str, category: str) -> bool:
        return bool(self.row.get(name) == category)

    def states(self, name: str) -> bool:
        return self.row.get(name) in _TABLE.by_name[name].categories  # a word that nobody knows states nothing

    def has_source(self) -> bool:
        return self.has_history or any(self.row.get(name) is not None for name in EXTERNAL_SCORES)


@dataclass(frozen=True)
class _ManyApplications:
    table: pa.Table
    matrix: NDArray[np.float32]
    places: list[int]

    def number(self, name: str) -> NDArray[np.float64]:
        if name not in self.table.column_names:
            return np.full(len(self.table), np.nan)
        return np.asarray(pc.fill_null(pc.cast(self.table[name], pa.float64()), np.nan))

    def equals(self, name: str, category: str) -> NDArray[np.bool_]:
        return self._is_in(name, (category,))

    def states(self, name: str) -> NDArray[np.bool_]:
        return self._is_in(name, _TABLE.by_name[name].categories)

    def has_source(self) -> NDArray[np.bool_]:
        """Whether each has one; the matrix is read for those without an external score, and it may be large."""
        found = np.zeros(len(self.table), dtype=np.bool_)
        for name in EXTERNAL_SCORES:
            found |= ~np.isnan(self.number(name))
        others = np.flatnonzero(~found)
        found[others] = np.isfinite(self.matrix[others][:, self.places]).any(axis=1)
        return found

    def _is_in(self, name: str, categories: Sequence[str]) -> NDArray[np.bool_]:
        if name not in self.table.column_names:
            return np.zeros(len(self.table), dtype=np.bool_)
        words = pc.cast(self.table[name], pa.string())
        return np.asarray(pc.is_in(words, value_set=pa.array(categories)))
