"""Applications that we refused before: how many, how lately, why, and for which amounts."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, decayed, latest, mean, share, smallest
from limpide.features.feature import Risk
from limpide.features.measures import EVERY, Measure, Slice, only
from limpide.features.previous.slices import CASH, CONSUMER, LAST_3, LAST_5, M12, M24

_REFUSED = only(_.refused)

_REFUSALS = "previous_refusals"
_COUNT, _EURO, _SHARE, _MONTHS = Unit.COUNT, Unit.EURO, Unit.SHARE, Unit.MONTHS
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED


def _because(*codes: str) -> Slice:
    return only(_.refused & _.CODE_REJECT_REASON.isin(codes))


_ABOUT_SCORE = _because("SCO", "SCOFR")


def _refusals(name: str, fr: str, en: str) -> Measure:
    return Measure(f"previous_refusals{name}", count(), f"Nombre de {fr}", f"Number of {en}", _REFUSALS, _COUNT,
                   absent=0, risk=_RISES)  # fmt: skip


def _refused_over_granted(_rows: Any) -> Any:
    """Mean amount of the loans refused over the mean of those granted."""
    return _.credit.mean(where=_.refused) / _.credit.mean(where=_.approved).nullif(0)


# fmt: off
_NUMBER = (
    *_refusals("", "demandes refusées chez nous", "applications refused by us")
    .over(_REFUSED, _REFUSED & M12, _REFUSED & M24, _REFUSED & CASH),
    *Measure("previous_refusals_in_a_row", count(), "Nombre de nos refus depuis le dernier crédit accordé",
             "Number of refusals since we last granted a loan", _REFUSALS, _COUNT, absent=0, risk=_RISES)
    .over(only(_.refused & (_.loan_rank.fill_null(0) == 0))),
    *Measure("previous_refused_share", share(_.refused), "Part des demandes refusées chez nous",
             "Share of applications refused by us", _REFUSALS, _SHARE, risk=_RISES)
    .over(EVERY, M12, M24, CASH, CONSUMER, LAST_3, LAST_5),
    *Measure("previous_refused_share_decayed", decayed(_.refused.cast("float64"), _.months_ago, half=12, steps=1),
             "Part des demandes refusées chez nous, surtout récentes",
             "Share of applications refused by us, mostly recent", _REFUSALS, _SHARE, risk=_RISES).over(),
)
_WHEN = (
    *Measure("previous_since_refusal", smallest(_.months_ago), "Temps depuis notre dernier refus",
             "Time since our latest refusal", _REFUSALS, _MONTHS, risk=_FALLS).over(_REFUSED),
    *Measure("previous_since_score_refusal", smallest(_.months_ago), "Temps depuis notre dernier refus lié au score",
             "Time since our latest refusal by score", _REFUSALS, _MONTHS, risk=_FALLS).over(_ABOUT_SCORE),
)
_AMOUNTS = (
    *Measure("previous_refused_credit_mean", mean(_.credit), "Montant moyen des crédits refusés chez nous",
             "Mean amount of the loans refused by us", _REFUSALS, _EURO, risk=_MIXED).over(_REFUSED),
    *Measure("previous_refused_credit_latest", latest(_.credit), "Montant du dernier crédit refusé chez nous",
             "Amount of the latest loan refused by us", _REFUSALS, _EURO, risk=_MIXED).over(_REFUSED),
    *Measure("previous_refused_over_granted", _refused_over_granted,
             "Montant moyen refusé sur montant moyen accordé",
             "Mean amount refused over mean amount granted", _REFUSALS, Unit.RATIO, risk=_RISES).over(),
    *Measure("previous_refused_rate_mean", mean(_.rate), "Coût annuel moyen des crédits refusés chez nous",
             "Mean yearly cost of the loans refused by us", _REFUSALS, _SHARE, risk=_RISES).over(_REFUSED),
)
_WHY = (
    *_refusals("_policy", "refus par politique de crédit", "our refusals by credit policy")
    .over(_because("HC"), _because("HC") & M24),
    *_refusals("_limit", "nos refus pour endettement ou plafond dépassé",
                "our refusals for debt or limit exceeded")
    .over(_because("LIMIT")),
    *_refusals("_score", "nos refus liés au score", "our refusals by score").over(_ABOUT_SCORE, _ABOUT_SCORE & M24),
    *_refusals("_score_of_risk", "nos refus liés au score de risque", "our refusals by risk score")
    .over(_because("SCOFR")),
    *_refusals("_verification", "nos refus après vérification", "our refusals after verification")
    .over(_because("VERIF")),
    *Measure("previous_latest_refusal_reason", latest(_.CODE_REJECT_REASON), "Motif de notre dernier refus",
             "Reason for our latest refusal", _REFUSALS, Unit.CATEGORY, column="CODE_REJECT_REASON", risk=_MIXED)
    .over(_REFUSED),
)
# fmt: on

FEATURES = (*_NUMBER, *_WHEN, *_AMOUNTS, *_WHY)
