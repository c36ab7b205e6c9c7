"""Policy by attribute: which features the model may use, which only compare groups, and the reason for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from limpide.features.families import Wording


class Policy(StrEnum):
    """Who may use a feature."""

    MODEL = "model"  # any model may learn from it
    CHALLENGER = "challenger"  # only models without direction constraints: it mixes concepts and cannot be a reason
    COMPARISON = "comparison"  # only to compare groups and measure fairness


@dataclass(frozen=True)
class Attribute:
    """Features that say the same thing of a person, who may use them, and why.

    What is not a reason that can be given to a client is not in the model either: a hidden reason would be a lie.
    """

    name: str
    policy: Policy
    features: tuple[str, ...]
    wording: Wording
    reason: Wording


_COMPOSED_BUREAU = (
    "bureau_more_open", "bureau_age_spread", "bureau_gap_change", "bureau_early_closing", "bureau_early_closing_36m",
    "bureau_actual_over_planned_closed", "bureau_since_report", "bureau_mean_since_report",
    "bureau_mean_since_report_active", "bureau_credit_growth", "bureau_credit_latest_over_max",
    "bureau_debts_unreported_share_active", "bureau_debt_share_decayed", "bureau_debt_share_trend",
    "bureau_annuity_share_active", "bureau_ever_overdue_decayed", "bureau_followed_share",
    "bureau_unknown_months_share", "bureau_closed_months_share", "bureau_due_months_share", "bureau_late_trend",
)  # fmt: skip
_COMPOSED_POS = ("pos_late_share_change", "pos_days_late_trend_24m")
_COMPOSED_PREVIOUS = (
    "previous_credit_latest_over_mean_approved", "previous_rate_decayed_approved", "previous_rate_trend_approved",
    "previous_refused_share_decayed", "previous_refused_over_granted",
)  # fmt: skip
_COMPOSED_CARD = (
    "card_used_range_12m", "card_used_trend_6m", "card_used_trend_24m", "card_used_change", "card_balance_trend_12m",
    "card_repaid_share_12m", "card_repaid_share",
)  # fmt: skip
_COMPOSED_APPLICATION = (
    "enquiries_recent_share", "identified_to_registered", "registered_to_hired", "building_known", "building_mean",
    "bureau_debt_over_credit", "term_over_previous_mean",
    "instalment_late_share_change", "instalment_days_late_decayed", "instalment_days_early_min_6m",
    "instalment_days_early_min_12m", "instalment_days_early_min_24m", "instalment_days_early_min_last_5",
    "instalment_weighted_days_mean", "instalment_weighted_days_mean_6m", "instalment_weighted_days_mean_12m",
    "instalment_weighted_days_mean_36m", "instalment_weighted_days_mean_last_10",
    "instalment_weighted_days_mean_last_20", "instalment_days_spread", "instalment_days_spread_12m",
    "instalment_days_trend_12m", "instalment_days_trend_24m", "instalment_days_trend_last_20",
    "instalment_days_change", "instalment_recent_over_usual", "instalment_paid_pace_3_12",
    "instalment_paid_pace_6_24", "instalment_paid_pace_12_36", "instalment_paid_less_due_mean",
    "instalment_paid_less_due_mean_36m", "instalment_paid_less_due_mean_last_10", "instalment_loan_days_mean",
    "instalment_loan_days_mean_last_1", "instalment_loan_days_mean_last_3", "instalment_loan_days_max",
    "instalment_loan_gap_mean", "instalment_first_late_share_last_1", "instalment_first_days_max",
)  # fmt: skip

ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute(
        "gender",
        Policy.COMPARISON,
        ("gender",),
        Wording("Sexe", "Sex"),
        Wording(
            "Critère de discrimination interdit (article 225-1 du code pénal).",
            "A prohibited ground of discrimination (French penal code, article 225-1).",
        ),
    ),
    Attribute(
        "family_status",
        Policy.COMPARISON,
        ("family_status", "family_members"),
        Wording("Situation de famille", "Family status"),
        Wording(
            "Critère de discrimination interdit (article 225-1 du code pénal).",
            "A prohibited ground of discrimination (French penal code, article 225-1).",
        ),
    ),
    Attribute(
        "age",
        Policy.COMPARISON,
        (
            "age", "age_when_hired", "age_when_identified", "age_when_registered", "age_at_end", "age_at_first_loan",
            "identified_after_renewal", "identity_outdated",
        ),
        Wording("Âge", "Age"),
        Wording(
            "Critère de discrimination auquel le client ne peut rien ; l’écarter ne change pas le coût mesuré.",
            "A ground of discrimination that nobody can change; leaving it out changes no cost that can be measured.",
        ),
    ),
    Attribute(
        "children",
        Policy.COMPARISON,
        ("children", "income_per_child", "annuity_per_child"),
        Wording("Nombre d’enfants", "Number of children"),
        Wording(
            "Relève de la situation de famille ; l’écarter ne coûte rien de mesurable.",
            "Part of the family situation; leaving it out costs nothing that can be measured.",
        ),
    ),
    Attribute(
        "residence",
        Policy.COMPARISON,
        (
            "region_population", "region_rating", "city_rating", "lives_outside_region", "works_outside_region",
            "lives_outside_town", "works_outside_town", "lives_far_from_work", "address_mismatches",
        ),
        Wording("Lieu de résidence", "Place of residence"),
        Wording(
            "Le lieu de résidence est un critère de discrimination interdit (article 225-1 du code pénal).",
            "The place of residence is a prohibited ground of discrimination (French penal code, article 225-1).",
        ),
    ),
    Attribute(
        "social_circle",
        Policy.COMPARISON,
        (
            "circle_observed_30", "circle_observed_60", "circle_late_30", "circle_late_60", "circle_late_share_30",
            "circle_late_share_60",
        ),
        Wording("Paiements de l’entourage", "Payments of acquaintances"),
        Wording(
            "Ce sont les données d’autres personnes : le client ne peut ni les connaître ni les corriger.",
            "These are other persons’ data: the client can neither know nor correct them.",
        ),
    ),
    Attribute(
        "documents",
        Policy.COMPARISON,
        (
            "documents", "document_3", "document_6", "document_8", "document_13", "document_16", "document_18",
            "missing_answers",
        ),
        Wording("Pièces numérotées", "Numbered documents"),
        Wording(
            "Fournir une pièce demandée ne doit pas desservir le client, et la pièce n’a pas de nom à lui dire.",
            "Providing a document that was asked for must not harm the client, and it has no name to tell them.",
        ),
    ),
    Attribute(
        "application_timing",
        Policy.COMPARISON,
        ("weekday", "hour", "hours_from_usual", "previous_hour_mean"),
        Wording("Jour et heure de la demande", "Day and hour of the application"),
        Wording("Le client ne peut rien répondre à cette raison.", "Not a reason that a client can answer."),
    ),
    Attribute(
        "health",
        Policy.COMPARISON,
        ("previous_pressing_share_cash", "previous_latest_purpose", "previous_latest_goods"),
        Wording("Objet des crédits, santé comprise", "Purpose of loans, health included"),
        Wording(
            "Peut révéler l’état de santé (achats médicaux) : donnée sensible au sens de l’article 9 du RGPD.",
            "May reveal the state of health (medical purchases): sensitive data under article 9 of the GDPR.",
        ),
    ),
    Attribute(
        "composed",
        Policy.CHALLENGER,
        (
            "external_product", "external_product_2_3", "external_product_1_2", "external_product_1_3",
            "external_weighted", "external_spread", "external_difference_2_3", "external_count",
            "external_mean_by_term", "external_score_3_by_term", "external_mean_by_age", "external_score_1_by_age",
            "external_mean_by_burden", "credit_over_age", "annuity_over_age", "income_over_age",
            "income_over_employment", "credit_over_employment", "term_over_age", "employed_over_age",
            "registered_over_age", "identified_over_age", "phone_over_age", "phone_over_employment",
            "car_age_over_age", "rate_spread", "rate_count", "building_spread", "insurance_over_annuity",
            "bureau_debt_over_external", "refused_over_external", "late_over_external", "card_used_over_external",
            "previous_latest_refusal_reason",
            "bureau_history_over_age", "histories_known", "enquiries_over_new_loans",
            *_COMPOSED_BUREAU,
            *_COMPOSED_POS,
            *_COMPOSED_PREVIOUS, *_COMPOSED_CARD,
            *_COMPOSED_APPLICATION,
        ),
        Wording("Données composées", "Composed data"),
        Wording(
            "Mélange deux notions ou n’a pas de phrase simple : personne ne pourrait vérifier la raison.",
            "Mixes two concepts or has no plain sentence: nobody could check it as a reason.",
        ),
    ),
    Attribute(
        "estimated_terms",
        Policy.CHALLENGER,
        ("expected_term", "expected_interest", "expected_rate"),
        Wording("Durée et taux estimés", "Estimated length and rate"),
        Wording(
            "Estimés sur des crédits passés de même taille : à taux égal, un plus grand crédit semblerait moins cher.",
            "Estimated from past loans of the same size: at the same rate a larger loan could look cheaper.",
        ),
    ),
    Attribute(
        "undeclared_periods",
        Policy.CHALLENGER,
        ("left_to_live",),
        Wording("Revenu moins échéance", "Income less the instalment"),
        Wording(
            "Soustrait une échéance d’un revenu dont la période n’est pas déclarée.",
            "Subtracts an instalment from an income whose period is not declared.",
        ),
    ),
)  # fmt: skip

ATTRIBUTE_OF: Mapping[str, Attribute] = {name: each for each in ATTRIBUTES for name in each.features}


def policy_of(feature: str) -> Policy:
    """Return who may use a feature, by its name."""
    return ATTRIBUTE_OF[feature].policy if feature in ATTRIBUTE_OF else Policy.MODEL
