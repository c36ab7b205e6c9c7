"""Sign in: by the token of an account, or with the lender's own identity provider where one is configured."""

import streamlit as st

from limpide.client import LimpideClient, Refused
from limpide.contract import Me
from limpide.core.errors import Unavailable
from limpide.dashboard import provider
from limpide.dashboard.markup import plain
from limpide.dashboard.screen import Screen
from limpide.dashboard.visit import sign_in
from limpide.dashboard.words import Words

_TOO_MANY = 429


def show(screen: Screen, page: str) -> None:
    """Show the form in place of a page; its address stays, so that one comes back to where one was."""
    words = screen.words
    screen.title(words.say("sign_in.title"))
    with st.container(key="sign_in", width=560):
        st.markdown(words.say("sign_in.lead"))
        if provider.is_configured():
            _offer_provider(screen, page)
        with st.form("sign_in_form", border=False):
            typed = st.text_input(words.say("sign_in.token"), type="password", autocomplete="current-password")
            usual = "secondary" if provider.is_configured() else "primary"
            asked = st.form_submit_button(words.say("sign_in.enter"), type=usual, icon=":material/login:")
        if asked:
            _try((typed or "").strip(), screen)


def _offer_provider(screen: Screen, page: str) -> None:
    words = screen.words
    if provider.knows_me() and not screen.visit.signed_out:
        st.warning(words.say("sign_in.not_open"), icon=":material/badge:")
    if st.button(words.say("sign_in.provider"), type="primary", icon=":material/badge:"):
        provider.leave(screen.visit, page)
    st.markdown(words.say("sign_in.or"))


def _try(token: str, screen: Screen) -> None:
    found = _find_person(token, screen)
    if isinstance(found, Me):
        sign_in(token, found.name)
        st.rerun()
    st.warning(found, icon=":material/key:")


def _find_person(token: str, screen: Screen) -> Me | str:
    """Return who signs in with this token, or in words why nobody does."""
    words: Words = screen.words
    if not token:
        return words.say("sign_in.nothing")
    if not (token.isascii() and token.isprintable()):
        return words.say("sign_in.refused")
    try:
        with LimpideClient(screen.api.base_url, language=words.language, token=token) as client:
            return client.me()
    except Refused as refused:
        return plain(refused.problem.detail) if refused.problem.status == _TOO_MANY else words.say("sign_in.refused")
    except Unavailable:
        return words.say("trouble.unavailable")
