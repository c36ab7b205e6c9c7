"""The waterfall: from the average client to this one, one bar a family, in the order of the table beside it."""

from typing import Any

import altair as alt

from limpide.contract import Explanation
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.reasons import Step
from limpide.dashboard.words import Words

_ROW_HEIGHT = 36
_TOTAL = "total"
# Room for the labels at both ends, as a share of the width that the bars take.
_ROOM = 0.22


def waterfall(explanation: Explanation, steps: list[Step], words: Words, palette: Palette) -> alt.LayerChart:
    """Draw the steps on the scale of the margin, where effects add up; its words are shown, its numbers are not."""
    rows = _rows(explanation, steps, words)
    colours = alt.Scale(domain=["more", "less", _TOTAL], range=[palette.more_risk, palette.less_risk, palette.ink])
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=_y(rows), x=_x(rows, words), color=alt.Color("kind:N", scale=colours, legend=None)
    )
    chart: alt.LayerChart = alt.layer(
        base.mark_bar(height=20, cornerRadius=2).encode(x2="high:Q"),
        base.transform_filter(f"datum.kind == '{_TOTAL}'").mark_point(
            shape="diamond", size=150, filled=True, opacity=1
        ),
        base.mark_text(align=alt.ExprRef("datum.align"), dx=alt.ExprRef("datum.dx"), fontSize=14).encode(
            x="end:Q", text="text:N", color=alt.value(palette.ink)
        ),
    )
    return chart.properties(height=_ROW_HEIGHT * len(rows)).configure_view(stroke=None)


def describe_waterfall(explanation: Explanation, steps: list[Step], words: Words) -> str:
    """Say what the waterfall shows."""
    return words.say(
        "waterfall.alt",
        base=words.percent(explanation.base_probability),
        probability=words.percent(explanation.probability_of_default),
        reasons=words.enumerate([f"{step.label} {words.signed(step.points)}" for step in steps[:3]]),
    )


def _rows(explanation: Explanation, steps: list[Step], words: Words) -> list[dict[str, Any]]:
    base, margin = explanation.base, explanation.margin
    start = words.percent(explanation.base_probability)
    end = words.percent(explanation.probability_of_default)
    return [
        _row(words.say("waterfall.start"), base, base, kind=_TOTAL, text=start),
        *(_step_row(step, words) for step in steps),
        _row(words.say("waterfall.end"), margin, margin, kind=_TOTAL, text=end),
    ]


def _step_row(step: Step, words: Words) -> dict[str, Any]:
    sign, kind = ("▲", "more") if step.increases else ("▼", "less")
    return _row(step.label, step.start, step.end, kind=kind, text=f"{sign} {words.signed(step.points)}")


def _row(label: str, start: float, end: float, *, kind: str, text: str) -> dict[str, Any]:
    """Return one line of the picture; its text stands where the step ends, on the outer side."""
    outer = {"align": "right", "dx": -7} if kind == "less" else {"align": "left", "dx": 10}
    place = {"low": min(start, end), "high": max(start, end), "end": end}
    return {"label": label, "kind": kind, "text": text, **place, **outer}


def _y(rows: list[dict[str, Any]]) -> alt.Y:
    axis = alt.Axis(title=None, labelLimit=280, labelFontSize=14, labelPadding=12, domain=False, ticks=False)
    return alt.Y("label:N", sort=[row["label"] for row in rows], axis=axis)


def _x(rows: list[dict[str, Any]], words: Words) -> alt.X:
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    room = _ROOM * max(high - low, 0.1)
    axis = alt.Axis(
        title=words.say("waterfall.axis"),
        labels=False,
        ticks=False,
        grid=False,
        domain=False,
        titleFontSize=13,
    )
    return alt.X("low:Q", scale=alt.Scale(domain=[low - room, high + room], nice=False), axis=axis)
