"""The clients closest to this one, what the model says of them, and what became of them."""

import streamlit as st

from limpide.contract import Explanation, SimilarClients
from limpide.dashboard import markup
from limpide.dashboard.charts.legend import legend
from limpide.dashboard.charts.similar import outcome, similar_chart, similar_legend
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_DECISIONS = {"accepted": "choice.accepted", "refused": "choice.refused", "review": "choice.review"}
_MOST_AXES = 5


def show(screen: Screen, explanation: Explanation) -> None:
    """Show the outcomes in words, the chart and the table."""
    words = screen.words
    with st.spinner(words.say("comparison.wait")):
        found = screen.api.similar(explanation)
    if not found.clients:
        st.info(words.say("similar.none"), icon=":material/group_off:")
        return
    st.html(f'<p class="lp-words" role="status">{escape(_sentence(found, words))}</p>')
    st.html(markup.note(_meaning(found, explanation, words)))
    st.caption(markup.plain(_axes(found, words)))
    picture = similar_chart(found, explanation.probability_of_default, words, screen.palette)
    shown = picture.html(words.say("similar.alt", count=len(found.clients)))
    st.html(f"{shown}{legend(similar_legend(words, screen.palette))}")
    with st.expander(words.count("similar.table", len(found.clients))):
        st.html(table(_rows(found, words), alt=words.say("similar.table_alt")))
        st.caption(markup.plain(found.method))


def _sentence(found: SimilarClients, words: Words) -> str:
    known = [client for client in found.clients if client.defaulted is not None]
    bad = sum(bool(client.defaulted) for client in known)
    told = words.count("similar.closest", len(found.clients))
    if not known:
        return f"{told} {words.say('similar.nobody_known')}"
    return f"{told} {words.say('similar.known', known=len(known), bad=bad, good=len(known) - bad)}"


def _meaning(found: SimilarClients, explanation: Explanation, words: Words) -> str:
    """Say what "close" and "comparable" mean, and whether the two figures agree."""
    probability, interval = explanation.probability_of_default, found.default_interval
    bad, of = markup.comparable_clients(probability)
    told = [words.say("similar.meaning", bad=words.number(bad), of=words.number(of))]
    if interval is not None:
        agrees = interval.low <= probability <= interval.high
        told.append(
            words.say(
                "similar.agree" if agrees else "similar.differ",
                low=words.percent(interval.low, decimals=0),
                high=words.percent(interval.high, decimals=0),
                level=words.percent(interval.level, decimals=0),
                probability=words.percent(probability),
            )
        )
    return " ".join(told)


def _axes(found: SimilarClients, words: Words) -> str:
    return words.say("similar.axes", axes=words.enumerate([axis.label for axis in found.axes[:_MOST_AXES]]))


def _rows(found: SimilarClients, words: Words) -> list[dict[str, str]]:
    return [
        {
            words.say("similar.number"): str(client.client_id),
            words.say("probability.default"): words.percent(client.probability_of_default),
            words.say("similar.decision"): words.say(_DECISIONS[client.decision]),
            words.say("similar.outcome"): outcome(client, words),
        }
        for client in found.clients
    ]
