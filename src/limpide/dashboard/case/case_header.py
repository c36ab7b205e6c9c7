"""The header that stays in sight: state of the case, whose word it is, and the way to every part of the page."""

from functools import partial

import streamlit as st

from limpide.client import Preparing
from limpide.contract import CaseState, Explanation
from limpide.core.identifiers import ClientId
from limpide.dashboard import states
from limpide.dashboard.listed import read_listed
from limpide.dashboard.markup import plain
from limpide.dashboard.screen import Screen
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_AFTER = "next_after"
_PARTS = {
    "decision": "strip.decision",
    "pieces": "strip.pieces",
    "alternatives": "strip.alternatives",
    "what-if": "strip.what_if",
    "comparison": "strip.comparison",
    "history": "strip.history",
}


def show(screen: Screen, explanation: Explanation, state: CaseState | None) -> None:
    """Show the header, with the button that opens the next case."""
    with st.container(key="strip", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(build_header(explanation, state, screen.words), width="stretch")
        _offer_next(screen, explanation.client_id)


def build_header(explanation: Explanation, state: CaseState | None, words: Words) -> str:
    """Return the header: icon, whose word it is, what stands second, links to the parts."""
    links = "".join(f'<a href="#{anchor}">{escape(words.say(key))}</a>' for anchor, key in _PARTS.items())
    decision = explanation.decision
    first, second = states.headline(state, decision, words), " · ".join(states.remarks(state, decision, words))
    return (
        f'<div class="lp-strip lp-{states.look(state, decision).value}"><div class="lp-state">'
        '<span class="lp-icon" aria-hidden="true"></span>'
        f'<div><h2 id="verdict">{escape(first)}</h2><p>{escape(second)}</p></div></div>'
        f'<nav aria-label="{escape(words.say("strip.parts"))}">{links}</nav></div>'
    )


def _offer_next(screen: Screen, client_id: ClientId) -> None:
    words, listed = screen.words, read_listed()
    st.button(
        words.say("strip.next_listed" if listed.is_filtered else "strip.next"),
        help=listed.told(words) or None,
        icon=":material/arrow_forward:",
        icon_position="right",
        type="tertiary",
        shortcut="Alt+N",
        key="next_case",
        on_click=partial(st.session_state.update, {_AFTER: client_id}),
    )


def open_next(screen: Screen) -> None:
    """Leave for the next case where that was clicked, before anything of this one is asked for or drawn again."""
    client_id = st.session_state.pop(_AFTER, None)
    if client_id is None:
        return
    words, listed = screen.words, read_listed()
    try:
        following = screen.api.find_next(client_id, listed)
    except Preparing as preparing:  # the case stays on the screen
        st.toast(plain(preparing.problem.detail), icon=":material/hourglass_top:")
        return
    if following is None:
        st.toast(words.say("strip.last_listed" if listed.is_filtered else "strip.last"), icon=":material/info:")
    else:
        screen.open_case(following, listed)
