"""Loans with other lenders, as the credit bureau reports them: number, age, debt, arrears."""

from typing import Any

import ibis
from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import (
    count,
    distinct,
    divided,
    gap,
    largest,
    mean,
    ratio,
    share,
    smallest,
    total,
)
from limpide.features.feature import History
from limpide.features.measures import EVERY, Measure, Slice, only, within
from limpide.features.rows import (
    DAYS_PER_YEAR,
    exact_amount,
    exact_ratio,
    months_before,
    past_only,
    positive,
    unless_negative,
    years_before,
)
from limpide.sources.home_credit import Tables, without_sentinels

# A month's status is a class of days late; a client reads the least number of days in it.
_DAYS_LATE = {"0": 0, "1": 1, "2": 31, "3": 61, "4": 91, "5": 121}
# Cards without an end bear a date decades ahead: no loan is planned to last longer than this (days).
_NO_END = 40 * 365
_KINDS = ("Consumer credit", "Credit card", "Mortgage", "Car loan", "Microloan")
_IN_ARREARS = ("Sold", "Bad debt")


def prepare(tables: Tables) -> Any:
    """Return the loans reported before the application, with the summary of their monthly follow-up.

    A report dated after the application is left out whole: its amounts are those of a later day.
    """
    loans = past_only(without_sentinels(tables.bureau, "bureau"), "DAYS_CREDIT", "DAYS_CREDIT_UPDATE")
    loans = loans.left_join(_by_loan(tables), "bureau_loan_id").drop("bureau_loan_id_right")
    return loans.mutate(
        months_ago=months_before(_.DAYS_CREDIT),
        age=years_before(_.DAYS_CREDIT),
        active=_.CREDIT_ACTIVE == "Active",
        planned=(_.DAYS_CREDIT_ENDDATE <= _NO_END).ifelse(_.DAYS_CREDIT_ENDDATE, ibis.null()),
        ended=-unless_negative(-_.DAYS_ENDDATE_FACT),
        credit=exact_amount(unless_negative(_.AMT_CREDIT_SUM)),
        # Overpaid is not owed.
        debt=exact_amount(_.AMT_CREDIT_SUM_DEBT.clip(lower=0)),
        annuity=exact_amount(positive(_.AMT_ANNUITY)),
        overdue=exact_amount(_.AMT_CREDIT_SUM_OVERDUE),
        worst_overdue=exact_amount(_.AMT_CREDIT_MAX_OVERDUE),
    ).mutate(
        debt_ratio=exact_ratio(_.debt, _.credit),
        planned_days=positive(_.planned - _.DAYS_CREDIT),
        early_days=_.planned - _.ended,
    )


def _by_loan(tables: Tables) -> Any:
    """One row for each loan that is followed month by month."""
    months = past_only(tables.bureau_balance, "MONTHS_BALANCE").mutate(
        ago=-_.MONTHS_BALANCE,
        days_late=_.STATUS.cases(*_DAYS_LATE.items(), else_=ibis.null("int64")),
    )
    late = _.days_late > 0
    return months.group_by("bureau_loan_id").aggregate(
        months_followed=_.count(),
        months_due=_.days_late.count(),
        months_late=_.count(where=late),
        months_late_12m=_.count(where=late & (_.ago <= 12)),
        months_late_24m=_.count(where=late & (_.ago <= 24)),
        most_days_late=_.days_late.max(),
        months_since_late=_.ago.min(where=late),
    )


_ACTIVE = Slice("active", "en cours", "open", _.active)
_CLOSED = Slice("closed", "terminés", "closed", _.CREDIT_ACTIVE == "Closed")
_CONSUMER = Slice("consumer", "crédits à la consommation", "consumer loans", _.CREDIT_TYPE == "Consumer credit")
_CARD = Slice("card", "cartes de crédit", "credit cards", _.CREDIT_TYPE == "Credit card")
_MORTGAGE = Slice("mortgage", "crédits immobiliers", "mortgages", _.CREDIT_TYPE == "Mortgage")
_CAR = Slice("car", "crédits automobiles", "car loans", _.CREDIT_TYPE == "Car loan")
_MICRO = Slice("micro", "microcrédits", "microloans", _.CREDIT_TYPE == "Microloan")
_OTHER = Slice("other", "autres crédits", "other loans", _.CREDIT_TYPE.notin(_KINDS))
_6M, _12M, _24M, _36M = within(6), within(12), within(24), within(36)

