"""Why the model says so: the strongest reasons for and against, then the way from the average client to this one."""

import pandas as pd
import streamlit as st

from limpide.contract import Explanation
from limpide.dashboard import markup
from limpide.dashboard.charts.waterfall import describe_waterfall, waterfall
from limpide.dashboard.reasons import MOST_STEPS, Reason, Step, build_steps, strongest
from limpide.dashboard.screen import Screen
from limpide.dashboard.words import Words


def show(screen: Screen, explanation: Explanation, reasons: list[Reason]) -> None:
    """Show the reasons as cards, the waterfall and the same as a table."""
    words = screen.words
    st.html(markup.heading(words.say("reasons.heading"), "reasons"))
    st.markdown(words.say("reasons.lead"))
    longest = max((abs(reason.points) for reason in reasons), default=0.0)
    with st.container(key="reasons"):
        columns = st.columns(2, gap="large")
    for column, increases in zip(columns, (True, False), strict=True):
        chosen = strongest(reasons, increases=increases)
        column.html(markup.reason_cards(chosen, words, increases=increases, strongest=longest))
    _way(screen, explanation, reasons)


def _way(screen: Screen, explanation: Explanation, reasons: list[Reason]) -> None:
    words = screen.words
    st.html(markup.heading(words.say("waterfall.heading"), "way", level=3))
    base = words.percent(explanation.base_probability)
    probability = words.percent(explanation.probability_of_default)
    st.markdown(words.say("waterfall.lead", base=base, probability=probability))
    rest = words.count("waterfall.rest", max(len(reasons) - MOST_STEPS, 0))
    steps = build_steps(explanation, reasons, rest=rest)
    with st.container(key="way"):
        picture, table = st.columns([3, 2], gap="large")
    chart = waterfall(explanation, steps, words, screen.palette)
    picture.altair_chart(chart, alt=describe_waterfall(explanation, steps, words))
    table.table(_table(explanation, steps, words), border="horizontal", alt=words.say("waterfall.table_alt"))


def _table(explanation: Explanation, steps: list[Step], words: Words) -> pd.DataFrame:
    """Return the steps as rows; the points of the column sum to the last line, as shown."""
    start = words.say("waterfall.start"), "", words.percent(explanation.base_probability)
    end = words.say("waterfall.end"), "", words.percent(explanation.probability_of_default)
    rows = [start, *(_table_row(step, words) for step in steps), end]
    names = [words.say(key) for key in ("waterfall.family", "waterfall.effect", "waterfall.points")]
    table = pd.DataFrame(rows, columns=names).set_index(names[0])
    table.index = table.index.map(markup.plain)
    return table


def _table_row(step: Step, words: Words) -> tuple[str, str, str]:
    kind = words.say("waterfall.increases" if step.increases else "waterfall.reduces")
    return step.label, kind, words.signed(step.points)
