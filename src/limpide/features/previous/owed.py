"""What clients still owe us on earlier loans, month after month, and how the finished ones ended."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import largest, mean, ratio, share, smallest, total
from limpide.features.feature import Change, Feature, Risk
from limpide.features.measures import Measure, Slice, only
from limpide.features.previous.slices import ACTIVE, CASH, COMPLETED, CONSUMER

_AHEAD = (3, 6, 12, 18, 24)
_OWING = Slice("active", "crédits en cours", "open loans", _.active & (_.months_left > 0))
_LAST_ENDED = Slice("last_3_loans", "3 derniers accordés", "last 3 approved", _.completed & (_.loan_rank <= 3))

_PAST, _EXPOSURE = "previous_loans", "repayment_burden"
_EURO, _SHARE, _DAYS, _MONTHS = Unit.EURO, Unit.SHARE, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS, _MIXED, _LESS = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.LESS


def _due_in(months: int) -> Feature:
    """What earlier loans still ask for in one month of the future, beside the new loan."""
    return Measure(f"previous_due_in_{months}m", total(_.annuity),
                   f"Échéances de nos crédits à payer dans {months} mois",
                   f"Instalments of our loans due in {months} months", _EXPOSURE, _EURO, absent=0, risk=_RISES,
                   change=_LESS).over(only(_.active & (_.months_left >= months)))[0]  # fmt: skip


# fmt: off
_OWED = (
    *Measure("previous_amount_left", total(_.amount_left), "Total des échéances restant à payer",
             "Total of the instalments left to pay", _EXPOSURE, _EURO, risk=_RISES, change=_LESS)
    .over(ACTIVE, ACTIVE & CASH),
    *Measure("previous_months_left", largest(_.months_left), "Nombre de mensualités restant à payer",
             "Number of monthly instalments left to pay", _EXPOSURE, _MONTHS, risk=_RISES, change=_LESS).over(ACTIVE),
    *Measure("previous_next_end", smallest(_.months_left), "Temps avant la fin du prochain de nos crédits",
             "Time before the next of our loans ends", _EXPOSURE, _MONTHS, risk=_MIXED).over(_OWING),
    *Measure("previous_annuity_total", total(_.annuity), "Total des échéances mensuelles",
             "Total of the monthly instalments", _EXPOSURE, _EURO, risk=_RISES, change=_LESS).over(_OWING),
    *Measure("previous_credit_left", total(_.credit_left), "Capital restant dû sur nos crédits, environ",
             "Principal left on our loans, about", _EXPOSURE, _EURO, risk=_RISES, change=_LESS).over(ACTIVE),
    *Measure("previous_credit_left_share", ratio(_.credit_left, _.credit), "Part du montant de nos crédits restant due",
             "Share of the amount of our loans that is left", _EXPOSURE, _SHARE, risk=_RISES, change=_LESS)
    .over(ACTIVE),
    *(_due_in(months) for months in _AHEAD),
    *Measure("previous_due_12m", total(_.due_soon), "Échéances de nos crédits à payer dans l'année",
             "Instalments of our loans due within a year", _EXPOSURE, _EURO, risk=_RISES, change=_LESS).over(ACTIVE),
)
# Repaid early may be repaid well, or refinanced by a larger loan: no direction is expected.
_ENDED = (
    *Measure("previous_early_days", mean(_.early_days), "Avance moyenne du remboursement sur la date prévue",
             "Mean advance of repayment on the planned date", _PAST, _DAYS, risk=_MIXED)
    .over(COMPLETED, COMPLETED & CASH, COMPLETED & CONSUMER, _LAST_ENDED),
    *Measure("previous_early_days_max", largest(_.early_days), "Plus grande avance du remboursement",
             "Largest advance of repayment", _PAST, _DAYS, risk=_MIXED).over(COMPLETED),
    *Measure("previous_early_days_min", smallest(_.early_days), "Plus petite avance du remboursement",
             "Smallest advance of repayment", _PAST, _DAYS, risk=_MIXED).over(COMPLETED),
    *Measure("previous_early_share", share(_.early_days > 0), "Part des crédits remboursés par anticipation",
             "Share of loans repaid early", _PAST, _SHARE, risk=_MIXED).over(COMPLETED),
    *Measure("previous_completed_share", share(_.completed), "Part des crédits accordés qui sont remboursés",
             "Share of the loans granted that are repaid", _PAST, _SHARE, risk=_FALLS).over(only(_.approved)),
)
# fmt: on

FEATURES = (*_OWED, *_ENDED)
