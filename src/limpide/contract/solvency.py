"""Record of the assessment of solvency: income and charges looked at, documents seen, files consulted."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from limpide.contract.message import Message, PlainText

Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Period = Literal["month", "year"]


class IncomeKind(StrEnum):
    """Where an income comes from."""

    WORK = "work"  # wages, business, pension
    BENEFITS = "benefits"
    OTHER = "other"


class ChargeKind(StrEnum):
    """What a regular charge is for."""

    HOUSING = "housing"
    LOANS = "loans"
    OTHER = "other"


class EvidenceKind(StrEnum):
    """What was looked at."""

    STATEMENT = "statement"  # what the client declares, without a document
    PAYSLIP = "payslip"
    TAX_NOTICE = "tax_notice"
    BENEFIT_NOTICE = "benefit_notice"
    BANK_STATEMENT = "bank_statement"
    LEASE = "lease"
    LOAN_SCHEDULE = "loan_schedule"
    OTHER = "other"


class RegisterKind(StrEnum):
    """A file on payment incidents or loans."""

    FICP = "ficp"  # France: payment incidents of private persons
    OTHER = "other"


class RegisterResult(StrEnum):
    """What a file answered."""

    NOT_LISTED = "not_listed"
    LISTED = "listed"
    UNAVAILABLE = "unavailable"


class Income(Message):
    """One income, in the lender's currency, over a period."""

    kind: IncomeKind
    amount: Amount
    period: Period = "month"


class Charge(Message):
    """One regular charge, in the lender's currency, over a period; 0 says that there is none."""

    kind: ChargeKind
    amount: Amount
    period: Period = "month"


class Evidence(Message):
    """A document that was looked at: its kind, and in words what it is (of which month, from whom, its number)."""

    kind: EvidenceKind
    text: PlainText = Field(default="", max_length=300)


class RegisterConsultation(Message):
    """A file that was consulted, the day and what it answered; ``name`` says which file another one is."""

    file: RegisterKind
    name: PlainText = Field(default="", max_length=200)
    consulted_on: date
    result: RegisterResult


class SolvencyAssessment(Message):
    """What was looked at before deciding: at least one income and one charge (of 0 where there is none)."""

    incomes: list[Income] = Field(min_length=1, max_length=20)
    charges: list[Charge] = Field(min_length=1, max_length=20)
    evidence: list[Evidence] = Field(default_factory=list, max_length=20)
    files: list[RegisterConsultation] = Field(default_factory=list, max_length=10)


class DeclaredFigures(Message):
    """Income, instalment and amount of the application at that time, as the lender's data hold them; null: unknown."""

    income: float | None
    instalment: float | None
    amount: float | None


class AssessmentRecord(SolvencyAssessment):
    """An assessment as the journal keeps it: with the units that the lender declared, and what the application said.

    The decision that it belongs to says when and by whom it was made.
    """

    currency: str | None = Field(description="ISO 4217 code of every amount; null where the lender declares none.")
    income_period: Period | None = Field(description="Period of the declared income; null where it is not declared.")
    instalment_period: Period | None = Field(description="Period of the declared instalment; null likewise.")
    declared: DeclaredFigures