_HISTORY, _ACTIVITY, _DEBT = "bureau_history", "bureau_activity", "bureau_debt"
_ARREARS = "bureau_arrears"
_COUNT, _EURO, _SHARE, _YEARS, _DAYS, _MONTHS = (
    Unit.COUNT, Unit.EURO, Unit.SHARE, Unit.YEARS, Unit.DAYS, Unit.MONTHS,
)  # fmt: skip

# fmt: off
_LOANS = (
    *Measure("bureau_loans", count(), "Nombre de crédits", "Number of loans", _HISTORY, _COUNT, absent=0)
    .over(EVERY, _CONSUMER, _CARD, _MORTGAGE, _CAR, _MICRO, _OTHER, _CLOSED),
    *Measure("bureau_loans", count(), "Nombre de crédits", "Number of loans", _ACTIVITY, _COUNT, absent=0)
    .over(_ACTIVE, _6M, _12M, _24M, _36M, _ACTIVE & _CARD),
    *Measure("bureau_kinds", distinct(_.CREDIT_TYPE), "Nombre de types de crédit différents",
             "Number of different kinds of loans", _HISTORY, _COUNT, absent=0).over(),
    *Measure("bureau_active_share", share(_.active), "Part des crédits encore en cours",
             "Share of loans still open", _ACTIVITY, _SHARE).over(),
    *Measure("bureau_newest_age", smallest(_.age), "Ancienneté du crédit le plus récent",
             "Age of the most recent loan", _ACTIVITY, _YEARS).over(EVERY, _ACTIVE),
    *Measure("bureau_oldest_age", largest(_.age), "Ancienneté du crédit le plus ancien",
             "Age of the oldest loan", _HISTORY, _YEARS).over(),
    *Measure("bureau_mean_age", divided(mean(-_.DAYS_CREDIT), DAYS_PER_YEAR),
             "Ancienneté moyenne des crédits", "Mean age of the loans", _HISTORY, _YEARS)
    .over(EVERY, _ACTIVE),
    *Measure("bureau_gap", gap(_.months_ago), "Temps moyen entre deux crédits", "Mean time between two loans",
             _HISTORY, _MONTHS).over(),
    *Measure("bureau_planned_length", divided(mean(_.planned_days), DAYS_PER_YEAR),
             "Durée prévue moyenne des crédits", "Mean planned length of the loans", _HISTORY, _YEARS).over(),
    *Measure("bureau_early_closing", mean(_.early_days), "Avance moyenne de la clôture sur la date prévue",
             "Mean advance of closing on the planned date", _HISTORY, _DAYS).over(),
    *Measure("bureau_since_closing", smallest(months_before(_.ended)), "Temps depuis le dernier crédit soldé",
             "Time since a loan was last paid off", _ACTIVITY, _MONTHS).over(),
    *Measure("bureau_since_report", smallest(-_.DAYS_CREDIT_UPDATE),
             "Temps depuis la dernière information reçue", "Time since the latest report", _ACTIVITY, _DAYS)
    .over(),
    *Measure("bureau_mean_since_report", mean(-_.DAYS_CREDIT_UPDATE),
             "Ancienneté moyenne des informations reçues", "Mean age of the reports", _ACTIVITY, _DAYS)
    .over(),
    *Measure("bureau_time_left", divided(largest(positive(_.planned)), DAYS_PER_YEAR),
             "Plus longue durée restant à courir", "Longest time left to run", _DEBT, _YEARS).over(_ACTIVE),
    *Measure("bureau_past_end", count(), "Nombre de crédits non soldés à la date prévue",
             "Number of loans not paid off by the planned date", _ARREARS, _COUNT, absent=0)
    .over(only(_.active & (_.planned < 0))),
)
_AMOUNTS = (
    *Measure("bureau_credit_total", total(_.credit), "Montant total emprunté", "Total borrowed", _DEBT, _EURO)
    .over(EVERY, _ACTIVE, _12M),
    *Measure("bureau_credit_mean", mean(_.credit), "Montant moyen des crédits", "Mean amount of the loans",
             _DEBT, _EURO).over(),
    *Measure("bureau_credit_max", largest(_.credit), "Montant du plus gros crédit",
             "Amount of the largest loan", _DEBT, _EURO).over(),
    *Measure("bureau_debt_total", total(_.debt), "Dette restante", "Debt left to repay", _DEBT, _EURO)
    .over(_ACTIVE, _CARD),
    *Measure("bureau_debt_share", ratio(_.debt, _.credit), "Part du montant emprunté restant à rembourser",
             "Share of the sum borrowed that is left to repay", _DEBT, _SHARE)
    .over(EVERY, _ACTIVE, _CONSUMER, _CARD),
    *Measure("bureau_debt_share_max", largest(_.debt_ratio),
             "Part restant à rembourser du crédit le plus endetté",
             "Share left to repay of the most indebted loan", _DEBT, _SHARE).over(),
    *Measure("bureau_annuity_total", total(_.annuity), "Total des échéances", "Total of the instalments",
             _DEBT, _EURO).over(_ACTIVE),
)
_LATE = (
    *Measure("bureau_overdue_total", total(_.overdue), "Montant actuellement en retard", "Amount now overdue",
             _ARREARS, _EURO).over(),
    *Measure("bureau_overdue_share", share(_.CREDIT_DAY_OVERDUE > 0),
             "Part des crédits actuellement en retard", "Share of loans now overdue", _ARREARS, _SHARE)
    .over(),
    *Measure("bureau_days_overdue_max", largest(_.CREDIT_DAY_OVERDUE), "Plus long retard actuel",
             "Longest delay at present", _ARREARS, _DAYS).over(),
    *Measure("bureau_worst_overdue_max", largest(_.worst_overdue), "Plus gros montant jamais en retard",
             "Largest amount ever overdue", _ARREARS, _EURO).over(),
    *Measure("bureau_ever_overdue_share", share(_.worst_overdue > 0),
             "Part des crédits ayant connu un retard", "Share of loans that were ever overdue", _ARREARS,
             _SHARE).over(EVERY, _24M),
    *Measure("bureau_prolongations", total(_.CNT_CREDIT_PROLONG), "Nombre de prolongations de crédits",
             "Number of times loans were prolonged", _ARREARS, _COUNT).over(),
    *Measure("bureau_written_off", count(), "Nombre de créances cédées ou irrécouvrables",
             "Number of loans sold or written off", _ARREARS, _COUNT, absent=0)
    .over(only(_.CREDIT_ACTIVE.isin(_IN_ARREARS))),
    *Measure("bureau_months_followed", total(_.months_followed),
             "Mois de suivi chez d'autres prêteurs, tous crédits cumulés",
             "Months followed with other lenders, all loans added up", _HISTORY, _COUNT).over(),
    *Measure("bureau_late_months_share", ratio(_.months_late, _.months_due),
             "Part des mois en retard chez d'autres prêteurs", "Share of months overdue with other lenders",
             _ARREARS, _SHARE).over(EVERY, _CLOSED),
    *Measure("bureau_late_months_in_12m", total(_.months_late_12m),
             "Mois en retard, tous crédits cumulés (12 derniers mois)",
             "Months overdue, all loans added up (last 12 months)", _ARREARS, _COUNT).over(),
    *Measure("bureau_late_months_in_24m", total(_.months_late_24m),
             "Mois en retard, tous crédits cumulés (24 derniers mois)",
             "Months overdue, all loans added up (last 24 months)", _ARREARS, _COUNT).over(),
    *Measure("bureau_most_days_late", largest(_.most_days_late),
             "Retard le plus long chez d'autres prêteurs, au moins",
             "Longest delay with other lenders, at least", _ARREARS, _DAYS).over(),
    *Measure("bureau_since_late", smallest(_.months_since_late),
             "Temps depuis le dernier mois en retard chez d'autres prêteurs",
             "Time since the last month overdue with other lenders", _ARREARS, _MONTHS).over(),
)
# fmt: on

FEATURES = (*_LOANS, *_AMOUNTS, *_LATE)
HISTORY = History(source="bureau", prepare=prepare, features=FEATURES)
