"""The terms of a loan as the tariff tells them: duration, yearly rate, total cost; what is on no tariff."""

from limpide.contract import LoanTerms
from limpide.core.apr import annual_percentage_rate
from limpide.features.tariff import Tariff
from limpide.language.wording import Phrase
from limpide.portfolio.declared import Row
from limpide.portfolio.loans import Loan, read_loan

OFF_TARIFF = Phrase("terms.off_tariff")


def describe_loan(loan: Loan, tariff: Tariff) -> LoanTerms:
    """Tell a loan with what the tariff knows of it."""
    return LoanTerms(
        amount=loan.amount,
        instalment=loan.instalment,
        months=loan.months,
        yearly_rate=loan.yearly_rate,
        total_cost=loan.total_cost,
        apr=None if loan.months is None else annual_percentage_rate(loan.amount, loan.instalment, loan.months),
        on_tariff=tariff.find(loan.kind, loan.amount, loan.per_10000) is not None,
    )


def find_terms(application: Row, tariff: Tariff) -> LoanTerms | None:
    """Return the loan of an application, None when its amount or instalment is not known."""
    loan = read_loan(application, tariff)
    return None if loan is None else describe_loan(loan, tariff)
