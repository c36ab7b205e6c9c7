"""Drawings in SVG: two distributions over each other, figures over time with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from limpide.monitoring.page.html import Html, tag
from limpide.monitoring.page.words import Words

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720.0, 240.0, 56.0, 16.0, 18.0, 34.0


@dataclass(frozen=True)
class _Frame:
    """Where values lie on paper."""

    across: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return round(_LEFT + value / self.across * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)


def histograms(
    reference: Sequence[float], current: Sequence[float], *, step: float, threshold: float, words: Words
) -> Html:
    """Draw the share of clients by probability: the reference as a line, today as bars, the threshold across."""
    top = max(*reference, *current)
    frame = _Frame(step * len(reference), 0.0, top * 1.05)
    bars = [
        tag(
            "rect",
            x=frame.x(place * step) + 0.5,
            y=frame.y(share),
            width=round(frame.x(step) - _LEFT - 1, 1),
            height=round(frame.y(0) - frame.y(share), 1),
            class_="now",
        )
        for place, share in enumerate(current)
    ]
    corners = [
        (frame.x((place + end) * step), frame.y(share)) for place, share in enumerate(reference) for end in (0, 1)
    ]
    points = "M" + "L".join(f"{x} {y}" for x, y in corners)
    pieces = [*_levels(frame, words), *bars, tag("path", d=points, class_="before")]
    if threshold < frame.across:
        place = frame.x(threshold)
        pieces.append(tag("line", x1=place, x2=place, y1=_TOP - 6, y2=frame.y(0), class_="limit"))
        pieces.append(_text(place + 5, _TOP, words.say("chart.threshold", value=words.share(threshold)), "start"))
    ticks = _round_step(frame.across / 8)
    for tick in range(floor(frame.across / ticks + 1e-9) + 1):
        value = ticks * tick
        pieces.append(_text(frame.x(value), _HEIGHT - 14, words.share(value, 0 if frame.across > 0.3 else 1), "middle"))
    return _figure(pieces, words.say("chart.scores"), _key(words, ("before", "chart.before"), ("now", "chart.now")))


@dataclass(frozen=True, kw_only=True)
class Point:
    """A figure of one period, with its interval, and what was expected of it where something was."""

    period: str
    value: float
    low: float
    high: float
    expected: float | None = None


def timeline(title: str, points: Sequence[Point], *, limit: float | None, words: Words, percent: bool = True) -> Html:
    """Draw a figure over periods with its intervals; a mark where it was expected, a line where the limit is."""
    values = [
        each for point in points for each in (point.value, point.low, point.high, point.expected) if each is not None
    ]
    values += [] if limit is None else [limit]
    spread = max(values) - min(values) or abs(values[0]) or 1.0
    frame = _Frame(float(len(points)), min(values) - 0.08 * spread, max(values) + 0.08 * spread)
    pieces = _levels(frame, words, percent=percent)
    if limit is not None:
        height = frame.y(limit)
        pieces.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=height, y2=height, class_="limit"))
    every = max(1, len(points) // 8)
    for place, point in enumerate(points):
        x = frame.x(place + 0.5)
        pieces.append(tag("line", x1=x, x2=x, y1=frame.y(point.low), y2=frame.y(point.high), class_="range"))
        pieces.append(tag("circle", cx=x, cy=frame.y(point.value), r=4.5, class_="dot"))
        if point.expected is not None:
            height = frame.y(point.expected)
            pieces.append(tag("line", x1=x - 9, x2=x + 9, y1=height, y2=height, class_="expected"))
        if place % every == 0:
            pieces.append(_text(x, _HEIGHT - 14, point.period, "middle"))
    named = [("dot", "chart.observed")]
    named += [("expected", "chart.expected")] if any(point.expected is not None for point in points) else []
    named += [("limit", "chart.limit")] if limit is not None else []
    return _figure(pieces, title, _key(words, *named))


def _levels(frame: _Frame, words: Words, *, percent: bool = True) -> list[Html]:
    """Draw horizontal lines at round values."""
    unit = 100.0 if percent else 1.0
    step = _round_step((frame.high - frame.low) * unit / 5)
    decimals = max(0, -floor(log10(step) + 1e-9))
    pieces = []
    for number in range(ceil(frame.low * unit / step - 1e-9), floor(frame.high * unit / step + 1e-9) + 1):
        value = number * step / unit
        height = frame.y(value)
        text = words.share(value, decimals) if percent else words.figure(value, decimals)
        pieces.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=height, y2=height, class_="level"))
        pieces.append(_text(_LEFT - 7, height + 4, text, "end"))
    return pieces


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, ... times a power of ten that is not below.

    >>> _round_step(0.037), _round_step(3.0)
    (0.05, 5.0)
    """
    power = 10.0 ** floor(log10(least))
    return next(round(factor * power, 12) for factor in (1, 2, 5, 10) if factor * power >= least)


def _text(x: float, y: float, text: str, anchor: str) -> Html:
    return tag("text", text, x=round(x, 1), y=round(y, 1), text_anchor=anchor)


def _key(words: Words, *named: tuple[str, str]) -> Html:
    entries = (tag("span", tag("i", class_=kind, aria_hidden="true"), words.say(key)) for kind, key in named)
    return tag("p", *entries, class_="key")


def _figure(pieces: list[Html], title: str, key: Html) -> Html:
    drawing = tag("svg", *pieces, viewBox=f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}", role="img", aria_label=title)
    return tag("figure", tag("figcaption", title), drawing, key)
