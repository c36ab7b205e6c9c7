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
    """Draw the steps on the scale of the margin, where effects add up; its numbers are not shown, its words are."""
    rows = _rows(explanation, steps, words)
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=_y(rows))
    colours = alt.Scale(domain=["more", "less"], range=[palette.more_risk, palette.less_risk])
    bars = base.transform_filter(f"datum.kind != '{_TOTAL}'").mark_bar(height=20, cornerRadius=2)
    ends = base.transform_filter(f"datum.kind == '{_TOTAL}'").mark_point(
        shape="diamond", size=150, filled=True, opacity=1, color=palette.ink
    )
    x = _x(rows, words)
    chart: alt.LayerChart = alt.layer(
        _start_rule(explanation, palette, x),
        bars.encode(x=x, x2="high:Q", color=alt.Color("kind:N", scale=colours, legend=None)),
        ends.encode(x=x),
        _labels(base, palette, "datum.kind != 'less'", "high:Q", align="left", dx=9),
        _labels(base, palette, "datum.kind == 'less'", "low:Q", align="right", dx=-7),
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
    start = words.say("waterfall.start"), words.percent(explanation.base_probability)
    end = words.say("waterfall.end"), words.percent(explanation.probability_of_default)
    bars = [
        {
            "label": step.label,
            "low": min(step.start, step.end),
            "high": max(step.start, step.end),
            "kind": "more" if step.increases else "less",
            "text": f"{'▲' if step.increases else '▼'} {words.signed(step.points)}",
        }
        for step in steps
    ]
    return [_end(*start, base), *bars, _end(*end, margin)]


def _end(label: str, text: str, margin: float) -> dict[str, Any]:
    return {"label": label, "low": margin, "high": margin, "kind": _TOTAL, "text": text}


def _y(rows: list[dict[str, Any]]) -> alt.Y:
    axis = alt.Axis(title=None, labelLimit=230, labelFontSize=14, labelPadding=12, domain=False, ticks=False)
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


def _start_rule(explanation: Explanation, palette: Palette, x: alt.X) -> alt.Chart:
    start = alt.Chart(alt.InlineData(values=[{"low": explanation.base}]))
    return start.mark_rule(color=palette.soft, strokeDash=[3, 3]).encode(x=x)


def _labels(base: alt.Chart, palette: Palette, which: str, field: str, **place: Any) -> alt.Chart:
    text = base.transform_filter(which).mark_text(color=palette.ink, fontSize=14, **place)
    return text.encode(x=alt.X(field), text="text:N")
