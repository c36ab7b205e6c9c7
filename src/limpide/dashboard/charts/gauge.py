"""The gauge: probability, interval and threshold on a bar that always runs from 0 to 100 %."""

from typing import Any

import altair as alt

from limpide.contract import Explanation
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.words import Words, decimals_that_separate

_HEIGHT = 140
_MIDDLE = 56  # pixels from the top to the middle of the bar
_THICKNESS = 36
_NARROW = 0.1  # an interval label or a zone label needs at least this share of the width


def gauge(explanation: Explanation, words: Words, palette: Palette) -> alt.LayerChart:
    """Draw a client's gauge."""
    marks = [*_zones(explanation, words, palette), *_threshold(explanation, words, palette)]
    chart: alt.LayerChart = alt.layer(*marks, *_client(explanation, words, palette))
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
    )


def _zones(explanation: Explanation, words: Words, palette: Palette) -> list[alt.Chart]:
    threshold, interval = explanation.threshold, explanation.interval
    zones = [
        _zone(0.0, threshold, palette.granted),
        _zone(threshold, 1.0, palette.refused),
        _zone(interval.low, interval.high, palette.soft, thickness=14),
    ]
    if threshold >= _NARROW:
        zones.append(_text(threshold / 2, words.say("gauge.accepted"), palette.ink, y=_MIDDLE))
    refused = 0.97 if explanation.probability_of_default < 0.8 else (threshold + 0.6) / 2
    zones.append(_text(refused, words.say("gauge.refused"), palette.ink, y=_MIDDLE, align="right"))
    return zones + _scale(words, palette)


def _scale(words: Words, palette: Palette) -> list[alt.Chart]:
    """Write 0 % to 100 % under the bar; text marks, since a layer's axis cannot keep clear of the threshold."""
    quarters = [quarter / 4 for quarter in range(5)]
    return [_text(at, words.percent(at, decimals=0), palette.soft, y=_MIDDLE + 64, align=_align(at)) for at in quarters]


def _threshold(explanation: Explanation, words: Words, palette: Palette) -> list[alt.Chart]:
    at = explanation.threshold
    text = words.say("gauge.threshold", threshold=words.percent(at, decimals=_decimals(explanation)))
    rule = _rule(at, palette.ink, top=_MIDDLE - 18, bottom=_MIDDLE + 28, strokeDash=[4, 3], strokeWidth=2)
    return [rule, _text(at, text, palette.ink, y=_MIDDLE + 38, align=_align(at), dx=_nudge(at))]


def _client(explanation: Explanation, words: Words, palette: Palette) -> list[alt.Chart]:
    at = explanation.probability_of_default
    shown = words.percent(at, decimals=_decimals(explanation))
    pointer = _point(at, palette.ink)
    rule = _rule(at, palette.ink, top=_MIDDLE - 26, bottom=_MIDDLE + 18, strokeWidth=3)
    label = _text(at, shown, palette.ink, y=_MIDDLE - 44, align=_align(at), size=20, weight=700)
    return [rule, pointer, label]


def _decimals(explanation: Explanation) -> int:
    return decimals_that_separate(explanation.probability_of_default, explanation.threshold)


def _align(at: float) -> str:
    return "left" if at < 0.12 else "right" if at > 0.88 else "center"


def _nudge(at: float) -> int:
    return {"left": -4, "right": 4, "center": 0}[_align(at)]


def _one(**values: float) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=[values]))


def _x() -> alt.X:
    axis = alt.Axis(labels=False, title=None, grid=False, domain=False, ticks=False)
    return alt.X("x:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=axis)


def _zone(low: float, high: float, colour: str, *, thickness: int = _THICKNESS) -> alt.Chart:
    top, bottom = alt.value(_MIDDLE - thickness / 2), alt.value(_MIDDLE + thickness / 2)
    return _one(x=low, x2=high).mark_rect(color=colour).encode(x=_x(), x2="x2:Q", y=top, y2=bottom)


def _rule(at: float, colour: str, *, top: float, bottom: float, **style: Any) -> alt.Chart:
    return _one(x=at).mark_rule(color=colour, **style).encode(x=_x(), y=alt.value(top), y2=alt.value(bottom))


def _point(at: float, colour: str) -> alt.Chart:
    point = _one(x=at).mark_point(shape="triangle-down", size=140, color=colour, filled=True, opacity=1)
    return point.encode(x=_x(), y=alt.value(_MIDDLE - 27))


def _text(
    at: float, text: str, colour: str, *, y: float, align: str = "center", size: int = 14, **style: Any
) -> alt.Chart:
    label = _one(x=at).mark_text(text=text, color=colour, align=align, fontSize=size, **_font(style))
    return label.encode(x=_x(), y=alt.value(y))


def _font(style: dict[str, Any]) -> dict[str, Any]:
    return {"fontWeight" if name == "weight" else name: setting for name, setting in style.items()}
