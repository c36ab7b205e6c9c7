"""The journal and the review desk: cases that wait for a second person, and every decision on one client."""

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from limpide.contract import DecisionRecord, Outcome, OutcomeRequest, ReviewEntry
from limpide.dashboard import markup
from limpide.dashboard.address import choose_view, writes
from limpide.dashboard.case.events import build_history
from limpide.dashboard.drafts import keeps, send, tell
from limpide.dashboard.markup import plain
from limpide.dashboard.review import case as review_case
from limpide.dashboard.review.causes import CAUSES
from limpide.dashboard.screen import Screen
from limpide.dashboard.slots import open_slot
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape

_OPEN, _CONCLUDED, _JOURNAL = "open", "concluded", "journal"
_FIELD = 320  # pixels: as wide as what is typed
_VIEWS = {_OPEN: "desk.open", _CONCLUDED: "desk.concluded", _JOURNAL: "desk.journal"}
_OUTCOMES = {Outcome.REPAID: "outcome.repaid", Outcome.DEFAULTED: "outcome.defaulted"}


def show(screen: Screen) -> None:
    """Show the page."""
    screen.title(screen.words.say("nav.desk"))
    st.markdown(screen.words.say("desk.lead"))
    _choose(screen)


@st.fragment  # type: ignore[untyped-decorator]
def _choose(screen: Screen) -> None:
    words = screen.words
    view = choose_view(words, "desk.view", _VIEWS, name="view", key="desk_view", usual=_OPEN)
    with screen.submissions.answering(), told_calmly(words, place="desk"):
        if view == _JOURNAL:
            _journal(screen)
        else:
            _reviews(screen, concluded=view == _CONCLUDED)


def _reviews(screen: Screen, *, concluded: bool) -> None:
    words = screen.words
    with st.spinner(words.say("desk.wait")):
        found = screen.api.client.reviews(concluded=concluded)
    if not found.reviews:
        st.markdown(words.say("desk.none_concluded" if concluded else "desk.none"))
        return
    if not concluded:
        late = f" {words.count('desk.overdue', found.overdue)}" if found.overdue else ""
        told = words.count("desk.waiting", found.open) + late
        st.html(f'<p class="lp-words" role="status">{escape(told)}</p>')
    named = st.query_params.get("review", "")
    with st.container(gap=None, key="matches"):
        for entry in found.reviews:
            _link(screen, entry, chosen=str(entry.review_id) == named)
    chosen = next((entry for entry in found.reviews if str(entry.review_id) == named), None)
    with open_slot("review", "" if chosen is None else named):
        if chosen is not None:
            st.query_params["review"] = named  # a link within a page leaves the browser's address as it was
            if concluded:
                st.query_params["view"] = _CONCLUDED
            review_case.show(screen, screen.api.client.review(chosen.review_id))


def _link(screen: Screen, entry: ReviewEntry, *, chosen: bool) -> None:
    """Show one case as a link that opens it below the list."""
    words = screen.words
    when = entry.concluded_at or entry.due_at
    key = "desk.line_concluded" if entry.concluded_at else "desk.line_late" if entry.overdue else "desk.line"
    values = {"cause": words.say(CAUSES[entry.cause]), "officer": entry.officer, "day": words.short_day(when)}
    client = plain(str(entry.client_id or words.say("desk.erased")))
    view = {} if entry.concluded_at is None else {"view": _CONCLUDED}
    st.page_link(
        screen.pages["desk"],
        label=f"**{client}** — {plain(words.say(key, **values))}",
        icon=":material/folder_open:" if chosen else ":material/warning:" if entry.overdue else ":material/gavel:",
        query_params=screen.address(review=str(entry.review_id), **view),
        width="stretch",
    )


def _journal(screen: Screen) -> None:
    words = screen.words
    usual = str(screen.visit.recent[0]) if screen.visit.recent else ""
    typed = st.text_input(
        words.say("desk.client"),
        value=st.query_params.get("client", usual),
        key="desk_client",
        autocomplete="off",
        on_change=writes("client", "desk_client"),
        width=_FIELD,
    )
    number = (typed or "").strip()
    with open_slot("journal", number):
        _client_journal(screen, number)


def _client_journal(screen: Screen, number: str) -> None:
    words = screen.words
    if not number:
        st.markdown(words.say("desk.client_lead"))
        return
    client_id = markup.read_client_id(number)
    if client_id is None:
        st.warning(words.say("case.not_an_id", typed=markup.plain(number)), icon=":material/edit:")
        return
    decisions = screen.api.client.decisions(client_id).decisions
    if not decisions:
        st.markdown(words.say("history.none"))
        return
    events = screen.api.client.events(client_id).events
    st.html(build_history(decisions, events, screen, alt=words.say("history.alt")))
    screen.link_case(client_id, words.say("find.open", client=markup.escape_markdown(client_id)))
    _outcome(screen, decisions)


def _outcome(screen: Screen, decisions: list[DecisionRecord]) -> None:
    """Let the officer write down what became of the loan of a decision."""
    words, by_id = screen.words, {str(record.decision_id): record for record in decisions}
    name = f"outcome {decisions[0].client_id}"
    draft, keys = screen.visit.draft(name), {part: f"{name} {part}" for part in ("decision", "outcome", "day")}
    kept = {part: {"key": key, "on_change": keeps(draft, part, key)} for part, key in keys.items()}
    places, outcomes = list(by_id), list(_OUTCOMES)
    with st.expander(words.say("outcome.heading"), expanded=bool(draft)):
        chosen = st.selectbox(
            words.say("outcome.decision"),
            places,
            index=places.index(draft["decision"]) if draft.get("decision") in places else 0,
            format_func=lambda each: words.moment(by_id[each].decided_at),
            width=_FIELD,
            **kept["decision"],
        )
        outcome: Any = st.radio(
            words.say("similar.outcome"),
            outcomes,
            index=outcomes.index(draft.get("outcome", outcomes[0])),
            format_func=lambda each: words.say(_OUTCOMES[each]),
            **kept["outcome"],
        )
        day: Any = st.date_input(
            words.say("outcome.day"),
            value=draft.get("day") or datetime.now(UTC).date(),
            format="DD/MM/YYYY",
            width=_FIELD,
            **kept["day"],
        )
        submission = screen.submissions.show(name, draft)
        sent = submission.key("send_outcome")
        st.button(words.say("outcome.record"), key=sent, icon=":material/save:", on_click=submission.press)
    if submission.take() and chosen and day:
        request = OutcomeRequest(outcome=outcome, observed_on=day)
        decision = by_id[chosen].decision_id
        stored = send(draft, lambda _: screen.api.client.record_outcome(decision, request)) is not None
        submission.finish(stored=stored)
        if stored:
            draft.clear()
            st.success(words.say("outcome.recorded"), icon=":material/verified:")
    tell(draft, words)
