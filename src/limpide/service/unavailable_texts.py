"""Why the database cannot be used now, told to officers: one sentence a kind of ``DatabaseUnavailable``."""

from typing import Final

from limpide.core.errors import DatabaseUnavailable
from limpide.service.texts import Text

_AWAY: Final = Text("La base de données ne répond pas.", "The database does not answer.")
UNAVAILABLE_REASONS: Final[dict[str, Text]] = {
    "away": _AWAY,
    "slow": Text("La base de données met trop de temps à répondre.", "The database takes too long to answer."),
    "full": Text(
        "Le disque de la base de données est plein : rien ne peut être enregistré. Prévenez l'exploitation.",
        "The disk of the database is full: nothing can be recorded. Tell your operations team.",
    ),
    "read_only": Text(
        "La base de données est en lecture seule : rien ne peut être enregistré.",
        "The database only reads: nothing can be recorded.",
    ),
    "rights": Text(
        "Le service n'a pas le droit d'écrire dans la base de données. Prévenez l'exploitation.",
        "The service may not write to the database. Tell your operations team.",
    ),
    "connections": Text(
        "Toutes les connexions à la base de données sont prises.", "Every connection to the database is taken."
    ),
    "schema": Text(
        "La base de données n'est pas à jour. Prévenez l'exploitation.",
        "The database is not up to date. Tell your operations team.",
    ),
}


def unavailable_reason(error: Exception) -> Text:
    """Return the sentence of a failure; that the database does not answer where nothing more is known."""
    return UNAVAILABLE_REASONS[error.kind] if isinstance(error, DatabaseUnavailable) else _AWAY
