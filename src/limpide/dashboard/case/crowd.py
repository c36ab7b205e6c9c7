"""Who is compared with: everybody, or those of an age, an income, a gender."""

import streamlit as st

from limpide.dashboard.address import read_choice, read_number, writes
from limpide.dashboard.api import Kept
from limpide.dashboard.words import Words

_BOUNDS = {
    "age_min": ("crowd.age_min", 18.0, 100.0, 5.0),
    "age_max": ("crowd.age_max", 18.0, 100.0, 5.0),
    "income_min": ("crowd.income_min", 0.0, 1e7, 10_000.0),
    "income_max": ("crowd.income_max", 0.0, 1e7, 10_000.0),
}
_GENDERS = {"": "crowd.any", "F": "crowd.women", "M": "crowd.men"}


def ask_crowd(words: Words) -> Kept:
    """Show the filter behind a button; return what was chosen, in the API's names."""
    with st.popover(words.say("crowd.filter"), icon=":material/filter_alt:"):
        st.markdown(words.say("crowd.lead"))
        chosen: dict[str, float | str] = {}
        places = st.columns(2)
        for rank, name in enumerate(_BOUNDS):
            with places[rank % 2]:
                value = _ask_bound(name, words)
            if value is not None:
                chosen[name] = value
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


def _ask_bound(name: str, words: Words) -> float | None:
    label, low, high, step = _BOUNDS[name]
    value: float | None = st.number_input(
        words.amount_label(words.say(label)) if name.startswith("income") else words.say(label),
        min_value=low,
        max_value=high,
        value=read_number(name, low=low, high=high),
        step=step,
        format="%.0f",
        key=f"crowd_{name}",
        on_change=writes(name, f"crowd_{name}"),
    )
    return value
