"""One client's case: the parts of the screen in their order, all from the API's answers."""

from datetime import UTC, datetime

import streamlit as st

from limpide.contract import CasePage, Explanation
from limpide.core.errors import Unavailable
from limpide.core.identifiers import ClientId
from limpide.dashboard import markup
from limpide.dashboard.case import (
    actions,
    alternatives,
    case_header,
    comparison,
    decision,
    details,
    history,
    identity,
    letter,
    pieces,
    probability,
    request,
    what_if,
    why,
)
from limpide.dashboard.case.journal import ShownJournal
from limpide.dashboard.listed import read_listed
from limpide.dashboard.reasons import Reason, build_reasons
from limpide.dashboard.screen import Screen
from limpide.dashboard.slots import open_slot
from limpide.dashboard.trouble import offer_retry, told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_OPEN = "open_case"
_DIGITS = 12
_LAST = "last_page"


def show(screen: Screen) -> None:
    """Show the page of the client that the address names, or of the last one opened."""
    words = screen.words
    with told_calmly(words, place="next"):
        case_header.open_next(screen)
    typed = str(st.query_params.get("client") or st.session_state.get(_OPEN, ""))
    head, slot = st.container(), open_slot("case", typed)  # no form may stand beneath another client's name
    client_id = markup.read_client_id(typed)
    if client_id is not None:
        with head:
            screen.title(words.say("case.title", client=client_id))
        with slot, told_calmly(words):
            _case(screen, client_id)
    else:
        with head:
            screen.title(words.say("nav.case"))
        _no_case(typed, words)
    st.page_link(
        screen.pages["find"],
        label=words.say("case.search"),
        icon=":material/search:",
        query_params=screen.address(**read_listed().parameters),
    )


def _no_case(typed: str, words: Words) -> None:
    if typed:
        st.warning(words.say("case.not_an_id", typed=markup.plain(typed)), icon=":material/edit:")
    else:
        st.markdown(words.say("case.none"))


def _case(screen: Screen, client_id: ClientId) -> None:
    with st.container(key="notice"):  # always there, so that what follows keeps its place when a notice goes
        page = _read(screen, client_id)
    explanation = page.explanation
    st.session_state[_OPEN] = str(client_id)
    st.query_params["client"] = str(client_id)
    screen.visit.remember(client_id)
    reasons, journal = build_reasons(explanation), ShownJournal(screen, client_id, page.records)
    case_header.show(screen, explanation, journal.state)
    identity.show(journal)
    request.show(screen, explanation)
    opinion, own = st.columns([19, 9], gap="medium")
    with opinion:
        probability.show(screen, explanation)
        why.show(screen, explanation, reasons)
    with own, st.container(key="deciding"):  # not on paper: an answer that is not signed is nobody's
        decision.show(screen, explanation, journal)
        actions.show(screen, client_id, journal)
    _further(screen, explanation, reasons, journal)


def _printed(screen: Screen, client_id: ClientId) -> str:
    """Return what only paper needs: which case, when it was printed, and by whom."""
    words, today = screen.words, datetime.now(UTC).astimezone().date()
    key = "case.printed" if screen.me.name is None else "case.printed_by"
    told = words.say(key, client=client_id, day=words.day(today), officer=screen.me.name)
    return f'<p class="lp-printed">{escape(told)}</p>'


def _further(screen: Screen, explanation: Explanation, reasons: list[Reason], journal: ShownJournal) -> None:
    """Show what lies below the first screen: all reasons and data, other loans, comparison, letter, history."""
    with st.container(key="further"):
        _drawers(screen, explanation, reasons)
        identity.show_form(screen, explanation)
    pieces.show(journal)
    alternatives.show(screen, explanation)
    with st.container(key="screen_only"):
        what_if.show(screen, explanation)
        comparison.show(screen, explanation)
    if journal.decided is not None:
        with st.container(key="screen_only_letter"):
            letter.show(screen, explanation, journal.decided)
        history.show(screen, journal)
    st.caption(markup.plain(_versions(explanation, screen.words)))
    st.html(_printed(screen, explanation.client_id))


@st.fragment  # type: ignore[untyped-decorator]
def _drawers(screen: Screen, explanation: Explanation, reasons: list[Reason]) -> None:
    """Show what lies behind the reasons; a drawer that is opened is filled without the rest of the page."""
    why.show_all(screen, explanation, reasons)
    details.show(screen, explanation)


def _versions(explanation: Explanation, words: Words) -> str:
    """Name the model and the snapshot by the first digits of their fingerprints, enough to tell two apart."""
    model, snapshot = explanation.model_version[:_DIGITS], explanation.snapshot_version[:_DIGITS]
    return words.say("case.version", model=model, snapshot=snapshot)


def _read(screen: Screen, client_id: ClientId) -> CasePage:
    """Return the page of a client; when the API is away, the model's part as it was last shown, with a warning."""
    last_shown = f"{_LAST}_{screen.words.language}"
    try:
        with st.spinner(screen.words.say("trouble.loading")):
            page = screen.api.case(client_id)
    except Unavailable:
        last: CasePage | None = st.session_state.get(last_shown)
        if last is None or last.explanation.client_id != client_id:
            raise
        st.warning(screen.words.say("trouble.stale"), icon=":material/cloud_off:")
        offer_retry(screen.words, place="stale")
        return last
    st.session_state[last_shown] = page.model_copy(update={"records": None})
    return page
