"""Policy by attribute: which features the model may use, which only compare groups, and the reason for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from limpide.language.wording import Phrase


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
    wording: Phrase
    reason: Phrase


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
        Phrase("policy.gender.name"),
        Phrase("policy.gender.reason"),
    ),
    Attribute(
        "family_status",
        Policy.COMPARISON,
        ("family_status", "family_members"),
        Phrase("policy.family_status.name"),
        Phrase("policy.family_status.reason"),
    ),
    Attribute(
        "age",
        Policy.COMPARISON,
        (
            "age", "age_when_hired", "age_when_identified", "age_when_registered", "age_at_end", "age_at_first_loan",
            "identified_after_renewal", "identity_outdated",
        ),
        Phrase("policy.age.name"),
        Phrase("policy.age.reason"),
    ),
    Attribute(
        "children",
        Policy.COMPARISON,
        ("children", "income_per_child", "annuity_per_child"),
        Phrase("policy.children.name"),
        Phrase("policy.children.reason"),
    ),
    Attribute(
        "residence",
        Policy.COMPARISON,
        (
            "region_population", "region_rating", "city_rating", "lives_outside_region", "works_outside_region",
            "lives_outside_town", "works_outside_town", "lives_far_from_work", "address_mismatches",
        ),
        Phrase("policy.residence.name"),
        Phrase("policy.residence.reason"),
    ),
    Attribute(
        "social_circle",
        Policy.COMPARISON,
        (
            "circle_observed_30", "circle_observed_60", "circle_late_30", "circle_late_60", "circle_late_share_30",
            "circle_late_share_60",
        ),
        Phrase("policy.social_circle.name"),
        Phrase("policy.social_circle.reason"),
    ),
    Attribute(
        "documents",
        Policy.COMPARISON,
        (
            "documents", "document_3", "document_6", "document_8", "document_13", "document_16", "document_18",
            "missing_answers",
        ),
        Phrase("policy.documents.name"),
        Phrase("policy.documents.reason"),
    ),
    Attribute(
        "application_timing",
        Policy.COMPARISON,
        ("weekday", "hour", "hours_from_usual", "previous_hour_mean"),
        Phrase("policy.application_timing.name"),
        Phrase("policy.application_timing.reason"),
    ),
    Attribute(
        "health",
        Policy.COMPARISON,
        ("previous_pressing_share_cash", "previous_latest_purpose", "previous_latest_goods"),
        Phrase("policy.health.name"),
        Phrase("policy.health.reason"),
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
        Phrase("policy.composed.name"),
        Phrase("policy.composed.reason"),
    ),
    Attribute(
        "estimated_terms",
        Policy.CHALLENGER,
        ("expected_term", "expected_interest", "expected_rate"),
        Phrase("policy.estimated_terms.name"),
        Phrase("policy.estimated_terms.reason"),
    ),
    Attribute(
        "undeclared_periods",
        Policy.CHALLENGER,
        ("left_to_live",),
        Phrase("policy.undeclared_periods.name"),
        Phrase("policy.undeclared_periods.reason"),
    ),
)  # fmt: skip

ATTRIBUTE_OF: Mapping[str, Attribute] = {name: each for each in ATTRIBUTES for name in each.features}


def policy_of(feature: str) -> Policy:
    """Return who may use a feature, by its name."""
    return ATTRIBUTE_OF[feature].policy if feature in ATTRIBUTE_OF else Policy.MODEL
