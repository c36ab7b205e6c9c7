"""Somebody else, or another tab, signs while a form is open: it is said who and what, and what was typed stays."""

from uuid import UUID

import streamlit as st

from limpide.contract import CaseStatus, DecisionList, DecisionRecord
from limpide.dashboard.case.judging import ROUND, Judging
from limpide.dashboard.drafts import typed_in
from limpide.dashboard.markup import plain
from limpide.dashboard.states import SIGNED

_TAB = "tab"


def is_recorded_here(judging: Judging) -> bool:
    """Whether the decision that ended the form before this one was signed in this tab, or before it was opened."""
    opened = typed_in(_key("opened", judging), None)
    signed_before = opened is not None and opened == judging.draft.get(ROUND)
    return bool(signed_before or judging.draft.get(_TAB) == judging.screen.submissions.tab)


def keep_typed(judging: Judging) -> None:
    """Carry what this tab holds over to the form that follows a signature in another tab."""
    shown: str | None = st.session_state.get(_key("round", judging))
    st.session_state.setdefault(_key("opened", judging), judging.round)
    if shown is not None and shown != judging.round and not is_recorded_here(judging):
        judging.keep_typed(shown)
    st.session_state[_key("round", judging)] = judging.round


def tell(judging: Judging, decided: DecisionList) -> None:
    """Say what was signed since this tab opened the case, by somebody else or in another tab."""
    words = judging.screen.words
    latest = decided.decisions[0] if decided.decisions else None
    number = latest.decision_id if latest else None
    own: DecisionRecord | None = judging.draft.get("recorded")
    if own is not None and own.decision_id == number and is_recorded_here(judging):
        st.session_state[_key("read", judging)] = number
    read: UUID | None = st.session_state.setdefault(_key("read", judging), number)
    if latest is not None and number != read:
        told = {"choice": words.say(SIGNED[latest.choice]), "officer": latest.officer}
        said = words.say("decision.signed_meanwhile", **told, when=words.moment(latest.decided_at))
        st.warning(plain(said), icon=":material/group:")
    elsewhere = decided.state is not None and decided.state.status is CaseStatus.OTHER_DESK
    if elsewhere and not st.session_state.setdefault(_key("elsewhere", judging), elsewhere):
        st.warning(plain(words.say("decision.elsewhere_meanwhile")), icon=":material/group:")
    st.session_state.setdefault(_key("elsewhere", judging), False)


def _key(name: str, judging: Judging) -> str:
    return f"{name} of {judging.subject}"
