"""Which language the caller reads: ``Accept-Language`` with its weights, the default when nothing else is asked."""

from typing import Annotated

from fastapi import Depends, Header

from limpide.contract import Language
from limpide.language.languages import DEFAULT, installed_languages

_LONGEST = 200  # characters read; what follows cannot matter to an honest caller
_ANY = "*"


def negotiate(header: str | None) -> Language:
    """Return the installed language that the header weighs most; the first named wins a tie.

    >>> negotiate("de, en-GB;q=0.8, fr;q=0.4")
    'en'
    >>> negotiate("de")
    'fr'
    """
    weights: dict[Language, float] = {}
    installed = installed_languages()
    for entry in (header or "")[:_LONGEST].lower().split(","):
        name, _, parameter = entry.partition(";")
        tag = name.strip().partition("-")[0]
        language = DEFAULT if tag == _ANY else tag
        if language in installed:
            weights.setdefault(language, _weight(parameter))
    wanted = [language for language, weight in weights.items() if weight > 0]
    return max(wanted, key=weights.__getitem__, default=DEFAULT)


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


async def _language(
    accept_language: Annotated[
        str | None,
        Header(description="fr (default), en or another installed language, with the usual weights."),
    ] = None,
) -> Language:
    return negotiate(accept_language)


AskedLanguage = Annotated[Language, Depends(_language)]
