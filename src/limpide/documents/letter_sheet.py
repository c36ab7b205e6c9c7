"""The sheet of every letter: letterhead, recipient, place and date, salutation, closing, signatory."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from limpide.contract import Identity
from limpide.core.identifiers import ClientId
from limpide.documents.letter_recipient import write_closing, write_salutation, write_window
from limpide.documents.letter_words import LetterWords


def write_sheet(
    identity: Identity | None,
    client_id: ClientId,
    words: LetterWords,
    texts: Mapping[str, str],
    *,
    day: date,
    specimen: bool,
) -> dict[str, Any]:
    """Return what stands on any letter to a client, by the names of the template; ``texts`` are the lender's own."""
    return {
        "language": words.language,
        "specimen": words.say("specimen") if specimen else "",
        "lender": texts["name"],
        "address": texts["address"].splitlines(),
        "recipient": words.say("recipient", client_id=client_id),
        "window": write_window(identity, client_id, words),
        "place_date": words.say("place_date", place=texts["place"], date=words.day(day)),
        "page": words.say("page"),
        "salutation": write_salutation(identity, words),
        "closing": write_closing(identity, words),
        "signatory": [texts["signatory"], texts["name"]],
    }
