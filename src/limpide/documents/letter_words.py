"""What the letter says, in French and English; ``{name}`` stands for a value."""

from limpide.contract import Choice, Language, Motive

Words = dict[str, str]

_FR: Words = {
    "title.accepted": "Votre demande de crédit est acceptée",
    "title.refused": "Votre demande de crédit est refusée",
    "client": "Client n° {client_id}",
    "reference": "Décision {decision_id}",
    "page": "page",
    "accepted": "Nous avons examiné votre demande et nous l'acceptons.",
    "refused": "Nous avons examiné votre demande et nous ne pouvons pas l'accepter.",
    "how": "Un chargé de clientèle a pris cette décision le {date}, à l'aide d'une évaluation automatique de votre "
    "dossier.",
    "how.review": "Une seconde personne a réexaminé votre dossier et a pris cette décision le {date}, à l'aide d'une "
    "évaluation automatique.",
    "chance": "Sur 100 dossiers comparables au vôtre, environ {chance} connaissent un incident de remboursement ; "
    "l'évaluation conseille de refuser à partir de {threshold} sur 100.",
    "chance.zone": "Sur 100 dossiers comparables au vôtre, environ {chance} connaissent un incident de remboursement ; "
    "de {low} à {high} sur 100, l'évaluation laisse une personne décider, et au-delà elle conseille de refuser.",
    "zone.motive": "L'évaluation automatique n'a pas conclu : elle laisse une personne décider. Son motif : {motive}.",
    "own.motive": "La personne qui a décidé ne s'en est pas tenue à l'évaluation automatique. Son motif : {motive}.",
    "reasons.title.refused": "Les principales raisons",
    "reasons.title.accepted": "Ce qui a parlé pour votre dossier",
    "reasons.lead.refused": "Voici, de la plus importante à la moins importante, ce qui a pesé contre votre dossier.",
    "reasons.lead.accepted": "Voici, du plus important au moins important, ce qui a pesé en votre faveur.",
    "header.label": "Raison",
    "header.evidence": "Votre situation",
    "header.source": "Source",
    "evidence": "{label} : {value}",
    "evidence.typical": "{label} : {value} (habituellement {typical})",
    "change.title": "Ce qui changerait la décision",
    "change.accepted": "Rien n'est à changer : la demande est acceptée.",
    "change.found": "D'après la même évaluation, une demande comme l'une des suivantes serait acceptée :",
    "change.none": "Aucun autre crédit plausible parmi ceux que nous avons essayés ne serait accepté aujourd'hui. Des "
    "données inexactes ou un changement de situation peuvent changer l'évaluation : dites-le-nous.",
    "change.unknown": "Un autre montant, une autre durée ou un apport peuvent changer l'évaluation. "
    "Nous les calculons avec vous sur simple demande.",
    "sources.title": "Les données utilisées",
    "sources": "L'évaluation repose sur : {sources}. Le sexe et la situation de famille n'y entrent pas.",
    "rights.title": "Vos droits",
    "rights.review": "Vous pouvez demander des explications, donner votre point de vue et obtenir qu'une autre "
    "personne réexamine votre dossier. Nous vous répondons dans les {days} jours.",
    "rights.data": "Vous pouvez aussi consulter vos données, les faire corriger ou effacer. En cas de désaccord, "
    "vous pouvez saisir le médiateur du crédit ou l'autorité de protection des données (CNIL).",
    "rights.contact": "Pour tout cela : {contact}.",
    "closing": "Nous vous remercions de votre confiance.",
    "proof": "Inscription au registre des décisions : n° {position}, empreinte {seal}",
}
_EN: Words = {
    "title.accepted": "Your credit application is accepted",
    "title.refused": "Your credit application is refused",
    "client": "Client no. {client_id}",
    "reference": "Decision {decision_id}",
    "page": "page",
    "accepted": "We have examined your application and we accept it.",
    "refused": "We have examined your application and we cannot accept it.",
    "how": "A loan officer made this decision on {date}, with the help of an automatic assessment of your file.",
    "how.review": "A second person examined your file again and made this decision on {date}, with the help of an "
    "automatic assessment.",
    "chance": "Of 100 files comparable to yours, about {chance} meet a repayment incident; the assessment advises to "
    "refuse from {threshold} in 100.",
    "chance.zone": "Of 100 files comparable to yours, about {chance} meet a repayment incident; from {low} to {high} "
    "in 100 the assessment lets a person decide, and beyond that it advises to refuse.",
    "zone.motive": "The automatic assessment did not conclude: it let a person decide. Their reason: {motive}.",
    "own.motive": "The person who decided did not follow the automatic assessment. Their reason: {motive}.",
    "reasons.title.refused": "The main reasons",
    "reasons.title.accepted": "What spoke for your file",
    "reasons.lead.refused": "This is what weighed against your file, the most important first.",
    "reasons.lead.accepted": "This is what weighed in your favour, the most important first.",
    "header.label": "Reason",
    "header.evidence": "Your situation",
    "header.source": "Source",
    "evidence": "{label}: {value}",
    "evidence.typical": "{label}: {value} (usually {typical})",
    "change.title": "What would change the decision",
    "change.accepted": "Nothing needs to change: the application is accepted.",
    "change.found": "By the same assessment, an application like one of these would be accepted:",
    "change.none": "No other plausible loan among those we tried would be accepted today. Wrong data or a change in "
    "your situation can change the assessment: tell us.",
    "change.unknown": "Another amount, another length or a down payment can change the assessment. "
    "We work them out with you on request.",
    "sources.title": "The data that were used",
    "sources": "The assessment rests on: {sources}. Gender and family status play no part in it.",
    "rights.title": "Your rights",
    "rights.review": "You may ask for an explanation, give your point of view, and have another person examine your "
    "file again. We answer within {days} days.",
    "rights.data": "You may also see your data and have them corrected or erased. If you disagree, you may turn to "
    "the credit ombudsman or to the data protection authority.",
    "rights.contact": "For all of this: {contact}.",
    "closing": "Thank you for your trust.",
    "proof": "Entry in the register of decisions: no. {position}, seal {seal}",
}
WORDS: dict[Language, Words] = {"fr": _FR, "en": _EN}
MOTIVES: dict[Language, dict[Motive, str]] = {
    "fr": {
        Motive.FOLLOWS_SCORE: "l'évaluation elle-même",
        Motive.NEW_INFORMATION: "des informations que l'évaluation ne connaissait pas",
        Motive.DATA_ERROR: "une erreur dans les données",
        Motive.CLIENT_HISTORY: "l'historique de nos relations",
        Motive.POLICY: "nos règles d'octroi",
        Motive.OTHER: "une raison propre à votre dossier, que nous vous exposons sur demande",
    },
    "en": {
        Motive.FOLLOWS_SCORE: "the assessment itself",
        Motive.NEW_INFORMATION: "information that the assessment did not know",
        Motive.DATA_ERROR: "an error in the data",
        Motive.CLIENT_HISTORY: "the history of our relations",
        Motive.POLICY: "our lending rules",
        Motive.OTHER: "a reason particular to your file, which we explain on request",
    },
}
_MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_MONTHS_EN = "January February March April May June July August September October November December"
MONTHS: dict[Language, list[str]] = {"fr": _MONTHS_FR.split(" "), "en": _MONTHS_EN.split(" ")}
ANSWERS = {Choice.ACCEPTED: "accepted", Choice.REFUSED: "refused"}
