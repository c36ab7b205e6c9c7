"""Every decision on this client and every event: when, what, by whom, why, and on which model."""

import streamlit as st

from limpide.contract import DecisionRecord
from limpide.dashboard import markup
from limpide.dashboard.case.events import build_history
from limpide.dashboard.case.journal import ShownJournal
from limpide.dashboard.case.records import describe
from limpide.dashboard.case.solvency import build_record
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table


def show(screen: Screen, journal: ShownJournal) -> None:
    """Show decisions and events, newest first."""
    words = screen.words
    st.html(markup.heading(words.say("history.heading"), "history"))
    decisions = journal.decided.decisions if journal.decided else []
    if not (decisions or journal.events):
        st.markdown(words.say("history.none"))
        return
    with st.container(key="history"):
        st.html(build_history(decisions, journal.events, screen, alt=words.say("history.alt")))
        for record in decisions:
            if record.assessment is not None:
                title = words.say("solvency.of", day=words.day(record.decided_at.date()), officer=record.officer)
                with st.expander(markup.plain(title)):
                    st.html(build_record(record.assessment, words, alt=title))


def build_table(decisions: list[DecisionRecord], screen: Screen, *, alt: str) -> str:
    """Return decisions as a table of words."""
    return table([describe(record, screen.words) for record in decisions], alt=alt)
