"""Amounts as people write them: thousands in groups, decimals after the comma or the point of the language."""

import re

import streamlit as st

from limpide.contract import Language
from limpide.dashboard.drafts import Draft, typed_in
from limpide.dashboard.words import Words
from limpide.language.formats import get_formats

_DECIMALS = 2
_GROUPING = re.compile(r"[\s'’_]")
_SIGN = re.compile(r"[€$£]|\b[A-Z]{3}\b")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def read_amount(typed: str, language: Language) -> float | None:
    """Return the number that somebody typed, None where it is none.

    A mark that cannot be the language's decimal one, or that stands before each three digits, groups thousands.

    >>> read_amount("1 023 840,50", "fr"), read_amount("1,023,840.50", "en"), read_amount("1.023.840", "fr")
    (1023840.5, 1023840.5, 1023840.0)
    >>> read_amount("12,5", "en"), read_amount("12.5", "fr"), read_amount("1,5,2", "fr")
    (12.5, 12.5, None)
    """
    decimal = get_formats(language).decimal_mark
    grouping = "," if decimal == "." else "."
    text = _GROUPING.sub("", _SIGN.sub("", typed.replace("−", "-")))
    groups = rf"[+-]?\d{{1,3}}(\{grouping}\d{{3}})+(\{decimal}\d*)?"
    text = text.replace(grouping, "") if re.fullmatch(groups, text) else text.replace(grouping, decimal)
    text = text.replace(decimal, ".").rstrip(".")
    return float(text) if _NUMBER.fullmatch(text) else None


def write_amount(amount: float, words: Words) -> str:
    """Write an amount as a field shows it.

    >>> from limpide.dashboard.words import get_words
    >>> write_amount(1023840.5, get_words("en"))
    '1,023,840.5'
    """
    return words.number(amount, decimals=_DECIMALS)


def ask_amount(
    label: str, held: float | None, words: Words, *, draft: Draft, key: str, help_text: str
) -> float | str | None:
    """Show a field for an amount; return the number, or what was typed where it is none: the service says why not.

    The draft keeps the number, so that the other language writes it in its own way; the field writes it anew when it
    is left. What is held comes back as it is, also where it has more decimals than are shown.
    """
    kept, own = draft.get(key, held), f"{key}_{words.language}"

    def keep() -> None:
        typed = typed_in(own, "") or ""
        draft[key] = _read(typed, held, words)
        if isinstance(draft[key], float):
            st.session_state[own] = write_amount(draft[key], words)

    shown = write_amount(kept, words) if isinstance(kept, int | float) else kept or ""
    typed = st.text_input(label, value=shown, help=help_text, key=own, autocomplete="off", on_change=keep)
    return _read(typed or "", held, words)


def _read(typed: str, held: float | None, words: Words) -> float | str | None:
    if not typed.strip():
        return None
    if held is not None and typed == write_amount(held, words):
        return held
    number = read_amount(typed, words.language)
    return typed.strip() if number is None else number
