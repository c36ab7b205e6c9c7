"""What is still owed to other lenders: in euros, as a part of what was lent, month by month."""

from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import count, decayed, largest, latest, mean, ratio, share, total, trend
from limpide.features.bureau.slices import ACTIVE, CARD, CONSUMER, LAST_3, M12, M24, MORTGAGE, NOT_MORTGAGE, unsaid
from limpide.features.feature import Change, Risk
from limpide.features.measures import EVERY, Measure, Slice, only

# From this share on, a card has nearly nothing left to draw, or a loan nothing repaid yet.
_FULL = 0.9
_OPEN_CARD = ACTIVE & CARD
# What is owed is owed on open loans: their words need not say so.
_OPEN = unsaid(ACTIVE)
_OPEN_NOT_MORTGAGE = Slice("active_not_mortgage", NOT_MORTGAGE.fr, NOT_MORTGAGE.en, (ACTIVE & NOT_MORTGAGE).rows)
_OPEN_CONSUMER = Slice("active_consumer", CONSUMER.fr, CONSUMER.en, (ACTIVE & CONSUMER).rows)

_DEBT = "bureau_debt"
_COUNT, _EURO, _SHARE = Unit.COUNT, Unit.EURO, Unit.SHARE
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED
_LESS, _MORE = Change.LESS, Change.MORE

