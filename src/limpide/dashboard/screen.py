"""What every page is given: its words, the API, and the pages it may lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from limpide.contract import Language
from limpide.dashboard.api import Api
from limpide.dashboard.words import Words

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_RECENT = "recent_cases"
_MOST_RECENT = 6


@dataclass(frozen=True)
class Screen:
    """One run of one page for one person."""

    words: Words
    api: Api
    pages: "Mapping[str, StreamlitPage]"

    def address(self, **parameters: str) -> dict[str, str]:
        """Return the query of a link to a page, which keeps the language."""
        language: Language = self.words.language
        return parameters if language == "fr" else {**parameters, "lang": language}

    def title(self, page: str) -> None:
        """Name the page in the browser's tab, and as its one first-level heading."""
        st.set_page_config(page_title=self.words.say("app.page_title", page=page))
        st.title(page, anchor=False)


def recent_cases() -> list[int]:
    """Return the clients opened during this visit, latest first."""
    cases: list[int] = st.session_state.get(_RECENT, [])
    return cases


def remember_case(client_id: int) -> None:
    """Put a client first among the recent cases."""
    others = [case for case in recent_cases() if case != client_id]
    st.session_state[_RECENT] = [client_id, *others][:_MOST_RECENT]
