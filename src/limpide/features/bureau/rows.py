"""The rows behind the bureau's features: one for each loan with another lender, cleaned and ranked."""

from typing import Any

import ibis
from ibis import _

from limpide.features.bureau.followed import by_loan
from limpide.features.rows import (
    DAYS_PER_MONTH,
    exact_amount,
    exact_ratio,
    months_before,
    past_only,
    positive,
    ranked,
    recency,
    unless_negative,
    years_before,
)
from limpide.sources.home_credit import Tables, without_sentinels

# Cards without an end bear a date decades ahead: no loan is planned to last longer than this (days).
_NO_END = 40 * 365
# Amounts in another currency cannot be added to the others.
OWN_CURRENCY = "currency 1"
# An instalment of more than this times the loan is not one: not even of a month's loan repaid at once.
_LARGEST_INSTALMENT = 2
# Beyond twice the loan, a debt tells of a loan reported as next to nothing rather than of a heavier debt.
_TWICE = 2.0


def prepare(tables: Tables) -> Any:
    """Return the loans reported before the application, with the summary of their monthly follow-up.

    A report dated after the application is left out whole: its amounts are those of a later day.
    """
    loans = ranked(once(reported_loans(tables)).mutate(recency=recency(_.DAYS_CREDIT, _.bureau_loan_id)))
    return _with_debts(_with_amounts(_with_dates(loans)))


def reported_loans(tables: Tables) -> Any:
    """Return the loans reported before the application, each with the summary of its monthly follow-up."""
    loans = past_only(without_sentinels(tables.bureau, "bureau"), "DAYS_CREDIT", "DAYS_CREDIT_UPDATE")
    return loans.left_join(by_loan(tables), "bureau_loan_id").drop("bureau_loan_id_right")


def once(loans: Any) -> Any:
    """A loan reported twice, alike but for its number, is one loan: it keeps the lower number.

    Two loans whose months differ are two: merging them would lose the late months of one.
    """
    alike = [name for name in loans.columns if name != "bureau_loan_id"]
    return loans.group_by(alike).aggregate(bureau_loan_id=_.bureau_loan_id.min())


def _with_dates(loans: Any) -> Any:
    """No loan ends before it begins, nor is one paid off after the application."""
    return loans.mutate(
        months_ago=months_before(_.DAYS_CREDIT),
        age=years_before(_.DAYS_CREDIT),
        active=_.CREDIT_ACTIVE == "Active",
        planned=_.DAYS_CREDIT_ENDDATE.between(_.DAYS_CREDIT, _NO_END).ifelse(_.DAYS_CREDIT_ENDDATE, ibis.null()),
        ended=_.DAYS_ENDDATE_FACT.between(_.DAYS_CREDIT, 0).ifelse(_.DAYS_ENDDATE_FACT, ibis.null()),
    ).mutate(
        planned_days=positive(_.planned - _.DAYS_CREDIT),
        actual_days=_.ended - _.DAYS_CREDIT,
        elapsed_days=_.planned.notnull().ifelse(ibis.least(-_.DAYS_CREDIT, _.planned - _.DAYS_CREDIT), ibis.null()),
        days_left=_.active.ifelse(positive(_.planned), ibis.null()),
        early_days=_.planned - _.ended,
        months_since_end=months_before(_.ended),
    )


def _with_amounts(loans: Any) -> Any:
    """Amounts in euros; what the lender is owed cannot be negative: overpaid is not owed."""
    comparable = _.CREDIT_CURRENCY.fill_null(OWN_CURRENCY) == OWN_CURRENCY

    def amount(value: Any) -> Any:
        return exact_amount(comparable.ifelse(value, ibis.null()))

    plausible = _.AMT_ANNUITY <= _.AMT_CREDIT_SUM * _LARGEST_INSTALMENT
    return loans.mutate(
        credit=amount(unless_negative(_.AMT_CREDIT_SUM)),
        debt=amount(_.AMT_CREDIT_SUM_DEBT.clip(lower=0)),
        available=amount(_.AMT_CREDIT_SUM_LIMIT.clip(lower=0)),
        annuity=amount((plausible | (_.AMT_CREDIT_SUM.fill_null(0) == 0)).ifelse(positive(_.AMT_ANNUITY), ibis.null())),
        overdue=amount(_.AMT_CREDIT_SUM_OVERDUE),
        worst_overdue=amount(_.AMT_CREDIT_MAX_OVERDUE),
    )


def _with_debts(loans: Any) -> Any:
    return loans.mutate(
        debt_ratio=exact_ratio(_.debt, _.credit).clip(upper=_TWICE),
        repaid=(_.credit - _.debt).clip(lower=0.0),
        worst_ratio=exact_ratio(_.worst_overdue, _.credit).clip(upper=_TWICE),
        # What is left of a loan, spread over the months until its planned end: nearly its instalment.
        monthly_debt=exact_amount(_.debt / (_.days_left / DAYS_PER_MONTH).clip(lower=1.0)),
    )
