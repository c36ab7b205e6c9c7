"""Two features together over a group of clients, with the client in it."""

from collections.abc import Mapping

import streamlit as st

from limpide.contract import Explanation, Group, Pairs
from limpide.dashboard import markup
from limpide.dashboard.address import read_choice, writes
from limpide.dashboard.case.comparable import comparable_features
from limpide.dashboard.case.crowd import ask_crowd
from limpide.dashboard.charts.pairs import labels, pairs_chart
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words

_MOST_CELLS = 15


def show(screen: Screen, explanation: Explanation) -> None:
    """Show the choice of two features, the chart, and its largest cells as a table."""
    words = screen.words
    comparable = comparable_features(screen, explanation)
    usual = next(iter(comparable.pairs), (next(iter(comparable.labels)), ""))
    places = st.columns(2)
    with places[0]:
        x = _ask("x", comparable.labels, usual[0], explanation, words)
    partners = comparable.partners(x)
    if not partners:
        st.info(words.say("pairs.alone"), icon=":material/info:")
        return
    with places[1]:
        y = _ask("y", partners, comparable.partner(x) or "", explanation, words)
    st.html(markup.note(words.say("pairs.apart")))
    kept = ask_crowd(words)
    with st.spinner(words.say("comparison.wait")):
        found = screen.api.pairs(x, y, Group.ALL, scored=explanation, kept=kept)
    _tell(found, screen)


def _ask(axis: str, names: Mapping[str, str], usual: str, explanation: Explanation, words: Words) -> str:
    key = f"pairs_{axis}_{explanation.client_id}"
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)  # computed from the other one's data: another is offered
    chosen: str = st.selectbox(
        words.say("pairs.across" if axis == "x" else "pairs.up"),
        list(names),
        index=list(names).index(read_choice(axis, list(names), usual=usual if usual in names else next(iter(names)))),
        format_func=lambda name: names[name],
        key=key,
        on_change=writes(axis, key),
    )
    return chosen


def _tell(found: Pairs, screen: Screen) -> None:
    words = screen.words
    if found.suppressed or not found.cells:
        st.info(words.say("comparison.small"), icon=":material/group_off:")
        return
    st.html(f'<p class="lp-words" role="status">{escape(_sentence(found, words))}</p>')
    alt = words.say("pairs.alt", x=found.x.label, y=found.y.label)
    st.altair_chart(pairs_chart(found, words, screen.palette), alt=alt)
    st.caption(words.say("pairs.legend", left_out=words.number(found.left_out or 0)))
    with st.expander(words.say("pairs.table")):
        st.html(table(_rows(found, words), alt=alt))


def _sentence(found: Pairs, words: Words) -> str:
    values = {
        "x": found.x.label,
        "x_value": show_value(words, found.x.value, found.x.unit),
        "y": found.y.label,
        "y_value": show_value(words, found.y.value, found.y.unit),
    }
    mine = next((cell for cell in found.cells if (cell.x, cell.y) == (found.x.bin, found.y.bin)), None)
    if mine is None or mine.default_rate is None:
        return words.say("pairs.nobody", **values)
    near = {"clients": words.number(mine.clients), "rate": words.percent(mine.default_rate)}
    return words.say("pairs.near", **values, **near)


def _rows(found: Pairs, words: Words) -> list[dict[str, str]]:
    across, up = labels(found.x, words), labels(found.y, words)
    largest = sorted(found.cells, key=lambda cell: -cell.clients)[:_MOST_CELLS]
    return [
        {
            words.say("pairs.from", feature=found.x.label): across[cell.x],
            words.say("pairs.from", feature=found.y.label): up[cell.y],
            words.say("comparison.clients"): words.number(cell.clients),
            words.say("pairs.rate"): words.say("pairs.unknown")
            if cell.default_rate is None
            else words.percent(cell.default_rate),
        }
        for cell in largest
    ]
