"""What kind of loan is asked for: its length, its price, the tariff that it follows."""

import ibis
from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import FEES, TERMS, known, over, present, total
from limpide.features.feature import Change, Feature, Risk, category_feature, row_feature

_TERMS, _FINANCING = "loan_terms", "financing"
_EURO, _SHARE, _RATIO, _YEARS = Unit.EURO, Unit.SHARE, Unit.RATIO, Unit.YEARS
_RISES, _MIXED = Risk.RISES, Risk.MIXED
_LESS, _EITHER = Change.LESS, Change.EITHER
_INSURANCE = FEES

_RATES = [_[f"rate_{months}"] for months in TERMS]
_RATE_COUNT = total(present(rate) for rate in _RATES)
_SHORTEST, _LONGEST = ibis.least(*_RATES), ibis.greatest(*_RATES)
_SHORTEST_TERM = ibis.cases(*((rate.notnull(), months) for rate, months in zip(_RATES, TERMS, strict=True)))
# No tariff lies outside; whatever an odd application says, the number of categories stays small.
_TARIFFS = (100, 2000)


def _tariff(name: str, step: int) -> Feature:
    """The instalment per 10,000 as a category: the lender's tariffs lie side by side and share no trend.

    Each pair of length and rate has its own instalment per unit borrowed; the rate is set by the client's risk, the
    length by the client. A little more may be another length at half the rate: a number cannot tell them apart.
    """
    per_10_000 = 10_000 * over(_.AMT_ANNUITY, _.AMT_CREDIT)
    nearest = (per_10_000.clip(lower=_TARIFFS[0], upper=_TARIFFS[1]) / step + 0.5).floor() * step
    return Feature(
        name=name,
        expression=nearest.cast("int64").cast("string"),
        fr=f"Mensualité pour 10 000 empruntés, à {step} près",
        en=f"Instalment per 10,000 borrowed, to the nearest {step}",
        family=_TERMS,
        unit=Unit.CATEGORY,
        risk=_MIXED,
        change=_EITHER,
    )


# fmt: off
FEATURES = (
    category_feature("contract_kind", "NAME_CONTRACT_TYPE", "Type de crédit", "Kind of loan", _TERMS, change=_EITHER),
    _tariff("tariff", 10),
    _tariff("tariff_fine", 5),
    row_feature("annuity_over_credit", over(_.AMT_ANNUITY, _.AMT_CREDIT), "Mensualité, en part du crédit demandé",
                "Instalment, as a share of the loan requested", _TERMS, _SHARE, risk=_MIXED, change=_EITHER),
    row_feature("credit_over_annuity", _.term, "Nombre de mensualités, sans compter d’intérêts",
                "Number of instalments, interest not counted", _TERMS, Unit.INDEX, risk=_MIXED, change=_EITHER),
    row_feature("annuity_over_goods", over(_.AMT_ANNUITY, _.AMT_GOODS_PRICE), "Mensualité, en part du prix du bien",
                "Instalment, as a share of the price of the goods", _TERMS, _SHARE, risk=_MIXED, change=_EITHER),
    row_feature("credit_over_goods", over(_.AMT_CREDIT, _.AMT_GOODS_PRICE), "Crédit demandé, comparé au prix du bien",
                "Loan requested, compared with the price", _FINANCING, _RATIO, risk=_RISES, change=_LESS),
    row_feature("insurance", _INSURANCE, "Frais et assurances financés par le crédit",
                "Fees and insurance financed by the loan", _FINANCING, _EURO, risk=_RISES, change=_LESS),
    row_feature("insurance_over_annuity", over(_INSURANCE, _.AMT_ANNUITY),
                "Frais et assurances en nombre de mensualités", "Fees and insurance in number of instalments",
                _FINANCING, _RATIO, risk=_RISES, change=_LESS),
    row_feature("term_over_age", over(_.term, _.age), "Durée du crédit divisée par l’âge",
                "Length of the loan over age", _TERMS, Unit.INDEX, risk=_MIXED, change=_EITHER),
    row_feature("rate_minimum", _SHORTEST, "Taux annuel estimé du crédit, au plus bas",
                "Estimated yearly rate of the loan, lowest", _TERMS, _SHARE, risk=_RISES),
    row_feature("rate_maximum", _LONGEST, "Taux annuel estimé du crédit, au plus haut",
                "Estimated yearly rate of the loan, highest", _TERMS, _SHARE, risk=_RISES),
    row_feature("rate_mean", total(known(rate) for rate in _RATES) / _RATE_COUNT.nullif(0),
                "Taux annuel estimé du crédit, en moyenne", "Estimated yearly rate of the loan, mean", _TERMS, _SHARE,
                risk=_RISES),
    row_feature("rate_spread", _LONGEST - _SHORTEST, "Écart des taux annuels des durées possibles",
                "Spread of the yearly rates of the possible lengths", _TERMS, _SHARE, risk=_MIXED),
    row_feature("rate_count", _RATE_COUNT, "Nombre de durées possibles du crédit",
                "Number of possible lengths of the loan", _TERMS, Unit.COUNT, risk=_MIXED),
    row_feature("shortest_term", _SHORTEST_TERM, "Plus courte durée possible du crédit",
                "Shortest possible length of the loan", _TERMS, Unit.MONTHS, risk=_MIXED, change=_EITHER),
    row_feature("age_at_end", _.age + _.term / 12, "Âge à la fin du crédit", "Age at the end of the loan",
                _TERMS, _YEARS, risk=_MIXED, change=_LESS),
)
# fmt: on
