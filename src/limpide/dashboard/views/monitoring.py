"""Monitoring: how many are accepted, examined and refused, how often loans went wrong, what waits at the desk."""

import streamlit as st

from limpide.contract import Cause, Distribution, Group, ReviewEntry
from limpide.dashboard import drift, markup
from limpide.dashboard.charts.bars import bars_chart
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.words import Words

_VERDICTS = {
    Group.ACCEPTED: "group.accepted",
    Group.REVIEW: "group.review",
    Group.REFUSED: "group.refused",
}
_OUTCOMES = {Group.REPAID: "group.repaid", Group.DEFAULTED: "group.defaulted"}
_COUNTED = "age"  # any feature would do: only how many clients there are is read
_MOST_REVIEWS = 200


def show(screen: Screen) -> None:
    """Show the page."""
    words = screen.words
    screen.title(words.say("nav.monitoring"))
    st.markdown(words.say("monitoring.lead"))
    with told_calmly(words):
        with st.spinner(words.say("comparison.wait")):
            card = screen.api.client.model()
            groups = (Group.ALL, *_VERDICTS, *_OUTCOMES)
            found = screen.api.distribution(_COUNTED, groups, version=card.model_version)
        _volumes(screen, found)
        _outcomes(found, expected=card.default_rate, words=words)
    if decides(screen.me):
        with told_calmly(words, place="overrides"):
            _overrides(screen)
    drift.show(screen)


def _volumes(screen: Screen, found: Distribution) -> None:
    words = screen.words
    st.html(markup.heading(words.say("monitoring.volumes"), "volumes"))
    everybody = _clients(found, Group.ALL)
    counts = {words.say(key): _clients(found, group) for group, key in _VERDICTS.items()}
    st.markdown(words.say("monitoring.everybody", clients=words.number(everybody)))
    palette = screen.palette
    colours = dict(zip(counts, (palette.less_risk, palette.neutral, palette.more_risk), strict=True))
    shares = {name: count / max(everybody, 1) for name, count in counts.items()}
    with st.container(key="volumes"):
        chart = bars_chart(shares, words, palette, colours=colours)
        st.html(chart.html(words.say("monitoring.volumes_alt")))
    rows = [
        {
            words.say("comparison.group"): name,
            words.say("comparison.clients"): words.number(count),
            words.say("monitoring.share"): words.percent(shares[name]),
        }
        for name, count in counts.items()
    ]
    st.html(table(rows, alt=words.say("monitoring.volumes_alt")))


def _outcomes(found: Distribution, *, expected: float, words: Words) -> None:
    st.html(markup.heading(words.say("monitoring.outcomes"), "outcomes"))
    repaid, defaulted = (_clients(found, group) for group in _OUTCOMES)
    if not repaid + defaulted:
        st.markdown(words.say("monitoring.no_outcomes"))
        return
    told = {
        "known": words.number(repaid + defaulted),
        "defaulted": words.number(defaulted),
        "rate": words.percent(defaulted / (repaid + defaulted)),
        "expected": words.percent(expected),
    }
    st.markdown(words.say("monitoring.outcomes_told", **told))


def _overrides(screen: Screen) -> None:
    words = screen.words
    st.html(markup.heading(words.say("monitoring.overrides"), "overrides"))
    client = screen.api.client
    waiting, concluded = client.reviews(limit=_MOST_REVIEWS), client.reviews(concluded=True, limit=_MOST_REVIEWS)
    entries = [*waiting.reviews, *concluded.reviews]
    if not entries:
        st.markdown(words.say("monitoring.no_overrides"))
        return
    told = {cause.value: words.number(_count(entries, cause)) for cause in Cause}
    st.markdown(words.say("monitoring.overrides_told", count=words.number(len(entries)), **told))
    late = {"open": words.number(waiting.open), "overdue": words.number(waiting.overdue)}
    st.markdown(words.say("monitoring.waiting", **late))
    st.page_link(
        screen.pages["desk"], label=words.say("nav.desk"), icon=":material/gavel:", query_params=screen.address()
    )


def _count(entries: list[ReviewEntry], cause: Cause) -> int:
    return sum(entry.cause is cause for entry in entries)


def _clients(found: Distribution, group: Group) -> int:
    """Return how many clients a group has; a suppressed one counts as none."""
    return next((each.clients or 0 for each in found.groups if each.group is group), 0)
