"""What the lender's categories are called: ``Secondary / secondary special`` is nothing to show to a person."""

from limpide.contract import Language
from limpide.language.catalogue import get_catalogue
from limpide.language.wording import Phrase

_NOT_STATED = Phrase("values.not_stated")
_NOT_KNOWN = ("XNA", "XAP")


def value_label(column: str, value: str, language: Language) -> str:
    """Return the words for a category of a column (the lender's name of it); a new category stays as it is.

    >>> value_label("NAME_HOUSING_TYPE", "With parents", "fr")
    'Chez ses parents'
    """
    label = get_catalogue("categories", language).texts.get(f"{column}.{value}")
    if label is not None:
        return label
    return _NOT_STATED.text(language) if value in _NOT_KNOWN else value
