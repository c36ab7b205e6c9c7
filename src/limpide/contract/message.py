"""Base of every message, and the words that several nouns share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from limpide.language.languages import Language

__all__ = ["ClientId", "Language", "Message", "PlainText", "Probability"]

Probability = Annotated[float, Field(ge=0, le=1)]
ClientId = Annotated[int, Field(strict=True, ge=1, le=999_999_999)]
# PostgreSQL keeps every character but NUL; blanks around a name are not part of it.
PlainText = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]


class Message(BaseModel):
    """Base of every message: unknown fields are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
