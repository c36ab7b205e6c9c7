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


def earliest(value: Any) -> Aggregate:
    """Take the known value of the oldest row; the rows must carry ``recency``, different for each."""
    return lambda rows: value.argmin(_.recency, where=_known(rows, value))


def spread(value: Any, *, steps: float) -> Aggregate:
    """Take the standard deviation of the known values: missing with fewer than two.

    Values are rounded to 1/``steps`` and kept within ± 2**20 steps: 1 for euros or days, 1024 for ratios.
    """
    whole = _whole(value, steps=steps, limit=_SPREAD_LIMIT)

    def of(rows: Any) -> Any:
        known = _known(rows, value)
        count, sum_ = _exact(whole.count(where=known)), _exact(whole.sum(where=known))
        squares = count * _exact((whole * whole).sum(where=known)) - sum_ * sum_
        pairs = count.cast("float64") * (count.cast("float64") - 1)
        return (squares.cast("float64") / pairs.nullif(0.0)).sqrt() / steps

    return of


def trend(value: Any, time: Any, *, steps: float) -> Aggregate:
    """Take the slope of the line through the known values: what they gain in one unit of a time that goes forwards.

    Missing with fewer than two different times. ``time`` is made of whole numbers (days or months before the
    application, negative); values are rounded to 1/``steps`` and kept within ± 2**34 steps: 1 for days or counts,
    1024 for euros, 2**20 for ratios.
    """
    whole = _whole(value, steps=steps, limit=_TREND_LIMIT)
    when = _whole(time, steps=1, limit=_LONGEST_TIME)

    def of(rows: Any) -> Any:
        known = _known(_known(rows, value), time)
        count = _exact(whole.count(where=known))
        times, values = _exact(when.sum(where=known)), _exact(whole.sum(where=known))
        both = count * _exact((when * whole).sum(where=known)) - times * values
        alone = count * _exact((when * when).sum(where=known)) - times * times
        return both.cast("float64") / alone.cast("float64").nullif(0.0) / steps

    return of


def decayed(value: Any, age: Any, *, half: float, steps: float) -> Aggregate:
    """Average the known values with the weight 1 / (1 + age / half): a row of age ``half`` counts half.

    ``age`` is positive, in the unit of ``half``; values are rounded and kept within limits as for ``trend``.
    """
    whole = _whole(value, steps=steps, limit=_TREND_LIMIT)
    weight = _whole(1 / (1 + age.clip(lower=0) / half), steps=_WEIGHT_STEPS, limit=_WEIGHT_STEPS)

    def of(rows: Any) -> Any:
        known = _known(_known(rows, value), age)
        weights = weight.sum(where=known).cast("float64")
        return (weight * whole).sum(where=known).cast("float64") / weights.nullif(0.0) / steps

    return of


# Sums of whole numbers are exact in whatever order an engine adds them. These limits keep products of two such
# numbers, added up over some thousands of rows, within the 63 bits that every engine has.
_SPREAD_LIMIT, _TREND_LIMIT, _LONGEST_TIME, _WEIGHT_STEPS = 2.0**20, 2.0**34, 2.0**13, 2.0**10


def _whole(value: Any, *, steps: float, limit: float) -> Any:
    return (value.cast("float64") * steps + 0.5).clip(lower=-limit, upper=limit).floor().cast("int64")


def _exact(value: Any) -> Any:
    """Give a whole number room for products of sums."""
    return value.cast("decimal(38, 0)")


def _known(rows: Any, value: Any) -> Any:
    return value.notnull() if rows is None else rows & value.notnull()
