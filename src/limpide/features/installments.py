"""Instalments of earlier loans with us: what was due and when, what was paid and when."""

from typing import Any

import ibis
from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, distinct, largest, mean, ratio, share, smallest, total
from limpide.features.feature import History
from limpide.features.measures import EVERY, Measure, Slice, only, within
from limpide.features.rows import exact_amount, exact_ratio, months_before, past_only
from limpide.sources.home_credit import Tables, without_sentinels

# Less than this part of an instalment, unpaid or paid late, is a rounding rather than a habit.
_TOLERANCE = 0.05


def prepare(tables: Tables) -> Any:
    """Return one row for each instalment due before the application, however many payments it took.

    A payment entered after the application is not known yet: the instalment then counts as unpaid.
    """
    payments = past_only(without_sentinels(tables.installments, "installments"), "DAYS_INSTALMENT").mutate(
        due=exact_amount(_.AMT_INSTALMENT),
        entered=(_.DAYS_ENTRY_PAYMENT <= 0).ifelse(_.DAYS_ENTRY_PAYMENT, ibis.null()),
        paid=(_.DAYS_ENTRY_PAYMENT <= 0).ifelse(exact_amount(_.AMT_PAYMENT), ibis.null()),
    )
    # An instalment that is split over rows repeats the amount that was due in each of them.
    return _compared(
        payments.group_by("client_id", "loan_id", "NUM_INSTALMENT_NUMBER", "NUM_INSTALMENT_VERSION").aggregate(
            due_day=_.DAYS_INSTALMENT.max(),
            due=_.due.max(),
            paid_day=_.entered.max(),
            payments=_.paid.count(),
            paid_sum=_.paid.sum(),
            paid_late_count=_.paid.count(where=_.entered > _.DAYS_INSTALMENT),
            paid_late_sum=_.paid.sum(where=_.entered > _.DAYS_INSTALMENT),
        )
    )


def _compared(instalments: Any) -> Any:
    """Late is paid after the due day; an unpaid instalment is neither late nor early, it is unpaid."""
    return (
        instalments.mutate(
            months_ago=months_before(_.due_day),
            unpaid=_.payments == 0,
            paid=(_.payments > 0).ifelse(_.paid_sum, 0.0),
            paid_late=(_.paid_late_count > 0).ifelse(_.paid_late_sum, 0.0),
            days=_.paid_day - _.due_day,
        )
        .mutate(
            days_late=_.days.clip(lower=0),
            days_early=(-_.days).clip(lower=0),
            missing_sum=(_.due - _.paid).clip(lower=0.0),
            paid_part=exact_ratio(_.paid, _.due),
        )
        .mutate(
            late=_.days > 0,
            underpaid=_.paid < _.due * (1 - _TOLERANCE),
            overpaid=_.paid > _.due * (1 + _TOLERANCE),
            weighted_days=_.paid_part * _.days,
            notably_late=(_.days > 0) & (_.paid_late > _.due * _TOLERANCE),
        )
    )


_6M, _12M, _24M, _36M = within(6), within(12), within(24), within(36)
_FIRST = Slice("first", "4 premières échéances de chaque crédit", "first 4 instalments of each loan",
               _.NUM_INSTALMENT_NUMBER.between(1, 4))  # fmt: skip

_PUNCTUALITY, _AMOUNTS = "instalment_punctuality", "instalment_amounts"
_COUNT, _EURO, _SHARE, _DAYS, _MONTHS = Unit.COUNT, Unit.EURO, Unit.SHARE, Unit.DAYS, Unit.MONTHS

