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
    unsaid,
)
from limpide.features.feature import Risk
from limpide.features.measures import EVERY, Measure, only
from limpide.features.rows import DAYS_PER_MONTH, DAYS_PER_YEAR

_HISTORY, _DEBT, _ARREARS = "bureau_history", "bureau_debt", "bureau_arrears"
_COUNT, _SHARE, _YEARS, _DAYS, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.YEARS, Unit.DAYS, Unit.MONTHS
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED


def _latest_gap(_rows: Any) -> Any:
    return gap(_.months_ago)(_.rank <= 2)


def _latest_gap_over_mean(rows: Any) -> Any:
    return _latest_gap(rows) / gap(_.months_ago)(rows).nullif(0)


_LENGTH = Measure("bureau_planned_length", divided(mean(_.planned_days), DAYS_PER_YEAR),
                  "Durée moyenne prévue, autres prêteurs", "Mean planned length, other lenders’ loans", _HISTORY,
                  _YEARS, risk=_MIXED)  # fmt: skip
_CLOSING = Measure("bureau_early_closing", mean(_.early_days), "Avance moyenne à la clôture, autres prêteurs",
                   "Mean advance at closing, other lenders’ loans", _HISTORY, _DAYS, risk=_FALLS)  # fmt: skip

# fmt: off
_AGES = (
    *Measure("bureau_newest_age", smallest(_.age), "Ancienneté du dernier crédit, autres prêteurs",
             "Age of the latest loan with another lender", _HISTORY, _YEARS, risk=_FALLS)
    .over(EVERY, ACTIVE, CONSUMER, CARD),
    *Measure("bureau_newest_age", smallest(_.age), "Ancienneté du dernier crédit, autres prêteurs",
             "Age of the latest loan with another lender", _HISTORY, _YEARS, risk=_MIXED).over(CLOSED),
    *Measure("bureau_oldest_age", largest(_.age), "Ancienneté du premier crédit, autres prêteurs",
             "Age of the first loan with another lender", _HISTORY, _YEARS, risk=_FALLS).over(EVERY, ACTIVE),
    *Measure("bureau_mean_age", divided(mean(-_.DAYS_CREDIT), DAYS_PER_YEAR),
             "Ancienneté moyenne, crédits d’autres prêteurs", "Mean age of loans with other lenders", _HISTORY,
             _YEARS, risk=_FALLS)
    .over(EVERY, ACTIVE, CLOSED, CONSUMER, CARD, LAST_3),
    *Measure("bureau_gap", gap(_.months_ago), "Temps moyen entre deux crédits d’autres prêteurs",
             "Mean time between two loans with other lenders", _HISTORY, _MONTHS, risk=_FALLS).over(),
    *Measure("bureau_age_spread", divided(spread(_.DAYS_CREDIT, steps=1), DAYS_PER_YEAR),
             "Dispersion des dates des crédits d’autres prêteurs", "Spread of the dates of other lenders’ loans",
             _HISTORY, _YEARS, risk=_FALLS).over(),
    *Measure("bureau_gap_latest", _latest_gap,
             "Temps entre les 2 derniers crédits d’autres prêteurs",
             "Time between the last 2 loans with other lenders", _HISTORY, _MONTHS,
             risk=_FALLS).over(),
    *Measure("bureau_gap_change", _latest_gap_over_mean,
             "Temps entre les 2 derniers crédits sur temps moyen",
             "Time between the last 2 loans over the mean time", _HISTORY, Unit.RATIO, risk=_FALLS).over(),
)
_LENGTHS = (
    *_LENGTH.over(EVERY, ACTIVE, CLOSED, CONSUMER),
    *Measure("bureau_planned_length_latest", latest(_.planned_days / DAYS_PER_YEAR),
             "Durée prévue du dernier crédit, autres prêteurs",
             "Planned length of the latest loan, other lenders", _HISTORY, _YEARS, risk=_MIXED)
    .over(),
    *Measure("bureau_planned_length_max", divided(largest(_.planned_days), DAYS_PER_YEAR),
             "Durée du plus long crédit en cours, autres prêteurs",
             "Length of other lenders’ longest open loan", _HISTORY, _YEARS, risk=_MIXED).over(unsaid(ACTIVE)),
    *Measure("bureau_elapsed_share", ratio(_.elapsed_days, _.planned_days),
             "Durée écoulée des crédits en cours, autres prêteurs",
             "Term elapsed of other lenders’ open loans", _DEBT, _SHARE, risk=_FALLS).over(unsaid(ACTIVE)),
    *Measure("bureau_time_left", divided(largest(_.days_left), DAYS_PER_YEAR),
             "Plus longue durée restante, crédits d’autres prêteurs",
             "Longest time left on other lenders’ loans", _DEBT, _YEARS, risk=_RISES).over(unsaid(ACTIVE)),
    *Measure("bureau_time_left_mean", divided(mean(_.days_left), DAYS_PER_YEAR),
             "Durée restante moyenne, crédits d’autres prêteurs",
             "Mean time left on other lenders’ loans", _DEBT, _YEARS, risk=_RISES).over(unsaid(ACTIVE)),
    *Measure("bureau_next_end", divided(smallest(_.days_left), DAYS_PER_MONTH),
             "Temps avant la prochaine fin de crédit, autres prêteurs",
             "Time before the next loan with others ends", _DEBT, _MONTHS, risk=_MIXED).over(unsaid(ACTIVE)),
    *Measure("bureau_ending", count(), "Crédits d’autres prêteurs finissant dans les 12 mois",
             "Loans with other lenders that end within 12 months", _DEBT, _COUNT, absent=0, risk=_MIXED)
    .over(only(_.days_left <= DAYS_PER_YEAR)),
)
_ENDS = (
    *_CLOSING.over(EVERY, M36),
    *Measure("bureau_early_share", share(_.early_days > 30),
             "Part des crédits soldés en avance, autres prêteurs",
             "Share of other lenders’ loans paid off early", _HISTORY, _SHARE, risk=_FALLS).over(unsaid(CLOSED)),
    *Measure("bureau_late_closing_share", share(_.early_days < -30),
             "Part des crédits soldés en retard, autres prêteurs",
             "Share of other lenders’ loans paid off late", _ARREARS, _SHARE, risk=_MIXED).over(unsaid(CLOSED)),
    *Measure("bureau_actual_over_planned", ratio(_.actual_days, _.planned_days),
             "Durée réelle sur durée prévue, autres prêteurs",
             "Actual over planned length, other lenders’ loans", _HISTORY, Unit.RATIO, risk=_MIXED)
    .over(unsaid(CLOSED)),
    *Measure("bureau_since_closing", smallest(_.months_since_end),
             "Temps depuis le dernier crédit soldé, autres prêteurs",
             "Time since the last loan paid off, other lenders", _HISTORY, _MONTHS, risk=_MIXED).over(),
)
_REPORTS = (
    *Measure("bureau_since_report", smallest(-_.DAYS_CREDIT_UPDATE),
             "Temps depuis la dernière information d’autres prêteurs",
             "Time since the latest report by other lenders", _HISTORY, _DAYS, risk=_FALLS).over(),
    *Measure("bureau_mean_since_report", mean(-_.DAYS_CREDIT_UPDATE),
             "Ancienneté moyenne des informations, autres prêteurs",
             "Mean age of the reports by other lenders", _HISTORY, _DAYS, risk=_FALLS)
    .over(EVERY, ACTIVE),
)
# fmt: on

FEATURES = (*_AGES, *_LENGTHS, *_ENDS, *_REPORTS)
