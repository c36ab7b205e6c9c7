"""Recipient of a letter: name and address from the identity record, the client's number where there is none."""

from limpide.contract import CoBorrower, Identity
from limpide.core.identifiers import ClientId
from limpide.documents.letter_words import LetterWords


def write_window(identity: Identity | None, client_id: ClientId, words: LetterWords) -> list[str]:
    """Return the lines of the envelope's window; without name or address, what is to be completed."""
    number = words.say("recipient", client_id=client_id)
    if identity is None:
        return [number, words.say("recipient.incomplete")]
    name = full_name(identity, words)
    address = identity.address
    if address is None:
        return [name, number, words.say("recipient.no_address")]
    country = [address.country] if address.country else []
    return [name, *address.lines, f"{address.postcode} {address.city}", *country]


def write_salutation(identity: Identity | None, words: LetterWords) -> str:
    """Return how the letter addresses the client: by name where it is known."""
    if identity is None:
        return words.say("salutation")
    key = f"salutation.{identity.title.value if identity.title else 'name'}"
    return words.say(key, given_names=identity.given_names, family_name=identity.family_name)


def write_closing(identity: Identity | None, words: LetterWords) -> str:
    """Return the closing formula that goes with the salutation."""
    if identity is None:
        return words.say("closing")
    return words.say(f"closing.{identity.title.value if identity.title else 'name'}")


def full_name(person: Identity | CoBorrower, words: LetterWords) -> str:
    """Return title and name as on an envelope."""
    title = [words.say(f"title.{person.title.value}")] if person.title else []
    return " ".join([*title, person.given_names, person.family_name])
