"""The instalments as they are counted: one row for each, however many payments it took, the latest ranked first."""

from typing import Any

import ibis
from ibis import _

from limpide.features.rows import exact_amount, exact_ratio, months_before, past_only
from limpide.sources.home_credit import Tables, without_sentinels

_INSTALMENT = ("client_id", "loan_id", "NUM_INSTALMENT_NUMBER", "NUM_INSTALMENT_VERSION")
_COLUMNS = (*_INSTALMENT, "DAYS_INSTALMENT", "DAYS_ENTRY_PAYMENT", "AMT_INSTALMENT", "AMT_PAYMENT")
# Less than this part of an instalment, unpaid or paid late, is a rounding rather than a habit.
_TOLERANCE = 0.05


def prepare(tables: Tables) -> Any:
    """Return one row for each instalment due before the application, with its ``rank`` among the client's.

    A payment entered after the application is not known yet: the instalment then counts as unpaid.
    """
    rows = past_only(without_sentinels(tables.installments, "installments").select(*_COLUMNS), "DAYS_INSTALMENT")
    # A payment that was delivered twice is one payment.
    payments = rows.distinct().select(
        *_INSTALMENT,
        "DAYS_INSTALMENT",
        due=exact_amount(_.AMT_INSTALMENT),
        entered=(_.DAYS_ENTRY_PAYMENT <= 0).ifelse(_.DAYS_ENTRY_PAYMENT, ibis.null("int64")),
        paid=(_.DAYS_ENTRY_PAYMENT <= 0).ifelse(exact_amount(_.AMT_PAYMENT.clip(lower=0.0)), ibis.null("float64")),
    )
    # An instalment that is split over rows repeats the amount that was due in each of them.
    instalments = payments.group_by(*_INSTALMENT).aggregate(
        due_day=_.DAYS_INSTALMENT.max(),
        due=_.due.max(),
        paid_day=_.entered.max(),
        payments=_.paid.count(),
        paid_sum=_.paid.sum(),
        paid_late_count=_.paid.count(where=_.entered > _.DAYS_INSTALMENT),
        paid_late_sum=_.paid.sum(where=_.entered > _.DAYS_INSTALMENT),
    )
    return _compared(instalments.mutate(rank=_rank()))


def _rank() -> Any:
    """1 is the client's latest instalment; the keys of an instalment break ties between those of one day."""
    keys = ("due_day", "loan_id", "NUM_INSTALMENT_NUMBER", "NUM_INSTALMENT_VERSION")
    latest_first = [ibis.desc(_[key], nulls_first=False) for key in keys]
    return ibis.row_number().over(ibis.window(group_by=_.client_id, order_by=latest_first)) + 1


def _compared(instalments: Any) -> Any:
    """Late is paid after the due day; an unpaid instalment is neither late nor early, it is unpaid."""
    rows = instalments.mutate(
        paid=(_.payments > 0).ifelse(_.paid_sum, 0.0),
        paid_late=(_.paid_late_count > 0).ifelse(_.paid_late_sum, 0.0),
        days=_.paid_day - _.due_day,
    ).mutate(paid_part=exact_ratio(_.paid, _.due))
    return rows.select(
        "client_id",
        "loan_id",
        "rank",
        "due_day",
        "paid_day",
        "due",
        "paid",
        "paid_part",
        "days",
        number=_.NUM_INSTALMENT_NUMBER,
        version=_.NUM_INSTALMENT_VERSION,
        months_ago=months_before(_.due_day),
        days_late=_.days.clip(lower=0),
        days_early=(-_.days).clip(lower=0),
        missing_sum=(_.due - _.paid).clip(lower=0.0),
        weighted_days=exact_amount(_.paid_part * _.days),
        unpaid=_.payments == 0,
        split=_.payments > 1,
        late=_.days > 0,
        notably_late=(_.days > 0) & (_.paid_late > _.due * _TOLERANCE),
        underpaid=_.paid < _.due * (1 - _TOLERANCE),
        overpaid=_.paid > _.due * (1 + _TOLERANCE),
    )
