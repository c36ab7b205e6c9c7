"""Every decision on this client: when, what, by whom, why, and on which model."""

import pandas as pd
import streamlit as st

from limpide.contract import DecisionList, DecisionRecord
from limpide.dashboard import markup
from limpide.dashboard.case.records import describe
from limpide.dashboard.screen import Screen


def show(screen: Screen, decided: DecisionList) -> None:
    """Show the decisions, newest first."""
    words = screen.words
    st.html(markup.heading(words.say("history.heading"), "history"))
    if not decided.decisions:
        st.markdown(words.say("history.none"))
        return
    with st.container(key="history"):
        table = build_table(decided.decisions, screen)
        st.table(table, border="horizontal", hide_index=True, alt=words.say("history.alt"))


def build_table(decisions: list[DecisionRecord], screen: Screen) -> pd.DataFrame:
    """Return decisions as rows of words."""
    return pd.DataFrame([describe(record, screen.words) for record in decisions])
