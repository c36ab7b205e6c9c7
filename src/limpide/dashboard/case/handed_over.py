"""The letter is handed over: who gave or sent it to the client, when and by which way."""

from functools import partial

import streamlit as st

from limpide.contract import CaseEventRequest, CaseState, EventKind, LetterHandedOver, LetterWay
from limpide.core.identifiers import ClientId
from limpide.dashboard.case.event_form import EventForm, begin_event
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.screen import Screen
from limpide.dashboard.states import WAYS
from limpide.dashboard.trouble import told_calmly


def show(screen: Screen, client_id: ClientId, state: CaseState | None) -> None:
    """Show the form once there is a decision that the reader may see."""
    form = begin_event(screen, client_id, EventKind.LETTER_HANDED_OVER)
    if form.take_recorded():
        st.toast(screen.words.say("work.recorded"), icon=":material/verified:")
        st.rerun()
    if state is None or state.decision_id is None:
        return
    with screen.submissions.answering(), told_calmly(screen.words, place="handed_over"):
        _ask(form, state)


def _ask(form: EventForm, state: CaseState) -> None:
    words, ways = form.screen.words, list(LetterWay)
    kept = form.draft.get("way")
    opened = bool(set(form.draft) - {"round"})
    drawer = open_drawer(words.say("letter.hand_over"), key=form.key("open"), opened=opened)
    if not drawer.open:
        return
    with drawer:
        st.radio(
            words.say("letter.way"),
            ways,
            index=ways.index(kept) if kept in ways else None,
            format_func=lambda way: words.say(WAYS[way]),
            horizontal=True,
            key=form.key("way"),
            on_change=form.keep("way"),
        )
        build = partial(_build, form, state)
        form.offer("letter.hand_over_now", build, icon=":material/mark_email_read:")


def _build(form: EventForm, state: CaseState) -> CaseEventRequest | str:
    way = form.read("way", None)
    if way is None or state.decision_id is None:
        return form.screen.words.say("letter.lacks_way")
    return LetterHandedOver(decision_id=state.decision_id, way=way, officer=form.signer)
