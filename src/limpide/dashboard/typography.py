"""Letters as a printer sets them: curved apostrophes, and no sign of punctuation alone at the start of a line."""

import html
import re

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
# French puts a space before these; it must not break, and before a colon it is as wide as between words.
_NARROW = re.compile(r"(?<=\S) (?=[;?!»%])|(?<=«) ")
_WIDE = re.compile(r"(?<=\S) (?=:(\s|$))")
_NUMERO = re.compile(r"\b([nN]°) (?=[\d{])")


def typeset(text: str) -> str:
    """Return a sentence with the apostrophes and spaces of print.

    >>> typeset("l'échéance n° 2")
    'l’échéance n°\\xa02'
    """
    text = _APOSTROPHE.sub("’", text)
    return _NUMERO.sub("\\1\u00a0", _WIDE.sub("\u00a0", _NARROW.sub("\u202f", text)))


def escape(text: str) -> str:
    """Return a text for HTML, set as in print."""
    return html.escape(typeset(text))
