"""Texts of the screen set as in print (``core.typography``), and escaped for HTML."""

import html

from limpide.core.typography import typographic


def typeset(text: str) -> str:
    """Return a sentence with the apostrophes and spaces of print.

    >>> typeset("l'échéance n° 2")
    'l’échéance n°\\xa02'
    """
    return typographic(text)


def escape(text: str) -> str:
    """Return a text for HTML, set as in print."""
    return html.escape(typeset(text))
