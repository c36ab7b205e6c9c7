"""Fields for columns of the application: a person types years and words, the API gets the lender's days and codes."""

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from limpide.contract import ColumnCard, Unit, Value
from limpide.dashboard.amounts import ask_amount
from limpide.dashboard.drafts import Draft, keeps
from limpide.dashboard.markup import plain
from limpide.dashboard.typography import typeset
from limpide.dashboard.words import Words

_DAYS_IN_YEAR = 365.25
_TEXT, _WHOLE = "text", "integer"
_CENT = 100.0
_UNITS = {Unit.YEARS: "field.years", Unit.SCORE: "field.score"}


@dataclass(frozen=True)
class Field:
    """One column to ask for, with what is held on it: as the lender writes it, or in words for a category.

    A ``required`` one is marked. One that is not ``bounded`` takes any number, for the service to say what is wrong
    with it: Streamlit keeps the value before in the place of one out of bounds, while the browser shows the new one.
    """

    card: ColumnCard
    held: Value = None
    required: bool = False
    bounded: bool = True

    @property
    def label(self) -> str:
        """The label as Markdown, with an asterisk where the field is required."""
        return plain(self.card.label) + (" *" if self.required else "")


def ask_all(fields: Iterable[Field], words: Words, *, draft: Draft, key: str, columns: int = 3) -> dict[str, Value]:
    """Show fields beside each other; return what was typed by column, in the lender's terms.

    What each field holds is kept in a draft by its key, which begins with ``key``.
    """
    listed = list(fields)
    answers: dict[str, Value] = {}
    for start in range(0, len(listed), columns):
        places = st.columns(columns, vertical_alignment="bottom")  # long labels take two lines
        for place, field in zip(places, listed[start : start + columns], strict=False):
            with place:
                answers[field.card.column] = _ask(field, words, draft=draft, key=f"{key}_{field.card.column}")
    return answers


def as_lender(field: Field) -> Value:
    """Return what is held on a column as the lender writes it."""
    card, held = field.card, field.held
    if isinstance(held, str) and held in card.category_labels:
        return card.categories[card.category_labels.index(held)]
    return held


def _ask(field: Field, words: Words, *, draft: Draft, key: str) -> Value:
    card = field.card
    if card.type == _TEXT and not card.categories:
        return _ask_text(field, draft=draft, key=key)
    if card.categories:
        labels: dict[Value, str] = dict(zip(card.categories, card.category_labels, strict=True))
        return _ask_choice(field, labels, words, draft=draft, key=key)
    if card.unit is Unit.FLAG:
        return _ask_choice(
            field, {0.0: words.say("value.no"), 1.0: words.say("value.yes")}, words, draft=draft, key=key
        )
    if card.unit is Unit.DAYS:
        return _ask_years(field, words, draft=draft, key=key)
    return _ask_number(field, words, draft=draft, key=key)


def _ask_text(field: Field, *, draft: Draft, key: str) -> Value:
    typed: str = st.text_input(
        field.label,
        value=draft.get(key, str(field.held or "")),
        help=plain(field.card.meaning),
        key=key,
        on_change=keeps(draft, key, key),
    )
    return typed or None


def _ask_choice(field: Field, labels: dict[Value, str], words: Words, *, draft: Draft, key: str) -> Value:
    held = as_lender(field)
    kept = draft.get(key, held)
    options: list[Value] = [*labels]
    if held not in options:
        options.insert(0, held)
    elif held is not None and not field.card.required:
        options.append(None)

    def written(option: Value) -> str:
        return words.say("value.missing") if option is None else typeset(labels.get(option, str(option)))

    chosen: Value = st.selectbox(
        field.label,
        options,
        index=options.index(kept if kept in options else held),
        format_func=written,
        placeholder=words.say("value.missing"),
        help=plain(field.card.meaning),
        key=key,
        on_change=keeps(draft, key, key),
    )
    return chosen


def _ask_years(field: Field, words: Words, *, draft: Draft, key: str) -> Value:
    """Ask for years since a day; the lender counts days before the application, as negative numbers."""
    held = field.held if isinstance(field.held, int | float) else None
    years = None if held is None else round(abs(held) / _DAYS_IN_YEAR, 1)
    typed: float | None = st.number_input(
        words.say("field.years", label=field.label),
        min_value=0.0 if field.bounded else None,
        max_value=_most_years(field, years),
        value=draft.get(key, years),
        step=0.5,
        format="%.1f",
        key=key,
        on_change=keeps(draft, key, key),
    )
    if typed is None:
        return None
    if typed == years:
        return held
    return -float(round(typed * _DAYS_IN_YEAR))


def _most_years(field: Field, years: float | None) -> float | None:
    if field.card.minimum is None or not field.bounded:
        return None
    return max(abs(field.card.minimum) / _DAYS_IN_YEAR, years or 0.0)


def _ask_number(field: Field, words: Words, *, draft: Draft, key: str) -> Value:
    card = field.card
    held = field.held if isinstance(field.held, int | float) else None
    if card.unit is Unit.EURO:
        return ask_amount(_label(field, words), held, words, draft=draft, key=key, help_text=plain(card.meaning))
    whole = card.type == _WHOLE
    kind = int if whole else float
    low, high = (card.minimum, card.maximum) if field.bounded else (None, None)
    typed: float | None = st.number_input(
        _label(field, words),
        min_value=None if low is None else kind(min(low, held if held is not None else low)),
        max_value=None if high is None else kind(max(high, held if held is not None else high)),
        value=draft.get(key, None if held is None else kind(held)),
        step=kind(_step(card)),
        format="%d" if whole else "%.4g",
        help=plain(card.meaning),
        key=key,
        on_change=keeps(draft, key, key),
    )
    return typed


def _label(field: Field, words: Words) -> str:
    """Return the label of a number with its unit."""
    card = field.card
    label = words.amount_label(field.label) if card.unit is Unit.EURO else field.label
    return words.say(_UNITS[card.unit], label=label) if card.unit in _UNITS else label


def _step(card: ColumnCard) -> float:
    return 1.0 if card.type == _WHOLE else 1.0 / _CENT
