"""The stages from a history table to its features, each of a size that an engine plans and runs well.

Planning takes time with the square of the number of aggregates in a query: the prepared rows are stored once, with
the columns that are asked for, and aggregated in several queries.
"""

from collections.abc import Callable, Iterator
from typing import Any

import ibis
import ibis.expr.operations as ops

from limpide.features.assemble import aggregate_rows
from limpide.features.feature import Feature, History
from limpide.sources.home_credit import Tables

Store = Callable[[str, Any], Any]
"""Computes an Ibis table, keeps it under a name and returns the kept one."""

_AGGREGATES = 64


def aggregate_in_stages(history: History, tables: Tables, store: Store) -> list[str]:
    """Store tables of one history's features, each with one row for each client who has some; return their names."""
    rows = store(f"{history.source}_rows", needed(history.prepare(tables), history))
    names = _aggregate(history.source, rows, history.features, store)
    for part in history.parts:
        name = f"{history.source}_{part.name}"
        names += _aggregate(name, store(f"{name}_rows", part.prepare(rows)), part.features, store)
    return names


def needed(rows: Any, history: History) -> Any:
    """Keep the columns of the prepared rows that features or parts ask for."""
    whole = ibis.table(rows.schema(), name="rows")
    asking = [aggregate_rows(whole, history.features)] if history.features else []
    asking += [aggregate_rows(part.prepare(whole), part.features) for part in history.parts]
    used = {field.name for one in asking for field in one.op().find(ops.Field) if field.rel == whole.op()}
    return rows.select(*[name for name in rows.columns if name in used])


def _aggregate(name: str, rows: Any, features: tuple[Feature, ...], store: Store) -> list[str]:
    names = []
    for number, some in enumerate(_in_queries(features)):
        names.append(f"{name}_{number}")
        store(names[-1], aggregate_rows(rows, some))
    return names


def _in_queries(features: tuple[Feature, ...]) -> Iterator[tuple[Feature, ...]]:
    for start in range(0, len(features), _AGGREGATES):
        yield features[start : start + _AGGREGATES]
