"""Who signs: the account, or the name that is typed once a visit where there are no accounts."""

import streamlit as st

from limpide.dashboard import markup
from limpide.dashboard.drafts import keeps, typed_in
from limpide.dashboard.screen import Screen

_NAME = "name"
_LONGEST_NAME = 100


def ask_name(screen: Screen, key: str) -> None:
    """Ask who signs, with the name that was typed for another form, or say whose account does."""
    words, draft = screen.words, screen.visit.officer
    if screen.me.name is not None:
        st.markdown(words.say("decision.signed_by", name=markup.plain(screen.me.name)))
        return
    if draft.get(_NAME) and not st.session_state.get(key):  # never an empty one: it would wipe what is being typed
        st.session_state[key] = draft[_NAME]
    _ask(screen, key, words.say("decision.name"))


def ask_name_once(screen: Screen, key: str) -> None:
    """Say who signs; ask only where nothing was signed in this visit."""
    known = screen.me.name or screen.visit.officer.get(_NAME)
    if known:
        st.caption(screen.words.say("work.signed_by", name=markup.plain(known)))
    else:
        _ask(screen, key, screen.words.say("work.name"))


def read_name(screen: Screen, key: str) -> str:
    """Return who signs, empty while nobody does."""
    name: str = screen.me.name or typed_in(key, screen.visit.officer.get(_NAME)) or ""
    return name.strip()


def _ask(screen: Screen, key: str, label: str) -> None:
    keep = keeps(screen.visit.officer, _NAME, key)
    st.text_input(label, max_chars=_LONGEST_NAME, autocomplete="name", key=key, on_change=keep)
