"""The groups between which a model is compared: gender, age, family status, kind of loan."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.features.feature import Policy
from limpide.features.layout import FeatureColumn
from limpide.language.wording import Phrase, Wording
from limpide.portfolio.snapshot import Snapshot
from limpide.sources.values import value_label

_AGES = (30, 45, 60)
_AGE_WORDS = (
    Phrase("ages.under_30"),
    Phrase("ages.30_to_44"),
    Phrase("ages.45_to_59"),
    Phrase("ages.60_and_over"),
)
_AGE_NAMES = ("under_30", "30_to_44", "45_to_59", "60_and_over")
_COMPARED = ("gender", "age", "family_status", "contract_kind")


@dataclass(frozen=True, eq=False)
class Grouping:
    """Clients divided by one attribute: ``code`` is each one's place in ``values``, -1 when unknown, int (clients,)."""

    name: str
    words: Wording
    learnt: bool
    values: tuple[str, ...]
    labels: tuple[Wording, ...]
    code: NDArray[np.intp]


def read_groupings(snapshot: Snapshot, rows: NDArray[np.intp]) -> tuple[Grouping, ...]:
    """Divide clients of a snapshot, given by their places in it, by each compared attribute that it holds."""
    places = {column.name: place for place, column in enumerate(snapshot.columns)}
    return tuple(
        _divide(snapshot.columns[places[name]], np.asarray(snapshot.matrix[rows, places[name]]))
        for name in _COMPARED
        if name in places
    )


def _divide(column: FeatureColumn, found: NDArray[np.float32]) -> Grouping:
    values: tuple[str, ...]
    labels: tuple[Wording, ...]
    known = np.isfinite(found)
    if column.categories is None:
        values, labels = _AGE_NAMES, tuple(each.record() for each in _AGE_WORDS)
        code = np.where(known, np.searchsorted(_AGES, np.nan_to_num(found), side="right"), -1)
    else:
        values, labels = column.categories, _labels(column)
        code = np.where(known, np.nan_to_num(found), -1)
    return Grouping(
        name=column.name,
        words=Wording(column.fr, column.en),
        learnt=column.policy is Policy.MODEL,
        values=values,
        labels=labels,
        code=code.astype(np.intp),
    )


def _labels(column: FeatureColumn) -> tuple[Wording, ...]:
    words: Sequence[str] = column.categories or ()
    return tuple(
        Wording(value_label(column.column or "", word, "fr"), value_label(column.column or "", word, "en"))
        for word in words
    )
