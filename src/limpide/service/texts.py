"""Every sentence of the service, in French and English."""

from dataclasses import dataclass
from typing import Any

from limpide.contract import Language


@dataclass(frozen=True)
class Text:
    """One sentence in both languages; ``{name}`` stands for a value."""

    fr: str
    en: str

    def told(self, language: Language, **values: Any) -> str:
        """Return the sentence in a language, with its values."""
        sentence = self.fr if language == "fr" else self.en
        return sentence.format(**values)


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its HTTP status, its title and what to tell the caller."""

    status: int
    title: Text
    detail: Text


_ACCEPT = Text(" ; pour l'accepter tel quel : ?accept={accept}", "; to accept it as it is: ?accept={accept}")
LIMITS: dict[str, Text] = {
    code: Text(fr + _ACCEPT.fr, en + _ACCEPT.en)
    for code, fr, en in (
        (
            "missing-share",
            "{found} % des lignes n'ont pas de valeur, le modèle a appris avec {learnt} %",
            "{found}% of the rows have no value, the model learnt with {learnt}%",
        ),
        (
            "unknown-share",
            "{found} % des lignes ont un mot inconnu, le modèle a appris avec {learnt} %",
            "{found}% of the rows have an unknown word, the model learnt with {learnt}%",
        ),
        (
            "impossible-share",
            "{found} % des lignes ont un nombre impossible, le modèle a appris avec {learnt} %",
            "{found}% of the rows have an impossible number, the model learnt with {learnt}%",
        ),
        (
            "shifted-sign",
            "{found} % des nombres sont négatifs, le modèle a appris avec {learnt} %",
            "{found}% of the numbers are negative, the model learnt with {learnt}%",
        ),
        (
            "shifted-scale",
            "la médiane est {found}, le modèle a appris avec {learnt} : autre unité ou autre devise ?",
            "the median is {found}, the model learnt with {learnt}: another unit or currency?",
        ),
        (
            "mixed-scales",
            "{found} % des nombres sont très loin de ceux du modèle : deux unités ou deux devises ?",
            "{found}% of the numbers are far from those of the model: two units or currencies?",
        ),
    )
}
"""What is wrong with a column over a whole batch, by the code of the fault."""

KINDS: dict[str, Kind] = {
    "unlike-learnt": Kind(
        422,
        Text("Lot différent de ce que le modèle a appris", "Batch unlike what the model learnt from"),
        Text(
            "Rien n'est noté : {count} colonnes du lot s'écartent de ce que le modèle a appris. {first}",
            "Nothing is scored: {count} columns of the batch are unlike what the model learnt from. {first}",
        ),
    ),
    "unknown-waiver": Kind(
        422,
        Text("Défaut inconnu", "Unknown fault"),
        Text(
            "accept ne nomme aucun défaut : écrivez table.COLONNE:défaut, comme le refus du lot le donne.",
            "accept names no fault: write table.COLUMN:fault, as the refusal of the batch gives it.",
        ),
    ),
    "unknown-client": Kind(
        404,
        Text("Client inconnu", "Unknown client"),
        Text(
            "Aucun client ne porte l'identifiant {client_id}. Vérifiez-le.",
            "No client has the id {client_id}. Check it.",
        ),
    ),
    "unknown-decision": Kind(
        404,
        Text("Décision inconnue", "Unknown decision"),
        Text(
            "Le journal ne contient aucune décision {decision_id}. Vérifiez l'identifiant.",
            "The journal holds no decision {decision_id}. Check the identifier.",
        ),
    ),
    "no-decision": Kind(
        404,
        Text("Pas encore de décision", "No decision yet"),
        Text(
            "Aucune décision n'est enregistrée pour le client {client_id} : enregistrez-la, puis demandez la lettre.",
            "No decision is recorded on client {client_id}: record it, then ask for the letter.",
        ),
    ),
    "letter-texts-missing": Kind(
        503,
        Text("Lettre incomplète", "Letter incomplete"),
        Text(
            "La lettre ne peut pas être faite : ces textes du prêteur manquent dans le fichier que nomme "
            "LIMPIDE_LETTERS : {names}.",
            "The letter cannot be made: these texts of the lender are missing in the file that LIMPIDE_LETTERS "
            "names: {names}.",
        ),
    ),
    "unknown-review": Kind(
        404,
        Text("Réexamen inconnu", "Unknown review"),
        Text(
            "Aucun réexamen {review_id} n'attend à ce bureau. Vérifiez l'identifiant.",
            "No review {review_id} is at this desk. Check the identifier.",
        ),
    ),
    "erased": Kind(
        410,
        Text("Données effacées", "Data erased"),
        Text(
            "Les données personnelles de cette décision ont été effacées ; il n'en reste que l'empreinte scellée.",
            "The personal data of this decision were erased; only its sealed trace remains.",
        ),
    ),
    "unauthenticated": Kind(
        401,
        Text("Jeton absent ou refusé", "No valid token"),
        Text(
            "Cette adresse demande un jeton valide : Authorization: Bearer <jeton>. "
            "Il s'obtient auprès de l'administrateur.",
            "This address needs a valid token: Authorization: Bearer <token>. The administrator gives them out.",
        ),
    ),
    "forbidden": Kind(
        403,
        Text("Rôle insuffisant", "Not for this role"),
        Text("Le rôle {role} n'ouvre pas cette adresse.", "The role {role} does not open this address."),
    ),
    "other-name": Kind(
        403,
        Text("Signature d'autrui", "Somebody else's signature"),
        Text(
            "Une décision se signe du nom de son compte. Retirez le champ officer.",
            "A decision is signed with the name of its account. Leave the field officer out.",
        ),
    ),
    "too-many": Kind(
        429,
        Text("Trop de requêtes", "Too many requests"),
        Text("Réessayez dans {seconds} s.", "Try again in {seconds} s."),
    ),
    "states-for-people": Kind(
        403,
        Text("États réservés aux personnes", "States are for people"),
        Text(
            "Un programme ne lit pas les décisions. Retirez state et counts de la demande.",
            "A program reads no decisions. Leave state and counts out of the request.",
        ),
    ),
    "same-person": Kind(
        403,
        Text("Même personne", "Same person"),
        Text(
            "La personne qui a décidé ne peut pas réexaminer. Une autre doit le faire.",
            "Whoever decided cannot review. Somebody else must.",
        ),
    ),
    "reviewers-only": Kind(
        403,
        Text("Réservé au réexamen", "For reviewers"),
        Text("Seule une personne chargée du réexamen conclut ce dossier.", "Only a reviewer concludes this case."),
    ),
    "above-limit": Kind(
        403,
        Text("Au-delà de la délégation", "Above the delegation limit"),
        Text(
            "Le montant du crédit dépasse votre délégation. Une personne dont la délégation suffit doit signer.",
            "The amount of the loan is above your delegation limit. Somebody whose limit covers it must sign.",
        ),
    ),
    "second-signature": Kind(
        409,
        Text("Seconde signature attendue", "Second signature awaited"),
        Text(
            "Le montant dépasse la délégation de qui a signé : une seconde personne doit signer avant la lettre.",
            "The amount is above the signer's delegation limit: a second person must sign before the letter.",
        ),
    ),
    "concluded-meanwhile": Kind(
        409,
        Text("Réexamen déjà conclu", "Review concluded already"),
        Text(
            "Une autre personne a conclu ce réexamen. Relisez-le.",
            "Somebody else concluded this review. Read it again.",
        ),
    ),
    "decided-meanwhile": Kind(
        409,
        Text("Décision prise entre-temps", "Decided meanwhile"),
        Text(
            "Une autre personne a décidé de ce dossier. Lisez sa décision, puis renvoyez la vôtre en la nommant "
            "dans le champ after.",
            "Somebody else decided this case. Read that decision, then send yours again, naming it in the field after.",
        ),
    ),
    "missing-pieces": Kind(
        409,
        Text("Pièces manquantes", "Documents missing"),
        Text(
            "Le prêteur n'accepte pas sans ces pièces, vérifiées et à jour : {names}.",
            "The lender accepts nothing without these documents, checked and recent: {names}.",
        ),
    ),
    "unknown-piece": Kind(
        404,
        Text("Pièce inconnue", "Unknown document"),
        Text(
            "Ce dossier n'a ni pièce, ni fichier, ni demande « {name} ». Relisez la liste de ses pièces.",
            'This case has no document, file or request "{name}". Read the list of its documents.',
        ),
    ),
    "piece-changed": Kind(
        409,
        Text("Pièce modifiée entre-temps", "Document changed meanwhile"),
        Text(
            "Une autre personne a suivi cette pièce. Relisez-la, puis enregistrez votre réponse.",
            "Somebody else recorded something on this document. Read it again, then record yours.",
        ),
    ),
    "too-many-attachments": Kind(
        409,
        Text("Trop de fichiers", "Too many files"),
        Text(
            "Ce dossier a déjà le nombre maximal de fichiers. Regroupez les pages en un seul PDF.",
            "This case has as many files as it may have. Put the pages into one PDF.",
        ),
    ),
    "attachment-refused": Kind(
        422,
        Text("Fichier refusé", "File refused"),
        Text("Ce fichier n'est pas conservé : {reason}.", "This file is not kept: {reason}."),
    ),
    "identity-changed": Kind(
        409,
        Text("Identité modifiée entre-temps", "Identity changed meanwhile"),
        Text(
            "Une autre personne a modifié l'identité de ce client. Relisez-la, puis enregistrez la vôtre.",
            "Somebody else changed this client's identity. Read it again, then record yours.",
        ),
    ),
    "changed-meanwhile": Kind(
        409,
        Text("Modèle ou données changés entre-temps", "Model or data changed meanwhile"),
        Text(
            "Le modèle ou la base de clients a changé depuis l'affichage. Relisez le dossier avant de décider.",
            "The model or the client base has changed since it was shown. Read the case again before deciding.",
        ),
    ),
    "key-reused": Kind(
        422,
        Text("Clé déjà utilisée", "Key used before"),
        Text(
            "Cette Idempotency-Key accompagnait une autre requête. Choisissez-en une nouvelle.",
            "This Idempotency-Key came with another request. Choose a new one.",
        ),
    ),
    "not-found": Kind(
        404,
        Text("Adresse inconnue", "Unknown address"),
        Text(
            "Cette adresse n'existe pas. La liste des adresses est sous /docs.",
            "This address does not exist. The addresses are listed under /docs.",
        ),
    ),
    "method-not-allowed": Kind(
        405,
        Text("Méthode refusée", "Method not allowed"),
        Text(
            "Cette adresse n'accepte pas cette méthode ; l'en-tête Allow nomme celles qu'elle accepte.",
            "This address does not accept this method; the Allow header names those it accepts.",
        ),
    ),
    "too-slow": Kind(
        408,
        Text("Requête trop lente", "Request too slow"),
        Text(
            "Le corps de la requête n'est pas arrivé en {seconds} secondes. Envoyez-la de nouveau.",
            "The body of the request did not arrive within {seconds} seconds. Send it again.",
        ),
    ),
    "too-large": Kind(
        413,
        Text("Requête trop volumineuse", "Request too large"),
        Text(
            "Le corps de la requête dépasse {limit} octets.",
            "The body of the request exceeds {limit} bytes.",
        ),
    ),
    "malformed-json": Kind(
        400,
        Text("JSON illisible", "Malformed JSON"),
        Text(
            "Le corps de la requête n'est pas un JSON valable : {reason}.",
            "The body of the request is not valid JSON: {reason}.",
        ),
    ),
    "unsupported-media": Kind(
        415,
        Text("Format refusé", "Unsupported format"),
        Text(
            "Envoyez des lignes JSON (application/x-ndjson) ou du Parquet (application/vnd.apache.parquet).",
            "Send JSON lines (application/x-ndjson) or Parquet (application/vnd.apache.parquet).",
        ),
    ),
    "malformed-parquet": Kind(
        400,
        Text("Parquet illisible", "Malformed Parquet"),
        Text(
            "Le corps n'est pas un fichier Parquet avec une colonne client_id ou les colonnes d'une demande.",
            "The body is not a Parquet file with a column client_id or the columns of an application.",
        ),
    ),
    "too-many-rows": Kind(
        413,
        Text("Trop de lignes", "Too many rows"),
        Text("Au plus {limit} lignes sont acceptées à la fois.", "At most {limit} rows are accepted at a time."),
    ),
    "invalid-request": Kind(
        422,
        Text("Requête invalide", "Invalid request"),
        Text(
            "La requête ne peut pas être traitée : {fields}.",
            "The request cannot be processed: {fields}.",
        ),
    ),
    "refused": Kind(
        400,
        Text("Requête refusée", "Request refused"),
        Text("La requête ne peut pas être traitée telle quelle.", "The request cannot be processed as it is."),
    ),
    "unknown-feature": Kind(
        404,
        Text("Variable inconnue", "Unknown variable"),
        Text(
            "Aucune variable à comparer ne porte ce nom. /features les donne toutes et dit lesquelles se comparent.",
            "No variable to compare has this name. /features lists them all and says which ones can be compared.",
        ),
    ),
    "no-outcomes": Kind(
        404,
        Text("Aucune issue connue", "No known outcome"),
        Text(
            "Aucun client de la base n'a d'issue connue : il n'y a pas de coût à calculer.",
            "No client of the base has a known outcome: there is no cost to tell.",
        ),
    ),
    "no-report": Kind(
        404,
        Text("Aucun rapport de dérive", "No report of drift"),
        Text(
            "Personne n'a encore mesuré la dérive des données, ou le service ne sait pas où sont les rapports : "
            "faites-en un avec « limpide monitor report » et nommez son dossier dans LIMPIDE_REPORT.",
            "Nobody has measured the drift of the data yet, or the service does not know where reports are: "
            "make one with “limpide monitor report” and name its folder in LIMPIDE_REPORT.",
        ),
    ),
    "preparing": Kind(
        503,
        Text("Comparaisons en préparation", "Comparisons being prepared"),
        Text(
            "Les clients sont en cours de calcul pour ce modèle. Réessayez dans {seconds} s.",
            "The clients are being scored by this model. Try again in {seconds} s.",
        ),
    ),
    "unavailable": Kind(
        503,
        Text("Service momentanément indisponible", "Service temporarily unavailable"),
        Text(
            "La base de données ne répond pas. Réessayez dans {seconds} s ; "
            "si vous enregistriez une décision, vérifiez d'abord si elle figure au journal.",
            "The database does not answer. Try again in {seconds} s; "
            "if you were recording a decision, look first whether the journal holds it.",
        ),
    ),
    "unexpected": Kind(
        500,
        Text("Erreur inattendue", "Unexpected error"),
        Text(
            "Le service a échoué ; l'incident est consigné sous la référence {request_id}.",
            "The service failed; the incident is logged under reference {request_id}.",
        ),
    ),
}

# What is wrong with one field, by the type that pydantic gives its errors; "other" for the rest.
FIELDS: dict[str, Text] = {
    "client_id": Text(
        "un identifiant de client a 1 à 64 caractères visibles, sans espace au début ni à la fin",
        "a client id has 1 to 64 visible characters, without blanks at its ends",
    ),
    "client_id_prefix": Text("aucun identifiant de client ne commence ainsi", "no client id starts so"),
    "cursor": Text(
        "ce curseur ne vient pas d'une page précédente ; redemandez la première page",
        "this cursor does not come from a previous page; ask for the first page again",
    ),
    "too_early": Text(
        "ce jour précède la décision",
        "this day comes before the decision",
    ),
    "not_yet": Text("ce jour n'est pas encore venu", "this day is still to come"),
    "one_of": Text(
        "donnez soit client_id, soit application (avec ses histories)",
        "give either client_id, or application (with its histories)",
    ),
    "column_unknown": Text(
        "la table {table} n'a pas cette colonne ; /columns les donne toutes",
        "the table {table} has no such column; /columns lists them all",
    ),
    "column_twice": Text("cette colonne est donnée deux fois", "this column is given twice"),
    "table_unknown": Text("historiques acceptés : {expected}", "accepted histories: {expected}"),
    "row_twice": Text("une ligne plus haut porte le même numéro", "a row above has the same number"),
    "table_twice": Text("cet historique est donné deux fois", "this history is given twice"),
    "other_client": Text("cette ligne est celle d'un autre client", "this row belongs to another client"),
    "not_editable": Text(
        "cette colonne ne se modifie pas dans une simulation ; /columns dit lesquelles le peuvent",
        "this column cannot be changed in a simulation; /columns says which ones can",
    ),
    "instalment_and_months": Text(
        "donnez une durée ou une échéance, pas les deux", "give a duration or an instalment, not both"
    ),
    "duration_unknown": Text(
        "la durée du crédit demandé n'est pas connue : le barème ne peut pas en proposer une autre",
        "the duration of the loan asked for is not known: the tariff cannot offer another one",
    ),
    "duration_not_offered": Text(
        "le barème n'offre pas cette durée pour ce crédit ; durées du barème, en mois : {expected}",
        "the tariff does not offer this duration for this loan; durations of the tariff, in months: {expected}",
    ),
    "filter_grid": Text(
        "prenez pour l’âge un multiple de 5 ans, et pour le revenu 1, 1,5, 2, 3, 5 ou 7 suivi de zéros : des bornes "
        "plus fines montreraient une personne",
        "give ages in multiples of 5 years, and incomes as 1, 1.5, 2, 3, 5 or 7 followed by zeros: finer bounds would "
        "show a person",
    ),
    "same_axes": Text("choisissez deux variables différentes", "choose two different variables"),
    "similar_to": Text("ce groupe demande un client_id", "this group needs a client_id"),
    "float_type": Text("un nombre est attendu", "a number is expected"),
    "float_parsing": Text("un nombre est attendu", "a number is expected"),
    "finite_number": Text("un nombre fini est attendu", "a finite number is expected"),
    "dict_type": Text("un objet JSON est attendu", "a JSON object is expected"),
    "list_type": Text("une liste est attendue", "a list is expected"),
    "too_long": Text("au plus {max_length} éléments sont acceptés", "at most {max_length} items are accepted"),
    "too_short": Text("au moins {min_length} élément(s) attendu(s)", "at least {min_length} item(s) expected"),
    "missing": Text("ce champ est obligatoire", "this field is required"),
    "extra_forbidden": Text("ce champ est inconnu", "this field is unknown"),
    "int_type": Text("un nombre entier est attendu", "an integer is expected"),
    "int_parsing": Text("un nombre entier est attendu", "an integer is expected"),
    "int_from_float": Text("un nombre entier est attendu", "an integer is expected"),
    "int_parsing_size": Text("ce nombre est trop grand", "this number is too large"),
    "greater_than_equal": Text("le minimum est {ge}", "the minimum is {ge}"),
    "less_than_equal": Text("le maximum est {le}", "the maximum is {le}"),
    "day_to_come": Text("ce jour vient après la demande", "this day comes after the application"),
    "day_too_late": Text("au moins {years} ans avant la demande", "at least {years} years before the application"),
    "day_too_early": Text("au plus {years} ans avant la demande", "at most {years} years before the application"),
    "string_type": Text("un texte est attendu", "a text is expected"),
    "string_unicode": Text("ce texte contient des caractères invalides", "this text contains invalid characters"),
    "string_too_short": Text(
        "au moins {min_length} caractère(s) attendu(s)", "at least {min_length} character(s) expected"
    ),
    "string_too_long": Text(
        "au plus {max_length} caractères sont acceptés", "at most {max_length} characters are accepted"
    ),
    "string_pattern_mismatch": Text("la forme de ce texte est refusée", "the form of this text is refused"),
    "enum": Text("valeurs acceptées : {expected}", "accepted values: {expected}"),
    "due_on": Text(
        "un jour après aujourd'hui, dans l'année, est attendu", "a day after today, within a year, is expected"
    ),
    "not_from_client": Text(
        "le prêteur obtient lui-même une de ces pièces", "the lender obtains one of these documents itself"
    ),
    "date_past": Text("une date passée est attendue", "a date in the past is expected"),
    "date_type": Text("une date (AAAA-MM-JJ) est attendue", "a date (YYYY-MM-DD) is expected"),
    "date_parsing": Text("une date (AAAA-MM-JJ) est attendue", "a date (YYYY-MM-DD) is expected"),
    "date_from_datetime_parsing": Text("une date (AAAA-MM-JJ) est attendue", "a date (YYYY-MM-DD) is expected"),
    "uuid_type": Text("un identifiant (UUID) est attendu", "an identifier (UUID) is expected"),
    "uuid_parsing": Text("un identifiant (UUID) est attendu", "an identifier (UUID) is expected"),
    "model_attributes_type": Text(
        "un objet JSON est attendu, envoyé avec Content-Type: application/json",
        "a JSON object is expected, sent with Content-Type: application/json",
    ),
    "unknown_colleague": Text(
        "personne de ce nom n'a de compte dans cette agence", "nobody of this name has an account at this branch"
    ),
    "departs_from_model": Text(
        "cette réponse n'est pas celle du modèle : choisissez un autre motif",
        "this answer is not the model's: choose another reason for the decision",
    ),
    "union_tag_invalid": Text("valeurs acceptées : {expected_tags}", "accepted values: {expected_tags}"),
    "union_tag_not_found": Text("le champ kind est obligatoire", "the field kind is required"),
    "other": Text("valeur refusée", "value refused"),
}

# Why a file is refused.
UPLOAD_REASONS: dict[str, Text] = {
    "empty": Text("il est vide", "it is empty"),
    "large": Text("il dépasse 5 Mo", "it exceeds 5 MB"),
    "type": Text(
        "ce n'est ni un PDF, ni une image JPEG ou PNG, quel que soit son nom",
        "it is neither a PDF nor a JPEG or PNG picture, whatever its name",
    ),
    "damaged": Text(
        "il est endommagé ou incomplet ; ouvrez-le, puis enregistrez-le de nouveau",
        "it is damaged or incomplete; open it, then save it again",
    ),
    "encrypted": Text(
        "ce PDF est protégé par un mot de passe ou chiffré ; demandez-en un sans protection",
        "this PDF is protected or encrypted; ask for one without protection",
    ),
    "script": Text(
        "ce PDF contient un programme ou un formulaire actif ; imprimez-le en PDF, puis envoyez cette copie",
        "this PDF holds a program or an active form; print it to PDF, then send that copy",
    ),
    "embedded": Text(
        "ce PDF contient d'autres fichiers ; imprimez-le en PDF, puis envoyez cette copie",
        "this PDF holds other files; print it to PDF, then send that copy",
    ),
    "polyglot": Text(
        "il contient autre chose que le document ; enregistrez-le de nouveau, ou numérisez-le",
        "it holds something beside the document; save it again, or scan it",
    ),
    "hidden": Text(
        "une partie de ce PDF ne peut pas être examinée ; imprimez-le en PDF, puis envoyez cette copie",
        "part of this PDF cannot be looked into; print it to PDF, then send that copy",
    ),
    "complex": Text(
        "il est trop lourd à examiner ; imprimez-le en PDF, puis envoyez cette copie",
        "it takes too much to look into; print it to PDF, then send that copy",
    ),
    "pixels": Text(
        "l'image a plus de 100 millions de points ; réduisez-la",
        "the picture has more than 100 million pixels; make it smaller",
    ),
}

# Why a body is not JSON.
JSON_REASONS: dict[str, Text] = {
    "syntax": Text("faute à la ligne {line}, colonne {column}", "fault at line {line}, column {column}"),
    "encoding": Text("il n'est pas en UTF-8", "it is not UTF-8"),
    "duplicate": Text("le champ « {name} » est répété", 'the field "{name}" is repeated'),
    "constant": Text("NaN et Infinity ne sont pas du JSON", "NaN and Infinity are not JSON"),
    "depth": Text("il est trop imbriqué", "it is nested too deeply"),
    "number": Text("un nombre est trop long", "a number is too long"),
}
