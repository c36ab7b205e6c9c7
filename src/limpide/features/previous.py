"""Earlier applications with us: what was asked for, granted, refused, and what is still being repaid."""

from typing import Any

import ibis
from ibis import _

from limpide.contract import Unit
from limpide.features.aggregates import (
    count,
    gap,
    largest,
    latest,
    mean,
    ratio,
    share,
    smallest,
    total,
)
from limpide.features.feature import History
from limpide.features.measures import EVERY, Measure, Slice, only, within
from limpide.features.rows import (
    DAYS_PER_MONTH,
    NOT_YET,
    exact_amount,
    exact_ratio,
    months_before,
    past_only,
    positive,
    recency,
    unless_negative,
    years_before,
)
from limpide.sources.home_credit import Tables, without_sentinels


def prepare(tables: Tables) -> Any:
    """Return the applications decided before the present one, without the lender's repeats."""
    rows = past_only(tables.previous, "DAYS_DECISION")
    rows = rows.filter(_.FLAG_LAST_APPL_PER_CONTRACT.fill_null("Y") != "N", _.NFLAG_LAST_APPL_IN_DAY.fill_null(1) != 0)
    # "Not yet" is a sentinel: it says that the loan is being repaid, so it is read before it is blanked.
    rows = rows.mutate(approved=_.NAME_CONTRACT_STATUS == "Approved")
    rows = rows.mutate(active=_.approved & (_.DAYS_LAST_DUE == NOT_YET))
    return _with_schedule(_with_amounts(without_sentinels(rows, "previous")))


def _with_amounts(rows: Any) -> Any:
    """Zero stands for "none": cancelled applications have no amount, revolving ones no length."""
    return rows.mutate(
        months_ago=months_before(_.DAYS_DECISION),
        recency=recency(_.DAYS_DECISION, _.loan_id),
        refused=_.NAME_CONTRACT_STATUS == "Refused",
        asked=exact_amount(positive(_.AMT_APPLICATION)),
        credit=exact_amount(positive(_.AMT_CREDIT)),
        annuity=exact_amount(positive(_.AMT_ANNUITY)),
        goods=exact_amount(positive(_.AMT_GOODS_PRICE)),
        down_payment=exact_amount(unless_negative(_.AMT_DOWN_PAYMENT.fill_null(0.0))),
        term=positive(_.CNT_PAYMENT),
    ).mutate(
        rate=exact_ratio(24 * (_.annuity * _.term / _.credit - 1), _.term + 1),
    )


def _with_schedule(rows: Any) -> Any:
    """What remains to be paid is counted from the first due date, or a month after the decision."""
    first_due = ibis.coalesce(_.DAYS_FIRST_DUE, _.DAYS_DECISION + 30)
    passed = (-first_due / DAYS_PER_MONTH).floor() + 1
    return rows.mutate(
        completed=_.approved & (_.DAYS_LAST_DUE <= 0),
        months_left=_.active.ifelse((_.term - passed).clip(lower=0, upper=_.term), ibis.null()),
        early_days=_.DAYS_LAST_DUE_1ST_VERSION - _.DAYS_LAST_DUE,
    ).mutate(amount_left=_.months_left * _.annuity)


_APPROVED = Slice("approved", "accordés", "approved", _.approved)
_ACTIVE = Slice("active", "en cours", "open", _.active)
_COMPLETED = Slice("completed", "terminés", "completed", _.completed)
_CASH = Slice("cash", "prêts personnels", "cash loans", _.NAME_CONTRACT_TYPE == "Cash loans")
_CONSUMER = Slice("consumer", "achats à crédit", "purchases on credit", _.NAME_CONTRACT_TYPE == "Consumer loans")
_REVOLVING = Slice("revolving", "crédits renouvelables", "revolving loans",
                   _.NAME_CONTRACT_TYPE == "Revolving loans")  # fmt: skip
_6M, _12M, _24M = within(6), within(12), within(24)

