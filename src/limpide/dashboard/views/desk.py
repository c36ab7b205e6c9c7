"""The journal and the review desk: cases that wait for a second person, and every decision on one client."""

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from limpide.contract import Cause, DecisionRecord, Outcome, OutcomeRequest, ReviewEntry
from limpide.dashboard import markup
from limpide.dashboard.address import choose_view, writes
from limpide.dashboard.case.history import build_table
from limpide.dashboard.drafts import keeps, send, tell
from limpide.dashboard.review import case as review_case
from limpide.dashboard.screen import Screen
from limpide.dashboard.slots import open_slot
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_OPEN, _CONCLUDED, _JOURNAL = "open", "concluded", "journal"
_FIELD = 320  # pixels: as wide as what is typed
_VIEWS = {_OPEN: "desk.open", _CONCLUDED: "desk.concluded", _JOURNAL: "desk.journal"}
_CAUSES = {
    Cause.GREY_ZONE: "cause.grey_zone",
    Cause.OVERRIDE: "cause.override",
    Cause.REQUEST: "cause.request",
}
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
    st.html(table([_entry(entry, words) for entry in found.reviews], alt=words.say("desk.alt")))
    by_id = {str(entry.review_id): entry for entry in found.reviews}
    chosen = st.selectbox(
        words.say("desk.which"),
        list(by_id),
        index=list(by_id).index(named) if (named := st.query_params.get("review", "")) in by_id else None,
        format_func=lambda review: _name(by_id[review], words),
        placeholder=words.say("desk.choose"),
        key=f"desk_review_{concluded}",
        on_change=writes("review", f"desk_review_{concluded}"),
    )
    with open_slot("review", chosen or ""):
        if chosen:
            review_case.show(screen, screen.api.client.review(by_id[chosen].review_id))


def _entry(entry: ReviewEntry, words: Words) -> dict[str, str]:
    due = words.day(entry.due_at.astimezone().date())
    return {
        words.say("similar.number"): str(entry.client_id or words.say("desk.erased")),
        words.say("desk.cause"): words.say(_CAUSES[entry.cause]),
        words.say("history.officer"): entry.officer,
        words.say("desk.opened"): words.day(entry.opened_at.astimezone().date()),
        words.say("desk.due"): f"⚠ {due} ({words.say('desk.late')})" if entry.overdue else due,
    }


def _name(entry: ReviewEntry, words: Words) -> str:
    client = entry.client_id or words.say("desk.erased")
    return f"{client} · {words.say(_CAUSES[entry.cause])} · {words.day(entry.opened_at.astimezone().date())}"


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
    if not markup.is_client_number(number):
        st.warning(words.say("case.not_a_number", typed=markup.plain(number)), icon=":material/edit:")
        return
    decisions = screen.api.client.decisions(int(number)).decisions
    if not decisions:
        st.markdown(words.say("history.none"))
        return
    st.html(build_table(decisions, screen, alt=words.say("history.alt")))
    screen.link_case(int(number), words.say("find.open", client=number))
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
