"""How likely a default is: in clients, on the gauge, in numbers."""

import streamlit as st

from limpide.contract import Explanation
from limpide.dashboard import markup
from limpide.dashboard.charts.gauge import describe_gauge, gauge, gauge_legend
from limpide.dashboard.charts.legend import legend
from limpide.dashboard.screen import Screen


def show(screen: Screen, explanation: Explanation) -> None:
    """Show the probability, its interval, the threshold and the distance to it."""
    words = screen.words
    picture = gauge(explanation, words, screen.palette).html(describe_gauge(explanation, words))
    parts = [
        markup.heading(words.say("probability.heading"), "probability"),
        markup.in_words(explanation, words),
        picture,
        legend(gauge_legend(explanation, words, screen.palette)),
        markup.measures(explanation, words),
    ]
    with st.container(key="gauge"):
        st.html("".join(parts))
