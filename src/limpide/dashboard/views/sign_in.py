"""Sign in: by the token of an account, or with the lender's own identity provider where one is configured."""

import streamlit as st

from limpide.client import LimpideClient, Refused
from limpide.core.errors import Unavailable
from limpide.dashboard.screen import Screen
from limpide.dashboard.visit import sign_in
from limpide.dashboard.words import Words


def find_issued_token() -> str | None:
    """Return the token that the identity provider gave this browser, None without one."""
    if not st.user.get("is_logged_in"):
        return None
    tokens = st.user.get("tokens") or {}
    token: str | None = tokens.get("access") or tokens.get("id")
    return token


def show(screen: Screen) -> None:
    """Show the page; the address stays, so that one comes back to where one was."""
    words = screen.words
    screen.title(words.say("sign_in.title"))
    with st.container(key="sign_in", width=560):
        st.markdown(words.say("sign_in.lead"))
        with st.form("sign_in_form", border=False):
            typed = st.text_input(words.say("sign_in.token"), type="password", autocomplete="current-password")
            asked = st.form_submit_button(words.say("sign_in.enter"), type="primary", icon=":material/login:")
        if asked:
            _try((typed or "").strip(), screen)
        if "is_logged_in" in st.user:
            st.markdown(words.say("sign_in.or"))
            if st.button(words.say("sign_in.provider"), icon=":material/badge:"):
                st.login()


def _try(token: str, screen: Screen) -> None:
    complaint = _complaint(token, screen)
    if complaint is None:
        sign_in(token)
        st.rerun()
    st.warning(complaint, icon=":material/key:")


def _complaint(token: str, screen: Screen) -> str | None:
    """Return why nobody signs in with this, None when somebody does."""
    words: Words = screen.words
    if not token:
        return words.say("sign_in.nothing")
    if not (token.isascii() and token.isprintable()):
        return words.say("sign_in.refused")
    try:
        with LimpideClient(screen.api.base_url, token=token) as client:
            client.me()
    except Refused:
        return words.say("sign_in.refused")
    except Unavailable:
        return words.say("trouble.unavailable")
    return None
