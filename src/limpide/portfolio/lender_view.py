"""What a lender declares or charges, as the API tells it."""

from limpide.contract import LenderUnits, TariffList, TariffPrice
from limpide.features.tariff import Tariff
from limpide.portfolio.portfolio import Portfolio


def tariff_list(tariff: Tariff) -> TariffList:
    """Describe every price, by kind of contract, then by duration."""
    kinds = sorted({each.kind for each in tariff.prices})
    prices = [
        TariffPrice(
            kind=each.kind,
            instalment_per_10000=each.per_10000,
            months=each.months,
            yearly_rate=each.yearly_rate,
            min_amount=each.amounts[0],
            max_amount=each.amounts[1],
            loans=each.loans,
        )
        for kind in kinds
        for each in tariff.of_kind(kind)
    ]
    return TariffList(given=tariff.given, prices=prices)


def lender_units(portfolio: Portfolio, *, assessment_required: bool) -> LenderUnits:
    """Describe the units that the lender of a client base declares, and whether it requires a record of assessments."""
    lender = portfolio.snapshot.lender
    return LenderUnits(
        currency=lender.currency,
        income_period=lender.income_period,
        instalment_period=lender.instalment_period,
        assessment_required=assessment_required,
    )
