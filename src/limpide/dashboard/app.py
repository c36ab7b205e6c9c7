"""The dashboard's front door: settings, language, navigation. Streamlit runs this file at every click."""

from pathlib import Path

import streamlit as st

from limpide.contract import Language
from limpide.dashboard.api import Api
from limpide.dashboard.screen import Screen
from limpide.dashboard.style import dress
from limpide.dashboard.views import case, find
from limpide.dashboard.words import Words, get_words
from limpide.settings import Settings

_FOLDER = Path(__file__).parent
_ICON = (_FOLDER / "icon.svg").read_text(encoding="utf-8")
_LOGO = (_FOLDER / "logo.svg").read_text(encoding="utf-8")
_CHOICE = "language"
_NAMES: dict[Language, str] = {"fr": "Français", "en": "English"}


def main() -> None:
    """Show the page that the address names, in the language that it names."""
    st.set_page_config(layout="wide", page_icon=_ICON)
    st.logo(_LOGO, size="large")
    words = get_words(_language())
    dress(words)
    with st.container(horizontal_alignment="right", key="languages"):
        _offer_languages(words)
    pages: dict[str, st.Page] = {}
    screen = Screen(words, Api(Settings().api_url, words.language), pages)
    pages["find"] = st.Page(
        lambda: find.show(screen),
        title=words.say("nav.find"),
        url_path="find",
        icon=":material/search:",
        default=True,
    )
    pages["case"] = st.Page(
        lambda: case.show(screen), title=words.say("nav.case"), url_path="case", icon=":material/person:"
    )
    st.navigation(list(pages.values()), position="top").run()


def _language() -> Language:
    """Return the language of the address, else the one chosen before: Streamlit's menu empties the address."""
    named = st.query_params.get("lang") or st.session_state.get(_CHOICE)
    language: Language = "en" if named == "en" else "fr"
    st.session_state[_CHOICE] = language
    _name_language()
    return language


def _name_language() -> None:
    """Write the chosen language in the address, where it can be bookmarked; French needs no name."""
    if st.session_state[_CHOICE] == "fr":
        st.query_params.pop("lang", None)
    else:
        st.query_params["lang"] = st.session_state[_CHOICE]


def _offer_languages(words: Words) -> None:
    st.segmented_control(
        words.say("app.language"),
        list(_NAMES),
        required=True,
        format_func=_NAMES.__getitem__,
        key=_CHOICE,
        on_change=_name_language,
        label_visibility="collapsed",
    )


main()
