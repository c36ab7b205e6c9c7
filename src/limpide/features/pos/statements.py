"""The monthly statements as they are counted: each once, from a loan's start to its end, statuses put right."""

from typing import Any

from ibis import _

from limpide.features.rows import past_only, positive
from limpide.sources.home_credit import Tables, without_sentinels

_COLUMNS = (
    "client_id",
    "loan_id",
    "MONTHS_BALANCE",
    "CNT_INSTALMENT",
    "CNT_INSTALMENT_FUTURE",
    "NAME_CONTRACT_STATUS",
    "SK_DPD",
    "SK_DPD_DEF",
)
_NOT_STARTED = ("Signed", "Approved", "Canceled")
_CALLED_IN = ("Demand", "Amortized debt")
# A loan that has not ended is still running if its latest statement is at most this old.
_RUNNING_MONTHS = 3
# A trifle that nobody asks for can stay overdue for years: means and slopes count no more than this.
_DAYS_COUNTED = 90


def prepare(tables: Tables) -> Any:
    """Return the monthly statements of each loan from its start to its end, with what its last one says.

    The statuses of the lender's file are not always right: a loan has ended when no instalment is left and
    nothing is overdue, and statements after that month are left out.
    """
    rows = past_only(without_sentinels(tables.pos, "pos").select(*_COLUMNS), "MONTHS_BALANCE")
    # A statement that was delivered twice is one statement.
    rows = rows.distinct().filter(_.NAME_CONTRACT_STATUS.fill_null("Active").notin(_NOT_STARTED))
    return _until_the_end(
        rows.select(
            "client_id",
            "loan_id",
            month=_.MONTHS_BALANCE,
            months_ago=-_.MONTHS_BALANCE,
            term=positive(_.CNT_INSTALMENT),
            left=_.CNT_INSTALMENT_FUTURE,
            days_late=_.SK_DPD,
            notable_days_late=_.SK_DPD_DEF,
            called_in=_.NAME_CONTRACT_STATUS.isin(_CALLED_IN),
            done=_done(),
        )
    )


def _done() -> Any:
    """A loan whose goods were returned is over as well."""
    status = _.NAME_CONTRACT_STATUS.fill_null("Active")
    nothing_left = (_.CNT_INSTALMENT_FUTURE == 0).fill_null(status == "Completed")
    return (_.SK_DPD.fill_null(0) == 0) & (nothing_left | (status == "Returned to the store"))


def _until_the_end(rows: Any) -> Any:
    loans = rows.group_by("loan_id").aggregate(
        end=_.months_ago.max(where=_.done),
        newest=_.months_ago.min(),
        oldest=_.months_ago.max(),
        longest_term=_.term.max(),
    )
    rows = rows.left_join(loans, "loan_id").drop("loan_id_right")
    rows = rows.filter(_.end.isnull() | (_.months_ago >= _.end)).mutate(
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
