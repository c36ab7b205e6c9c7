"""What the lender's categories are called: ``Secondary / secondary special`` is nothing to show to a person."""

import csv
import io
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from limpide.contract import Language

_NOT_STATED = {"fr": "Non précisé", "en": "Not stated"}
_NOT_KNOWN = ("XNA", "XAP")


def value_label(column: str, value: str, language: Language) -> str:
    """Return the words for a category of a column (the lender's name of it); a new category stays as it is.

    >>> value_label("NAME_HOUSING_TYPE", "With parents", "fr")
    'Chez ses parents'
    """
    label = _LABELS.get((column, value))
    if label:
        return label[0] if language == "fr" else label[1]
    return _NOT_STATED[language] if value in _NOT_KNOWN else value


def _read() -> Mapping[tuple[str, str], tuple[str, str]]:
    text = (resources.files("limpide.sources") / "values.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {(row["column"], row["value"]): (row["label_fr"], row["label_en"]) for row in rows}


_LABELS = MappingProxyType(_read())
