"""The monthly statements as they are counted: each once, from a loan's start to its end, statuses put right."""

from typing import Any

import ibis
from ibis import _

from limpide.features.rows import past_only, positive
from limpide.sources.home_credit import Tables, without_sentinels

_NOT_STARTED = ("Signed", "Approved", "Canceled")
_RETURNED = "Returned to the store"
_CALLED_IN = ("Demand", "Amortized debt")
# A loan that has not ended is still running if its latest statement is at most this old.
_RUNNING_MONTHS = 3
# A trifle that nobody asks for can stay overdue for years: means and slopes count no more than this.
_DAYS_COUNTED = 90


def prepare(tables: Tables) -> Any:
    """Return the monthly statements of each loan from its start to its end, with what its last one says.

    The statuses of the lender's file are not always right: a loan has ended when no instalment is left and
    nothing is overdue, and statements after that month are left out. What says that a loan has not begun ("Signed")
    is a statement only between two others; "Returned to the store" says the same, unless nothing follows it.
    """
    return _until_the_end(build_statements(tables))


def build_statements(tables: Tables) -> Any:
    """Return every month of every loan: ``is_counted`` once it has begun; ``end`` is when the loan ended, or NULL."""
    rows = past_only(without_sentinels(tables.pos, "pos"), "MONTHS_BALANCE")
    rows = rows.mutate(status=_.NAME_CONTRACT_STATUS.fill_null("Active"))
    # A statement that was delivered twice is one; where two contradict one another, the larger numbers count.
    statements = rows.group_by("client_id", "loan_id", month=_.MONTHS_BALANCE).aggregate(
        term=positive(_.CNT_INSTALMENT).max(),
        left=_.CNT_INSTALMENT_FUTURE.max(),
        days_late=_.SK_DPD.max(),
        notable_days_late=_.SK_DPD_DEF.max(),
        completed=(_.status == "Completed").any(),
        started=_.status.notin((*_NOT_STARTED, _RETURNED)).any(),
        returned=(_.status == _RETURNED).any(),
        called_in=_.status.isin(_CALLED_IN).any(),
    )
    return _with_end(statements.mutate(months_ago=-_.month, settled=_.days_late.fill_null(0) == 0))


def _with_end(rows: Any) -> Any:
    paid_off = _.started & _.settled & (_.left == 0).fill_null(_.completed)
    loans = rows.group_by("client_id", "loan_id").aggregate(
        paid=_.months_ago.max(where=paid_off),
        given_back=_.months_ago.min(where=_.returned & ~_.started & _.settled),
        newest=_.months_ago.min(where=_.started),
        oldest=_.months_ago.max(where=_.started),
        longest_term=_.term.max(where=_.started),
    )
    # Goods returned after the last statement end the loan.
    loans = loans.mutate(given_back=(_.given_back < _.newest).ifelse(_.given_back, ibis.null("int64")))
    loans = loans.mutate(end=ibis.coalesce(_.paid, _.given_back))
    rows = rows.left_join(loans, ["client_id", "loan_id"]).drop("client_id_right", "loan_id_right")
    counted = _.started | _.months_ago.between(_.newest, _.oldest) | (_.months_ago == _.given_back)
    return rows.mutate(is_counted=counted.fill_null(False))  # noqa: FBT003 - a value


def _until_the_end(rows: Any) -> Any:
    rows = rows.filter(_.is_counted & (_.end.isnull() | (_.months_ago >= _.end))).mutate(
        last=_.months_ago == _.end.fill_null(_.newest),
        late=_.days_late > 0,
        notably_late=_.notable_days_late > 0,
        days_counted=_.days_late.clip(upper=_DAYS_COUNTED),
    )
    return rows.select(
        "client_id",
        "loan_id",
        "month",
        "months_ago",
        "term",
        "left",
        "days_late",
        "notable_days_late",
        "days_counted",
        "late",
        "notably_late",
        "called_in",
        age=_.oldest - _.months_ago,
        running=_.last & _.end.isnull() & (_.months_ago <= _RUNNING_MONTHS),
        ended=_.last & _.end.notnull(),
        shortened=_.longest_term > _.term,
    )
