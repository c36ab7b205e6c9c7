"""Identity of a client and of a co-borrower: for letters, search and the file; no model reads it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, PastDate, StringConstraints

from limpide.contract.message import ClientId, Message

# One line of print: no control characters, and none that turn the direction of writing.
OneLine = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069]*$",
    ),
]
BirthDate = Annotated[PastDate, Field(ge=date(1900, 1, 1))]
_EXAMPLE = {"given_names": "Zoé", "family_name": "Léger-Martin", "birth_date": "1988-04-21"}


class Title(StrEnum):
    """How a letter addresses somebody."""

    MS = "ms"
    MR = "mr"


class Relation(StrEnum):
    """What a co-borrower is to the client."""

    SPOUSE = "spouse"
    PARTNER = "partner"
    RELATIVE = "relative"
    OTHER = "other"


class PostalAddress(Message):
    """Where a letter goes."""

    lines: list[OneLine] = Field(min_length=1, max_length=4)
    postcode: OneLine
    city: OneLine
    country: OneLine | None = None


class CoBorrower(Message):
    """Who borrows together with the client; never scored."""

    title: Title | None = None
    given_names: OneLine
    family_name: OneLine
    birth_date: BirthDate
    relation: Relation
    address: PostalAddress | None = Field(default=None, description="Where it is not the client's.")


class Identity(Message):
    """Who a client is."""

    title: Title | None = None
    given_names: OneLine
    family_name: OneLine
    birth_date: BirthDate
    address: PostalAddress | None = None
    telephone: OneLine | None = None
    email: Annotated[OneLine, Field(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    co_borrower: CoBorrower | None = None


class IdentityRequest(Message):
    """The whole identity of a client as it is from now on."""

    identity: Identity = Field(examples=[_EXAMPLE])
    after: int = Field(default=0, ge=0, description="The version that was read; 409 when another one was recorded.")


class IdentityChange(Message):
    """Who recorded a version, and when."""

    version: int
    recorded_at: datetime
    officer: str


class IdentityRecord(Message):
    """The latest version of a client's identity, null while nobody has recorded any, and who changed it when."""

    client_id: ClientId
    identity: Identity | None
    version: int = Field(description="0 while there is none.")
    changes: list[IdentityChange] = Field(description="Newest first.")


class IdentitySearch(Message):
    """A search by name, alone or with a birth date: every part of the name that is given must be one of the client's.

    Accents, capitals, hyphens and the order of the parts do not count; a part counts whole.
    """

    name: OneLine
    birth_date: BirthDate | None = None


class IdentityMatch(Message):
    """A client who was found."""

    client_id: ClientId
    given_names: str
    family_name: str
    birth_date: date
    city: str | None


class IdentityMatches(Message):
    """Clients who were found, in order of number."""

    matches: list[IdentityMatch]
    complete: bool = Field(description="False when more match than are listed: give the birth date.")
