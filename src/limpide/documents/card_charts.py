"""The drawings of the card, as SVG that needs nothing else: reliability, cost by threshold, value of reviews."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

from limpide.bundle.judgement import Bin
from limpide.bundle.manifest import Manifest, ReviewValue
from limpide.documents.card_blocks import Chart
from limpide.documents.card_words import CardWords

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 640, 340, 88, 52, 16, 24
_TICKS = 6  # at most
_STEPS = (1, 2, 2.5, 5, 10)
_FINE = 0.01  # below, a tick needs a third decimal


class _Frame:
    """Axes from 0 to a most on both sides, the upright one from a least where that is below; places points."""

    def __init__(self, most_x: float, most_y: float, *, least_y: float = 0.0) -> None:
        self.most_x, self.most_y, self.least_y = most_x, most_y, least_y

    def x(self, value: float) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * value / self.most_x, 1)

    def y(self, value: float) -> float:
        share = (value - self.least_y) / (self.most_y - self.least_y)
        return round(_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * share, 1)

    def line(self, points: Sequence[tuple[float, float]], look: str) -> str:
        path = " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)
        return f'<polyline class="{look}" points="{path}"/>'


def draw_reliability(bins: tuple[Bin, ...], words: CardWords) -> Chart:
    """Draw, bin by bin, the probability that was said and the share that defaulted, with its interval."""
    most = max((max(each.probability, each.high) for each in bins), default=0.1) * 1.08
    frame = _Frame(most, most)
    marks = [frame.line([(0, 0), (most, most)], "even")]
    for each in bins:
        at = each.probability
        marks.append(frame.line([(at, each.low), (at, each.high)], "whisker"))
        marks.append(f'<circle class="dot" r="4.5" cx="{frame.x(at)}" cy="{frame.y(each.default_rate)}"/>')
    axes = _axes(frame, words, x=words.say("chart.said"), y=words.say("chart.became"), shares=(True, True))
    far = max((abs(each.probability - each.default_rate) for each in bins), default=0.0)
    return _chart([*axes, *marks], words.say("chart.reliability", bins=len(bins), far=words.percent(far)))


def draw_cost(manifest: Manifest, words: CardWords) -> Chart:
    """Draw the cost per client by threshold, with the break-even point in use and the review zone."""
    curve, rate, cost = manifest.judgement.curve, manifest.data.default_rate, manifest.cost
    most_x = min(1.0, 4 * manifest.threshold)
    costs = [
        (threshold, cost.total(missed_defaults=rate * missed, refused_goods=(1 - rate) * refused))
        for threshold, missed, refused in zip(
            curve.threshold, curve.accepted_defaults, curve.refused_goods, strict=True
        )
        if threshold <= most_x
    ]
    most_y = max((each for _, each in costs), default=1.0) * 1.08
    frame, zone = _Frame(most_x, most_y), manifest.abstention.zone
    low, high = frame.x(zone.low), frame.x(min(zone.high, most_x))
    grey = f'<rect class="zone" x="{low}" y="{_TOP}" width="{round(high - low, 1)}" height="{frame.y(0) - _TOP}"/>'
    limit = frame.line([(manifest.threshold, 0), (manifest.threshold, most_y)], "limit")
    axes = _axes(frame, words, x=words.say("chart.threshold"), y=words.say("chart.cost"), shares=(True, False))
    paid = min(costs, key=lambda each: abs(each[0] - manifest.threshold), default=(0.0, 0.0))[1]
    told = words.say(
        "chart.cost_told", threshold=words.percent(manifest.threshold, decimals=2), cost=words.figure(paid)
    )
    return _chart([grey, *axes, limit, frame.line(costs, "curve")], told)


def draw_review_value(values: Sequence[ReviewValue], words: CardWords) -> Chart:
    """Draw what the review zone adds to the cost per client by how often reviewers err, each with its interval."""
    lows, highs = ([getattr(each.difference, end) for each in values] for end in ("low", "high"))
    room = 0.08 * (max(*highs, 0.0) - min(*lows, 0.0) or 1.0)
    most_x = values[-1].error * 1.08
    frame = _Frame(most_x, max(*highs, 0.0) + room, least_y=min(*lows, 0.0) - room)
    marks = [frame.line([(0, 0), (most_x, 0)], "limit")]
    marks += [
        frame.line([(each.error, each.difference.low), (each.error, each.difference.high)], "whisker")
        for each in values
    ]
    marks.append(frame.line([(each.error, each.difference.value) for each in values], "curve"))
    axes = _axes(frame, words, x=words.say("chart.error"), y=words.say("chart.difference"), shares=(True, False))
    first, last = values[0], values[-1]
    told = words.say(
        "chart.reviews",
        first=words.figure(first.difference.value, 4),
        last=words.figure(last.difference.value, 4),
        error=words.percent(last.error, decimals=0),
    )
    return _chart([*axes, *marks], told)


def _axes(frame: _Frame, words: CardWords, *, x: str, y: str, shares: tuple[bool, bool]) -> list[str]:
    drawn = []
    for at in _ticks(frame.most_y, frame.least_y):
        drawn.append(frame.line([(0, at), (frame.most_x, at)], "grid"))
        drawn.append(_text(_LEFT - 8, frame.y(at) + 4, _tick(at, shares[1], words), "end"))
    below = _HEIGHT - _BOTTOM + 20
    drawn += [_text(frame.x(at), below, _tick(at, shares[0], words), "middle") for at in _ticks(frame.most_x)]
    drawn.append(_text((_WIDTH + _LEFT) / 2, _HEIGHT - 8, x, "middle"))
    side = f'transform="rotate(-90 14 {_HEIGHT / 2 - 18})"'
    drawn.append(f'<text {side} x="14" y="{_HEIGHT / 2 - 18}" text-anchor="middle">{escape(y)}</text>')
    return drawn


def _ticks(most: float, least: float = 0.0) -> list[float]:
    """Return round numbers from ``least``, which is at most 0, up to ``most``."""
    width = most - least
    size = 10.0 ** floor(log10(width / _TICKS))
    step = next(size * each for each in _STEPS if size * each * _TICKS >= width)
    return [step * place for place in range(ceil(least / step), int(most / step) + 1)]


def _tick(value: float, share: bool, words: CardWords) -> str:  # noqa: FBT001 - one word at the only call
    return words.percent(value, decimals=0) if share else words.figure(value, 3 if 0 < abs(value) < _FINE else 2)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _chart(marks: Sequence[str], told: str) -> Chart:
    head = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(told)}">'
    return Chart(head + "".join(marks) + "</svg>", told)
