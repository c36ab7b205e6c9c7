"""Late payments to other lenders as the loans report them: now, at their worst, written off."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, decayed, largest, latest, mean, ratio, share, smallest, total
from limpide.features.bureau.slices import ACTIVE, M24, unsaid
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, only

_WRITTEN_OFF = _.CREDIT_ACTIVE.isin(("Sold", "Bad debt"))

_ARREARS = "bureau_arrears"
_COUNT, _EURO, _SHARE, _YEARS, _DAYS = Unit.COUNT, Unit.EURO, Unit.SHARE, Unit.YEARS, Unit.DAYS
_RISES, _FALLS, _LESS = Risk.RISES, Risk.FALLS, Change.LESS

# fmt: off
_NOW = (
    *Measure("bureau_overdue_total", total(_.overdue), "Montant impayé actuel chez d’autres prêteurs",
             "Amount now overdue with other lenders", _ARREARS, _EURO, risk=_RISES, change=_LESS).over(),
    *Measure("bureau_overdue_over_debt", ratio(_.overdue, _.debt), "Part impayée de l’encours chez d’autres prêteurs",
             "Share now overdue of the debt with other lenders", _ARREARS, _SHARE, risk=_RISES, change=_LESS)
    .over(unsaid(ACTIVE)),
    *Measure("bureau_overdue_share", share(_.CREDIT_DAY_OVERDUE > 0),
             "Part en retard des crédits d’autres prêteurs", "Share now overdue of other lenders’ loans", _ARREARS,
             _SHARE, risk=_RISES, change=_LESS).over(EVERY, ACTIVE),
    *Measure("bureau_days_overdue_max", largest(_.CREDIT_DAY_OVERDUE), "Plus long retard actuel chez d’autres prêteurs",
             "Longest current delay with other lenders", _ARREARS, _DAYS, risk=_RISES, change=_LESS).over(),
    *Measure("bureau_past_end", count(), "Crédits d’autres prêteurs non soldés à la date prévue",
             "Other lenders’ loans open past their end date", _ARREARS, _COUNT, absent=0, risk=_RISES,
             change=_LESS).over(only(_.active & (_.planned < 0))),
)
_EVER = (
    *Measure("bureau_worst_overdue_max", largest(_.worst_overdue), "Plus gros impayé, crédits d’autres prêteurs",
             "Largest amount ever overdue, other lenders", _ARREARS, _EURO, risk=_RISES).over(EVERY, ACTIVE),
    *Measure("bureau_worst_overdue_max", largest(_.worst_overdue),
             "Plus gros impayé, crédits récents d’autres prêteurs",
             "Largest amount ever overdue, others’ recent loans", _ARREARS, _EURO, risk=_RISES).over(unsaid(M24)),
    *Measure("bureau_worst_overdue_mean", mean(_.worst_overdue),
             "Plus gros impayé moyen par crédit, autres prêteurs",
             "Largest overdue amount per loan, mean, other lenders", _ARREARS, _EURO, risk=_RISES).over(),
    *Measure("bureau_worst_overdue_latest", latest(_.worst_overdue),
             "Plus gros impayé du dernier crédit, autres prêteurs",
             "Largest overdue amount, other lenders’ latest loan", _ARREARS, _EURO, risk=_RISES).over(),
    *Measure("bureau_worst_overdue_share", largest(_.worst_ratio),
             "Plus gros impayé en part du crédit, autres prêteurs",
             "Largest overdue share of a loan, other lenders", _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("bureau_ever_overdue_share", share(_.worst_overdue > 0),
             "Part des crédits d’autres prêteurs avec retard",
             "Share ever overdue of other lenders’ loans", _ARREARS, _SHARE, risk=_RISES).over(EVERY, ACTIVE),
    *Measure("bureau_ever_overdue_share", share(_.worst_overdue > 0),
             "Part des crédits récents d’autres prêteurs avec retard",
             "Share ever overdue of other lenders’ recent loans", _ARREARS, _SHARE, risk=_RISES).over(unsaid(M24)),
    *Measure("bureau_ever_overdue_decayed",
             decayed((_.worst_overdue > 0).cast("float64"), _.months_ago, half=12, steps=1),
             "Part avec retard par crédit d’autres prêteurs, récents pesant plus",
             "Share ever overdue of other lenders’ loans, recent weighing more", _ARREARS, _SHARE, risk=_RISES)
    .over(),
    *Measure("bureau_ever_overdue", count(), "Crédits d’autres prêteurs ayant connu un retard",
             "Loans with other lenders that were ever overdue", _ARREARS, _COUNT, absent=0, risk=_RISES)
    .over(only(_.worst_overdue > 0)),
    *Measure("bureau_ever_overdue_age", smallest(_.age), "Ancienneté du dernier crédit en retard, autres prêteurs",
             "Age of other lenders’ latest loan ever overdue", _ARREARS, _YEARS, risk=_FALLS)
    .over(only(_.worst_overdue > 0)),
    *Measure("bureau_prolongations", total(_.CNT_CREDIT_PROLONG), "Prolongations de crédits chez d’autres prêteurs",
             "Extensions of loans with other lenders", _ARREARS, _COUNT, risk=_RISES).over(),
    *Measure("bureau_written_off", count(), "Crédits d’autres prêteurs cédés ou passés en perte",
             "Other lenders’ loans sold or written off", _ARREARS, _COUNT, absent=0, risk=_RISES)
    .over(only(_WRITTEN_OFF)),
)
# fmt: on

FEATURES = (*_NOW, *_EVER)
