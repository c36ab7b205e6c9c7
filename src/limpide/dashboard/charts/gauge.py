"""The gauge: probability, interval and threshold on a bar that always runs from 0 to 100 %."""

from typing import Any

import altair as alt

from limpide.contract import Explanation
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.words import Words, decimals_that_separate

_HEIGHT = 144
_MIDDLE = 60  # pixels from the top to the middle of the bar
_THICKNESS = 36
_NARROW = 0.1  # a zone's word needs at least this share of the width
_EDGE = 0.12  # nearer than this to an end, a label leans towards the middle

Row = dict[str, Any]


def gauge(explanation: Explanation, words: Words, palette: Palette) -> alt.LayerChart:
    """Draw a client's gauge: bars, lines, a pointer and texts, each as one layer (a layer costs milliseconds)."""
    pointer = [{"x": explanation.probability_of_default, "y": _MIDDLE - 27, "colour": palette.ink}]
    chart: alt.LayerChart = alt.layer(
        _layer(_bars(explanation, palette)).mark_rect().encode(x2="x2:Q", y2="y2:Q"),
        _layer(_lines(explanation, palette)).mark_rule().encode(y2="y2:Q", strokeWidth=_as_given("width")),
        _layer(pointer).mark_point(shape="triangle-down", size=140, filled=True, opacity=1),
        _layer(_texts(explanation, words, palette))
        .mark_text(align=_of_row("align"), fontSize=_of_row("size"), fontWeight=_of_row("weight"))
        .encode(text="text:N"),
    )
    return chart.properties(height=_HEIGHT).configure_view(stroke=None)


def describe_gauge(explanation: Explanation, words: Words) -> str:
    """Say what the gauge shows."""
    decimals = _decimals(explanation)
    return words.say(
        "gauge.alt",
        probability=words.percent(explanation.probability_of_default, decimals=decimals),
        low=words.percent(explanation.interval.low),
        high=words.percent(explanation.interval.high),
        threshold=words.percent(explanation.threshold, decimals=decimals),
        grey_low=words.percent(explanation.grey_zone.low),
        grey_high=words.percent(explanation.grey_zone.high),
    )


def _bars(explanation: Explanation, palette: Palette) -> list[Row]:
    interval, grey = explanation.interval, explanation.grey_zone
    return [
        _bar(0.0, grey.low, palette.granted),
        _bar(grey.low, grey.high, palette.review),
        _bar(grey.high, 1.0, palette.refused),
        _bar(interval.low, interval.high, palette.soft, thickness=14),
    ]


def _lines(explanation: Explanation, palette: Palette) -> list[Row]:
    return [
        _line(explanation.threshold, palette.ink, top=-_THICKNESS / 2, bottom=28, width=1.5),
        _line(explanation.probability_of_default, palette.ink, top=-26, bottom=_THICKNESS / 2, width=3),
    ]


def _texts(explanation: Explanation, words: Words, palette: Palette) -> list[Row]:
    decimals = _decimals(explanation)
    probability, threshold = explanation.probability_of_default, explanation.threshold
    limit = words.say("gauge.threshold", threshold=words.percent(threshold, decimals=decimals))
    shown = words.percent(probability, decimals=decimals)
    refused = 0.97 if probability < 0.8 else (threshold + 0.6) / 2
    texts = [
        _text(probability, shown, palette.ink, y=-48, size=20, weight=700),
        _text(threshold, limit, palette.ink, y=38),
        _text(refused, words.say("gauge.refused"), palette.ink, y=0),
        *(_text(at / 4, words.percent(at / 4, decimals=0), palette.soft, y=64) for at in range(5)),
    ]
    if threshold >= _NARROW:
        texts.append(_text(threshold / 2, words.say("gauge.accepted"), palette.ink, y=0, align="center"))
    return texts


def _decimals(explanation: Explanation) -> int:
    return decimals_that_separate(explanation.probability_of_default, explanation.threshold)


def _bar(low: float, high: float, colour: str, *, thickness: int = _THICKNESS) -> Row:
    return {"x": low, "x2": high, "y": _MIDDLE - thickness / 2, "y2": _MIDDLE + thickness / 2, "colour": colour}


def _line(at: float, colour: str, *, top: float, bottom: float, width: float) -> Row:
    return {"x": at, "y": _MIDDLE + top, "y2": _MIDDLE + bottom, "colour": colour, "width": width}


def _text(
    at: float, text: str, colour: str, *, y: float, size: int = 14, weight: int = 400, align: str | None = None
) -> Row:
    leaning = "left" if at < _EDGE else "right" if at > 1 - _EDGE else "center"
    look = {"align": align or leaning, "size": size, "weight": weight}
    return {"x": at, "y": _MIDDLE + y, "text": text, "colour": colour, **look}


def _layer(rows: list[Row]) -> alt.Chart:
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[_HEIGHT, 0], nice=False), axis=None)
    return alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y, color=alt.Color("colour:N", scale=None))


def _as_given(field: str) -> alt.StrokeWidth:
    return alt.StrokeWidth(f"{field}:Q", scale=None)


def _of_row(field: str) -> alt.ExprRef:
    return alt.ExprRef(expr=f"datum.{field}")
