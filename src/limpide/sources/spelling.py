"""Spellings of the contract's words: blanks and capitals aside, "oui" and "1" for a flag; any other word is not known.

One rule for files (as SQL), rows in memory and requests: a word is the contract's, whatever its spelling, or missing.
It never becomes another value.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from limpide.contract import Unit
from limpide.sources.sql import identifier, literal
from limpide.sources.tables import Column, Table

MISSING_WORDS = ("na", "n/a", "#n/a", "nan", "null", "none", "nil", "?", "-", ".")
"""What people write for nothing, in lower case."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_YES = ("y", "yes", "oui", "o", "true", "t", "vrai", "1", "1.0")
_NO = ("n", "no", "non", "false", "f", "faux", "0", "0.0")


def is_flag(column: Column) -> bool:
    """Whether a column says yes or no: in words, or as 1 and 0."""
    words = {word.lower() for word in column.categories}
    return words in ({"y", "n"}, {"yes", "no"}) or (column.unit is Unit.FLAG and column.type == "integer")


@cache
def spellings(column: Column) -> Mapping[str, str | int]:
    """Return the contract's value by each spelling in lower case; of a column of words or a flag.

    >>> from limpide.sources.tables import TABLES
    >>> spellings(TABLES["application"].by_name["FLAG_OWN_CAR"])["oui"]
    'Y'
    """
    known: dict[str, str | int] = {str(word).lower(): str(word) for word in (*column.categories, *column.sentinels)}
    if is_flag(column):
        no, yes = sorted(column.categories) if column.type == "text" else (0, 1)
        known |= dict.fromkeys(_YES, yes) | dict.fromkeys(_NO, no)
    return known


def read_value(column: Column, value: Any) -> Any:
    """Return what a value of a request stands for in a column of words or a flag; as it is when nobody knows it.

    >>> from limpide.sources.tables import TABLES
    >>> columns = TABLES["application"].by_name
    >>> read_value(columns["FLAG_OWN_CAR"], True), read_value(columns["CODE_GENDER"], " f ")
    ('Y', 'F')
    >>> read_value(columns["FLAG_MOBIL"], "non")
    0
    """
    if isinstance(value, bool):
        return spellings(column)[str(value).lower()] if is_flag(column) else value
    if not isinstance(value, str):
        flag = column.type == "text" and is_flag(column) and type(value) in (int, float)
        return spellings(column).get(str(value), value) if flag else value
    folded = value.strip().lower()
    if column.type != "text" and not is_flag(column):
        return value
    if not folded or (folded in MISSING_WORDS and folded not in spellings(column)):
        return None
    return spellings(column).get(folded, value)


def read_number(text: str) -> Any:
    """Return the number that a text of a table says, as files are read: None for nothing, any other text as it is.

    >>> read_number(" 00100001 "), read_number("NA"), read_number("1e3"), read_number("a lot")
    (100001, None, 1000.0, 'a lot')
    """
    bare = text.strip()
    if not bare or bare.lower() in MISSING_WORDS:
        return None
    for kind in (int, float):
        with suppress(ValueError):
            return kind(bare) if _NUMBER.fullmatch(bare) else text
    return text


def read_row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a request with the contract's words, by the names that it has."""
    columns = {name: table.by_name.get(name) or table.by_renamed.get(name) for name in row}
    known = {name: column for name, column in columns.items() if column is not None}
    return {name: read_value(known[name], value) if name in known else value for name, value in row.items()}


def is_known(column: Column, value: Any) -> bool:
    """Whether a word is one of the contract's, in any spelling."""
    return str(value).strip().lower() in spellings(column)


def stored_sql(text: str) -> str:
    """Return SQL for a text without blanks at its ends; NULL where it stands for nothing."""
    nothing = ", ".join(literal(word) for word in ("", *MISSING_WORDS))
    return f"CASE WHEN lower(trim({text})) NOT IN ({nothing}) THEN trim({text}) END"


def key_sql(name: str, *, matches: str = "regexp_matches") -> str:
    """Return SQL (VARCHAR) for a column of keys: no blanks at the ends, in normal form C, NULL where there is none.

    "7.0" is 7, as public files write whole numbers. ``matches`` is the engine's name for a search by pattern.
    """
    text = stored_sql(text_of(name))
    whole = f"{matches}({text}, '^(0|[1-9][0-9]*)[.]0+$')"
    return f"nfc_normalize(CASE WHEN {whole} THEN split_part({text}, '.', 1) ELSE {text} END)"


def word_sql(column: Column, text: str) -> str:
    """Return SQL for the contract's word of a text; NULL where nobody knows it."""
    exact = ", ".join(literal(str(word)) for word in (*column.categories, *column.sentinels))
    cases = " ".join(f"WHEN {literal(spelling)} THEN {literal(word)}" for spelling, word in spellings(column).items())
    return f"CASE WHEN {text} IN ({exact}) THEN {text} ELSE CASE lower(trim({text})) {cases} END END"


def flag_sql(column: Column, text: str) -> str:
    """Return SQL for the number (DOUBLE) that a text says in a flag of 0 and 1; NULL where it is neither."""
    cases = " ".join(f"WHEN {literal(spelling)} THEN {value}" for spelling, value in spellings(column).items())
    return f"CASE lower(trim({text})) {cases} ELSE TRY_CAST({text} AS DOUBLE) END"


def text_of(name: str) -> str:
    """Return a column of a file as text."""
    return f"CAST({identifier(name)} AS VARCHAR)"
