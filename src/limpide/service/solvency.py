"""Assessment of solvency as the journal keeps it: what the officer looked at, with the units of the lender's data."""

from collections.abc import Mapping
from typing import Any

from limpide.contract import AssessmentRecord, DeclaredFigures, Judgement
from limpide.lenders import Lender
from limpide.portfolio.case import Case
from limpide.portfolio.faults import Fault, Rejected


def record_assessment(
    request: Judgement, case: Case, *, lender: Lender, required: bool = False
) -> AssessmentRecord | None:
    """Return the assessment of a request with its units and what the application declares; None without one.

    ``Rejected`` when it is ``required`` and missing.
    """
    if request.assessment is None:
        if required:
            raise Rejected([Fault("assessment", "missing")])
        return None
    row = case.read_application()
    return AssessmentRecord(
        **request.assessment.model_dump(),
        currency=lender.currency,
        income_period=lender.income_period,
        instalment_period=lender.instalment_period,
        declared=DeclaredFigures(
            income=_number(row, "AMT_INCOME_TOTAL"),
            instalment=_number(row, "AMT_ANNUITY"),
            amount=_number(row, "AMT_CREDIT"),
        ),
    )


def _number(row: Mapping[str, Any], column: str) -> float | None:
    value = row.get(column)
    return None if value is None else float(value)
