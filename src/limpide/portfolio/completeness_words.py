"""Sentences on what an application lacks and on what contradicts itself, in both languages."""

from collections.abc import Mapping

from limpide.core.contradictions import Contradiction
from limpide.core.minimum_data import Fact
from limpide.features.families import Wording

FACTS: Mapping[Fact, Wording] = {
    Fact.AMOUNT: Wording("le montant du crédit", "the amount of the loan"),
    Fact.INSTALMENT: Wording("l’échéance ou la durée", "the instalment or the duration"),
    Fact.INCOME: Wording("le revenu", "the income"),
    Fact.AGE: Wording("la date de naissance", "the birth date"),
    Fact.EMPLOYMENT: Wording("l’emploi ou le type de revenu", "the job or the kind of income"),
    Fact.SOURCE: Wording(
        "une source indépendante (score externe, ou historique de crédit daté)",
        "an independent source (an external score, or a dated credit history)",
    ),
}
INCOMPLETE = Wording(
    "Demande à compléter, sans avis du modèle. Il manque : {names}.",
    "Application to complete, without an opinion of the model. It lacks: {names}.",
)
OUTSIDE = Wording(
    "À examiner par une personne, sans avis du modèle : valeur très en dehors de celles qu’il a apprises ({names}).",
    "For a person to examine, without an opinion of the model: a value far outside of those it learnt from ({names}).",
)
WITHOUT_TABLES = Wording(
    "À examiner par une personne, sans avis du modèle : il manque des historiques qui pourraient changer la décision "
    "({names}).",
    "For a person to examine, without an opinion of the model: histories are missing that could turn the decision "
    "({names}).",
)
CONTRADICTIONS: Mapping[Contradiction, Wording] = {
    Contradiction.INSTALMENT_OVER_AMOUNT: Wording(
        "une seule échéance dépasse le montant du crédit", "a single instalment exceeds the amount of the loan"
    ),
    Contradiction.REPAYMENT_TOO_LONG: Wording(
        "à cette échéance, rembourser le montant prendrait plus de 600 échéances",
        "at this instalment, paying back the amount would take over 600 instalments",
    ),
    Contradiction.INSTALMENT_OVER_YEAR_OF_INCOMES: Wording(
        "une seule échéance dépasse douze fois le revenu déclaré",
        "a single instalment exceeds twelve times the declared income",
    ),
    Contradiction.UNDER_AGE: Wording("la personne a moins de 18 ans", "the person is under 18"),
    Contradiction.IMPOSSIBLE_AGE: Wording("la personne aurait plus de 110 ans", "the person would be over 110"),
    Contradiction.EMPLOYED_BEFORE_BIRTH: Wording(
        "l’emploi aurait commencé avant la naissance", "the job would have begun before birth"
    ),
    Contradiction.SCORE_OUT_OF_RANGE: Wording(
        "un score externe n’est pas entre 0 et 1", "an external score is not between 0 and 1"
    ),
    Contradiction.REPAYMENT_SHORT: Wording(
        "à cette échéance, le montant serait remboursé en moins de trois échéances : est-ce exact ?",
        "at this instalment, the amount would be paid back in under three instalments: is that right?",
    ),
    Contradiction.REPAYMENT_LONG: Wording(
        "à cette échéance, rembourser le montant prendrait plus de 120 échéances : est-ce exact ?",
        "at this instalment, paying back the amount would take over 120 instalments: is that right?",
    ),
    Contradiction.NO_INCOME: Wording(
        "le revenu déclaré est 0 : de quoi l’échéance sera-t-elle payée ?",
        "the declared income is 0: what will pay the instalment?",
    ),
    Contradiction.INSTALMENT_OVER_INCOME: Wording(
        "l’échéance dépasse le revenu déclaré : l’un des deux est-il faux ?",
        "the instalment exceeds the declared income: is one of them wrong?",
    ),
    Contradiction.AMOUNT_OVER_INCOME: Wording(
        "le montant dépasse cent fois le revenu déclaré : l’un des deux est-il faux ?",
        "the amount exceeds a hundred times the declared income: is one of them wrong?",
    ),
    Contradiction.AMOUNT_OVER_GOODS: Wording(
        "le montant dépasse trois fois le prix du bien : l’un des deux est-il faux ?",
        "the amount exceeds three times the price of the goods: is one of them wrong?",
    ),
    Contradiction.GOODS_OVER_AMOUNT: Wording(
        "le prix du bien dépasse cinq fois le montant : l’un des deux est-il faux ?",
        "the price of the goods exceeds five times the amount: is one of them wrong?",
    ),
    Contradiction.WORK_BEGUN_AS_CHILD: Wording(
        "l’emploi aurait commencé avant 14 ans : l’ancienneté ou l’âge est-il faux ?",
        "the job would have begun before the age of 14: is the time in the job or the age wrong?",
    ),
    Contradiction.UNEMPLOYED_WITH_JOB: Wording(
        "la personne est dite sans emploi et a une ancienneté dans l’emploi",
        "the person is said to be unemployed and has a time in the job",
    ),
    Contradiction.CHILDREN_OVER_HOUSEHOLD: Wording(
        "il y a plus d’enfants que d’autres membres du foyer : l’un des deux est-il faux ?",
        "there are more children than other people in the household: is one of them wrong?",
    ),
    Contradiction.LARGE_HOUSEHOLD: Wording(
        "plus de 15 enfants, ou plus de 20 personnes au foyer : est-ce exact ?",
        "over 15 children, or over 20 people in the household: is that right?",
    ),
    Contradiction.CAR_AGE_WITHOUT_CAR: Wording(
        "l’âge d’une voiture est donné à une personne qui n’en a pas",
        "the age of a car is given for a person without one",
    ),
    Contradiction.DOCUMENT_BEFORE_BIRTH: Wording(
        "la pièce d’identité serait plus ancienne que la personne",
        "the identity document would be older than the person",
    ),
}
