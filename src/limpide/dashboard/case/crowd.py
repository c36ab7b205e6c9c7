"""Who is compared with: everybody, or those of an age, an income, a gender."""

import streamlit as st

from limpide.dashboard.address import read_choice, writes
from limpide.dashboard.api import Kept
from limpide.dashboard.words import Words

# The bounds that the service takes: any other could cut a group to one person.
_AGES = tuple(range(20, 75, 5))
_INCOMES = tuple(step * 10**power // 10 for power in range(3, 7) for step in (10, 15, 20, 30, 50, 70))
_BOUNDS = {
    "age": ("crowd.age_min", "crowd.age_max", _AGES),
    "income": ("crowd.income_min", "crowd.income_max", _INCOMES),
}
_GENDERS = {"": "crowd.any", "F": "crowd.women", "M": "crowd.men"}


def ask_crowd(words: Words) -> Kept:
    """Show the filter behind a button; return what was chosen, in the API's names."""
    with st.popover(words.say("crowd.filter"), icon=":material/filter_alt:"):
        st.markdown(words.say("crowd.lead"))
        chosen: dict[str, float | str] = {}
        for name, (low, high, options) in _BOUNDS.items():
            for end, label, place in zip(("min", "max"), (low, high), st.columns(2), strict=True):
                with place:  # a row of its own for each datum: the keyboard goes from its lower to its upper bound
                    value = _ask_bound(f"{name}_{end}", label, options, words)
                if value is not None:
                    chosen[f"{name}_{end}"] = value
        gender = st.selectbox(
            words.say("crowd.gender"),
            list(_GENDERS),
            index=list(_GENDERS).index(read_choice("gender", list(_GENDERS), usual="")),
            format_func=lambda code: words.say(_GENDERS[code]),
            key="crowd_gender",
            on_change=writes("gender", "crowd_gender"),
        )
        if gender:
            chosen["gender"] = gender
    return tuple(chosen.items())


def _ask_bound(name: str, label: str, options: tuple[int, ...], words: Words) -> float | None:
    written = ["", *(str(option) for option in options)]
    chosen = st.selectbox(
        words.say(label),
        written,
        index=written.index(read_choice(name, written, usual="")),
        format_func=lambda option: _shown(name, option, words),
        key=f"crowd_{name}",
        on_change=writes(name, f"crowd_{name}"),
    )
    return float(chosen) if chosen else None


def _shown(name: str, option: str, words: Words) -> str:
    if not option:
        return words.say("crowd.no_bound")
    if name.startswith("income"):
        return words.amount(float(option))
    return words.count("value.years", float(option))
