"""The rows behind the features of earlier applications: one for each, cleaned, ranked, with its cost and calendar."""

from typing import Any

import ibis
from ibis import _

from limpide.features.rows import (
    DAYS_PER_MONTH,
    NOT_YET,
    exact_amount,
    exact_ratio,
    months_before,
    past_only,
    positive,
    recency,
    unless_negative,
)
from limpide.sources.home_credit import Tables, without_sentinels

# Of no use to any feature: not carried along.
_UNUSED = (
    "FLAG_LAST_APPL_PER_CONTRACT", "NFLAG_LAST_APPL_IN_DAY", "NAME_TYPE_SUITE", "RATE_DOWN_PAYMENT",
    "RATE_INTEREST_PRIMARY", "RATE_INTEREST_PRIVILEGED", "DAYS_FIRST_DRAWING",
)  # fmt: skip
# Loans are owed to us for years: what falls due is looked at this far ahead (months).
_SOON, _LATER = 12, 24


def prepare(tables: Tables) -> Any:
    """Return the applications decided before the present one, without the lender's repeats.

    What was granted is no repeat, whatever its flags say: it is a loan of its own, with statements of its own.
    """
    rows = past_only(tables.previous, "DAYS_DECISION").filter(~is_repeat())
    rows = without_sentinels(_in_order(_with_outcome(rows.drop(*_UNUSED))), "previous")
    return _with_calendar(_with_cost(_with_amounts(rows)))


def is_repeat() -> Any:
    """Whether an application repeats another one of the same contract or day and was not granted."""
    repeats = (_.FLAG_LAST_APPL_PER_CONTRACT.fill_null("Y") == "N") | (_.NFLAG_LAST_APPL_IN_DAY.fill_null(1) == 0)
    return repeats & (_.NAME_CONTRACT_STATUS.fill_null("") != "Approved")


def _with_outcome(rows: Any) -> Any:
    """What became of the application.

    "Not yet" is a sentinel that says that the loan is being repaid: it is read before it is blanked. A contract
    that has ended is not open, even if its last instalment never came.
    """
    outcome = _.NAME_CONTRACT_STATUS
    return rows.mutate(
        approved=outcome == "Approved",
        refused=outcome == "Refused",
        abandoned=outcome.isin(("Canceled", "Unused offer")),
        recency=recency(_.DAYS_DECISION, _.loan_id),
    ).mutate(active=_.approved & (_.DAYS_LAST_DUE == NOT_YET) & (_.DAYS_TERMINATION.fill_null(NOT_YET) > 0))


def _in_order(rows: Any) -> Any:
    """Number the applications from the latest, and count the approved among those up to each."""
    order = {"group_by": "client_id", "order_by": ibis.desc(_.recency)}
    return rows.mutate(
        rank=ibis.row_number().over(ibis.window(**order)) + 1,
        loan_rank=_.approved.cast("int64").sum().over(ibis.cumulative_window(**order)),
    )


def _with_amounts(rows: Any) -> Any:
    """Zero stands for "none": cancelled applications have no amount, revolving ones no length."""
    return rows.mutate(
        months_ago=months_before(_.DAYS_DECISION),
        asked=exact_amount(positive(_.AMT_APPLICATION)),
        credit=exact_amount(positive(_.AMT_CREDIT)),
        annuity=exact_amount(positive(_.AMT_ANNUITY)),
        goods=exact_amount(positive(_.AMT_GOODS_PRICE)),
        down_payment=exact_amount(unless_negative(_.AMT_DOWN_PAYMENT.fill_null(0.0))),
        term=positive(_.CNT_PAYMENT),
    )


def _with_cost(rows: Any) -> Any:
    """All instalments together, less what was lent, are the interest; on average half the loan is owed."""
    return rows.mutate(
        interest=exact_amount(unless_negative(_.annuity * _.term - _.credit)),
        granted_ratio=exact_ratio(_.credit, _.asked),
    ).mutate(
        rate=exact_ratio(24 * _.interest, _.credit * (_.term + 1)),
        # What a loan costs beyond the price of the goods: insurance and fees that it finances.
        fees=exact_amount((_.credit + _.down_payment - _.goods).clip(lower=0.0)),
    )


def _with_calendar(rows: Any) -> Any:
    """What remains to be paid is counted from the first due date, or a month after the decision.

    A revolving loan has no last instalment: while it is open, its agreed instalment is due in every month to come.
    """
    first_due = ibis.coalesce(_.DAYS_FIRST_DUE, _.DAYS_DECISION + 30)
    passed = (-first_due / DAYS_PER_MONTH).floor() + 1
    return rows.mutate(
        completed=_.approved & (_.DAYS_LAST_DUE.fill_null(NOT_YET) <= 0),
        months_left=_.active.ifelse((_.term - passed).clip(lower=0, upper=_.term), ibis.null()),
        early_days=_.DAYS_LAST_DUE_1ST_VERSION - _.DAYS_LAST_DUE,
        days_to_first_due=unless_negative(_.DAYS_FIRST_DUE - _.DAYS_DECISION),
        endless=_.active & (_.NAME_CONTRACT_TYPE.fill_null("") == "Revolving loans") & _.term.isnull(),
    ).mutate(
        amount_left=_.months_left * _.annuity,
        due_soon=_.endless.ifelse(_SOON, _.months_left.clip(upper=_SOON)) * _.annuity,
        due_later=_.endless.ifelse(_LATER, _.months_left.clip(upper=_LATER)) * _.annuity,
        credit_left=exact_amount(_.credit * _.months_left / _.term),
        months_since_end=months_before(_.completed.ifelse(_.DAYS_LAST_DUE, ibis.null())),
    )
