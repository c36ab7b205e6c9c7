"""Units that the lender declares: what an amount, an income and an instalment mean."""

from typing import Literal

from pydantic import Field

from limpide.contract.message import Message


class LenderUnits(Message):
    """Null where the lender declares nothing: no currency sign is then written, and no debt ratio is told."""

    currency: str | None = Field(description="ISO 4217 code of every amount (unit ``euro``, its historical name).")
    income_period: Literal["month", "year"] | None
    instalment_period: Literal["month", "year"] | None
    assessment_required: bool = Field(
        default=False, description="A first decision needs a record of the assessment of solvency."
    )
