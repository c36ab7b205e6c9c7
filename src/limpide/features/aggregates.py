"""What can be computed on a client's rows: missing, never infinite, where it has no meaning.

None depends on the order of the rows or on how an engine splits them: sums are exact as long as the rows
were made so by ``rows.exact_amount`` and ``rows.exact_ratio``, and "latest" has a key that breaks ties.
"""

from typing import Any

import ibis
from ibis import _

from limpide.features.measures import Aggregate


def count() -> Aggregate:
    """Count the rows."""
    return lambda rows: _.count(where=rows)


def distinct(value: Any) -> Aggregate:
    """Count the different known values."""
    return lambda rows: value.nunique(where=_known(rows, value))


def total(value: Any) -> Aggregate:
    """Add up the known values: 0 without rows, missing where rows exist and none has a known value."""
    return lambda rows: ibis.cases(
        (_.count(where=rows) == 0, 0),
        (value.count(where=rows) == 0, ibis.null()),
        else_=value.sum(where=rows),
    ).cast("float64")


def mean(value: Any) -> Aggregate:
    """Average the known values."""
    return lambda rows: value.mean(where=rows)


def divided(aggregate: Aggregate, by: float) -> Aggregate:
    """Change the unit of an aggregate after it was computed, so that its sums stay exact."""
    return lambda rows: aggregate(rows) / by


def largest(value: Any) -> Aggregate:
    """Take the largest known value."""
    return lambda rows: value.max(where=rows)


def smallest(value: Any) -> Aggregate:
    """Take the smallest known value."""
    return lambda rows: value.min(where=rows)


def share(condition: Any) -> Aggregate:
    """Divide the rows that meet a condition by those where it is known."""
    return mean(condition.cast("float64"))


def ratio(part: Any, whole: Any) -> Aggregate:
    """Divide the sum of one column by the sum of another, over the rows where both are known."""

    def of(rows: Any) -> Any:
        both = _known(_known(rows, part), whole)
        return part.sum(where=both) / whole.sum(where=both).nullif(0)

    return of


def gap(value: Any) -> Aggregate:
    """Average the distance between neighbouring values: missing with fewer than two."""
    return lambda rows: (value.max(where=rows) - value.min(where=rows)) / (value.count(where=rows) - 1).nullif(0)


def latest(value: Any) -> Aggregate:
    """Take the known value of the most recent row; the rows must carry ``recency``, different for each."""
    return lambda rows: value.argmax(_.recency, where=_known(rows, value))


def _known(rows: Any, value: Any) -> Any:
    return value.notnull() if rows is None else rows & value.notnull()