# fmt: off
_OWED = (
    *Measure("bureau_debt_total", total(_.debt), "Encours chez d’autres prêteurs", "Debt with other lenders", _DEBT,
             _EURO, risk=_RISES, change=_LESS).over(_OPEN, CARD, CONSUMER, _OPEN_NOT_MORTGAGE),
    *Measure("bureau_debt_total", total(_.debt), "Encours des crédits d’autres prêteurs",
             "Debt on loans with other lenders", _DEBT, _EURO, risk=_RISES, change=_LESS).over(M24),
    *Measure("bureau_debt_total", total(_.debt), "Encours chez d’autres prêteurs", "Debt with other lenders", _DEBT,
             _EURO, risk=_MIXED, change=_LESS).over(MORTGAGE),
    *Measure("bureau_debt_mean", mean(_.debt), "Encours moyen par crédit d’autres prêteurs",
             "Mean debt per loan with other lenders", _DEBT, _EURO, risk=_RISES, change=_LESS).over(_OPEN),
    *Measure("bureau_debt_max", largest(_.debt), "Plus gros encours d’un crédit, autres prêteurs",
             "Largest debt on one loan with other lenders", _DEBT, _EURO, risk=_RISES, change=_LESS).over(_OPEN),
    *Measure("bureau_repaid_total", total(_.repaid), "Capital remboursé, crédits en cours d’autres prêteurs",
             "Already repaid on other lenders’ open loans", _DEBT, _EURO, risk=_FALLS, change=_MORE).over(_OPEN),
    *Measure("bureau_debts", count(), "Crédits d’autres prêteurs restant à rembourser",
             "Loans with other lenders still to be repaid", _DEBT, _COUNT, absent=0, risk=_RISES, change=_LESS)
    .over(only(_.debt > 0)),
    *Measure("bureau_debts_unreported_share", share(_.AMT_CREDIT_SUM_DEBT.isnull()),
             "Part des crédits d’autres prêteurs à l’encours inconnu",
             "Share of other lenders’ loans with unknown debt", _DEBT, _SHARE, risk=_MIXED).over(_OPEN),
)
_OF_CREDIT = (
    *Measure("bureau_debt_share", ratio(_.debt, _.credit), "Part due des crédits d’autres prêteurs",
             "Share still owed of other lenders’ loans", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(EVERY, ACTIVE, CONSUMER, CARD, MORTGAGE, M24, LAST_3),
    *Measure("bureau_debt_share", ratio(_.debt, _.credit), "Part due des crédits récents d’autres prêteurs",
             "Share still owed of other lenders’ recent loans", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(unsaid(ACTIVE & M12)),
    *Measure("bureau_debt_share_mean", mean(_.debt_ratio), "Part due en moyenne par crédit d’autres prêteurs",
             "Mean share still owed per other lender’s loan", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(EVERY, ACTIVE),
    *Measure("bureau_debt_share_max", largest(_.debt_ratio),
             "Plus forte part due d’un crédit, autres prêteurs",
             "Largest share still owed of a loan, other lenders", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(EVERY, CARD),
    *Measure("bureau_debt_share_latest", latest(_.debt_ratio), "Part due du dernier crédit chez un autre prêteur",
             "Share still owed of the latest loan, other lenders", _DEBT, _SHARE, risk=_RISES, change=_LESS).over(),
    *Measure("bureau_debt_share_decayed", decayed(_.debt_ratio, _.months_ago, half=12, steps=2**20),
             "Part due par crédit d’autres prêteurs, récents pesant plus",
             "Share still owed per other lender’s loan, recent weighing more", _DEBT, _SHARE, risk=_RISES, change=_LESS)
    .over(),
    *Measure("bureau_debt_share_trend", trend(_.debt_ratio, -_.rank, steps=2**20),
             "Hausse de la part due d’un crédit au suivant, ailleurs",
             "Rise of the share owed from loan to loan, elsewhere", _DEBT, _SHARE, risk=_MIXED)
    .over(),
    *Measure("bureau_debts_full", count(), "Crédits d’autres prêteurs dus à plus de 90 %",
             "Other lenders’ loans with over 90% still owed", _DEBT, _COUNT, absent=0, risk=_RISES, change=_LESS)
    .over(only(_.debt_ratio > _FULL)),
    *Measure("bureau_debts_above_credit", count(), "Crédits d’autres prêteurs dus au-delà de l’emprunt",
             "Other lenders’ loans owed beyond the sum borrowed", _DEBT, _COUNT, absent=0, risk=_RISES,
             change=_LESS).over(only(_.debt > _.credit)),
)
_CARDS = (
    *Measure("bureau_card_available", total(_.available), "Montant disponible sur les cartes d’autres prêteurs",
             "Available on other lenders’ cards", _DEBT, _EURO, risk=_FALLS, change=_MORE)
    .over(only(_OPEN_CARD.rows)),
    *Measure("bureau_cards_full", count(), "Cartes d’autres prêteurs utilisées à plus de 90 %",
             "Other lenders’ cards used to over 90%", _DEBT, _COUNT, absent=0,
             risk=_RISES, change=_LESS).over(only(_OPEN_CARD.rows & (_.debt_ratio > _FULL))),
)
_BURDEN = (
    *Measure("bureau_annuity_total", total(_.annuity), "Mensualités chez d’autres prêteurs",
             "Monthly payments to other lenders", _DEBT, _EURO, risk=_RISES, change=_LESS)
    .over(_OPEN, _OPEN_CONSUMER),
    *Measure("bureau_annuity_mean", mean(_.annuity), "Mensualité moyenne chez d’autres prêteurs",
             "Mean monthly payment to other lenders", _DEBT, _EURO, risk=_MIXED).over(EVERY, ACTIVE),
    *Measure("bureau_annuity_share", ratio(_.annuity, _.credit), "Mensualité sur montant emprunté, autres prêteurs",
             "Monthly payment over sum borrowed, other lenders", _DEBT, _SHARE, risk=_RISES).over(_OPEN),
    *Measure("bureau_months_to_repay", ratio(_.debt, _.annuity), "Mensualités pour solder l’encours, autres prêteurs",
             "Monthly payments to clear other lenders’ debt", _DEBT, _COUNT, risk=_RISES, change=_LESS).over(_OPEN),
    *Measure("bureau_monthly_debt", total(_.monthly_debt), "Encours par mois restant, autres prêteurs",
             "Debt per month left, other lenders", _DEBT, _EURO, risk=_RISES, change=_LESS)
    .over(_OPEN, _OPEN_NOT_MORTGAGE),
)
# fmt: on

FEATURES = (*_OWED, *_OF_CREDIT, *_CARDS, *_BURDEN)
