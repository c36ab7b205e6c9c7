"""The gauge: probability, interval, break-even point and review zone on a bar that always runs from 0 to 100 %."""

from limpide.contract import Explanation
from limpide.dashboard.charts.drawing import Drawing, lean
from limpide.dashboard.charts.legend import Entry
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.words import Words, decimals_that_separate

_HEIGHT = 112
_MIDDLE = 46  # pixels from the top to the middle of the bar
_THICKNESS = 26
_EDGE = 0.12  # nearer than this to an end, a label leans towards the middle


def gauge(explanation: Explanation, words: Words, palette: Palette) -> Drawing:
    """Draw a client's gauge."""
    drawing = Drawing((0.0, 1.0), _HEIGHT)
    _zones(drawing, explanation, palette)
    _marks(drawing, explanation, palette)
    _labels(drawing, explanation, words, palette)
    for at in (0.0, 0.25, 0.5, 0.75, 1.0):
        told = words.percent(at, decimals=0)
        drawing.text(at, _MIDDLE + 54, told, palette.soft, align=lean(at, 0.0, 1.0, edge=_EDGE))
    return drawing


def describe_gauge(explanation: Explanation, words: Words) -> str:
    """Say what the gauge shows."""
    decimals, zone = _decimals(explanation), explanation.grey_zone
    bare = zone.low == zone.high
    return words.say(
        "gauge.alt_bare" if bare else "gauge.alt",
        probability=words.percent(explanation.probability_of_default, decimals=decimals),
        low=words.percent(explanation.interval.low),
        high=words.percent(explanation.interval.high),
        threshold=words.percent(explanation.threshold, decimals=decimals),
        **({} if bare else {"grey_low": words.percent(zone.low), "grey_high": words.percent(zone.high)}),
    )


def gauge_legend(explanation: Explanation, words: Words, palette: Palette) -> list[Entry]:
    """Say what each zone of the gauge means, and what lies on it."""
    grey = explanation.grey_zone
    low, high = (words.percent(at) for at in (grey.low, grey.high))
    review = Entry(words.say("gauge.review", low=low, high=high), palette.review)
    return [
        Entry(words.say("gauge.accepted", low=low), palette.granted),
        *([review] if grey.low < grey.high else []),
        Entry(words.say("gauge.refused", high=high), palette.refused),
        Entry(_interval(explanation, words), palette.soft, "thin"),
    ]


def _interval(explanation: Explanation, words: Words) -> str:
    interval = explanation.interval
    return words.say(
        "gauge.interval",
        level=words.percent(interval.level, decimals=0),
        low=words.percent(interval.low),
        high=words.percent(interval.high),
    )


def _zones(drawing: Drawing, explanation: Explanation, palette: Palette) -> None:
    """Colour where one is granted, examined, refused; the interval is a thinner bar on top."""
    interval, grey = explanation.interval, explanation.grey_zone
    whole = _MIDDLE - _THICKNESS / 2, _MIDDLE + _THICKNESS / 2
    drawing.bar((0.0, grey.low), whole, palette.granted)
    drawing.bar((grey.low, grey.high), whole, palette.review)
    drawing.bar((grey.high, 1.0), whole, palette.refused)
    drawing.bar((interval.low, interval.high), (_MIDDLE - 7, _MIDDLE + 7), palette.soft)


def _marks(drawing: Drawing, explanation: Explanation, palette: Palette) -> None:
    """Mark the break-even point and, with a pointer, the probability."""
    threshold, probability = explanation.threshold, explanation.probability_of_default
    below, above = _MIDDLE + _THICKNESS / 2, _MIDDLE - _THICKNESS / 2
    drawing.line((threshold, threshold), (above, _MIDDLE + 22), palette.ink)
    drawing.line((probability, probability), (_MIDDLE - 20, below), palette.ink, width=3)
    drawing.point(probability, _MIDDLE - 21, palette.ink, shape="triangle")


def _labels(drawing: Drawing, explanation: Explanation, words: Words, palette: Palette) -> None:
    decimals = _decimals(explanation)
    probability, threshold = explanation.probability_of_default, explanation.threshold
    shown = words.percent(probability, decimals=decimals)
    leaning = lean(probability, 0.0, 1.0, edge=_EDGE)
    drawing.text(probability, _MIDDLE - 36, shown, palette.ink, align=leaning, bold=True, size=20)
    limit = words.say("gauge.threshold", threshold=words.percent(threshold, decimals=decimals))
    drawing.text(threshold, _MIDDLE + 32, limit, palette.ink, align=lean(threshold, 0.0, 1.0, edge=_EDGE))


def _decimals(explanation: Explanation) -> int:
    zone = explanation.grey_zone
    return decimals_that_separate(explanation.probability_of_default, explanation.threshold, zone.low, zone.high)
