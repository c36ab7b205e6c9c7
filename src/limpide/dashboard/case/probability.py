"""How likely a default is: in clients, and on the gauge with its interval."""

import streamlit as st

from limpide.contract import Explanation
from limpide.dashboard import markup
from limpide.dashboard.charts.gauge import describe_gauge, gauge, gauge_legend
from limpide.dashboard.charts.legend import legend
from limpide.dashboard.screen import Screen


def show(screen: Screen, explanation: Explanation) -> None:
    """Show the probability, its interval and the zones of decision; the number itself stands on the gauge alone."""
    words = screen.words
    picture = gauge(explanation, words, screen.palette).html(describe_gauge(explanation, words))
    parts = [
        markup.heading(words.say("probability.heading"), "probability"),
        markup.in_words(explanation, words),
        picture,
        legend(gauge_legend(explanation, words, screen.palette)),
    ]
    with st.container(key="gauge"):
        st.html("".join(parts))
