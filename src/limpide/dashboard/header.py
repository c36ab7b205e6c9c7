"""The row above every page: search from anywhere, the language, and who is signed in."""

from collections.abc import Callable

import streamlit as st

from limpide.dashboard import provider
from limpide.dashboard.markup import plain
from limpide.dashboard.roles import ROLES
from limpide.dashboard.screen import Screen
from limpide.dashboard.visit import sign_out
from limpide.language.languages import installed_languages

WANTS_SEARCH = "wants_search"


def show_header(screen: Screen, *, choice: str, on_language: Callable[[], None], signed_in: bool) -> None:
    """Show the row; ``choice`` is where Streamlit keeps the chosen language."""
    languages = installed_languages()
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="header"):
        if signed_in and "find" in screen.pages:
            _offer_search(screen)
        st.segmented_control(
            screen.words.say("app.language"),
            list(languages),
            required=True,
            format_func=lambda code: languages[code].name,
            key=choice,
            on_change=on_language,
            label_visibility="collapsed",
        )
        if screen.me.name is not None:
            _offer_sign_out(screen)


def _offer_search(screen: Screen) -> None:
    pressed = st.button(
        screen.words.say("app.search"),
        icon=":material/search:",
        type="tertiary",
        shortcut="Alt+S",
        key="search_anywhere",
    )
    if pressed:
        st.session_state[WANTS_SEARCH] = True
        st.switch_page(screen.pages["find"], query_params=screen.address())


def _offer_sign_out(screen: Screen) -> None:
    words, me = screen.words, screen.me
    with st.popover(plain(me.name or ""), icon=":material/account_circle:", type="tertiary"):
        if me.role is not None:
            st.markdown(words.say(ROLES[me.role]))
        if st.button(words.say("app.sign_out"), icon=":material/logout:"):
            sign_out()
            if provider.knows_me():
                st.logout()
            else:
                st.rerun()
