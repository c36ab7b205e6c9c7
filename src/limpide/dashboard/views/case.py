"""One client's case: verdict, probability, reasons; everything on it comes from one answer of the API."""

import pandas as pd
import streamlit as st

from limpide.contract import Explanation
from limpide.core.errors import Unavailable
from limpide.dashboard import details, markup
from limpide.dashboard.api import offer_retry, told_calmly
from limpide.dashboard.charts.gauge import describe_gauge, gauge
from limpide.dashboard.charts.palette import get_palette
from limpide.dashboard.charts.waterfall import describe_waterfall, waterfall
from limpide.dashboard.reasons import MOST_STEPS, Reason, Step, build_reasons, build_steps, strongest
from limpide.dashboard.screen import Screen, remember_case
from limpide.dashboard.words import Words

_OPEN = "open_case"
_DIGITS = 12
_LAST = "last_explanation"


def show(screen: Screen) -> None:
    """Show the page of the client that the address names, or of the last one opened."""
    words = screen.words
    typed = str(st.query_params.get("client") or st.session_state.get(_OPEN, ""))
    if _is_number(typed):
        screen.title(words.say("case.title", client=typed))
        with told_calmly(words):
            _case(screen, int(typed))
    else:
        screen.title(words.say("nav.case"))
        _no_case(typed, words)
    st.page_link(
        screen.pages["find"],
        label=words.say("case.search"),
        icon=":material/search:",
        query_params=screen.address(),
    )


def _no_case(typed: str, words: Words) -> None:
    if typed:
        st.warning(words.say("case.not_a_number", typed=markup.plain(typed)), icon=":material/edit:")
    else:
        st.markdown(words.say("case.none"))


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= 9


def _case(screen: Screen, client_id: int) -> None:
    with st.container(key="notice"):  # always there, so that what follows keeps its place when a notice goes
        explanation = _explanation(screen, client_id)
    st.session_state[_OPEN] = str(client_id)
    st.query_params["client"] = str(client_id)
    remember_case(client_id)
    words, reasons = screen.words, build_reasons(explanation)
    st.html(markup.verdict(explanation, reasons, words))
    _probability(explanation, words)
    _reasons(reasons, words)
    _way(explanation, reasons, words)
    details.show(screen, explanation)
    st.caption(markup.plain(_versions(explanation, words)))


def _versions(explanation: Explanation, words: Words) -> str:
    """Name the model and the snapshot by the first digits of their fingerprints, enough to tell two apart."""
    model, snapshot = explanation.model_version[:_DIGITS], explanation.snapshot_version[:_DIGITS]
    return words.say("case.version", model=model, snapshot=snapshot)


def _explanation(screen: Screen, client_id: int) -> Explanation:
    """Return the client's reasons; when the API is away, those last shown for this client, with a warning."""
    last_shown = f"{_LAST}_{screen.words.language}"
    try:
        with st.spinner(screen.words.say("trouble.loading")):
            explanation = screen.api.explain(client_id)
    except Unavailable:
        last: Explanation | None = st.session_state.get(last_shown)
        if last is None or last.client_id != client_id:
            raise
        st.warning(screen.words.say("trouble.stale"), icon=":material/cloud_off:")
        offer_retry(screen.words)
        return last
    st.session_state[last_shown] = explanation
    return explanation


def _probability(explanation: Explanation, words: Words) -> None:
    st.header(words.say("probability.heading"), anchor=False)
    picture = gauge(explanation, words, get_palette(st.context.theme.type))
    st.html(markup.in_words(explanation, words))
    with st.container(key="gauge"):
        st.altair_chart(picture, alt=describe_gauge(explanation, words))
    st.html(markup.measures(explanation, words))


def _reasons(reasons: list[Reason], words: Words) -> None:
    st.header(words.say("reasons.heading"), anchor=False)
    st.markdown(words.say("reasons.lead"))
    longest = max((abs(reason.points) for reason in reasons), default=0.0)
    with st.container(key="reasons"):
        columns = st.columns(2, gap="large")
    for column, increases in zip(columns, (True, False), strict=True):
        chosen = strongest(reasons, increases=increases)
        column.html(markup.reason_cards(chosen, words, increases=increases, strongest=longest))


def _way(explanation: Explanation, reasons: list[Reason], words: Words) -> None:
    st.header(words.say("waterfall.heading"), anchor=False)
    base = words.percent(explanation.base_probability)
    probability = words.percent(explanation.probability_of_default)
    st.markdown(words.say("waterfall.lead", base=base, probability=probability))
    rest = words.count("waterfall.rest", max(len(reasons) - MOST_STEPS, 0))
    steps = build_steps(explanation, reasons, rest=rest)
    with st.container(key="way"):
        picture, table = st.columns([3, 2], gap="large")
    chart = waterfall(explanation, steps, words, get_palette(st.context.theme.type))
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
