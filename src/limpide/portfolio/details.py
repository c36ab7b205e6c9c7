"""Everything held on one client: the lender's row and every feature, protected ones included, with their labels."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from limpide.bundle.archive import Bundle
from limpide.contract import ClientDetails, FeatureValue, Language, Quality, RawValue, Value
from limpide.features.families import SOURCES
from limpide.features.layout import FeatureColumn
from limpide.language.wording import say, say_feature
from limpide.portfolio.case import Case
from limpide.portfolio.reasons import feature_value, worded
from limpide.portfolio.snapshot import Snapshot
from limpide.portfolio.themes import THEMES, theme_of
from limpide.sources.tables import CLIENT, TABLES, TARGET, Column


def client_details(
    bundle: Bundle, snapshot: Snapshot, case: Case, *, learnt: Mapping[str, Value], language: Language
) -> ClientDetails:
    """Return what is held on a case that has a number, in the reader's language.

    ``learnt`` are the values, by name, that the model has beside those of the snapshot.
    """
    cards = {card.name: card for card in bundle.features}
    values = zip(snapshot.columns, case.row, strict=True)
    features = [
        feature_value(bundle, cards[column.name], _value(column, code), language=language)
        if column.name in cards
        else _outside_the_model(column, _value(column, code), language)
        for column, code in values
    ]
    features += [feature_value(bundle, cards[name], value, language=language) for name, value in learnt.items()]
    return ClientDetails(
        client_id=case.number,
        snapshot_version=snapshot.version,
        application=read_application(case.read_application(), language),
        features=features,
    )


def read_application(row: Mapping[str, Any], language: Language) -> list[RawValue]:
    """Return the application in words, theme by theme."""
    columns = [
        column
        for column in TABLES["application"].columns
        if column.renamed in row and column.renamed not in (CLIENT, TARGET)
    ]
    return [
        RawValue(
            column=column.renamed,
            label=column.label(language),
            unit=column.unit,
            value=_shown(column, row[column.renamed], language),
            theme=theme_of(column.name).name,
            theme_label=say(theme_of(column.name).wording, language),
        )
        for column in sorted(columns, key=lambda column: THEMES.index(theme_of(column.name)))
    ]


def _shown(column: Column, value: Value, language: Language) -> Value:
    """A number that the lender writes for "not known" is not known; a category is told in words."""
    known = None if isinstance(value, int | float) and value in column.sentinels else value
    return worded(column.name, known, language)


def _value(column: FeatureColumn, code: np.float32) -> Value:
    if math.isnan(code):
        return None
    return float(code) if column.categories is None else column.categories[int(code)]


def _outside_the_model(column: FeatureColumn, value: Value, language: Language) -> FeatureValue:
    return FeatureValue(
        name=column.name,
        label=say_feature(column, language, column.name),
        family=column.family,
        unit=column.unit,
        source=say(SOURCES[column.source], language),
        value=worded(column.column, value, language),
        typical=None,
        quality=Quality.MISSING if value is None else Quality.OK,
    )
