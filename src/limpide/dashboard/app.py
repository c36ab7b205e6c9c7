"""The dashboard's front door: settings, language, sign-in, navigation. Streamlit runs this file at every click."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from limpide.client import Refused
from limpide.contract import Language, Me, Role
from limpide.core.errors import Unavailable
from limpide.dashboard import provider
from limpide.dashboard.address import read_all
from limpide.dashboard.api import Api
from limpide.dashboard.header import show_header
from limpide.dashboard.readiness_banner import warn_unless_ready, watch_of
from limpide.dashboard.rerun import come_back_by_itself
from limpide.dashboard.screen import Screen, decides, sees_cases, sees_scores
from limpide.dashboard.style import dress
from limpide.dashboard.submissions import PageAddress, Submissions
from limpide.dashboard.views import (
    accounts,
    application,
    case,
    desk,
    find,
    glossary,
    model,
    monitoring,
    record,
    sign_in,
    worklist,
)
from limpide.dashboard.visit import Visit, belong_to, current_visit, keep_visits_in, mark_browser
from limpide.dashboard.words import get_words
from limpide.language.languages import DEFAULT, add_languages, choose_language
from limpide.settings import Settings

_FOLDER = Path(__file__).parent
_ICON = (_FOLDER / "icon.svg").read_text(encoding="utf-8")
_LOGO = (_FOLDER / "logo.svg").read_text(encoding="utf-8")
_CHOICE = "language"


@dataclass(frozen=True)
class Entry:
    """A page: its name in the address, the key of its title, its icon, what shows it, and whether it is open here.

    One that is not ``in_menu`` is reached by a link of another page.
    """

    name: str
    title: str
    icon: str
    show: Callable[[Screen], None]
    open: bool
    in_menu: bool = True


def main() -> None:
    """Show the page that the address names, in the language that it names, to whoever may see it."""
    st.set_page_config(layout="wide", page_icon=_ICON)
    st.logo(_LOGO, size="large")
    settings: Settings = _settings()
    add_languages(settings.languages)
    words = get_words(_language())
    dress(words)
    keep_visits_in(settings.visits)
    visit = current_visit()
    mark_browser()
    api = Api(settings.api_url, words.language, visit.find_token(provider.find_token() or settings.token))
    if visit.known:
        api.begin_catalogues()
    me = _find_me(api)
    visit.known = me is not None
    if me is not None and me.name is not None:
        belong_to(visit, me.name)
    words = get_words(words.language, _find_currency(api) if me else None)
    pages: dict[str, st.Page] = {}
    submissions = _submissions(visit)
    screen = Screen(words, api, me or Me(name=None, role=None, desk=None), visit, pages, submissions)
    entries = _entries(me)
    first = next(entry for entry in entries if entry.open)
    built = {entry.name: _build_page(screen, entry, default=entry is first) for entry in entries}
    pages.update({entry.name: built[entry.name] for entry in entries if entry.open})
    named = _build_page(screen, replace(first, show=partial(_go_to, built[first.name])), default=False, hidden=True)
    page = st.navigation([*built.values(), named], position="top" if me else "hidden")
    provider.come_back(visit, page.url_path, built, first=built[first.name])
    if me and decides(me):
        warn_unless_ready(watch_of(settings.api_url), words)
    come_back_by_itself()
    show_header(screen, choice=_CHOICE, on_language=_name_language, signed_in=me is not None)
    with submissions.showing_page():
        if me:
            page.run()
        else:
            sign_in.show(screen, page.url_path)


# Streamlit runs this file at each click, so a plain cache would begin anew.
@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _settings() -> Settings:
    """Read the environment once: it does not change while the process runs."""
    return Settings()


def _submissions(visit: Visit) -> Submissions:
    """Return the buttons that write in this tab."""
    kept: Submissions = st.session_state.setdefault("submissions", Submissions(visit.in_flight, locate=_locate))
    return kept


def _locate() -> PageAddress | None:
    """Return the address of the page that is being drawn."""
    run = get_script_run_ctx()
    return run and PageAddress(urlencode(st.query_params.to_dict()), run.page_script_hash)


def _entries(me: Me | None) -> list[Entry]:
    """Return every page; who has not signed in may ask for any of them, so that the address stays."""
    cases, scores = (me is None or sees(me) for sees in (sees_cases, sees_scores))
    return [
        Entry("find", "nav.find", "search", find.show, cases),
        Entry("worklist", "nav.worklist", "assignment", worklist.show, me is None or decides(me)),
        Entry("case", "nav.case", "person", case.show, cases),
        Entry("record", "record.title", "person_book", record.show, cases, in_menu=False),
        Entry("application", "nav.application", "note_add", application.show, cases),
        Entry("desk", "nav.desk", "gavel", desk.show, me is None or decides(me)),
        Entry("model", "nav.model", "insights", model.show, scores),
        Entry("monitoring", "nav.monitoring", "monitoring", monitoring.show, scores),
        Entry("glossary", "nav.glossary", "menu_book", glossary.show, scores),
        Entry("accounts", "nav.accounts", "group", accounts.show, me is None or me.role is Role.ADMINISTRATOR),
    ]


def _go_to(page: "st.Page", _: Screen) -> None:
    """Lead from the first page's name to its place, which has none: Streamlit would say in English that it is not."""
    st.switch_page(page, query_params=read_all())


def _build_page(screen: Screen, entry: Entry, *, default: bool, hidden: bool = False) -> "st.Page":
    title = screen.words.say(entry.title)
    return st.Page(
        partial(entry.show, screen) if entry.open else partial(_show_closed, screen, title),
        title=title,
        url_path="" if default else entry.name,
        icon=f":material/{entry.icon}:",
        default=default,
        visibility="visible" if entry.open and entry.in_menu and not hidden else "hidden",
    )


def _show_closed(screen: Screen, title: str) -> None:
    """Say that the page is not for this role, in place of Streamlit's English window."""
    screen.title(title)
    st.info(screen.words.say("nav.closed"), icon=":material/lock:")
    first = next(iter(screen.pages.values()))
    st.page_link(first, label=first.title, icon=first.icon, query_params=screen.address())


def _find_me(api: Api) -> Me | None:
    """Return who is here; None when the service wants a sign-in. While it is away, every page says so itself."""
    try:
        return api.me()
    except Refused:
        return None
    except Unavailable:
        return Me(name=None, role=None, desk=None)


def _find_currency(api: Api) -> str | None:
    """Return the lender's currency, None where it declares none, or while the service is away."""
    try:
        return api.lender().currency
    except (Refused, Unavailable):
        return None


def _language() -> Language:
    """Return the language of the address, else the one chosen before: Streamlit's menu empties the address."""
    named = st.query_params.get("lang") or st.session_state.get(_CHOICE)
    language = choose_language(named)
    st.session_state[_CHOICE] = language
    _name_language()
    return language


def _name_language() -> None:
    """Write the chosen language in the address, where it can be bookmarked; the default needs no name."""
    if st.session_state[_CHOICE] == DEFAULT:
        st.query_params.pop("lang", None)
    else:
        st.query_params["lang"] = st.session_state[_CHOICE]


main()
