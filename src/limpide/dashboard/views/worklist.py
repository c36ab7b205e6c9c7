"""The worklist: the cases on which somebody has to act, in views with their counts, the most urgent first."""

from collections.abc import Callable, Mapping

import streamlit as st

from limpide.contract import CaseStatus, Worklist, WorklistOrder, WorklistView
from limpide.dashboard.address import read_choice, read_number, writes
from limpide.dashboard.client_line import describe_client
from limpide.dashboard.drafts import keeps
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.listed import EVERYBODY
from limpide.dashboard.markup import note, plain
from limpide.dashboard.rerun import run_part_again
from limpide.dashboard.screen import Screen
from limpide.dashboard.states import icon
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_VIEWS = {
    WorklistView.MINE: "worklist.mine",
    WorklistView.DESK: "worklist.desk",
    WorklistView.TO_DO: "worklist.to_do",
    WorklistView.WAITING: "worklist.waiting",
    WorklistView.UNDER_REVIEW: "worklist.under_review",
    WorklistView.DUE: "worklist.due",
}
_NONE = {
    WorklistView.MINE: "worklist.none_mine",
    WorklistView.DESK: "worklist.none_desk",
    WorklistView.TO_DO: "worklist.none_to_do",
    WorklistView.WAITING: "worklist.none_waiting",
    WorklistView.UNDER_REVIEW: "worklist.none_under_review",
    WorklistView.DUE: "worklist.none_due",
}
_ORDERS = {
    WorklistOrder.DUE: "worklist.by_due",
    WorklistOrder.AMOUNT: "worklist.by_amount",
    WorklistOrder.STATE: "worklist.by_state",
}
_OWN = {
    "own.accepted": "accepted",
    "own.refused": "refused",
    "own.agreed": "agreed",
    "own.overrode": "overrode",
    "own.grey_zone": "grey_zone",
    "own.under_review": "under_review",
}
_PAGE, _MOST = 20, 1_000_000
_VIEW, _ORDER, _FROM = "view", "order", "from"
_NAME = "name"


def show(screen: Screen) -> None:
    """Show the page."""
    screen.title(screen.words.say("nav.worklist"))
    st.markdown(screen.words.say("worklist.lead"))
    _list(screen)


@st.fragment  # type: ignore[untyped-decorator]
def _list(screen: Screen) -> None:
    words = screen.words
    with told_calmly(words, place="worklist"):
        name = _ask_whose(screen)
        views, orders = list(map(str, _VIEWS)), list(map(str, _ORDERS))
        view = WorklistView(read_choice(_VIEW, views, usual=WorklistView.DESK))
        order = WorklistOrder(read_choice(_ORDER, orders, usual=WorklistOrder.DUE))
        offset = int(read_number(_FROM, low=0, high=_MOST) or 0)
        with st.spinner(words.say("worklist.wait")):
            page = screen.api.client.worklist(view, order=order, officer=name or None, offset=offset, limit=_PAGE)
        _choose(view, order, page, words)
        _show_rows(screen, page, view)
        _turn(page, offset, words)
        _show_own(screen, name)


def _show_own(screen: Screen, name: str) -> None:
    """Show on demand what oneself decided lately: counts of nobody else, and no ranking."""
    words = screen.words
    drawer = open_drawer(words.say("own.heading"), key="open_own_decisions")
    if not drawer.open:
        return
    with drawer:
        if not (name or screen.me.name):
            st.markdown(words.say("own.lacks_name"))
            return
        found = screen.api.client.own_decisions(officer=name or None)
        st.markdown(words.count("own.decided", found.decided, days=words.number(found.days)))
        st.html(_facts({key: words.number(getattr(found, name)) for key, name in _OWN.items()}, words))


def _facts(facts: Mapping[str, str], words: Words) -> str:
    """Return names and values, names by their keys in the catalogue."""
    lines = "".join(
        f"<div><dt>{escape(words.say(key))}</dt><dd>{escape(value)}</dd></div>" for key, value in facts.items()
    )
    return f'<dl class="lp-facts">{lines}</dl>'


def _ask_whose(screen: Screen) -> str:
    """Ask for a name where there are no accounts; "mine" is the list of that person."""
    if screen.me.name is not None:
        return ""
    officer, key = screen.visit.officer, "worklist_name"
    typed: str | None = st.text_input(
        screen.words.say("worklist.name"),
        value=officer.get(_NAME, ""),
        max_chars=100,
        autocomplete="name",
        key=key,
        on_change=keeps(officer, _NAME, key),
        width=320,
    )
    return (typed or "").strip()


def _choose(view: WorklistView, order: WorklistOrder, page: Worklist, words: Words) -> None:
    """Show the views with their counts, and the orders."""
    for name, chosen in ((_VIEW, view), (_ORDER, order)):
        st.session_state[f"worklist_{name}"] = chosen
    with st.container(horizontal=True, key="filters"):
        st.segmented_control(
            words.say("worklist.view"),
            list(_VIEWS),
            required=True,
            format_func=lambda option: words.say(
                "worklist.counted", view=words.say(_VIEWS[option]), count=words.number(page.counts[option])
            ),
            key=f"worklist_{_VIEW}",
            on_change=_restart(_VIEW, usual=WorklistView.DESK),
        )
        st.segmented_control(
            words.say("worklist.order"),
            list(_ORDERS),
            required=True,
            format_func=lambda option: words.say(_ORDERS[option]),
            key=f"worklist_{_ORDER}",
            on_change=_restart(_ORDER, usual=WorklistOrder.DUE),
        )


def _restart(name: str, *, usual: str) -> Callable[[], None]:
    """Return what a choice does when it changes: write itself in the address, and begin at the first page."""
    write = writes(name, f"worklist_{name}", usual=usual)

    def restart() -> None:
        write()
        st.query_params.pop(_FROM, None)

    return restart


def _show_rows(screen: Screen, page: Worklist, view: WorklistView) -> None:
    words = screen.words
    told = words.count("worklist.total", page.total) if page.total else words.say(_NONE[view])
    st.html(f'<p role="status"><strong>{escape(told)}</strong></p>')
    if not page.complete:
        st.html(note(words.say("worklist.incomplete")))
    with st.container(gap=None, key="matches"):
        for client in page.clients:
            due = client.state.due_at if client.state else None
            label = describe_client(client, words)
            if due is not None and client.state is not None:
                key = (
                    "worklist.documents_until" if client.state.status is CaseStatus.WAITING else "worklist.answer_until"
                )
                label += f" · {plain(words.say(key, day=words.short_day(due)))}"
            screen.link_case(client.client_id, label, EVERYBODY, icon=icon(client.state))


def _turn(page: Worklist, offset: int, words: Words) -> None:
    with st.container(horizontal=True):
        if offset and st.button(words.say("worklist.previous"), icon=":material/chevron_left:"):
            _go_to(max(0, offset - _PAGE))
        if offset + len(page.clients) < page.total and st.button(
            words.say("worklist.next"), icon=":material/chevron_right:", icon_position="right"
        ):
            _go_to(offset + _PAGE)


def _go_to(offset: int) -> None:
    if offset:
        st.query_params[_FROM] = str(offset)
    else:
        st.query_params.pop(_FROM, None)
    run_part_again()
