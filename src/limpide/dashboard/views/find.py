"""Find a client: by the first characters of the id, by name, among the recent cases, or any example."""

import json
import re

import streamlit as st

from limpide.client import Refused
from limpide.contract import ClientPage, ClientSummary
from limpide.core.errors import Unavailable
from limpide.core.identifiers import ClientId
from limpide.dashboard.client_line import describe_client
from limpide.dashboard.example import find_example
from limpide.dashboard.header import WANTS_SEARCH
from limpide.dashboard.listed import Listed, ask_listed, forget_filters
from limpide.dashboard.markup import escape_markdown, note, plain, read_client_id, tally
from limpide.dashboard.name_search import read_name_typed, show_matches
from limpide.dashboard.rerun import run_part_again
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.states import STATUSES, icon, short
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.words import Words

_FURTHER = "further_pages"
_OPENED = "find_opened"
_GROUPED = re.compile(r"[0-9][0-9\s.,]*")
_GROUPING = re.compile(r"[\s.,]")
_FOCUS = """<script>((asked, count) => {
  const look = tries => {
    const field = document.querySelector(".st-key-prefix input");
    if (!field) return tries && setTimeout(() => look(tries - 1), 50);
    if (asked || document.activeElement === document.body) field.focus();
  };
  look(100);
})(%s, %d)</script>"""


def show(screen: Screen) -> None:
    """Show the page."""
    words = screen.words
    screen.title(words.say("nav.find"))
    _focus()
    st.markdown(words.say("find.lead"))
    search, aside = st.columns([2, 1], gap="large")
    with search:
        _search(screen)
    with aside:
        _recent(screen)
        _example(screen)


def _focus() -> None:
    """Put the cursor into the search field when the page is opened, and whenever somebody asked for the search."""
    asked = st.session_state.pop(WANTS_SEARCH, None)
    opened = _OPENED not in st.session_state
    place = st.empty()  # always there: the list must not move, as Streamlit would show it in both places meanwhile
    if asked or opened:
        count = st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1  # the same script runs only once
        place.html(_FOCUS % (json.dumps(bool(asked)), count), unsafe_allow_javascript=True)


@st.fragment  # type: ignore[untyped-decorator]
def _search(screen: Screen) -> None:
    words = screen.words
    typed, asked = _ask(words)
    listed = ask_listed(words)
    named = read_name_typed(typed) if decides(screen.me) else None
    if named is not None and not _is_id(screen, typed.strip()):
        with told_calmly(words):
            show_matches(screen, named, listed, opens=asked)
        return
    prefix = _read_prefix(typed)
    if prefix and read_client_id(prefix) is None:
        st.warning(words.say("case.not_an_id", typed=plain(prefix)), icon=":material/edit:")
        return
    with told_calmly(words):
        if asked:
            _open_whole_id(screen, prefix, listed)
        _matches(screen, prefix, listed)


def _ask(words: Words) -> tuple[str, bool]:
    """Return what was typed, and whether Enter or the button was pressed just now."""
    with st.form("search", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            words.say("find.label"),
            placeholder=words.say("find.placeholder"),
            key="prefix",
            autocomplete="off",
            persist_state="session",
        )
        asked = st.form_submit_button(words.say("find.search"), type="primary", icon=":material/search:")
    return typed or "", asked


def _read_prefix(typed: str) -> str:
    """Return the first characters of an id; a number may be copied with its groups."""
    bare = typed.strip()
    return _GROUPING.sub("", bare) if _GROUPED.fullmatch(bare) else bare


def _is_id(screen: Screen, typed: str) -> bool:
    """Whether ids start with what could be a name; a list that does not answer says no."""
    try:
        return read_client_id(typed) is not None and screen.api.clients(typed).total > 0
    except (Unavailable, Refused):
        return False


def _open_whole_id(screen: Screen, prefix: str, listed: Listed) -> None:
    """Open the case of a whole id, whether the client is in the list or not."""
    found = screen.api.clients(prefix)
    if found.clients and found.clients[0].client_id == prefix:  # others may begin with the whole of it
        screen.open_case(prefix, listed)


def _matches(screen: Screen, prefix: str, listed: Listed) -> None:
    words, filters = screen.words, listed.told(screen.words)
    first = screen.api.clients(prefix, listed, counted=decides(screen.me))
    pages = [first, *_further_pages(prefix, listed)]
    shown = [client for page in pages for client in page.clients]
    applicants = note(words.say("find.no_applicants")) if listed.decision else ""
    st.html(tally(first.total, len(shown), prefix, words, filters=filters) + _counts(first, words) + applicants)
    if listed.is_filtered and not shown:
        st.button(words.say("find.forget_filters"), icon=":material/filter_alt_off:", on_click=forget_filters)
    with st.container(gap=None, key="matches"):
        for client in shown:
            _link(screen, client, listed)
    cursor = pages[-1].next_cursor
    if cursor and st.button(words.say("find.more"), icon=":material/expand_more:"):
        further = screen.api.clients(prefix, listed, cursor=cursor)
        st.session_state[_FURTHER] = (prefix, listed, [*pages[1:], further])
        run_part_again()


def _counts(page: ClientPage, words: Words) -> str:
    """Say how many cases there are in each state, whichever of them the list shows."""
    counted = {status: count for status, count in (page.counts or {}).items() if count}
    told = [
        words.say("find.in_state", state=words.say(key), count=words.number(counted[status]))
        for status, key in STATUSES.items()
        if status in counted
    ]
    return note(" · ".join(told)) if told else ""


def _further_pages(prefix: str, listed: Listed) -> list[ClientPage]:
    """Return the pages asked for after the first one, as long as the prefix and the filters stay."""
    *asked, pages = st.session_state.get(_FURTHER, (prefix, listed, []))
    return pages if asked == [prefix, listed] else []


def _link(screen: Screen, client: ClientSummary, listed: Listed) -> None:
    screen.link_case(client.client_id, describe_client(client, screen.words), listed, icon=icon(client.state))


def _recent(screen: Screen) -> None:
    words = screen.words
    st.header(words.say("find.recent"), anchor=False)
    cases = screen.visit.recent
    if not cases:
        st.markdown(words.say("find.recent_none"))
    known = _read_recent(screen, cases)
    for client_id in cases:
        client = known.get(client_id) if known is not None else None
        state = short(client.state, words) if client else "" if known is None else words.say("find.gone")
        label = words.say("find.open", client=escape_markdown(client_id))
        told = f"{label} — **{plain(state)}**" if state else label
        screen.link_case(client_id, told, icon=icon(client.state if client else None))


def _read_recent(screen: Screen, cases: list[ClientId]) -> dict[ClientId, ClientSummary] | None:
    """Return the recent cases with their state now, None while the service is away; the links need none."""
    try:
        return screen.api.some_clients(cases) if cases else {}
    except (Unavailable, Refused):
        return None


def _example(screen: Screen) -> None:
    words = screen.words
    st.header(words.say("find.example"), anchor=False)
    st.markdown(words.say("find.random_lead"))
    if st.button(words.say("find.random"), icon=":material/casino:"):
        with told_calmly(words), st.spinner(words.say("find.random_wait")):
            if example := find_example(screen.api):
                screen.open_case(example.client_id)
