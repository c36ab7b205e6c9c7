"""What mistakes cost at every threshold, with the thresholds that matter marked."""

import altair as alt

from limpide.contract import CostCurve
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.words import Words

_HEIGHT = 320
_WIDEST = 0.5  # beyond, everybody is accepted and nothing changes


def costs_chart(curve: CostCurve, words: Words, palette: Palette) -> alt.LayerChart:
    """Draw the curve with the threshold in service and the cheapest one."""
    rows = [
        {"x": point.threshold, "y": point.cost, "told": _told(point.threshold, point.cost, words)}
        for point in curve.points
        if point.threshold <= _WIDEST
    ]
    marks = [
        {"x": curve.current.threshold, "y": curve.current.cost, "text": words.say("costs.current"), "shift": -16},
        {"x": curve.cheapest.threshold, "y": curve.cheapest.cost, "text": words.say("costs.cheapest"), "shift": 20},
    ]
    x = alt.X("x:Q", axis=_percents(words.say("costs.threshold"), words), scale=alt.Scale(domain=[0, _WIDEST]))
    y = alt.Y("y:Q", axis=_decimals(words.say("costs.cost"), words))
    line = alt.Chart(alt.InlineData(values=rows)).mark_line(color=palette.less_risk, strokeWidth=3)
    mark = alt.Chart(alt.InlineData(values=marks))
    chart: alt.LayerChart = alt.layer(
        line.encode(x=x, y=y, tooltip=alt.Tooltip("told:N")),
        mark.mark_point(shape="diamond", size=180, filled=True, opacity=1, color=palette.more_risk).encode(x=x, y=y),
        mark.mark_text(align="left", dx=10, dy=alt.ExprRef("datum.shift"), fontSize=14, color=palette.ink).encode(
            x=x, y=y, text="text:N"
        ),
    )
    return chart.properties(height=_HEIGHT).configure_view(stroke=None)


def _told(threshold: float, cost: float, words: Words) -> str:
    return f"{words.percent(threshold)} → {words.number(cost, decimals=3)}"


def _percents(title: str, words: Words) -> alt.Axis:
    space = "\u202f%" if words.language == "fr" else "%"
    return alt.Axis(
        title=title, labelExpr=f"format(100 * datum.value, '.0f') + '{space}'", grid=False, titleFontSize=13
    )


def _decimals(title: str, words: Words) -> alt.Axis:
    point = "," if words.language == "fr" else "."
    written = f"replace(format(datum.value, '.2f'), '.', '{point}')"
    return alt.Axis(title=title, labelExpr=written, grid=True, titleFontSize=13, tickCount=5)
