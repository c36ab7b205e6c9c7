"""How likely a default is: in clients, on the gauge, in numbers."""

import streamlit as st

from limpide.contract import Explanation
from limpide.dashboard import markup
from limpide.dashboard.charts.gauge import describe_gauge, gauge
from limpide.dashboard.screen import Screen


def show(screen: Screen, explanation: Explanation) -> None:
    """Show the probability, its interval, the threshold and the distance to it."""
    words = screen.words
    st.html(markup.heading(words.say("probability.heading"), "probability"))
    st.html(markup.in_words(explanation, words))
    with st.container(key="gauge"):
        st.altair_chart(gauge(explanation, words, screen.palette), alt=describe_gauge(explanation, words))
    st.html(markup.measures(explanation, words))
