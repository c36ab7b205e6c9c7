"""Loan history: one row for each loan of a client, here and with other lenders, as a person can read it.

The same expressions run on the engine of the build and, compiled, on the rows of one applicant.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import ibis
from ibis import _

from limpide.features.applicant.engine import read_histories, unbound_tables
from limpide.features.applicant.program import Program, compile_table
from limpide.features.applicant.raw import Rows, read_client
from limpide.features.bureau import rows as bureau
from limpide.features.installments import schedule
from limpide.features.loan_files import BUREAU, COLUMNS, OWN, Row
from limpide.features.previous import rows as previous
from limpide.sources.home_credit import Tables


def own_loans(tables: Tables) -> Any:
    """Return the applications of each client decided here before the present one, with how they were repaid."""
    paid = (
        schedule.prepare(tables)
        .group_by("loan_id")
        .aggregate(followed=_.days.count(), late=_.late.cast("int64").sum(), worst_days_late=_.days_late.max())
    )
    loans = previous.prepare(tables).left_join(paid, "loan_id")
    ended = loans.completed.ifelse(loans.DAYS_LAST_DUE, ibis.null("int64"))
    return _shaped(
        loans.mutate(
            loan_number=_.loan_id,
            days_ago=-_.DAYS_DECISION,
            kind=_.NAME_CONTRACT_TYPE,
            state=loans.active.ifelse("Active", loans.completed.ifelse("Completed", loans.NAME_CONTRACT_STATUS)),
            amount=ibis.coalesce(loans.credit, loans.asked),
            instalment=_.annuity,
            debt=ibis.null("float64"),
            overdue=ibis.null("float64"),
            ended_days_ago=-ended,
        )
    )


def bureau_loans(tables: Tables) -> Any:
    """Return the loans of each client that the credit bureau reported before the application."""
    return _shaped(
        bureau.prepare(tables).mutate(
            loan_number=_.bureau_loan_id,
            days_ago=-_.DAYS_CREDIT,
            kind=_.CREDIT_TYPE,
            state=_.CREDIT_ACTIVE,
            amount=_.credit,
            instalment=_.annuity,
            ended_days_ago=-_.ended,
            followed=_.months_due,
            late=_.months_late,
            worst_days_late=_.most_days_late,
        )
    )


def _shaped(loans: Any) -> Any:
    return loans.select(**{name: loans[name].cast(kind) for name, kind in COLUMNS.items()})


EXPRESSIONS = {OWN: own_loans, BUREAU: bureau_loans}


@cache
def compile_loans() -> Mapping[str, Program]:
    """Compile both expressions for the rows of one applicant, by origin: once in a process."""
    return {origin: compile_table(expression(unbound_tables())) for origin, expression in EXPRESSIONS.items()}


def read_applicant_loans(application: Mapping[str, Any], histories: Mapping[str, Rows]) -> list[Row]:
    """Return the loans of one applicant, from rows as ``ApplicantEngine.compute`` takes them."""
    frames = read_histories(histories, client=read_client(application))
    rows: list[Row] = []
    for origin, program in compile_loans().items():
        columns = {name: column.to_list() for name, column in program.run(frames).items()}
        rows += [
            {"origin": origin, **dict(zip(columns, row, strict=True))} for row in zip(*columns.values(), strict=True)
        ]
    return sorted(rows, key=_latest_first)


def _latest_first(row: Row) -> tuple[Any, ...]:
    days = row["days_ago"]
    return days is None, days or 0, row["origin"], row["loan_number"]
