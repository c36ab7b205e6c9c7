"""The dashboard's front door: settings, language, sign-in, navigation. Streamlit runs this file at every click."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import streamlit as st

from limpide.client import Refused
from limpide.contract import Language, Me, Role
from limpide.core.errors import Unavailable
from limpide.dashboard.api import Api
from limpide.dashboard.header import show_header
from limpide.dashboard.screen import Screen, decides, sees_cases, sees_scores
from limpide.dashboard.style import dress
from limpide.dashboard.views import accounts, application, case, desk, find, glossary, model, monitoring, sign_in
from limpide.dashboard.visit import current_visit, mark_browser
from limpide.dashboard.words import get_words
from limpide.settings import Settings

_FOLDER = Path(__file__).parent
_ICON = (_FOLDER / "icon.svg").read_text(encoding="utf-8")
_LOGO = (_FOLDER / "logo.svg").read_text(encoding="utf-8")
_CHOICE = "language"

Entry = tuple[str, str, str, Callable[[Screen], None]]


def main() -> None:
    """Show the page that the address names, in the language that it names, to whoever may see it."""
    st.set_page_config(layout="wide", page_icon=_ICON)
    st.logo(_LOGO, size="large")
    words = get_words(_language())
    dress(words)
    mark_browser()
    visit, settings = current_visit(), Settings()
    api = Api(settings.api_url, words.language, visit.token or sign_in.find_issued_token() or settings.token)
    me = _find_me(api)
    pages: dict[str, st.Page] = {}
    screen = Screen(words, api, me or Me(name=None, role=None, desk=None), visit, pages)
    pages.update(_build_pages(screen, _entries(me)))
    page = st.navigation(list(pages.values()), position="top" if me else "hidden")
    show_header(screen, choice=_CHOICE, on_language=_name_language, signed_in=me is not None)
    if me:
        page.run()
    else:
        sign_in.show(screen)


def _entries(me: Me | None) -> Iterator[Entry]:
    """Yield the pages that somebody may see: name, key of the title, icon, what shows it."""
    if me is None or sees_cases(me):
        yield "find", "nav.find", "search", find.show
        yield "case", "nav.case", "person", case.show
        yield "application", "nav.application", "note_add", application.show
    if me is not None and decides(me):
        yield "desk", "nav.desk", "gavel", desk.show
    if me is not None and sees_scores(me):
        yield "model", "nav.model", "insights", model.show
        yield "monitoring", "nav.monitoring", "monitoring", monitoring.show
        yield "glossary", "nav.glossary", "menu_book", glossary.show
    if me is not None and me.role is Role.ADMINISTRATOR:
        yield "accounts", "nav.accounts", "group", accounts.show


def _build_pages(screen: Screen, entries: Iterator[Entry]) -> dict[str, "st.Page"]:
    return {
        name: st.Page(
            partial(show, screen),
            title=screen.words.say(title),
            url_path=name,
            icon=f":material/{icon}:",
            default=rank == 0,
        )
        for rank, (name, title, icon, show) in enumerate(entries)
    }


def _find_me(api: Api) -> Me | None:
    """Return who is here; None when the service wants a sign-in. While it is away, every page says so itself."""
    try:
        return api.me()
    except Refused:
        return None
    except Unavailable:
        return Me(name=None, role=None, desk=None)


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


main()
