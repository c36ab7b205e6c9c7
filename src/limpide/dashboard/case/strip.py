"""The strip that stays in sight: whose case it is, the verdict, and the way to every part of the page."""

import streamlit as st

from limpide.client import Preparing
from limpide.contract import Explanation
from limpide.core.decision import Decision
from limpide.dashboard.listed import read_listed
from limpide.dashboard.markup import TITLES, plain
from limpide.dashboard.screen import Screen
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words, decimals_that_separate

_PARTS = {
    "reasons": "strip.reasons",
    "alternatives": "strip.alternatives",
    "what-if": "strip.what_if",
    "comparison": "strip.comparison",
    "decision": "strip.decision",
    "history": "strip.history",
}


def show(screen: Screen, explanation: Explanation) -> None:
    """Show the strip, with the buttons that print the case and open the next one."""
    words = screen.words
    with st.container(key="strip", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_markup(explanation, words), width="stretch")
        _offer_next(screen, explanation.client_id)


def _markup(explanation: Explanation, words: Words) -> str:
    zone = explanation.grey_zone
    decimals = decimals_that_separate(explanation.probability_of_default, explanation.threshold, zone.low, zone.high)
    numbers = words.say(
        "strip.numbers",
        probability=words.percent(explanation.probability_of_default, decimals=decimals),
        threshold=words.percent(explanation.threshold, decimals=decimals),
    )
    links = "".join(f'<a href="#{anchor}">{escape(words.say(key))}</a>' for anchor, key in _PARTS.items())
    verdict = escape(words.say(TITLES[explanation.decision]))
    return (
        f'<div class="lp-strip lp-{Decision(explanation.decision).value}"><p><span class="lp-icon" aria-hidden="true">'
        f"</span><strong>{verdict}</strong> <span>{escape(numbers)}</span></p>"
        f'<nav aria-label="{escape(words.say("strip.parts"))}">{links}</nav></div>'
    )


def _offer_next(screen: Screen, client_id: int) -> None:
    words, listed = screen.words, read_listed()
    pressed = st.button(
        words.say("strip.next_listed" if listed.is_filtered else "strip.next"),
        help=listed.told(words) or None,
        icon=":material/arrow_forward:",
        icon_position="right",
        type="tertiary",
        shortcut="Alt+N",
        key="next_case",
    )
    if not pressed:
        return
    try:
        following = screen.api.find_next(client_id, listed)
    except Preparing as preparing:  # the case stays on the screen
        st.toast(plain(preparing.problem.detail), icon=":material/hourglass_top:")
        return
    if following is None:
        st.toast(words.say("strip.last_listed" if listed.is_filtered else "strip.last"), icon=":material/info:")
    else:
        screen.open_case(following, listed)
