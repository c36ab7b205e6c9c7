"""What the service says: each kind of problem with its HTTP status, and its sentences from the catalogue ``api``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from limpide.contract import Language
from limpide.core.errors import DatabaseUnavailable
from limpide.language.catalogue import Catalogue, get_catalogue

STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "unlike-learnt": 422,
        "unknown-waiver": 422,
        "unknown-client": 404,
        "unknown-decision": 404,
        "no-decision": 404,
        "letter-texts-missing": 503,
        "unknown-review": 404,
        "erased": 410,
        "unauthenticated": 401,
        "forbidden": 403,
        "no-cases": 403,
        "score-budget": 429,
        "other-name": 403,
        "too-many": 429,
        "states-for-people": 403,
        "same-person": 403,
        "reviewers-only": 403,
        "above-limit": 403,
        "second-signature": 409,
        "concluded-meanwhile": 409,
        "decided-meanwhile": 409,
        "held-elsewhere": 409,
        "not-holder": 403,
        "missing-pieces": 409,
        "unknown-piece": 404,
        "piece-changed": 409,
        "too-many-attachments": 409,
        "attachment-refused": 422,
        "identity-changed": 409,
        "changed-meanwhile": 409,
        "key-reused": 422,
        "not-found": 404,
        "wrong-host": 421,
        "foreign-origin": 403,
        "method-not-allowed": 405,
        "too-slow": 408,
        "too-large": 413,
        "malformed-json": 400,
        "unsupported-media": 415,
        "malformed-parquet": 400,
        "too-many-rows": 413,
        "invalid-request": 422,
        "refused": 400,
        "unknown-feature": 404,
        "no-outcomes": 404,
        "no-report": 404,
        "preparing": 503,
        "unavailable": 503,
        "unexpected": 500,
    }
)
"""HTTP status of each kind of problem."""


def problem_title(kind: str, language: Language) -> str:
    """Return what a kind of problem is called."""
    return _messages(language).say(f"problems.{kind}.title")


def problem_detail(kind: str, language: Language, **values: Any) -> str:
    """Return what happened and what to do, with its values."""
    return _messages(language).say(f"problems.{kind}.detail", **values)


def unavailable_reason(error: Exception, language: Language) -> str:
    """Return why the database cannot be used now; that it does not answer where nothing more is known."""
    kind = error.kind if isinstance(error, DatabaseUnavailable) else "away"
    return _messages(language).say(f"unavailable.{kind}")


def field_message(type_: str, language: Language, **values: Any) -> str:
    """Return what is wrong with one field, by the type that pydantic gives its errors; "other" for the rest."""
    messages = _messages(language)
    known = f"fields.{type_}"
    return messages.say(known if known in messages.texts else "fields.other", **values)


def upload_reason(kind: str, language: Language) -> str:
    """Return why a file is refused."""
    return _messages(language).say(f"uploads.{kind}")


def limit_message(kind: str, language: Language, *, accept: str, **values: Any) -> str:
    """Return what is wrong with a column over a whole batch, by the code of the fault, and how it is accepted."""
    messages = _messages(language)
    return messages.say("limits.accept", fault=messages.say(f"limits.{kind}", **values), accept=accept)


def json_reason(kind: str, language: Language, **values: Any) -> str:
    """Return why a body is not JSON."""
    return _messages(language).say(f"json.{kind}", **values)


def _messages(language: Language) -> Catalogue:
    return get_catalogue("api", language)
