"""Monthly follow-up of earlier consumer and cash loans with us: days late, instalments left, early endings."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, distinct, largest, ratio, share, smallest, total
from limpide.features.feature import History
from limpide.features.measures import EVERY, Measure, Slice, only, within
from limpide.features.rows import past_only
from limpide.sources.home_credit import Tables, without_sentinels

_NOT_STARTED = ("Signed", "Approved", "Canceled")
# A loan that has not ended is still running if its latest statement is at most this old.
_RUNNING_MONTHS = 3


def prepare(tables: Tables) -> Any:
    """Return the monthly statements of each loan from its start to its end, with what its last one says.

    The statuses of the lender's file are not always right: a loan has ended when no instalment is left and
    nothing is overdue, and statements after that month are left out.
    """
    rows = past_only(without_sentinels(tables.pos, "pos"), "MONTHS_BALANCE")
    rows = rows.filter(_.NAME_CONTRACT_STATUS.fill_null("Active").notin(_NOT_STARTED)).mutate(
        months_ago=-_.MONTHS_BALANCE,
        left=_.CNT_INSTALMENT_FUTURE,
        done=(_.SK_DPD == 0) & (_.CNT_INSTALMENT_FUTURE == 0).fill_null(_.NAME_CONTRACT_STATUS == "Completed"),
    )
    loans = rows.group_by("loan_id").aggregate(
        end=_.months_ago.max(where=_.done), newest=_.months_ago.min(), longest_term=_.CNT_INSTALMENT.max()
    )
    rows = rows.left_join(loans, "loan_id").drop("loan_id_right")
    rows = rows.filter(_.end.isnull() | (_.months_ago >= _.end)).mutate(
        last=_.months_ago == _.end.fill_null(_.newest),
        late=_.SK_DPD > 0,
        notably_late=_.SK_DPD_DEF > 0,
    )
    return rows.mutate(
        running=_.last & _.end.isnull() & (_.months_ago <= _RUNNING_MONTHS),
        ended=_.last & _.end.notnull(),
        shortened=_.longest_term > _.CNT_INSTALMENT,
    )


_RUNNING = Slice("running", "en cours", "open", _.running)
_ENDED = Slice("ended", "soldés", "paid off", _.ended)
_6M, _12M, _24M = within(6), within(12), within(24)

_LOANS = "pos_loans"
_COUNT, _SHARE, _DAYS, _MONTHS = Unit.COUNT, Unit.SHARE, Unit.DAYS, Unit.MONTHS

# fmt: off
FEATURES = (
    *Measure("pos_loans", distinct(_.loan_id), "Nombre de crédits suivis", "Number of loans followed", _LOANS,
             _COUNT, absent=0).over(EVERY, _RUNNING, _ENDED),
    *Measure("pos_months", count(), "Mois de suivi, tous crédits cumulés",
             "Months followed, all loans added up", _LOANS, _COUNT, absent=0).over(),
    *Measure("pos_newest", smallest(_.months_ago), "Temps depuis le dernier relevé",
             "Time since the latest statement", _LOANS, _MONTHS).over(),
    *Measure("pos_days_late_max", largest(_.SK_DPD), "Retard le plus long sur un crédit",
             "Longest delay on a loan", _LOANS, _DAYS).over(EVERY, _6M, _12M),
    *Measure("pos_notable_days_late_max", largest(_.SK_DPD_DEF),
             "Retard le plus long sur un crédit (petites sommes ignorées)",
             "Longest delay on a loan (small sums ignored)", _LOANS, _DAYS).over(),
    *Measure("pos_late_share", share(_.late), "Part des mois de crédit en retard",
             "Share of loan months overdue", _LOANS, _SHARE).over(EVERY, _24M),
    *Measure("pos_since_late", smallest(_.months_ago), "Temps depuis le dernier mois de crédit en retard",
             "Time since the last loan month overdue", _LOANS, _MONTHS).over(only(_.late)),
    *Measure("pos_left", total(_.left), "Nombre d'échéances restant à payer",
             "Number of instalments left to pay", _LOANS, _COUNT).over(_RUNNING),
    *Measure("pos_left_share", ratio(_.left, _.CNT_INSTALMENT), "Part des échéances restant à payer",
             "Share of instalments left to pay", _LOANS, _SHARE).over(_RUNNING),
    *Measure("pos_shortened_share", share(_.shortened), "Part des crédits soldés avant la durée prévue",
             "Share of loans paid off before their planned length", _LOANS, _SHARE).over(only(_.ended)),
    *Measure("pos_longest_term", largest(_.CNT_INSTALMENT), "Durée du crédit le plus long",
             "Length of the longest loan", _LOANS, _MONTHS).over(),
)
# fmt: on

HISTORY = History(source="pos", prepare=prepare, features=FEATURES)
