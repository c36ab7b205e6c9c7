"""What clients still owe us on earlier loans, month after month, and how the finished ones ended."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, mean, ratio, share, smallest, total
from limpide.features.feature import Change, Feature, Risk
from limpide.features.measures import Measure, Slice, only
from limpide.features.previous.slices import ACTIVE, CASH, COMPLETED, CONSUMER, unsaid

_AHEAD = (3, 6, 12, 18, 24)
_OPEN, _ENDED_LOANS = unsaid(ACTIVE), unsaid(COMPLETED)
_OWING = Slice("active", "", "", _.active & ((_.months_left > 0) | _.endless))
_LAST_ENDED = Slice("last_3_loans", "3 derniers", "last 3", _.completed & (_.loan_rank <= 3))

_PAST, _EXPOSURE = "previous_loans", "debt_with_us"
_EURO, _SHARE, _DAYS, _MONTHS = Unit.EURO, Unit.SHARE, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS


def _due_in(months: int) -> Feature:
    """What earlier loans still ask for in one month of the future, beside the new loan."""
    return Measure(f"previous_due_in_{months}m", total(_.annuity),
                   f"Mensualités dues chez nous dans {months} mois",
                   f"Instalments due to us in {months} months", _EXPOSURE, _EURO, absent=0, risk=_RISES,
                   change=_LESS).over(only(_.active & ((_.months_left >= months) | _.endless)))[0]  # fmt: skip


# fmt: off
_OWED = (
    *Measure("previous_amount_left", total(_.amount_left), "Total restant à payer chez nous",
             "Total left to pay to us", _EXPOSURE, _EURO, risk=_RISES, change=_LESS)
    .over(_OPEN, _OPEN & CASH),
    *Measure("previous_months_left", largest(_.months_left), "Plus longue durée restante d’un crédit chez nous",
             "Longest time left on a loan with us", _EXPOSURE, _MONTHS, risk=_RISES, change=_LESS).over(_OPEN),
    *Measure("previous_next_end", smallest(_.months_left), "Plus courte durée restante d’un crédit chez nous",
             "Shortest time left on a loan with us", _EXPOSURE, _MONTHS, risk=_MIXED).over(_OWING),
    *Measure("previous_annuity_total", total(_.annuity), "Total des mensualités en cours chez nous",
             "Total of the monthly instalments due to us", _EXPOSURE, _EURO, risk=_RISES, change=_LESS).over(_OWING),
    *Measure("previous_credit_left", total(_.credit_left), "Capital restant dû chez nous, estimation",
             "Principal outstanding with us, estimate", _EXPOSURE, _EURO, risk=_RISES, change=_LESS).over(_OPEN),
    *Measure("previous_credit_left_share", ratio(_.credit_left, _.credit), "Part du capital restant due chez nous",
             "Share of principal outstanding with us", _EXPOSURE, _SHARE, risk=_RISES, change=_LESS).over(_OPEN),
    *(_due_in(months) for months in _AHEAD),
    *Measure("previous_due_12m", total(_.due_soon), "Total dû chez nous dans les 12 mois à venir",
             "Total due to us in the coming 12 months", _EXPOSURE, _EURO, risk=_RISES, change=_LESS).over(_OPEN),
)
# Repaid early may be repaid well, or refinanced by a larger loan: no direction is expected.
_ENDED = (
    *Measure("previous_early_days", mean(_.early_days), "Avance moyenne du remboursement chez nous",
             "Mean days of early repayment with us", _PAST, _DAYS, risk=_MIXED)
    .over(_ENDED_LOANS, _ENDED_LOANS & CASH, _ENDED_LOANS & CONSUMER, _LAST_ENDED),
    *Measure("previous_early_days_max", largest(_.early_days), "Plus grande avance du remboursement chez nous",
             "Most days of early repayment with us", _PAST, _DAYS, risk=_MIXED).over(_ENDED_LOANS),
    *Measure("previous_early_days_min", smallest(_.early_days), "Plus petite avance du remboursement chez nous",
             "Fewest days of early repayment with us", _PAST, _DAYS, risk=_MIXED).over(_ENDED_LOANS),
    *Measure("previous_early_share", share(_.early_days > 0), "Part des crédits chez nous remboursés par anticipation",
             "Share of loans with us repaid early", _PAST, _SHARE, risk=_MIXED).over(_ENDED_LOANS),
    *Measure("previous_completed_share", share(_.completed), "Part des crédits accordés chez nous et terminés",
             "Share of the loans granted by us that have ended", _PAST, _SHARE, risk=_FALLS).over(only(_.approved)),
)
# fmt: on

FEATURES = (*_OWED, *_ENDED)
