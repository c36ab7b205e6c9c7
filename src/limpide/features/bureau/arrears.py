"""Late payments to other lenders as the loans report them: now, at their worst, written off."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, decayed, largest, latest, mean, ratio, share, smallest, total
from limpide.features.bureau.slices import ACTIVE, M24
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, only

_WRITTEN_OFF = _.CREDIT_ACTIVE.isin(("Sold", "Bad debt"))

_ARREARS = "bureau_arrears"
_COUNT, _EURO, _SHARE, _YEARS, _DAYS = Unit.COUNT, Unit.EURO, Unit.SHARE, Unit.YEARS, Unit.DAYS
_RISES, _FALLS, _LESS = Risk.RISES, Risk.FALLS, Change.LESS

# fmt: off
_NOW = (
    *Measure("bureau_overdue_total", total(_.overdue), "Montant actuellement en retard", "Amount now overdue",
             _ARREARS, _EURO, risk=_RISES, change=_LESS).over(),
    *Measure("bureau_overdue_over_debt", ratio(_.overdue, _.debt), "Part de la dette actuellement en retard",
             "Share of the debt now overdue", _ARREARS, _SHARE, risk=_RISES, change=_LESS).over(ACTIVE),
    *Measure("bureau_overdue_share", share(_.CREDIT_DAY_OVERDUE > 0),
             "Part des crédits actuellement en retard", "Share of loans now overdue", _ARREARS, _SHARE,
             risk=_RISES, change=_LESS).over(EVERY, ACTIVE),
    *Measure("bureau_days_overdue_max", largest(_.CREDIT_DAY_OVERDUE), "Plus long retard actuel",
             "Longest delay at present", _ARREARS, _DAYS, risk=_RISES, change=_LESS).over(),
    *Measure("bureau_past_end", count(), "Nombre de crédits non soldés à la date prévue",
             "Number of loans not paid off by the planned date", _ARREARS, _COUNT, absent=0, risk=_RISES,
             change=_LESS).over(only(_.active & (_.planned < 0))),
)
_EVER = (
    *Measure("bureau_worst_overdue_max", largest(_.worst_overdue), "Plus gros montant jamais en retard",
             "Largest amount ever overdue", _ARREARS, _EURO, risk=_RISES)
    .over(EVERY, ACTIVE, M24),
    *Measure("bureau_worst_overdue_mean", mean(_.worst_overdue), "Plus gros montant en retard d'un crédit, en moyenne",
             "Largest amount overdue of a loan, on average", _ARREARS, _EURO, risk=_RISES).over(),
    *Measure("bureau_worst_overdue_latest", latest(_.worst_overdue), "Plus gros montant en retard du dernier crédit",
             "Largest amount overdue of the latest loan", _ARREARS, _EURO, risk=_RISES).over(),
    *Measure("bureau_worst_overdue_share", largest(_.worst_ratio),
             "Plus gros montant en retard rapporté au crédit", "Largest amount overdue over the loan",
             _ARREARS, _SHARE, risk=_RISES).over(),
    *Measure("bureau_ever_overdue_share", share(_.worst_overdue > 0),
             "Part des crédits d'autres prêteurs ayant connu un retard",
             "Share of loans with other lenders that were ever overdue", _ARREARS,
             _SHARE, risk=_RISES).over(EVERY, ACTIVE, M24),
    *Measure("bureau_ever_overdue_decayed",
             decayed((_.worst_overdue > 0).cast("float64"), _.months_ago, half=12, steps=1),
             "Part des crédits ayant connu un retard, les plus récents comptant davantage",
             "Share of loans that were ever overdue, recent loans counting more", _ARREARS, _SHARE, risk=_RISES)
    .over(),
    *Measure("bureau_ever_overdue", count(), "Nombre de crédits ayant connu un retard",
             "Number of loans that were ever overdue", _ARREARS, _COUNT, absent=0, risk=_RISES)
    .over(only(_.worst_overdue > 0)),
    *Measure("bureau_ever_overdue_age", smallest(_.age), "Ancienneté du dernier crédit ayant connu un retard",
             "Age of the latest loan that was ever overdue", _ARREARS, _YEARS, risk=_FALLS)
    .over(only(_.worst_overdue > 0)),
    *Measure("bureau_prolongations", total(_.CNT_CREDIT_PROLONG), "Nombre de prolongations de crédits",
             "Number of times loans were prolonged", _ARREARS, _COUNT, risk=_RISES).over(),
    *Measure("bureau_written_off", count(), "Nombre de créances cédées ou irrécouvrables",
             "Number of loans sold or written off", _ARREARS, _COUNT, absent=0, risk=_RISES)
    .over(only(_WRITTEN_OFF)),
)
# fmt: on

FEATURES = (*_NOW, *_EVER)
