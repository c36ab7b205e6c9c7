"""Blind index of names and birth dates: keyed hashes by which an encrypted identity is found again.

Whoever reads the table alone learns which clients share a part of a name or a birth date, and how often it occurs;
without LIMPIDE_KEY, no name.
"""

import re
import unicodedata
from datetime import date

from limpide.database.keys import Keys

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_PART = re.compile(r"[^\W_]+")


def name_parts(*names: str) -> list[str]:
    """Return the parts of names without accents, capitals and signs, each once, in order.

    >>> name_parts("Zoé Anne", "LÉGER-Martin d'Œuf")
    ['anne', 'd', 'leger', 'martin', 'oeuf', 'zoe']
    """
    folded = " ".join(names).casefold().translate(_LETTERS)
    bare = "".join(each for each in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(each))
    return sorted(set(_PART.findall(bare)))


def name_tokens(*names: str, keys: Keys) -> list[bytes]:
    """Return the keyed hash of each part of names."""
    return [keys.blind_index(b"name\0" + part.encode()) for part in name_parts(*names)]


def birth_token(day: date, *, keys: Keys) -> bytes:
    """Return the keyed hash of a birth date."""
    return keys.blind_index(b"birth\0" + day.isoformat().encode())
