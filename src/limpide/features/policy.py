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


ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute(
        "gender",
        Policy.COMPARISON,
        ("gender",),
        Wording("Sexe", "Gender"),
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
            "Critère de discrimination ; le client n’y peut rien, et l’écarter ne coûte rien de mesurable.",
            "A ground of discrimination that nobody can change; leaving it out costs nothing that can be measured.",
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
        ("weekday", "hour", "hours_from_usual"),
        Wording("Jour et heure de la demande", "Day and hour of the application"),
        Wording("Le client ne peut rien répondre à cette raison.", "Not a reason that a client can answer."),
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
            "bureau_history_over_age", "histories_known", "enquiries_over_new_loans",
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
