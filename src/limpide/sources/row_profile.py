"""Profile of rows in memory, such as those of a batch: the figures of ``base_profile``, counted value by value."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from limpide.sources.base_profile import PLACES, BaseProfile, ColumnFigures, TableFigures, profiled_columns
from limpide.sources.spelling import is_known, read_value
from limpide.sources.tables import TABLES, Column, Table


class RowProfile:
    """Counts rows of applications and histories as they come; ``columns`` are those of the application to count."""

    def __init__(self, columns: Collection[str]) -> None:
        self._tables = {
            name: _TableCount(
                table, {each: _ColumnCount() for each in profiled_columns(table) if _counts(table, each, columns)}
            )
            for name, table in TABLES.items()
        }

    def add(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Count the rows that one applicant has in a table, by its name."""
        self._tables[table].add(rows)

    @property
    def applications(self) -> int:
        """How many applications were counted."""
        return self._tables["application"].rows

    def figures(self) -> BaseProfile:
        """Return the profile of what was counted."""
        return BaseProfile(tables=tuple(table.figures() for table in self._tables.values() if table.rows))


def _counts(table: Table, column: Column, columns: Collection[str]) -> bool:
    return table.name != "application" or column.name in columns


@dataclass
class _ColumnCount:
    missing: int = 0
    unknown: int = 0
    impossible: int = 0
    numbers: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, column: Column, value: Any) -> None:
        value = read_value(column, value)
        if value is None or _says_nothing(column, value):
            self.missing += 1
        elif column.type == "text":
            self.unknown += not is_known(column, value)
        elif type(value) not in (int, float):
            self.unknown += 1
        else:
            self.impossible += _is_beyond(column, value)
            self.numbers.append(value)

    def figures(self, name: str, rows: int) -> ColumnFigures:
        numbers = np.sort(np.frombuffer(self.numbers)) if self.numbers else np.zeros(0)
        sizes = np.sort(np.abs(numbers[numbers != 0]))
        return ColumnFigures(
            name=name,
            missing=self.missing / rows,
            unknown=self.unknown / rows,
            impossible=self.impossible / rows,
            negative=int((numbers < 0).sum()) / rows,
            numbers=len(sizes),
            sizes=_quantiles(sizes, PLACES) if len(sizes) else None,
            span=None,
        )


@dataclass
class _TableCount:
    table: Table
    columns: dict[Column, _ColumnCount]
    rows: int = 0
    owners: int = 0

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows += len(rows)
        self.owners += bool(rows)
        for row in rows:
            for column, counted in self.columns.items():
                counted.add(column, row.get(column.name, row.get(column.renamed)))

    def figures(self) -> TableFigures:
        columns = tuple(counted.figures(column.name, self.rows) for column, counted in self.columns.items())
        return TableFigures(name=self.table.name, rows=self.rows, owners=self.owners, columns=columns)


def _says_nothing(column: Column, value: Any) -> bool:
    below = column.sentinel_below is not None and type(value) in (int, float) and value < column.sentinel_below
    return value in column.sentinels or below


def _is_beyond(column: Column, value: float) -> bool:
    low, high = column.minimum, column.maximum
    return (low is not None and value < low) or (high is not None and value > high)


def _quantiles(ordered: "np.ndarray[Any, np.dtype[np.float64]]", places: Sequence[float]) -> tuple[float, ...]:
    """Return the quantiles as DuckDB's ``quantile_disc`` does: values that are there."""
    found = [ordered[max(0, int(np.ceil(place * len(ordered))) - 1)] for place in places]
    return tuple(map(float, found))
