"""The lender's own identity provider, where Streamlit's secrets name one: to it, back to where one was, and out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from limpide.dashboard.address import read_all
from limpide.dashboard.visit import Visit

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


def is_configured() -> bool:
    """Whether people may sign in with an account of the lender's."""
    return "is_logged_in" in st.user


def knows_me() -> bool:
    """Whether the provider said who sits at this browser; what they may do here is for the service to say."""
    return bool(st.user.get("is_logged_in"))


def find_token() -> str | None:
    """Return the token that the provider gave this browser, None without one."""
    if not knows_me():
        return None
    tokens = st.user.get("tokens") or {}
    token: str | None = tokens.get("access") or tokens.get("id")
    return token


def leave(visit: Visit, page: str) -> None:
    """Go and sign in there; the provider leads back to the first page, so the one that was asked for is kept."""
    asked = read_all()
    if page or asked:
        visit.wanted = page, asked
    visit.signed_out = False
    st.login()


def come_back(visit: Visit, page: str, pages: "Mapping[str, StreamlitPage]", *, first: "StreamlitPage") -> None:
    """Go on from the first page, whose place has no name, to the one that was asked for before signing in."""
    if page or visit.wanted is None:
        return
    (wanted, asked), visit.wanted = visit.wanted, None
    st.switch_page(pages.get(wanted, first), query_params=asked)
