"""How features come together, for three hundred thousand clients or for one."""

from collections.abc import Iterable
from typing import Any

from ibis import _

from limpide.features.application import APPLICATION
from limpide.features.catalogue import CATALOGUE, HISTORIES
from limpide.features.feature import Feature, History
from limpide.sources.home_credit import Tables


def aggregate(history: History, tables: Tables) -> Any:
    """Return one history's features, one row for each client who has rows in it."""
    rows = history.prepare(tables)
    clients = aggregate_rows(rows, history.features)
    for part in history.parts:
        found = aggregate_rows(part.prepare(rows), part.features)
        clients = clients.left_join(found, "client_id").drop("client_id_right")
    return clients


def aggregate_rows(rows: Any, features: Iterable[Feature]) -> Any:
    """Return features of rows that are prepared, one row for each client who has some."""
    return rows.group_by("client_id").aggregate(**{feature.name: feature.expression for feature in features})


def beside_sql(aggregates: Iterable[str]) -> str:
    """Return a SELECT, in words of every engine, of the applications with tables of aggregates beside them.

    Ibis would make such a join too, but it looks at every column for every table that is joined.
    """
    joins = [f"LEFT JOIN {name} USING (client_id)" for name in aggregates]
    return " ".join(["SELECT * FROM application", *joins])


def prepare(tables: Tables) -> Any:
    """Return the applications made ready; they have the aggregates of the histories as further columns."""
    rows = APPLICATION.prepare(tables)
    return rows.mutate(**_filled(rows))


def complete(rows: Any) -> Any:
    """Compute every feature of applications that are made ready.

    Returns one row for each client: ``client_id``, then every feature of the catalogue in its order, numbers as
    float64 and categories as text.
    """
    return rows.select("client_id", **{feature.name: _typed(feature) for _source, feature in CATALOGUE})


def _filled(rows: Any) -> dict[str, Any]:
    """A client without a row in a history has a count of 0 there, not an unknown one."""
    features = (feature for history in HISTORIES for feature in history.every_feature)
    return {
        feature.name: rows[feature.name].fill_null(feature.absent) for feature in features if feature.absent is not None
    }


def _typed(feature: Feature) -> Any:
    value = _[feature.name] if feature.name in _AGGREGATED else feature.expression
    return value.cast("string" if feature.is_category else "float64")


_AGGREGATED = {feature.name for history in HISTORIES for feature in history.every_feature}
