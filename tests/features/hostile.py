"""Synthetic tables in which much is wrong: nulls, zeros, sentinels, duplicates, extremes, rows of later days."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from limpide.sources.synthetic.generator import synthesise
from limpide.sources.tables import TABLES, Column, Table

_EXTREMES = {"integer": (0, -1, 1, 365243, -36_500, 10**6), "number": (0.0, -1.0, 1e-9, 1e7, -1e7, 1e15, 365243.0)}
_SHARE = 0.06
_TABLES = {stem: table for table in TABLES.values() for stem in table.files}


def write_hostile_tables(folder: Path, *, clients: int, seed: int) -> None:
    """Write the eight tables; keys and the number of applications stay what they must be."""
    synthesise(folder, clients=clients, seed=seed)
    chance = np.random.default_rng(seed)
    for path in sorted(folder.glob("*.parquet")):
        table = _TABLES[path.stem]
        rows = pq.read_table(path)
        for column in table.columns:
            if column.name in rows.column_names and not _is_key(table, column):
                place = rows.column_names.index(column.name)
                rows = rows.set_column(place, column.name, _spoilt(rows[column.name], column, chance))
        if table.name != "application":
            order = np.concatenate([np.arange(rows.num_rows), chance.integers(0, rows.num_rows, rows.num_rows // 20)])
            rows = rows.take(pa.array(chance.permutation(order)))
        pq.write_table(rows, path)


def _is_key(table: Table, column: Column) -> bool:
    keys = {"client_id", "target", *table.key, *(parent.column for parent in table.parents)}
    return column.renamed in keys


def _spoilt(values: pa.ChunkedArray, column: Column, chance: np.random.Generator) -> pa.Array:
    found = values.to_pylist()
    for place in np.flatnonzero(chance.random(len(found)) < _SHARE).tolist():
        found[place] = _odd(column, found[chance.integers(len(found))], chance)
    type_ = {"integer": pa.int64(), "number": pa.float64(), "text": pa.string()}[column.type]
    return pa.array(found, type=type_)


def _odd(column: Column, another: object, chance: np.random.Generator) -> object:
    """Nothing, a sentinel, an extreme, or the value of another row."""
    kind = chance.integers(4)
    if kind == 0:
        return None
    if kind == 1 and column.sentinels:
        return column.sentinels[chance.integers(len(column.sentinels))]
    if kind == 2 and column.type in _EXTREMES:
        return _EXTREMES[column.type][chance.integers(len(_EXTREMES[column.type]))]
    return "Something new" if kind == 2 else another
