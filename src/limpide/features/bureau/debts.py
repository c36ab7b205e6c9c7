"""What is still owed to other lenders: in euros, as a part of what was lent, month by month."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, decayed, largest, latest, mean, ratio, share, total, trend
from limpide.features.bureau.slices import ACTIVE, CARD, CONSUMER, LAST_3, M12, M24, MORTGAGE
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, Slice, only

# From this share on, a card has nearly nothing left to draw, or a loan nothing repaid yet.
_FULL = 0.9
_NOT_MORTGAGE = Slice("not_mortgage", "hors crédits immobiliers", "without mortgages", _.CREDIT_TYPE != "Mortgage")
_OPEN_CARD = ACTIVE & CARD

_DEBT = "bureau_debt"
_COUNT, _EURO, _SHARE = Unit.COUNT, Unit.EURO, Unit.SHARE
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED
_LESS, _MORE = Change.LESS, Change.MORE

# fmt: off
_OWED = (
    *Measure("bureau_debt_total", total(_.debt), "Dette restante", "Debt left to repay", _DEBT, _EURO,
             risk=_RISES, change=_LESS)
    .over(ACTIVE, CARD, CONSUMER, ACTIVE & _NOT_MORTGAGE, M24),
    *Measure("bureau_debt_total", total(_.debt), "Dette restante", "Debt left to repay", _DEBT, _EURO,
             risk=_MIXED, change=_LESS).over(MORTGAGE),
    *Measure("bureau_debt_mean", mean(_.debt), "Dette restante moyenne par crédit", "Mean debt left per loan",
             _DEBT, _EURO, risk=_RISES, change=_LESS).over(ACTIVE),
    *Measure("bureau_debt_max", largest(_.debt), "Dette restante du crédit le plus lourd",
             "Debt left of the heaviest loan", _DEBT, _EURO, risk=_RISES, change=_LESS).over(ACTIVE),
    *Measure("bureau_repaid_total", total(_.repaid), "Montant déjà remboursé", "Sum already repaid", _DEBT, _EURO,
             risk=_FALLS, change=_MORE).over(ACTIVE),
    *Measure("bureau_debts", count(), "Nombre de crédits avec une dette", "Number of loans with a debt", _DEBT,
             _COUNT, absent=0, risk=_RISES, change=_LESS).over(only(_.debt > 0)),
    *Measure("bureau_debts_unreported_share", share(_.AMT_CREDIT_SUM_DEBT.isnull()),
             "Part des crédits dont la dette n'est pas connue", "Share of loans whose debt is not known", _DEBT,
             _SHARE, risk=_MIXED).over(ACTIVE),
)
_OF_CREDIT = (
    *Measure("bureau_debt_share", ratio(_.debt, _.credit), "Part du montant emprunté restant à rembourser",
             "Share of the sum borrowed that is left to repay", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(EVERY, ACTIVE, CONSUMER, CARD, MORTGAGE, ACTIVE & M12, M24, LAST_3),
    *Measure("bureau_debt_share_mean", mean(_.debt_ratio), "Part restant à rembourser d'un crédit, en moyenne",
             "Share of a loan left to repay, on average", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(EVERY, ACTIVE),
    *Measure("bureau_debt_share_max", largest(_.debt_ratio),
             "Part restant à rembourser du crédit le plus endetté",
             "Share left to repay of the most indebted loan", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(EVERY, CARD),
    *Measure("bureau_debt_share_latest", latest(_.debt_ratio), "Part restant à rembourser du dernier crédit",
             "Share left to repay of the latest loan", _DEBT, _SHARE, risk=_RISES, change=_LESS).over(),
    *Measure("bureau_debt_share_decayed", decayed(_.debt_ratio, _.months_ago, half=12, steps=2**20),
             "Part restant à rembourser d'un crédit, les plus récents comptant davantage",
             "Share of a loan left to repay, recent loans counting more", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(),
    *Measure("bureau_debt_share_trend", trend(_.debt_ratio, -_.rank, steps=2**20),
             "Hausse de la part restant à rembourser, d'un crédit au suivant",
             "Rise of the share left to repay, from one loan to the next", _DEBT, _SHARE, risk=_MIXED)
    .over(),
    *Measure("bureau_debts_full", count(), "Nombre de crédits à rembourser à plus de 90 %",
             "Number of loans with over 90% left to repay", _DEBT, _COUNT, absent=0, risk=_RISES, change=_LESS)
    .over(only(_.debt_ratio > _FULL)),
    *Measure("bureau_debts_above_credit", count(), "Nombre de crédits dont la dette dépasse le montant emprunté",
             "Number of loans whose debt exceeds the sum borrowed", _DEBT, _COUNT, absent=0, risk=_RISES,
             change=_LESS).over(only(_.debt > _.credit)),
)
_CARDS = (
    *Measure("bureau_card_available", total(_.available), "Montant encore disponible sur les cartes d'autres prêteurs",
             "Sum still available on other lenders' cards", _DEBT, _EURO, risk=_FALLS, change=_MORE)
    .over(only(_OPEN_CARD.rows)),
    *Measure("bureau_cards_full", count(), "Nombre de cartes d'autres prêteurs utilisées à plus de 90 %",
             "Number of other lenders' cards with over 90% of the limit in use", _DEBT, _COUNT, absent=0,
             risk=_RISES, change=_LESS).over(only(_OPEN_CARD.rows & (_.debt_ratio > _FULL))),
)
_BURDEN = (
    *Measure("bureau_annuity_total", total(_.annuity), "Total des échéances", "Total of the instalments",
             _DEBT, _EURO, risk=_RISES, change=_LESS).over(ACTIVE, ACTIVE & CONSUMER),
    *Measure("bureau_annuity_mean", mean(_.annuity), "Échéance moyenne chez d'autres prêteurs",
             "Mean instalment with other lenders", _DEBT, _EURO, risk=_MIXED).over(EVERY, ACTIVE),
    *Measure("bureau_annuity_share", ratio(_.annuity, _.credit), "Échéance rapportée au montant emprunté",
             "Instalment over the sum borrowed", _DEBT, _SHARE, risk=_RISES).over(ACTIVE),
    *Measure("bureau_months_to_repay", ratio(_.debt, _.annuity), "Nombre d'échéances pour rembourser la dette",
             "Number of instalments to repay the debt", _DEBT, _COUNT, risk=_RISES, change=_LESS).over(ACTIVE),
    *Measure("bureau_monthly_debt", total(_.monthly_debt), "Dette restante par mois jusqu'à la fin des crédits",
             "Debt left per month until the loans end", _DEBT, _EURO, risk=_RISES, change=_LESS)
    .over(ACTIVE, ACTIVE & _NOT_MORTGAGE),
)
# fmt: on

FEATURES = (*_OWED, *_OF_CREDIT, *_CARDS, *_BURDEN)
