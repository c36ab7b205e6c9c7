"""The words for what features are about (families, used for reasons) and where their data comes from (sources)."""

from limpide.language.wording import Phrase

FAMILIES = {
    "external_scores": Phrase("families.external_scores"),
    "loan_amount": Phrase("families.loan_amount"),
    "loan_terms": Phrase("families.loan_terms"),
    "financing": Phrase("families.financing"),
    "repayment_burden": Phrase("families.repayment_burden"),
    "income": Phrase("families.income"),
    "employment": Phrase("families.employment"),
    "age": Phrase("families.age"),
    "household": Phrase("families.household"),
    "education": Phrase("families.education"),
    "housing": Phrase("families.housing"),
    "region": Phrase("families.region"),
    "identity": Phrase("families.identity"),
    "contact": Phrase("families.contact"),
    "social_circle": Phrase("families.social_circle"),
    "enquiries": Phrase("families.enquiries"),
    "application_timing": Phrase("families.application_timing"),
    "bureau_history": Phrase("families.bureau_history"),
    "bureau_debt": Phrase("families.bureau_debt"),
    "bureau_arrears": Phrase("families.bureau_arrears"),
    "previous_loans": Phrase("families.previous_loans"),
    "previous_refusals": Phrase("families.previous_refusals"),
    "instalment_punctuality": Phrase("families.instalment_punctuality"),
    "debt_with_us": Phrase("families.debt_with_us"),
    "card_use": Phrase("families.card_use"),
}
"""The concepts that reasons are told by, at most 25, as a loan officer would name them."""

SOURCES = {
    "application": Phrase("sources.application"),
    "external": Phrase("sources.external"),
    "bureau": Phrase("sources.bureau"),
    "previous": Phrase("sources.previous"),
    "installments": Phrase("sources.installments"),
    "pos": Phrase("sources.pos"),
    "card": Phrase("sources.card"),
    "cross": Phrase("sources.cross"),
}


def provenance(table: str, family: str) -> str:
    """Return the source of a feature: its table, but for scores of outside bodies that the application only carries.

    >>> provenance("application", "external_scores"), provenance("application", "income")
    ('external', 'application')
    """
    return "external" if (table, family) == ("application", "external_scores") else table
