"""What the bundle remembers of each feature: its words, and how it looks among the clients learnt from."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.features import FeatureCard
from limpide.bundle.manifest import Dropped
from limpide.core.errors import InvalidInput
from limpide.features.families import FAMILIES, SOURCES
from limpide.features.fitted.words import learnt_columns
from limpide.features.layout import FeatureColumn
from limpide.language.wording import Phrase, Wording
from limpide.models.fitted import FittedModel
from limpide.models.prepared import PreparedModel
from limpide.training.lesson import Lesson

_RANGE = (0.005, 0.5, 0.995)


def describe_features(lesson: Lesson, model: FittedModel, drift: Mapping[str, float]) -> tuple[FeatureCard, ...]:
    """Return one card a column, in the order of the rows; ``drift`` is the PSI of each column, by name."""
    rows = lesson.rows(lesson.seen)
    preparation = model.preparation if isinstance(model, PreparedModel) else None
    cards = [_card(column, rows[:, place]) for place, column in enumerate(lesson.columns)]
    if preparation is not None:
        cards = [
            replace(card, typical=_reference(card, float(value)))
            for card, value in zip(cards, preparation.reference, strict=True)
        ]
    return tuple(replace(card, psi=round(drift.get(card.name, 0.0), 3)) for card in cards)


def describe_dropped(lesson: Lesson) -> tuple[Dropped, ...]:
    """Return what the model does without, each but the constant ones with its words."""
    learnt = learnt_columns(lesson.data.columns, loan=True)
    words = {column.name: Wording(column.fr, column.en) for column in (*lesson.data.columns, *learnt)}
    return tuple(
        each if each.why == "constant" else replace(each, words=words.get(each.name)) for each in lesson.dropped
    )


def _reference(card: FeatureCard, value: float) -> float | str | None:
    if np.isnan(value):
        return None
    return value if card.categories is None else card.categories[int(value)]


def used_families(lesson: Lesson) -> dict[str, Wording]:
    """Return what the families of the columns are called."""
    return _wordings({column.family for column in lesson.columns}, FAMILIES, "family")


def used_sources(lesson: Lesson) -> dict[str, Wording]:
    """Return what the sources of the columns are called."""
    return _wordings({column.source for column in lesson.columns}, SOURCES, "source")


def _wordings(used: set[str], known: Mapping[str, Phrase], noun: str) -> dict[str, Wording]:
    unknown = sorted(used - set(known))
    if unknown:
        raise InvalidInput(
            f"the snapshot has features of {noun} {', '.join(unknown)}, for which this release has no words; "
            'rebuild it with "limpide features build"'
        )
    return {name: known[name].record() for name in sorted(used)}


def _card(column: FeatureColumn, values: NDArray[np.float32]) -> FeatureCard:
    present = values[~np.isnan(values)].astype(np.float64)
    low, typical, high = _range(column, present)
    return FeatureCard(
        name=column.name,
        fr=column.fr,
        en=column.en,
        family=column.family,
        unit=column.unit,
        source=column.source,
        categories=column.categories,
        typical=typical,
        low=low,
        high=high,
        column=column.column,
        risk=column.risk,
        meaning=column.meaning,
        sentence=column.sentence,
        otherwise=column.otherwise,
    )


def _range(
    column: FeatureColumn, present: NDArray[np.float64]
) -> tuple[float | None, float | str | None, float | None]:
    if not len(present):
        return None, None, None
    if column.categories is not None:
        return None, column.categories[int(np.bincount(present.astype(np.intp)).argmax())], None
    low, median, high = np.quantile(present, _RANGE)
    return float(low), float(median), float(high)
