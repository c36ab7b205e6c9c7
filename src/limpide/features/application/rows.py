"""The application row made ready: sentinels blanked, days before the application turned into positive years."""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

import ibis
from ibis import _

from limpide.features.feature import PROTECTED
from limpide.features.rows import positive, years_before
from limpide.sources.home_credit import Tables, without_sentinels
from limpide.sources.tables import TABLES, TARGET

# Only three applications in ten thousand, and a stand-in for gender.
_STAND_INS = ("Maternity leave",)
_OPTIONAL = [
    column.renamed
    for column in TABLES["application"].columns
    if not column.required and column.renamed not in (TARGET, *PROTECTED)
]
TERMS = tuple(range(6, 66, 6))
_LEAST_RATE = 0.085
FEES = (_.AMT_CREDIT - _.AMT_GOODS_PRICE).clip(lower=0)
"""What the loan finances beyond the goods; a down payment is no negative fee, so that it rises with the amount."""
BUILDING = (
    "APARTMENTS", "BASEMENTAREA", "YEARS_BEGINEXPLUATATION", "YEARS_BUILD", "COMMONAREA", "ELEVATORS", "ENTRANCES",
    "FLOORSMAX", "FLOORSMIN", "LANDAREA", "LIVINGAPARTMENTS", "LIVINGAREA", "NONLIVINGAPARTMENTS", "NONLIVINGAREA",
)  # fmt: skip


def prepare(tables: Tables) -> Any:
    """Return the applications, one row a client, with the intermediate columns that the features share."""
    rows = without_sentinels(tables.application, "application")
    return rows.mutate(
        NAME_INCOME_TYPE=_.NAME_INCOME_TYPE.isin(_STAND_INS).ifelse(ibis.null(), _.NAME_INCOME_TYPE),
        age=years_before(_.DAYS_BIRTH),
        employed=years_before(_.DAYS_EMPLOYED),
        registered=years_before(_.DAYS_REGISTRATION),
        identified=years_before(_.DAYS_ID_PUBLISH),
        phone_age=years_before(_.DAYS_LAST_PHONE_CHANGE),
        external_count=present(_.EXT_SOURCE_1) + present(_.EXT_SOURCE_2) + present(_.EXT_SOURCE_3),
        external_sum=known(_.EXT_SOURCE_1) + known(_.EXT_SOURCE_2) + known(_.EXT_SOURCE_3),
        building_known=total(present(_[f"{name}_AVG"]) for name in BUILDING),
        documents=total(_[f"FLAG_DOCUMENT_{number}"] for number in range(2, 22)),
    ).mutate(
        external_mean=_.external_sum / _.external_count.nullif(0),
        term=_.AMT_CREDIT / _.AMT_ANNUITY.nullif(0),
        missing=total(
            1 - present(_[column.renamed]) for column in TABLES["application"].columns if not column.required
        ),
        **{f"rate_{months}": _yearly_rate(months) for months in TERMS},
    )


def _yearly_rate(months: int) -> Any:
    """The yearly rate of the loan if it ran that long, kept when a lender would ask so much.

    The tables do not say how long the loan runs. Paid back in n instalments a, a loan of C costs a·n / C times
    itself; the shorter terms give no interest and are out of the question.
    """
    # A root of a negative number is no number, and engines do not agree on how it compares.
    rate = positive(_.AMT_ANNUITY * months / _.AMT_CREDIT.nullif(0)).pow(12 / months) - 1
    return (rate > _LEAST_RATE).ifelse(rate, ibis.null())


def total(values: Iterable[Any]) -> Any:
    """Add several columns of one row."""
    return reduce(add, values)


def present(value: Any) -> Any:
    """1 where the value is known, 0 where it is missing."""
    return value.notnull().cast("int64")


def known(value: Any) -> Any:
    """The value, or 0 where it is missing: for sums that are divided by how many are known."""
    return value.fill_null(0.0)


def over(part: Any, whole: Any) -> Any:
    """A ratio that is missing, never infinite, when the whole is zero."""
    return part / whole.nullif(0)
