"""Comparison: the client among groups of others; choices stay in the address, and only what changed is asked anew."""

from collections.abc import Callable, Mapping

import streamlit as st

from limpide.contract import Distribution, Explanation, Group, GroupDistribution
from limpide.dashboard import markup
from limpide.dashboard.address import choose_view, read_choice, read_choices, writes
from limpide.dashboard.api import Kept
from limpide.dashboard.case import classes, pairing, similar
from limpide.dashboard.case.comparable import comparable_features
from limpide.dashboard.case.crowd import ask_crowd
from limpide.dashboard.charts.distribution import count_of, distribution_chart
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.screen import Screen
from limpide.dashboard.states import OPINIONS
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words

GROUPS = {
    Group.ALL: "group.all",
    Group.ACCEPTED: "group.accepted",
    Group.REVIEW: "group.review",
    Group.REFUSED: "group.refused",
    Group.REPAID: "group.repaid",
    Group.DEFAULTED: "group.defaulted",
    Group.SIMILAR: "group.similar",
}
_USUAL = (Group.ACCEPTED, Group.REFUSED)
_CHOICES = {"view", "feature", "group"}  # kept in the address: whoever made one finds it again
_ONE, _CLASSES, _TWO, _SIMILAR = "one", "classes", "two", "similar"
_VIEWS = {
    _ONE: "comparison.one",
    _CLASSES: "comparison.classes",
    _TWO: "comparison.two",
    _SIMILAR: "comparison.similar",
}


def show(screen: Screen, explanation: Explanation) -> None:
    """Show the drawer, which whoever made a choice in it finds open."""
    st.html(markup.heading(screen.words.say("comparison.heading"), "comparison"))
    _show(screen, explanation)


@st.fragment  # type: ignore[untyped-decorator]
def _show(screen: Screen, explanation: Explanation) -> None:
    words, opened = screen.words, not _CHOICES.isdisjoint(st.query_params)
    drawer = open_drawer(words.say("comparison.open"), key=f"open_comparison_{explanation.client_id}", opened=opened)
    if drawer.open:
        with drawer:
            st.html(markup.note(words.say("comparison.lead")))
            _compare(screen, explanation)


def _compare(screen: Screen, explanation: Explanation) -> None:
    """Show the choice of a view, and the view."""
    words = screen.words
    view = choose_view(words, "comparison.view", _VIEWS, name="view", key="comparison_view", usual=_ONE)
    shown: Callable[[Screen, Explanation], None] = {
        _CLASSES: _by_class,
        _TWO: pairing.show,
        _SIMILAR: similar.show,
    }.get(view, _one)
    with told_calmly(words, place="comparison"):
        shown(screen, explanation)


def _one(screen: Screen, explanation: Explanation) -> None:
    words = screen.words
    names = {group: words.say(key) for group, key in GROUPS.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="comparison_choices"):
        feature = _ask_feature(screen, explanation)
        kept = ask_crowd(words)
    groups = _ask_groups(names, words)
    with st.spinner(words.say("comparison.wait")):
        found = screen.api.distribution(feature, groups, scored=explanation, kept=kept)
    _tell(found, explanation, names, kept, screen)


def _by_class(screen: Screen, explanation: Explanation) -> None:
    words = screen.words
    names = {group: words.say(key) for group, key in GROUPS.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="comparison_choices"):
        feature = _ask_feature(screen, explanation)
        kept = ask_crowd(words)
    with st.spinner(words.say("comparison.wait")):
        found = screen.api.distribution(feature, classes.CLASSES, scored=explanation, kept=kept)
    classes.tell(found, explanation, names, kept, screen)


def _ask_feature(screen: Screen, explanation: Explanation) -> str:
    words, labels = screen.words, comparable_features(screen, explanation).labels
    strongest = [family.evidence.name for family in explanation.families if family.evidence]
    usual = next((name for name in strongest if name in labels), next(iter(labels)))
    chosen: str = st.selectbox(
        words.say("comparison.feature"),
        list(labels),
        index=list(labels).index(read_choice("feature", list(labels), usual=usual)),
        format_func=lambda name: labels[name],
        key=f"comparison_feature_{explanation.client_id}",
        on_change=writes("feature", f"comparison_feature_{explanation.client_id}"),
    )
    return chosen


def _ask_groups(names: Mapping[Group, str], words: Words) -> tuple[Group, ...]:
    options = [group.value for group in names]
    chosen = st.pills(
        words.say("comparison.groups"),
        options,
        selection_mode="multi",
        default=read_choices("group", options, usual=[group.value for group in _USUAL]),
        format_func=lambda name: names[Group(name)],
        key="comparison_groups",
        on_change=writes("group", "comparison_groups", usual=[group.value for group in _USUAL]),
    )
    return tuple(Group(name) for name in options if name in chosen) or (Group.ALL,)


def _tell(
    found: Distribution, explanation: Explanation, names: Mapping[Group, str], kept: Kept, screen: Screen
) -> None:
    words = screen.words
    told = f'<p class="lp-words" role="status">{_sentence(found, names, words)}</p>'
    if not any(group.counts for group in found.groups):
        st.html(told)
        st.info(words.say("comparison.small"), icon=":material/group_off:")
        return
    small = any(group.suppressed for group in found.groups)
    picture = distribution_chart(found, explanation.decision, names, words, screen.palette)
    parts = [
        told,
        markup.note(words.say("comparison.some_small")) if small else "",
        picture.html(words.say("comparison.alt", feature=found.feature.label)),
        markup.note(words.say("comparison.legend", opinion=words.say(OPINIONS[explanation.decision]))),
        _table(found, names, words),
        markup.note(words.say("comparison.filtered")) if kept else "",
    ]
    st.html("".join(parts))


def _sentence(found: Distribution, names: Mapping[Group, str], words: Words) -> str:
    value = show_value(words, found.feature.value, found.feature.unit)
    told = [words.say("comparison.value", feature=found.feature.label, value=value)]
    places = [
        words.say(
            "comparison.quantile", share=words.percent(group.quantile, decimals=0), group=names[group.group].lower()
        )
        for group in found.groups
        if group.quantile is not None
    ]
    if places:
        told.append(words.say("comparison.at_most", places=words.enumerate(places)))
    return escape(" ".join(told))


def _table(found: Distribution, names: Mapping[Group, str], words: Words) -> str:
    rows = [
        {words.say("comparison.group"): names[group.group], **_row(group, found, words)}
        for group in found.groups
        if not group.suppressed
    ]
    return table(rows, alt=words.say("comparison.table_alt", feature=found.feature.label), headed=True)


def _row(group: GroupDistribution, found: Distribution, words: Words) -> dict[str, str]:
    unit, box = found.feature.unit, group.boxplot
    row = {words.say("comparison.clients"): words.number(group.clients or 0)}
    if box is not None:
        low, high = (show_value(words, at, unit) for at in (box.p25, box.p75))
        row[words.say("comparison.median")] = show_value(words, box.median, unit)
        row[words.say("comparison.half")] = words.say("probability.between", low=low, high=high)
    elif found.feature.bin is not None and group.counts:
        share = count_of(group, found.feature.bin) / max(sum(group.counts), 1)
        row[words.say("comparison.same")] = words.percent(share)
    row[words.say("comparison.missing")] = words.number(group.missing or 0)
    return row
