"""The monthly follow-up of loans with other lenders, summed up loan by loan."""

from typing import Any

import ibis
from ibis import _

from limpide.features.rows import exact_ratio, past_only
from limpide.sources.home_credit import Tables

# A month's status is a class of days late; a client reads the least number of days in it.
_DAYS_LATE = {"0": 0, "1": 1, "2": 31, "3": 61, "4": 91, "5": 121}
_SERIOUS = 31


def by_loan(tables: Tables) -> Any:
    """One row for each loan that is followed month by month.

    The follow-up has a month 0, that of the application: the last 3 months are 0, 1 and 2.
    """
    months = past_only(tables.bureau_balance, "MONTHS_BALANCE").mutate(
        ago=-_.MONTHS_BALANCE,
        days_late=_.STATUS.cases(*_DAYS_LATE.items(), else_=ibis.null("int64")),
    )
    late, due, serious = _.days_late > 0, _.days_late.notnull(), _.days_late >= _SERIOUS
    return (
        months.group_by("bureau_loan_id")
        .aggregate(
            months_followed=_.count(),
            months_due=_.days_late.count(),
            months_late=_.count(where=late),
            months_serious=_.count(where=serious),
            months_serious_24m=_.count(where=serious & (_.ago < 24)),
            months_closed=_.count(where=_.STATUS == "C"),
            months_unknown=_.count(where=_.STATUS == "X"),
            most_days_late=_.days_late.max(),
            most_days_late_12m=_.days_late.max(where=_.ago < 12),
            most_days_late_24m=_.days_late.max(where=_.ago < 24),
            months_since_late=_.ago.min(where=late),
            months_since_serious=_.ago.min(where=serious),
            first_month=_.ago.max(),
            # The sums behind the line through days late against time: whole numbers, exact in any order.
            sum_ago=_.ago.sum(where=due),
            sum_ago_ago=(_.ago * _.ago).sum(where=due),
            sum_late=_.days_late.sum(),
            sum_ago_late=(_.ago * _.days_late).sum(),
            **{f"months_late_{span}m": _.count(where=late & (_.ago < span)) for span in (3, 6, 12, 24)},
            **{f"months_due_{span}m": _.count(where=due & (_.ago < span)) for span in (12, 24)},
        )
        .mutate(late_share=exact_ratio(_.months_late, _.months_due))
    )
