"""Monthly statements of the client's credit cards with us: how they are used, how they are paid."""

from typing import Any

import ibis
from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import (
    count,
    distinct,
    largest,
    latest,
    mean,
    ratio,
    share,
    smallest,
)
from limpide.features.feature import History
from limpide.features.measures import EVERY, Measure, only, within
from limpide.features.rows import exact_amount, exact_ratio, past_only, positive, recency, unless_negative
from limpide.sources.home_credit import Tables, without_sentinels


def prepare(tables: Tables) -> Any:
    """Return the statements up to the application; a limit of zero and drawings below zero are not known."""
    rows = past_only(without_sentinels(tables.card, "card"), "MONTHS_BALANCE")
    return rows.mutate(
        months_ago=-_.MONTHS_BALANCE,
        recency=recency(_.MONTHS_BALANCE, _.loan_id),
        # A balance below zero is in the client's favour: nothing is owed.
        balance=exact_amount(_.AMT_BALANCE.clip(lower=0.0)),
        ceiling=exact_amount(positive(_.AMT_CREDIT_LIMIT_ACTUAL)),
        drawn=exact_amount(unless_negative(_.AMT_DRAWINGS_CURRENT)),
        drawn_cash=exact_amount(unless_negative(_.AMT_DRAWINGS_ATM_CURRENT)),
        minimum=exact_amount(positive(_.AMT_INST_MIN_REGULARITY)),
        paid=exact_amount(ibis.coalesce(_.AMT_PAYMENT_CURRENT, _.AMT_PAYMENT_TOTAL_CURRENT)),
        late=_.SK_DPD > 0,
    ).mutate(used=exact_ratio(_.balance, _.ceiling), underpaid=_.paid < _.minimum)


_3M, _6M, _12M = within(3), within(6), within(12)

_USE, _ARREARS = "card_use", "card_arrears"
_COUNT, _EURO, _SHARE, _DAYS, _MONTHS = Unit.COUNT, Unit.EURO, Unit.SHARE, Unit.DAYS, Unit.MONTHS

# fmt: off
FEATURES = (
    *Measure("card_cards", distinct(_.loan_id), "Nombre de cartes", "Number of cards", _USE, _COUNT, absent=0)
    .over(),
    *Measure("card_months", count(), "Nombre de relevés", "Number of statements", _USE, _COUNT, absent=0)
    .over(),
    *Measure("card_used_mean", mean(_.used), "Part utilisée du plafond, en moyenne",
             "Share of the limit in use, mean", _USE, _SHARE).over(EVERY, _3M, _12M),
    *Measure("card_used_max", largest(_.used), "Part utilisée du plafond, au plus haut",
             "Share of the limit in use, highest", _USE, _SHARE).over(_6M, _12M),
    *Measure("card_balance_latest", latest(_.balance), "Dernier solde dû", "Latest balance owed", _USE, _EURO)
    .over(),
    *Measure("card_balance_max", largest(_.balance), "Solde dû le plus élevé", "Highest balance owed", _USE,
             _EURO).over(_12M),
    *Measure("card_limit_latest", latest(_.ceiling), "Plafond actuel", "Present limit", _USE, _EURO).over(),
    *Measure("card_limit_raise", lambda rows: latest(_.ceiling)(rows) / smallest(_.ceiling)(rows),
             "Plafond actuel rapporté au plus bas", "Present limit over the lowest", _USE, Unit.RATIO).over(),
    *Measure("card_drawn_share", ratio(_.drawn, _.ceiling), "Dépenses mensuelles rapportées au plafond",
             "Monthly spending over the limit", _USE, _SHARE).over(EVERY, _3M, _12M),
    *Measure("card_drawn_times", mean(_.CNT_DRAWINGS_CURRENT), "Nombre moyen d'utilisations par mois",
             "Mean number of uses a month", _USE, _COUNT).over(EVERY, _6M),
    *Measure("card_cash_share", ratio(_.drawn_cash, _.drawn), "Part des retraits d'espèces dans les dépenses",
             "Share of cash withdrawals in spending", _USE, _SHARE).over(EVERY, _12M),
    *Measure("card_since_use", smallest(_.months_ago), "Temps depuis la dernière utilisation",
             "Time since the card was last used", _USE, _MONTHS).over(only(_.drawn > 0)),
    *Measure("card_paid_over_minimum", ratio(_.paid, _.minimum), "Paiements rapportés au minimum exigé",
             "Payments over the minimum due", _ARREARS, Unit.RATIO).over(EVERY, _12M),
    *Measure("card_underpaid_share", share(_.underpaid), "Part des mois payés sous le minimum exigé",
             "Share of months paid below the minimum due", _ARREARS, _SHARE).over(),
    *Measure("card_days_late_max", largest(_.SK_DPD), "Retard le plus long sur la carte",
             "Longest delay on the card", _ARREARS, _DAYS).over(EVERY, _12M),
    *Measure("card_notable_days_late_max", largest(_.SK_DPD_DEF),
             "Retard le plus long sur la carte (petites sommes ignorées)",
             "Longest delay on the card (small sums ignored)", _ARREARS, _DAYS).over(),
    *Measure("card_late_share", share(_.late), "Part des mois de carte en retard",
             "Share of card months overdue", _ARREARS, _SHARE).over(),
    *Measure("card_since_late", smallest(_.months_ago), "Temps depuis le dernier mois de carte en retard",
             "Time since the last card month overdue", _ARREARS, _MONTHS).over(only(_.late)),
)
# fmt: on

HISTORY = History(source="card", prepare=prepare, features=FEATURES)
