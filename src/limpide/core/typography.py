"""Typography of printed French and English: curved apostrophes, and spaces that no line breaks at."""

import re
from collections.abc import Mapping
from typing import Any

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
# French puts a space before these. None of them may break; before ";", "?", "!" and inside guillemets it is narrow.
_NARROW = re.compile(r"(?<=\S) (?=[;?!»])|(?<=«) ")
_WIDE = re.compile(r"(?<=\S) (?=:(\s|$)|[%€])")
_NUMERO = re.compile(r"\b([nN]°) (?=[\d{])")


def typographic(text: str) -> str:
    """Return a text with the apostrophes and no-break spaces of print; setting it twice changes nothing.

    >>> typographic("l'échéance n° 2")
    'l’échéance n°\\xa02'
    >>> typographic("12 % : vrai ?")
    '12\\xa0%\\xa0: vrai\\u202f?'
    """
    text = _APOSTROPHE.sub("’", text)
    return _NUMERO.sub("\\1\u00a0", _WIDE.sub("\u00a0", _NARROW.sub("\u202f", text)))


def typographic_all(content: Any) -> Any:
    """Set every text of a JSON-like value in print, names of fields left as they are."""
    if isinstance(content, str):
        return typographic(content)
    if isinstance(content, Mapping):
        return {name: typographic_all(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [typographic_all(value) for value in content]
    return content