_PAST, _REFUSALS = "previous_loans", "previous_refusals"
_COUNT, _EURO, _SHARE, _YEARS, _DAYS, _MONTHS = (
    Unit.COUNT, Unit.EURO, Unit.SHARE, Unit.YEARS, Unit.DAYS, Unit.MONTHS,
)  # fmt: skip


def _refused_for(*codes: str) -> Slice:
    return only(_.refused & _.CODE_REJECT_REASON.isin(codes))


# fmt: off
_LOANS = (
    *Measure("previous_applications", count(), "Nombre de demandes précédentes",
             "Number of previous applications", _PAST, _COUNT, absent=0)
    .over(EVERY, _6M, _12M, _24M, _CASH, _CONSUMER, _REVOLVING),
    *Measure("previous_loans", count(), "Nombre de crédits précédents", "Number of previous loans", _PAST,
             _COUNT, absent=0).over(_APPROVED, _ACTIVE, _COMPLETED, _APPROVED & _12M),
    *Measure("previous_newest", smallest(_.months_ago), "Temps depuis la dernière demande",
             "Time since the latest application", _PAST, _MONTHS).over(),
    *Measure("previous_newest_loan", smallest(_.months_ago), "Temps depuis le dernier crédit accordé",
             "Time since a loan was last granted", _PAST, _MONTHS).over(only(_.approved)),
    *Measure("previous_oldest", largest(years_before(_.DAYS_DECISION)), "Temps depuis la première demande",
             "Time since the first application", _PAST, _YEARS).over(),
    *Measure("previous_gap", gap(_.months_ago), "Temps moyen entre deux demandes",
             "Mean time between two applications", _PAST, _MONTHS).over(),
    *Measure("previous_cash_share", share(_.NAME_CONTRACT_TYPE == "Cash loans"),
             "Part des demandes de prêt personnel", "Share of applications for cash loans", _PAST, _SHARE)
    .over(),
    *Measure("previous_abandoned_share", share(_.NAME_CONTRACT_STATUS.isin(("Canceled", "Unused offer"))),
             "Part des demandes abandonnées par le client", "Share of applications given up by the client",
             _PAST, _SHARE).over(),
    *Measure("previous_insured_share", share(_.NFLAG_INSURED_ON_APPROVAL == 1),
             "Part des crédits avec assurance", "Share of loans with insurance", _PAST, _SHARE)
    .over(_APPROVED),
    *Measure("previous_latest_product", latest(_.PRODUCT_COMBINATION), "Produit de la dernière demande",
             "Product of the latest application", _PAST, Unit.CATEGORY, column="PRODUCT_COMBINATION").over(),
)
_AMOUNTS = (
    *Measure("previous_credit_mean", mean(_.credit), "Montant moyen des crédits", "Mean amount of the loans",
             _PAST, _EURO).over(_APPROVED),
    *Measure("previous_credit_max", largest(_.credit), "Montant du plus gros crédit",
             "Amount of the largest loan", _PAST, _EURO).over(_APPROVED),
    *Measure("previous_credit_latest", latest(_.credit), "Montant du dernier crédit",
             "Amount of the latest loan", _PAST, _EURO).over(_APPROVED),
    *Measure("previous_annuity_mean", mean(_.annuity), "Échéance moyenne", "Mean instalment", _PAST, _EURO)
    .over(_APPROVED),
    *Measure("previous_annuity_max", largest(_.annuity), "Échéance la plus élevée", "Largest instalment",
             _PAST, _EURO).over(_APPROVED),
    *Measure("previous_annuity_latest", latest(_.annuity), "Échéance du dernier crédit",
             "Instalment of the latest loan", _PAST, _EURO).over(_APPROVED),
    *Measure("previous_term_mean", mean(_.term), "Durée moyenne des crédits", "Mean length of the loans",
             _PAST, _MONTHS).over(_APPROVED),
    *Measure("previous_term_latest", latest(_.term), "Durée du dernier crédit", "Length of the latest loan",
             _PAST, _MONTHS).over(_APPROVED),
    *Measure("previous_granted_share", ratio(_.credit, _.asked),
             "Montant accordé rapporté au montant demandé", "Sum granted over sum asked for", _PAST,
             Unit.RATIO).over(_APPROVED),
    *Measure("previous_down_payment_share", ratio(_.down_payment, _.goods),
             "Part de l'apport dans le prix d'achat", "Down payment as a share of the price", _PAST, _SHARE)
    .over(_APPROVED & _CONSUMER),
    *Measure("previous_rate_mean", mean(_.rate), "Coût annuel moyen des crédits",
             "Mean yearly cost of the loans", _PAST, _SHARE).over(_APPROVED, _APPROVED & _CASH),
    *Measure("previous_rate_max", largest(_.rate), "Coût annuel du crédit le plus cher",
             "Yearly cost of the dearest loan", _PAST, _SHARE).over(_APPROVED),
    *Measure("previous_rate_latest", latest(_.rate), "Coût annuel du dernier crédit",
             "Yearly cost of the latest loan", _PAST, _SHARE).over(_APPROVED),
    *Measure("previous_high_rate_share", share(_.NAME_YIELD_GROUP == "high"),
             "Part des demandes à taux élevé", "Share of applications at a high rate", _PAST, _SHARE).over(),
    *Measure("previous_amount_left", total(_.amount_left), "Total des échéances restant à payer",
             "Total of the instalments left to pay", _PAST, _EURO).over(_ACTIVE),
    *Measure("previous_months_left", largest(_.months_left), "Nombre de mensualités restant à payer",
             "Number of monthly instalments left to pay", _PAST, _MONTHS).over(_ACTIVE),
    *Measure("previous_annuity_total", total(_.annuity), "Total des échéances mensuelles",
             "Total of the monthly instalments", _PAST, _EURO)
    .over(Slice("active", "crédits en cours", "open loans", _.active & (_.months_left > 0))),
    *Measure("previous_early_days", mean(_.early_days), "Avance moyenne du remboursement sur la date prévue",
             "Mean advance of repayment on the planned date", _PAST, _DAYS).over(_COMPLETED),
    *Measure("previous_early_share", share(_.early_days > 0), "Part des crédits remboursés par anticipation",
             "Share of loans repaid early", _PAST, _SHARE).over(_COMPLETED),
)
_REJECTIONS = (
    *Measure("previous_refusals", count(), "Nombre de demandes refusées", "Number of applications refused",
             _REFUSALS, _COUNT, absent=0).over(only(_.refused)),
    *Measure("previous_refused_share", share(_.refused), "Part des demandes refusées",
             "Share of applications refused", _REFUSALS, _SHARE).over(EVERY, _12M, _24M, _CASH),
    *Measure("previous_since_refusal", smallest(_.months_ago), "Temps depuis le dernier refus",
             "Time since the latest refusal", _REFUSALS, _MONTHS).over(only(_.refused)),
    *Measure("previous_refused_credit_mean", mean(_.credit), "Montant moyen des crédits refusés",
             "Mean amount of the loans refused", _REFUSALS, _EURO).over(only(_.refused)),
    *Measure("previous_refusals_policy", count(), "Nombre de refus liés à la politique de crédit",
             "Number of refusals by credit policy", _REFUSALS, _COUNT, absent=0).over(_refused_for("HC")),
    *Measure("previous_refusals_limit", count(), "Nombre de refus pour endettement ou plafond dépassé",
             "Number of refusals for debt or limits exceeded", _REFUSALS, _COUNT, absent=0)
    .over(_refused_for("LIMIT")),
    *Measure("previous_refusals_score", count(), "Nombre de refus liés au score",
             "Number of refusals by score", _REFUSALS, _COUNT, absent=0).over(_refused_for("SCO", "SCOFR")),
    *Measure("previous_latest_refusal_reason", latest(_.CODE_REJECT_REASON), "Motif du dernier refus",
             "Reason of the latest refusal", _REFUSALS, Unit.CATEGORY,
             column="CODE_REJECT_REASON").over(only(_.refused)),
)
# fmt: on

FEATURES = (*_LOANS, *_AMOUNTS, *_REJECTIONS)
HISTORY = History(source="previous", prepare=prepare, features=FEATURES)
