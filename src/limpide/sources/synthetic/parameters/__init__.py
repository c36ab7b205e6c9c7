"""Every number the generator uses, in one place: frequencies, quantiles, effects on the risk.

All are aggregates, each standing for at least twenty applications, or domain rules; no record is stored. What is
rarer than that, and the ends of every distribution, are round numbers that were not measured. They are frozen
dataclasses passed as an argument, so that another lender's figures can take their place.
"""

# ruff: noqa: RUF009 - the defaults are frozen values

from dataclasses import dataclass

from limpide.sources.synthetic.parameters.application import ApplicationParameters
from limpide.sources.synthetic.parameters.bureau import BureauParameters
from limpide.sources.synthetic.parameters.loans import LoanParameters
from limpide.sources.synthetic.parameters.people import PeopleParameters


@dataclass(frozen=True)
class Parameters:
    """The parameters of every room of the generator."""

    people: PeopleParameters = PeopleParameters()
    application: ApplicationParameters = ApplicationParameters()
    bureau: BureauParameters = BureauParameters()
    loans: LoanParameters = LoanParameters()


__all__ = ["ApplicationParameters", "BureauParameters", "LoanParameters", "Parameters", "PeopleParameters"]
