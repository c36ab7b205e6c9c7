"""Opaque identifiers of clients and loans: what a text must be to name one, their order, their part in a file name.

One rule for files, requests, commands, database and screens. A whole number is the identifier that its decimal digits
spell; "0010001" and "10001" are two identifiers.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, TypeAlias

from limpide.core.errors import InvalidInput

ClientId: TypeAlias = str
"""Identifier of a client: 1 to 64 characters in Unicode normal form C."""

LONGEST = 64
FIRST_APPLICANT = 900_000_001
"""First of the numbers of nine digits given to applications sent to the service; no client of a snapshot bears one."""
BEFORE_APPLICANTS: ClientId = "900000000"
"""Where the list of applicants begins: the identifier before the first."""

# Control, format (also what turns the direction of writing), surrogate, private and unassigned characters, line ends.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DAMAGED = "\ufffd"  # what programs write for bytes that they could not read
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
SortKey: TypeAlias = tuple[bool, int, str]


def fault_of(text: str, *, longest: int = LONGEST) -> str | None:
    """Return why a text in normal form C cannot be an identifier, None when it can.

    >>> fault_of("client/7 é"), fault_of("../7")
    (None, "'.' or '..' between slashes")
    """
    if not text.strip():
        return "empty"
    if len(text) > longest:
        return f"longer than {longest} characters"
    if text.isascii() and text.isalnum():
        return None
    if text != text.strip():
        return "blanks at its ends"
    if any(character == _DAMAGED or unicodedata.category(character) in _REFUSED for character in text):
        return "a control or invisible character"
    if not {".", ".."}.isdisjoint(text.replace("\\", "/").split("/")):
        return "'.' or '..' between slashes"
    return None


def read_identifier(value: Any, *, longest: int = LONGEST) -> str:
    """Return the identifier that a value spells: text, a whole number, or a decimal number without a fraction.

    Raises ``InvalidInput`` for anything else.

    >>> read_identifier(100002), read_identifier(100002.0), read_identifier("0100002")
    ('100002', '100002', '0100002')
    """
    text = _text_of(value)
    fault = "neither text nor a whole number" if text is None else fault_of(text, longest=longest)
    if text is None or fault:
        raise InvalidInput(
            f"{str(value)[:80]!r} is no identifier ({fault}); give 1 to {longest} visible characters, "
            "without blanks at the ends"
        )
    return text


def is_number(identifier: str) -> bool:
    """Whether an identifier is a whole number written canonically.

    >>> is_number("100002"), is_number("0100002"), is_number("1e5")
    (True, False, False)
    """
    return identifier.isascii() and identifier.isdigit() and (identifier[0] != "0" or identifier == "0")


def sort_key(identifier: str) -> SortKey:
    """Return the key that orders identifiers: numbers by value, then texts by code point.

    >>> sorted(["b", "10", "9", "010"], key=sort_key)
    ['9', '10', '010', 'b']
    """
    return (False, len(identifier), identifier) if is_number(identifier) else (True, 0, identifier)


def is_applicant(identifier: str) -> bool:
    """Whether an identifier is one of those given to applications sent to the service."""
    return is_number(identifier) and len(identifier) == 9 and int(identifier) >= FIRST_APPLICANT


def file_name_part(identifier: str) -> str:
    """Return an identifier as a part of a file name: ASCII letters, digits, dots, hyphens, underscores.

    >>> file_name_part("Müller/7 %")
    'Muller-7'
    """
    bare = unicodedata.normalize("NFKD", identifier).encode("ascii", errors="ignore").decode()
    return _UNSAFE.sub("-", bare).strip("-.") or "client"


def number_spans(prefix: str, *, digits: int) -> Iterator[tuple[int, int]]:
    """Yield the intervals of whole numbers of at most so many digits that start with a prefix of digits.

    >>> list(number_spans("7", digits=3))
    [(7, 8), (70, 80), (700, 800)]
    """
    if is_number(prefix) and len(prefix) <= digits:
        yield int(prefix), int(prefix) + 1
        if prefix != "0":
            for scale in (10**extra for extra in range(1, digits - len(prefix) + 1)):
                yield int(prefix) * scale, (int(prefix) + 1) * scale


def _text_of(value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        return str(value) if value >= 0 and len(str(value)) <= LONGEST else None
    if isinstance(value, float) and value.is_integer() and 0 <= value <= 2**53:
        return str(int(value))
    return None
