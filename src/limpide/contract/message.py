"""Base of every message, and the words that several nouns share."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import LONGEST, read_identifier
from limpide.language.languages import CODE

__all__ = ["ClientId", "Language", "Message", "PlainText", "Probability"]

Probability = Annotated[float, Field(ge=0, le=1)]


def _read_client_id(value: Any) -> str:
    """Read an identifier as text; a whole number, as clients of earlier releases send, is its decimal digits."""
    try:
        if isinstance(value, str | int):
            return read_identifier(value)
    except InvalidInput:
        pass
    raise PydanticCustomError("client_id", "an identifier has 1 to 64 visible characters, without blanks at its ends")


ClientId = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST, examples=["100002"]),
    BeforeValidator(_read_client_id),  # last, so that the bounds above stay those of a text
]
Language = Annotated[str, StringConstraints(pattern=CODE)]
"""Code of a language, such as "fr"; a record keeps that of one that is not installed any more."""
# PostgreSQL keeps every character but NUL; blanks around a name are not part of it.
PlainText = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]


class Message(BaseModel):
    """Base of every message: unknown fields are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
