"""What mistakes cost at every threshold, by the probability from which one refuses."""

import math

import altair as alt

from limpide.contract import CostCurve, CostPoint
from limpide.dashboard.charts.palette import Palette, axis_writing
from limpide.dashboard.words import Words

_HEIGHT = 320
_WIDEST = 0.5  # beyond, everybody is accepted and nothing changes
_STEP = 0.05  # between two marks of the axis


def costs_chart(curve: CostCurve, words: Words, palette: Palette) -> alt.LayerChart:
    """Draw the curve with the break-even point in service and the cheapest refusal marked."""
    rows = [
        {"x": point.threshold, "y": point.cost, "told": _told(point.threshold, point.cost, words)}
        for point in curve.points
        if point.threshold <= _WIDEST
    ]
    marks = [
        _mark(curve.current, words.say("costs.current"), -16, words),
        _mark(curve.cheapest, words.say("costs.cheapest"), 20, words),
    ]
    last = _STEP * math.ceil(max(point.threshold for point in curve.points if point.threshold <= _WIDEST) / _STEP)
    x = alt.X("x:Q", axis=_percents(words.say("costs.threshold"), words, palette), scale=alt.Scale(domain=[0, last]))
    y = alt.Y("y:Q", axis=_decimals(words.say("costs.cost"), words, palette))
    line = alt.Chart(alt.InlineData(values=rows)).mark_line(color=palette.less_risk, strokeWidth=3)
    mark = alt.Chart(alt.InlineData(values=marks))
    chart: alt.LayerChart = alt.layer(
        line.encode(x=x, y=y, tooltip=alt.Tooltip("told:N")),
        mark.mark_point(shape="diamond", size=180, filled=True, opacity=1, color=palette.more_risk).encode(
            x=x, y=y, description="told:N"
        ),
        mark.mark_text(align="left", dx=10, dy=alt.ExprRef("datum.shift"), fontSize=14, color=palette.ink).encode(
            x=x, y=y, text="text:N", description="told:N"
        ),
    )
    return chart.properties(height=_HEIGHT).configure_view(stroke=None)


def _mark(point: CostPoint, name: str, shift: int, words: Words) -> dict[str, float | str]:
    told = f"{name} : {_told(point.threshold, point.cost, words)}"
    return {"x": point.threshold, "y": point.cost, "text": name, "shift": shift, "told": told}


def _told(threshold: float, cost: float, words: Words) -> str:
    return f"{words.percent(threshold)} → {words.number(cost, decimals=3)}"


def _percents(title: str, words: Words, palette: Palette) -> alt.Axis:
    written = f"format(100 * datum.value, '.0f') + '{words.percent_sign}'"
    return alt.Axis(title=title, labelExpr=written, grid=False, tickMinStep=_STEP, **axis_writing(palette))


def _decimals(title: str, words: Words, palette: Palette) -> alt.Axis:
    written = f"replace(format(datum.value, '.2f'), '.', '{words.decimal_mark}')"
    return alt.Axis(title=title, labelExpr=written, grid=True, tickCount=5, **axis_writing(palette))