# fmt: off
_WHEN = (
    *Measure("instalment_late_share", share(_.late), "Part des échéances payées en retard",
             "Share of instalments paid late", _PUNCTUALITY, _SHARE)
    .over(EVERY, _6M, _12M, _24M, _36M, _FIRST),
    *Measure("instalment_late_over_7_days_share", share(_.days > 7),
             "Part des échéances payées avec plus de 7 jours de retard",
             "Share of instalments paid more than 7 days late", _PUNCTUALITY, _SHARE).over(EVERY, _12M),
    *Measure("instalment_late_over_30_days_share", share(_.days > 30),
             "Part des échéances payées avec plus de 30 jours de retard",
             "Share of instalments paid more than 30 days late", _PUNCTUALITY, _SHARE).over(EVERY, _24M),
    *Measure("instalment_notably_late_share", share(_.notably_late),
             "Part des échéances dont une somme notable a été payée en retard",
             "Share of instalments of which a notable part was paid late", _PUNCTUALITY, _SHARE).over(_12M),
    *Measure("instalment_days_late_mean", mean(_.days_late), "Retard moyen de paiement",
             "Mean delay of payment", _PUNCTUALITY, _DAYS).over(EVERY, _12M),
    *Measure("instalment_days_late_max", largest(_.days_late), "Plus long retard de paiement",
             "Longest delay of payment", _PUNCTUALITY, _DAYS).over(EVERY, _6M, _12M),
    *Measure("instalment_days_early_mean", mean(_.days_early), "Avance moyenne de paiement",
             "Mean advance of payment", _PUNCTUALITY, _DAYS).over(EVERY, _12M),
    *Measure("instalment_days_early_min", smallest(-_.days),
             "Plus petite avance de paiement (négative : retard)",
             "Smallest advance of payment (negative: delay)", _PUNCTUALITY, _DAYS).over(_12M),
    *Measure("instalment_weighted_days_mean", mean(_.weighted_days),
             "Retard moyen pondéré par la somme payée (négatif : avance)",
             "Mean delay weighted by the sum paid (negative: advance)", _PUNCTUALITY, _DAYS).over(),
    *Measure("instalment_since_late", smallest(_.months_ago),
             "Temps depuis la dernière échéance payée en retard", "Time since the last instalment paid late",
             _PUNCTUALITY, _MONTHS).over(only(_.late)),
    *Measure("instalment_since_payment", smallest(-_.paid_day), "Temps depuis le dernier paiement",
             "Time since the last payment", _PUNCTUALITY, _DAYS).over(),
    *Measure("instalment_unpaid", count(), "Nombre d'échéances sans aucun paiement",
             "Number of instalments without any payment", _PUNCTUALITY, _COUNT, absent=0)
    .over(only(_.unpaid)),
)
_HOW_MUCH = (
    *Measure("instalment_count", count(), "Nombre d'échéances", "Number of instalments", _AMOUNTS, _COUNT,
             absent=0).over(EVERY, _12M),
    *Measure("instalment_loans", distinct(_.loan_id), "Nombre de crédits ayant eu des échéances",
             "Number of loans with instalments", _AMOUNTS, _COUNT, absent=0).over(),
    *Measure("instalment_mean", mean(_.due), "Échéance moyenne", "Mean instalment", _AMOUNTS, _EURO)
    .over(EVERY, _12M),
    *Measure("instalment_max", largest(_.due), "Échéance la plus élevée", "Largest instalment", _AMOUNTS,
             _EURO).over(),
    *Measure("instalment_paid_total", total(_.paid), "Total payé", "Total paid", _AMOUNTS, _EURO)
    .over(EVERY, _12M),
    *Measure("instalment_paid_min", smallest(_.paid), "Plus petit paiement d'une échéance",
             "Smallest payment of an instalment", _AMOUNTS, _EURO).over(_24M),
    *Measure("instalment_paid_share", ratio(_.paid, _.due), "Part payée des sommes dues",
             "Share paid of the sums due", _AMOUNTS, Unit.RATIO).over(EVERY, _12M),
    *Measure("instalment_underpaid_share", share(_.underpaid),
             "Part des échéances payées en partie seulement", "Share of instalments paid only in part",
             _AMOUNTS, _SHARE).over(EVERY, _12M),
    *Measure("instalment_overpaid_share", share(_.overpaid), "Part des échéances payées au-delà du dû",
             "Share of instalments paid beyond what was due", _AMOUNTS, _SHARE).over(),
    *Measure("instalment_missing_sum", total(_.missing_sum), "Total des sommes restées impayées",
             "Total of the sums left unpaid", _AMOUNTS, _EURO).over(),
    *Measure("instalment_missing_sum_max", largest(_.missing_sum), "Plus grosse somme restée impayée",
             "Largest sum left unpaid", _AMOUNTS, _EURO).over(),
)
# fmt: on

FEATURES = (*_WHEN, *_HOW_MUCH)
HISTORY = History(source="installments", prepare=prepare, features=FEATURES)
