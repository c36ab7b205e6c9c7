"""The words for what features are about (families, used for reasons) and where their data comes from (sources)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """One thing said in both languages."""

    fr: str
    en: str


FAMILIES = {
    "external_scores": Wording("Scores externes", "External credit scores"),
    "loan_amount": Wording("Montant demandé", "Amount requested"),
    "loan_terms": Wording("Durée et coût du crédit", "Length and cost of the loan"),
    "financing": Wording("Apport et frais financés", "Down payment and fees financed"),
    "repayment_burden": Wording("Mensualités par rapport au revenu déclaré", "Instalments against declared income"),
    "income": Wording("Revenus", "Income"),
    "employment": Wording("Situation professionnelle", "Employment"),
    "age": Wording("Âge", "Age"),
    "household": Wording("Enfants à charge", "Dependent children"),
    "education": Wording("Niveau d’études", "Education"),
    "housing": Wording("Logement et patrimoine", "Housing and property"),
    "region": Wording("Lieu de résidence", "Place of residence"),
    "identity": Wording("Ancienneté des papiers et de l’adresse", "Age of identity papers and address"),
    "contact": Wording("Coordonnées et pièces fournies", "Contact details and documents provided"),
    "social_circle": Wording("Incidents de paiement dans l’entourage", "Missed payments among acquaintances"),
    "enquiries": Wording("Demandes récentes auprès d’autres prêteurs", "Recent enquiries by other lenders"),
    "application_timing": Wording("Moment de la demande", "Time of the application"),
    "bureau_history": Wording("Historique chez d’autres prêteurs", "History with other lenders"),
    "bureau_debt": Wording("Encours chez d’autres prêteurs", "Debt with other lenders"),
    "bureau_arrears": Wording("Retards chez d’autres prêteurs", "Arrears with other lenders"),
    "previous_loans": Wording("Crédits précédents chez nous", "Previous loans with us"),
    "previous_refusals": Wording("Refus précédents chez nous", "Previous refusals by us"),
    "instalment_punctuality": Wording("Retards de paiement chez nous", "Late payments with us"),
    "debt_with_us": Wording("Encours chez nous", "Debt with us"),
    "card_use": Wording("Utilisation de la carte de crédit", "Use of the credit card"),
}
"""The concepts that reasons are told by, at most 25, as a loan officer would name them."""

SOURCES = {
    "application": Wording("Demande de crédit", "Credit application"),
    "external": Wording("Organisme d’évaluation extérieur", "Outside scoring body"),
    "bureau": Wording("Fichier des autres prêteurs", "Credit bureau"),
    "previous": Wording("Demandes précédentes", "Previous applications"),
    "installments": Wording("Échéancier des crédits précédents", "Instalments of previous loans"),
    "pos": Wording("Suivi mensuel des crédits", "Monthly follow-up of loans"),
    "card": Wording("Relevés de carte de crédit", "Credit card statements"),
    "cross": Wording("Plusieurs sources croisées", "Several sources combined"),
}


def provenance(table: str, family: str) -> str:
    """Return the source of a feature: its table, but for scores of outside bodies that the application only carries.

    >>> provenance("application", "external_scores"), provenance("application", "income")
    ('external', 'application')
    """
    return "external" if (table, family) == ("application", "external_scores") else table
