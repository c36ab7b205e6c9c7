"""The officer's decision: agree or decide otherwise, with a motive and a signature."""

from functools import partial
from uuid import UUID

import streamlit as st

from limpide.contract import Choice, DecisionList, DecisionRecord, DecisionRequest, Explanation
from limpide.core.decision import Decision
from limpide.dashboard import markup
from limpide.dashboard.case import meanwhile, pieces
from limpide.dashboard.case.journal import ShownJournal
from limpide.dashboard.case.judging import Judging, begin_judging
from limpide.dashboard.drafts import first_seen, lacks, send, tell, typed_in
from limpide.dashboard.markup import plain
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.states import SIGNED
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.words import Words

_SIGNED, _AMOUNT = "signed", "AMT_CREDIT"


def show(screen: Screen, explanation: Explanation, journal: ShownJournal) -> None:
    """Show the form beside what it is decided by."""
    words = screen.words
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.heading(words.say("decision.heading"), "decision"), width="content")
        pieces.show_count(journal)
    if not decides(screen.me):
        st.markdown(words.say("decision.not_yours"))
        return
    _decide(screen, explanation, journal)


@st.fragment  # type: ignore[untyped-decorator]
def _decide(screen: Screen, explanation: Explanation, journal: ShownJournal) -> None:
    with screen.submissions.answering(), told_calmly(screen.words, place="decision"):
        _form(explanation, journal)


def _form(explanation: Explanation, journal: ShownJournal) -> None:
    screen, decided = journal.screen, journal.read_again()
    words = screen.words
    judging = begin_judging(screen, f"decision {explanation.client_id}", proposed=explanation.decision)
    latest = decided.decisions[0].decision_id if decided.decisions else None
    meanwhile.keep_typed(judging)
    st.markdown(_lead(explanation, decided, words))
    meanwhile.tell(judging, decided)
    _warn_of_limit(screen, explanation)
    _thank(judging, words)
    submission = screen.submissions.show(judging.subject, judging.draft)
    if judging.ask():
        if judging.choice is Choice.ACCEPTED:
            pieces.remind(journal)
        st.checkbox(words.say("decision.sign"), key=judging.key(_SIGNED))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="signature"):
            judging.ask_name()
            st.button(
                words.say("decision.record"),
                type="primary",
                icon=":material/draw:",
                key=submission.key("send_decision"),
                on_click=partial(submission.run, partial(_record, judging, explanation, latest)),
            )
    tell(judging.draft, words)


def _record(judging: Judging, explanation: Explanation, latest: UUID | None) -> bool:
    if judging.is_over:
        return meanwhile.is_recorded_here(judging)  # the second of two clicks; or another tab was first
    screen, draft, judgement = judging.screen, judging.draft, judging.read()
    if isinstance(judgement, str):
        lacks(draft, judgement)
        return False
    if not typed_in(judging.key(_SIGNED), kept=False):
        lacks(draft, screen.words.say("decision.lacks_signature"))
        return False
    after, model, snapshot = first_seen(draft, (latest, explanation.model_version, explanation.snapshot_version))
    request = DecisionRequest(
        **judgement.model_dump(),
        client_id=explanation.client_id,
        after=after,
        model_version=model,
        snapshot_version=snapshot,
    )
    record = send(draft, lambda key: screen.api.client.decide(request, key=key))
    if record is not None:
        judging.end(recorded=record, tab=screen.submissions.tab)
    return record is not None


def _lead(explanation: Explanation, decided: DecisionList, words: Words) -> str:
    lead = words.say("decision.lead_review" if explanation.decision is Decision.REVIEW else "decision.lead")
    return f"{lead} {words.say('decision.again')}" if decided.decisions else lead


def _warn_of_limit(screen: Screen, explanation: Explanation) -> None:
    """Say before anybody signs that an acceptance will wait for a second signature."""
    limit, words = screen.me.limit, screen.words
    if limit is None:
        return
    held = {raw.column: raw.value for raw in screen.api.application(explanation)}
    amount = held.get(_AMOUNT)
    if not isinstance(amount, float | int):
        st.info(plain(words.say("decision.unknown_amount", limit=words.amount(limit))), icon=":material/signature:")
    elif amount > limit:
        st.info(plain(words.say("decision.above_limit", limit=words.amount(limit))), icon=":material/signature:")


def _thank(judging: Judging, words: Words) -> None:
    record: DecisionRecord | None = judging.draft.get("recorded")
    if record is not None and meanwhile.is_recorded_here(judging):
        told = {
            "choice": words.say(SIGNED[record.choice]),
            "position": words.number(record.position),
        }
        st.success(words.say("decision.recorded", **told), icon=":material/verified:")
