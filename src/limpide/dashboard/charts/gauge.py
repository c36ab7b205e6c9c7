"""The gauge: probability, interval, break-even point and review zone from 0 to 100 %, and magnified where one decides.

The zones are told apart by their lightness, by a pattern and by a border, and are named in words beneath.
"""

from dataclasses import dataclass

from limpide.contract import Explanation
from limpide.dashboard.charts.drawing import Align, Drawing, lean
from limpide.dashboard.charts.legend import Entry
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.words import Words, decimals_that_separate

GRANTED, REVIEW, REFUSED = "lp-zone lp-zone-granted", "lp-zone lp-zone-review", "lp-zone lp-zone-refused"
_HEIGHT = 166
_WHOLE = (36.0, 50.0)  # pixels: top and bottom of the bar from 0 to 100 %
_CLOSE = (90.0, 114.0)  # of the magnified one
_EDGE = 0.12  # nearer than this to an end, a label leans towards the middle
_ENDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8)  # where a magnified scale may end
_BEYOND = 1.5  # how far past the review zone the magnified scale goes
_FARTHEST = 3.0  # how many times as far it goes to hold the client
_FEWEST_TICKS = 4


@dataclass(frozen=True)
class _Scale:
    """Where probabilities lie on one of the two bars: from 0 to ``high`` over the whole width."""

    drawing: Drawing
    high: float
    bar: tuple[float, float]

    def at(self, probability: float) -> float:
        return min(probability / self.high, 1.0)


def gauge(explanation: Explanation, words: Words, palette: Palette) -> Drawing:
    """Draw a client's gauge: the whole scale, then the part around the zones."""
    drawing = Drawing((0.0, 1.0), _HEIGHT)
    whole, close = _Scale(drawing, 1.0, _WHOLE), _Scale(drawing, magnified_end(explanation), _CLOSE)
    for scale in (whole, close):
        _zones(scale, explanation, palette)
        _marks(scale, explanation, palette)
    _ticks(whole, [0.0, 0.25, 0.5, 0.75, 1.0], words, palette)
    _ticks(close, _steps(close.high), words, palette)
    _magnifier(drawing, close.high, palette)
    _labels(whole, close, explanation, words, palette)
    return drawing


def magnified_end(explanation: Explanation) -> float:
    """Return where the magnified scale ends: past the zones, and past the client unless they are far beyond."""
    zones = explanation.grey_zone.high * _BEYOND
    client = max(explanation.interval.high, explanation.probability_of_default) * 1.1
    wished = max(zones, client) if client <= zones * _FARTHEST else zones
    return next((end for end in _ENDS if end >= wished), 1.0)


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
    review = Entry(words.say("gauge.review", low=low, high=high), palette.review, pattern=REVIEW)
    return [
        Entry(words.say("gauge.accepted", low=low), palette.granted, pattern=GRANTED),
        *([review] if grey.low < grey.high else []),
        Entry(words.say("gauge.refused", high=high), palette.refused, pattern=REFUSED),
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


def _zones(scale: _Scale, explanation: Explanation, palette: Palette) -> None:
    """Colour where one is granted, examined, refused; the interval is a thinner bar on top."""
    interval, grey = explanation.interval, explanation.grey_zone
    low, high = scale.at(grey.low), scale.at(grey.high)
    scale.drawing.bar((0.0, low), scale.bar, palette.granted, pattern=GRANTED)
    scale.drawing.bar((low, high), scale.bar, palette.review, pattern=REVIEW)
    scale.drawing.bar((high, 1.0), scale.bar, palette.refused, pattern=REFUSED)
    if interval.low < scale.high:
        middle = sum(scale.bar) / 2
        ends = scale.at(interval.low), scale.at(interval.high)
        scale.drawing.bar(ends, (middle - 4, middle + 4), palette.soft, pattern="lp-interval")


def _marks(scale: _Scale, explanation: Explanation, palette: Palette) -> None:
    """Mark the break-even point and, with a pointer, the probability."""
    threshold, probability = scale.at(explanation.threshold), scale.at(explanation.probability_of_default)
    top, bottom = scale.bar
    scale.drawing.line((threshold, threshold), (top, bottom + 6), palette.ink)
    if explanation.probability_of_default > scale.high:
        return  # beyond the scale: said in words at its end
    scale.drawing.line((probability, probability), (top - 5, bottom), palette.ink, width=3)
    scale.drawing.point(probability, top - 6, palette.ink, shape="triangle")


def _ticks(scale: _Scale, places: list[float], words: Words, palette: Palette) -> None:
    for place in places:
        told = words.percent(place, decimals=0 if abs(place * 100 - round(place * 100)) < 1e-9 else 1)
        at = scale.at(place)
        scale.drawing.text(at, scale.bar[1] + 14, told, palette.soft, align=lean(at, 0.0, 1.0, edge=0.04), size=13)


def _steps(high: float) -> list[float]:
    """Return round places from 0 to the end of the magnified scale."""
    step = next(step for step in (0.2, 0.1, 0.05, 0.02, 0.01) if high / step >= _FEWEST_TICKS)
    return [round(place * step, 10) for place in range(int(high / step + 1e-9) + 1)]


def _magnifier(drawing: Drawing, high: float, palette: Palette) -> None:
    """Mark on the whole scale what the magnified one shows."""
    bottom = _WHOLE[1] + 3
    drawing.line((0.0, high), (bottom, bottom), palette.ink, width=2)
    drawing.line((high, high), (_WHOLE[1], bottom + 1), palette.ink, width=2)


def _labels(whole: _Scale, close: _Scale, explanation: Explanation, words: Words, palette: Palette) -> None:
    decimals, drawing = _decimals(explanation), whole.drawing
    probability, threshold = explanation.probability_of_default, explanation.threshold
    shown = words.percent(probability, decimals=decimals)
    leaning = lean(probability, 0.0, 1.0, edge=_EDGE)
    drawing.text(probability, 13, shown, palette.ink, align=leaning, bold=True, size=20)
    at = close.at(threshold)
    limit = words.say("gauge.threshold", threshold=words.percent(threshold, decimals=decimals))
    drawing.text(at, close.bar[1] + 36, limit, palette.ink, align=lean(at, 0.0, 1.0, edge=0.2))
    if probability > close.high:
        beyond = words.say("gauge.beyond", probability=shown)
        drawing.text(1.0, close.bar[0] - 9, beyond, palette.ink, align="right", bold=True)
    else:
        side: Align = "left" if close.at(probability) < 1 - _EDGE else "right"
        drawing.text(
            close.at(probability),
            close.bar[0] - 9,
            shown,
            palette.ink,
            align=side,
            bold=True,
            dx=11 if side == "left" else -11,
        )


def _decimals(explanation: Explanation) -> int:
    zone = explanation.grey_zone
    return decimals_that_separate(explanation.probability_of_default, explanation.threshold, zone.low, zone.high)
