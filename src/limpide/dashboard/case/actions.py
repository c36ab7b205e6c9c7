"""What an officer does on a case beside deciding: hand it over, ask for documents, comment."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import streamlit as st

from limpide.contract import (
    AssignmentRequest,
    CaseEventRequest,
    CaseStatus,
    CommentRequest,
    DocumentsReceived,
    DocumentsRequest,
    EventKind,
    HandoverRequest,
    PieceStatus,
)
from limpide.core.identifiers import ClientId
from limpide.dashboard.case import pieces
from limpide.dashboard.case.event_form import EventForm, begin_event
from limpide.dashboard.case.journal import ShownJournal
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.trouble import told_calmly

_USUAL_DAYS = 15
_ASSIGN, _DOCUMENTS, _RECEIVED, _COMMENT, _HANDOVER = (
    EventKind.ASSIGNMENT,
    EventKind.DOCUMENTS_REQUESTED,
    EventKind.DOCUMENTS_RECEIVED,
    EventKind.COMMENT,
    EventKind.HANDOVER,
)
_ACTIONS = {
    _ASSIGN: "work.assign",
    _DOCUMENTS: "work.ask_documents",
    _RECEIVED: "work.receive_documents",
    _COMMENT: "work.comment",
    _HANDOVER: "work.hand_over",
}


def show(screen: Screen, client_id: ClientId, journal: ShownJournal) -> None:
    """Show the actions, each with its form once it is chosen."""
    if decides(screen.me):
        _choose(screen, client_id, journal)


@st.fragment  # type: ignore[untyped-decorator]
def _choose(screen: Screen, client_id: ClientId, journal: ShownJournal) -> None:
    words, state = screen.words, journal.state
    forms = {kind: begin_event(screen, client_id, kind) for kind in _ACTIONS}
    recorded = [kind for kind, form in forms.items() if form.take_recorded()]
    key = f"work_{client_id}"
    if recorded:
        st.session_state.pop(key, None)
        st.toast(words.say("work.recorded"), icon=":material/verified:")
        st.rerun()
    waits = state is not None and state.status is CaseStatus.WAITING
    left_out = {_DOCUMENTS if waits else _RECEIVED} | (set() if screen.me.name else {_HANDOVER})  # no desks then
    offered = [kind for kind in _ACTIONS if kind not in left_out]
    if key not in st.session_state:
        st.session_state[key] = next((kind for kind in offered if set(forms[kind].draft) - {"round"}), None)
    with screen.submissions.answering(), told_calmly(words, place="work"):
        _lead_to_documents(screen, client_id, key)
        chosen: EventKind | None = st.segmented_control(
            words.say("work.heading"),
            offered,
            format_func=lambda kind: words.say(_ACTIONS[kind]),
            key=key,
        )
        if chosen is not None:
            _FORMS[chosen](forms[chosen])


def _lead_to_documents(screen: Screen, client_id: ClientId, key: str) -> None:
    """Leave for the form on documents where the lender has named some; else the event is written here."""
    chosen, form = st.session_state.get(key), None
    if chosen not in (_DOCUMENTS, _RECEIVED):
        return
    held = screen.api.client.pieces(client_id).pieces
    if chosen == _DOCUMENTS and any(each.from_client for each in held):
        form = pieces.REQUEST
    if chosen == _RECEIVED and any(each.status is PieceStatus.ASKED_FOR for each in held):
        form = pieces.FOLLOW
    if form is not None:
        st.session_state[key] = None
        pieces.begin_form(client_id, form)
        st.rerun()


def _assign(form: EventForm) -> None:
    words = form.screen.words
    colleagues = form.screen.api.client.colleagues() if form.screen.me.name is not None else []
    if colleagues:
        options = ["", *colleagues]
        kept = form.draft.get("assignee")
        st.selectbox(
            words.say("work.assignee"),
            options,
            index=options.index(kept) if kept in options else None,
            format_func=lambda name: name or words.say("work.desk"),
            placeholder=words.say("work.choose"),
            key=form.key("assignee"),
            on_change=form.keep("assignee"),
        )
    else:
        form.ask_text("assignee", "work.assignee_typed", long=False, help=words.say("work.assignee_help"))
    form.ask_text("text", "work.note")
    form.offer("work.assign_now", partial(_build_assignment, form, listed=bool(colleagues)), icon=":material/forward:")


def _build_assignment(form: EventForm, *, listed: bool) -> CaseEventRequest | str:
    assignee = form.read("assignee", None if listed else "")
    if assignee is None:
        return form.screen.words.say("work.lacks_assignee")
    return AssignmentRequest(assignee=assignee or None, text=form.read("text"), officer=form.signer)


def _ask_documents(form: EventForm) -> None:
    words = form.screen.words
    form.ask_text("documents", "work.documents", help=words.say("work.documents_help"))
    st.date_input(
        words.say("work.until"),
        value=form.draft.get("until") or datetime.now(UTC).date() + timedelta(days=_USUAL_DAYS),
        format="DD/MM/YYYY",
        key=form.key("until"),
        on_change=form.keep("until"),
    )
    form.offer("work.ask_documents_now", partial(_build_documents, form), icon=":material/attach_file:")


def _build_documents(form: EventForm) -> CaseEventRequest | str:
    documents = [line.strip() for line in form.read("documents").splitlines() if line.strip()]
    if not documents:
        return form.screen.words.say("work.lacks_documents")
    until: date = form.read("until", datetime.now(UTC).date() + timedelta(days=_USUAL_DAYS))
    end_of_day = datetime.combine(until, time.max).astimezone()
    return DocumentsRequest(documents=documents, due_at=end_of_day, officer=form.signer)


def _receive_documents(form: EventForm) -> None:
    form.ask_text("text", "work.received_note")
    build = partial(_build_received, form)
    form.offer("work.receive_documents_now", build, icon=":material/task:")


def _build_received(form: EventForm) -> CaseEventRequest | str:
    return DocumentsReceived(text=form.read("text"), officer=form.signer)


def _comment(form: EventForm) -> None:
    form.ask_text("text", "work.comment_text", help=form.screen.words.say("work.comment_help"))
    form.offer("work.comment_now", partial(_build_comment, form), icon=":material/chat:")


def _build_comment(form: EventForm) -> CaseEventRequest | str:
    text = form.read("text")
    return CommentRequest(text=text, officer=form.signer) if text else form.screen.words.say("work.lacks_comment")


def _hand_over(form: EventForm) -> None:
    form.ask_text("assignee", "work.other_desk", long=False, help=form.screen.words.say("work.other_desk_help"))
    form.ask_text("text", "work.desk_note")
    form.offer("work.hand_over_now", partial(_build_handover, form), icon=":material/move_up:")


def _build_handover(form: EventForm) -> CaseEventRequest | str:
    desk = form.read("assignee").strip()
    if not desk:
        return form.screen.words.say("work.lacks_desk")
    return HandoverRequest(assignee=desk, text=form.read("text"), officer=form.signer)


_FORMS = {
    _ASSIGN: _assign,
    _DOCUMENTS: _ask_documents,
    _RECEIVED: _receive_documents,
    _COMMENT: _comment,
    _HANDOVER: _hand_over,
}
