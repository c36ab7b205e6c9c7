"""When loans with other lenders began, how far apart, how long they last, and how they ended."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, divided, gap, largest, latest, mean, ratio, share, smallest, spread
from limpide.features.bureau.slices import (
    ACTIVE,
    CARD,
    CLOSED,
    CONSUMER,
    LAST_3,
    M36,
)
from limpide.features.feature import Risk
from limpide.features.measures import EVERY, Measure, only
from limpide.features.rows import DAYS_PER_MONTH, DAYS_PER_YEAR

_HISTORY, _ACTIVITY, _DEBT, _ARREARS = "bureau_history", "bureau_history", "bureau_debt", "bureau_arrears"
_COUNT, _SHARE, _YEARS, _DAYS, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.YEARS, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED


def _latest_gap(_rows: Any) -> Any:
    return gap(_.months_ago)(_.rank <= 2)


def _latest_gap_over_mean(rows: Any) -> Any:
    return _latest_gap(rows) / gap(_.months_ago)(rows).nullif(0)


_LENGTH = Measure("bureau_planned_length", divided(mean(_.planned_days), DAYS_PER_YEAR),
                  "Durée prévue moyenne des crédits", "Mean planned length of the loans", _HISTORY, _YEARS,
                  risk=_MIXED)  # fmt: skip
_CLOSING = Measure("bureau_early_closing", mean(_.early_days), "Avance moyenne de la clôture sur la date prévue",
                   "Mean advance of closing on the planned date", _HISTORY, _DAYS, risk=_FALLS)  # fmt: skip

# fmt: off
_AGES = (
    *Measure("bureau_newest_age", smallest(_.age), "Ancienneté du crédit le plus récent",
             "Age of the most recent loan", _ACTIVITY, _YEARS, risk=_FALLS)
    .over(EVERY, ACTIVE, CLOSED, CONSUMER, CARD),
    *Measure("bureau_oldest_age", largest(_.age), "Ancienneté du crédit le plus ancien",
             "Age of the oldest loan", _HISTORY, _YEARS, risk=_FALLS).over(EVERY, ACTIVE),
    *Measure("bureau_mean_age", divided(mean(-_.DAYS_CREDIT), DAYS_PER_YEAR),
             "Ancienneté moyenne des crédits", "Mean age of the loans", _HISTORY, _YEARS, risk=_FALLS)
    .over(EVERY, ACTIVE, CLOSED, CONSUMER, CARD, LAST_3),
    *Measure("bureau_gap", gap(_.months_ago), "Temps moyen entre deux crédits d'autres prêteurs",
             "Mean time between two loans with other lenders", _HISTORY, _MONTHS, risk=_FALLS).over(),
    *Measure("bureau_age_spread", divided(spread(_.DAYS_CREDIT, steps=1), DAYS_PER_YEAR),
             "Dispersion des dates des crédits (écart type)", "Spread of the loans' dates (standard deviation)",
             _HISTORY, _YEARS, risk=_FALLS).over(),
    *Measure("bureau_gap_latest", _latest_gap,
             "Temps entre les deux derniers crédits", "Time between the two latest loans", _ACTIVITY, _MONTHS,
             risk=_FALLS).over(),
    *Measure("bureau_gap_change", _latest_gap_over_mean,
             "Temps entre les deux derniers crédits rapporté au temps moyen",
             "Time between the two latest loans over the mean time", _ACTIVITY, Unit.RATIO, risk=_FALLS).over(),
)
_LENGTHS = (
    *_LENGTH.over(EVERY, ACTIVE, CLOSED, CONSUMER),
    *Measure("bureau_planned_length_latest", latest(_.planned_days / DAYS_PER_YEAR),
             "Durée prévue du dernier crédit", "Planned length of the latest loan", _HISTORY, _YEARS, risk=_MIXED)
    .over(),
    *Measure("bureau_planned_length_max", divided(largest(_.planned_days), DAYS_PER_YEAR),
             "Durée prévue du crédit le plus long", "Planned length of the longest loan", _HISTORY, _YEARS,
             risk=_MIXED).over(ACTIVE),
    *Measure("bureau_elapsed_share", ratio(_.elapsed_days, _.planned_days), "Part écoulée de la durée des crédits",
             "Share of the loans' length that has passed", _DEBT, _SHARE, risk=_FALLS).over(ACTIVE),
    *Measure("bureau_time_left", divided(largest(_.days_left), DAYS_PER_YEAR),
             "Plus longue durée restant à courir", "Longest time left to run", _DEBT, _YEARS, risk=_RISES)
    .over(ACTIVE),
    *Measure("bureau_time_left_mean", divided(mean(_.days_left), DAYS_PER_YEAR),
             "Durée restant à courir, en moyenne", "Time left to run, on average", _DEBT, _YEARS, risk=_RISES)
    .over(ACTIVE),
    *Measure("bureau_next_end", divided(smallest(_.days_left), DAYS_PER_MONTH),
             "Temps avant la fin du prochain crédit", "Time before the next loan ends", _DEBT, _MONTHS,
             risk=_MIXED).over(ACTIVE),
    *Measure("bureau_ending", count(), "Nombre de crédits finissant dans les 12 mois",
             "Number of loans that end within 12 months", _DEBT, _COUNT, absent=0, risk=_MIXED)
    .over(only(_.days_left <= DAYS_PER_YEAR)),
)
_ENDS = (
    *_CLOSING.over(EVERY, M36),
    *Measure("bureau_early_share", share(_.early_days > 30),
             "Part des crédits soldés plus d'un mois avant la fin prévue",
             "Share of loans paid off over a month before the planned end", _HISTORY, _SHARE, risk=_FALLS)
    .over(CLOSED),
    *Measure("bureau_late_closing_share", share(_.early_days < -30),
             "Part des crédits soldés plus d'un mois après la fin prévue",
             "Share of loans paid off over a month after the planned end", _ARREARS, _SHARE, risk=_MIXED)
    .over(CLOSED),
    *Measure("bureau_actual_over_planned", ratio(_.actual_days, _.planned_days),
             "Durée réelle des crédits rapportée à la durée prévue",
             "Actual length of the loans over the planned length", _HISTORY, Unit.RATIO, risk=_MIXED).over(CLOSED),
    *Measure("bureau_since_closing", smallest(_.months_since_end),
             "Temps depuis le dernier crédit soldé chez d'autres prêteurs",
             "Time since a loan with other lenders was last paid off",
             _ACTIVITY, _MONTHS, risk=_MIXED).over(),
)
_REPORTS = (
    *Measure("bureau_since_report", smallest(-_.DAYS_CREDIT_UPDATE),
             "Temps depuis la dernière information reçue", "Time since the latest report", _ACTIVITY, _DAYS,
             risk=_FALLS).over(),
    *Measure("bureau_mean_since_report", mean(-_.DAYS_CREDIT_UPDATE),
             "Ancienneté moyenne des informations reçues", "Mean age of the reports", _ACTIVITY, _DAYS, risk=_FALLS)
    .over(EVERY, ACTIVE),
)
# fmt: on

FEATURES = (*_AGES, *_LENGTHS, *_ENDS, *_REPORTS)
