"""One datum by class: accepted or refused by the model, repaid or defaulted, as boxplots and as a table."""

from collections.abc import Mapping

import streamlit as st

from limpide.contract import Boxplot, Distribution, Explanation, Group
from limpide.core.decision import Decision
from limpide.dashboard import markup
from limpide.dashboard.api import Kept
from limpide.dashboard.charts.boxplots import boxplot_chart
from limpide.dashboard.charts.legend import Entry, legend
from limpide.dashboard.charts.palette import Palette, opinion_colour
from limpide.dashboard.screen import Screen
from limpide.dashboard.states import OPINIONS, opinion
from limpide.dashboard.tables import table
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words

CLASSES = (Group.ACCEPTED, Group.REVIEW, Group.REFUSED, Group.REPAID, Group.DEFAULTED)
_QUANTILES = {
    "classes.p5": "p5",
    "classes.p25": "p25",
    "comparison.median": "median",
    "classes.p75": "p75",
    "classes.p95": "p95",
}


def tell(found: Distribution, explanation: Explanation, names: Mapping[Group, str], kept: Kept, screen: Screen) -> None:
    """Show the sentence, the boxplots and their table; of a category there is no box."""
    words, decision = screen.words, explanation.decision
    if not any(group.boxplot for group in found.groups):
        st.info(words.say("classes.no_box"), icon=":material/info:")
        return
    small = any(group.suppressed for group in found.groups)
    picture = boxplot_chart(found, decision, names, words, screen.palette)
    parts = [
        f'<p class="lp-words" role="status">{escape(_sentence(found, decision, names, words))}</p>',
        picture.html(words.say("classes.alt", feature=found.feature.label)),
        legend(_entries(decision, words, screen.palette)),
        markup.note(words.say("comparison.some_small")) if small else "",
        table(
            _rows(found, names, words), alt=words.say("comparison.table_alt", feature=found.feature.label), headed=True
        ),
        markup.note(words.say("comparison.filtered")) if kept else "",
    ]
    st.html("".join(parts))


def _sentence(found: Distribution, decision: Decision, names: Mapping[Group, str], words: Words) -> str:
    """Say where the client lies among the middle halves of the classes."""
    value, unit = found.feature.value, found.feature.unit
    told = [
        words.say("comparison.value", feature=found.feature.label, value=show_value(words, value, unit)),
        f"{opinion(decision, words)}.",
    ]
    if isinstance(value, float | int):
        inside = [names[group.group].lower() for group in found.groups if _is_inside(value, group.boxplot)]
        told.append(
            words.say("classes.half", groups=words.enumerate(inside)) if inside else words.say("classes.no_half")
        )
    return " ".join(told)


def _is_inside(value: float, box: Boxplot | None) -> bool:
    return box is not None and box.p25 <= value <= box.p75


def _entries(decision: Decision, words: Words, palette: Palette) -> list[Entry]:
    return [
        Entry(
            words.say("classes.client", opinion=words.say(OPINIONS[decision])),
            opinion_colour(decision, palette),
            "thin",
        ),
        Entry(words.say("classes.paying"), palette.less_risk),
        Entry(words.say("classes.failing"), palette.more_risk),
        Entry(words.say("classes.between"), palette.neutral),
    ]


def _rows(found: Distribution, names: Mapping[Group, str], words: Words) -> list[dict[str, str]]:
    return [
        {
            words.say("comparison.group"): names[group.group],
            words.say("comparison.clients"): words.number(group.clients or 0),
            **_quantiles(group.boxplot, found, words),
        }
        for group in found.groups
        if group.boxplot is not None
    ]


def _quantiles(box: Boxplot, found: Distribution, words: Words) -> dict[str, str]:
    return {
        words.say(key): show_value(words, getattr(box, name), found.feature.unit) for key, name in _QUANTILES.items()
    }
