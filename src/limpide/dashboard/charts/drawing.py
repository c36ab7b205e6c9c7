"""A sheet of paper for charts drawn by hand: marks at given places, written as plain HTML.

x is on the scale of the data and becomes a share of the width, so that the sheet fits any window; y is in pixels from
the top, so that labels never collide with what they name. A browser shows it at once: nothing is loaded, nothing runs.
"""

from dataclasses import dataclass, field
from typing import Literal

from limpide.dashboard.typography import escape

Align = Literal["left", "center", "right"]
Shape = Literal["circle", "diamond", "bar-mark", "triangle"]
TEXT_SIZE = 14


@dataclass(frozen=True)
class Bar:
    """A rectangle; ``told`` appears when it is pointed at, ``pattern`` names what tells it apart without colour."""

    x: tuple[float, float]
    y: tuple[float, float]
    colour: str
    told: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Line:
    """A level or an upright line, ``width`` pixels thick."""

    x: tuple[float, float]
    y: tuple[float, float]
    colour: str
    width: float


@dataclass(frozen=True)
class Point:
    """A symbol; ``told`` appears when it is pointed at."""

    x: float
    y: float
    colour: str
    shape: Shape = "circle"
    told: str = ""


@dataclass(frozen=True)
class Text:
    """Words beside a place; ``room`` is the width that they may take, as a share of the sheet's, before they wrap."""

    x: float
    y: float
    text: str
    colour: str
    align: Align = "left"
    bold: bool = False
    dx: int = 0
    size: int = TEXT_SIZE
    room: float | None = None


@dataclass
class Drawing:
    """What is drawn so far."""

    width: tuple[float, float]  # the scale of x
    height: int  # pixels
    bars: list[Bar] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def bar(
        self, x: tuple[float, float], y: tuple[float, float], colour: str, *, told: str = "", pattern: str = ""
    ) -> None:
        """Draw a rectangle."""
        self.bars.append(Bar(x, y, colour, told, pattern))

    def line(self, x: tuple[float, float], y: tuple[float, float], colour: str, *, width: float = 1.5) -> None:
        """Draw a level or an upright line."""
        self.lines.append(Line(x, y, colour, width))

    def point(self, x: float, y: float, colour: str, *, shape: Shape = "circle", told: str = "") -> None:
        """Draw a symbol."""
        self.points.append(Point(x, y, colour, shape, told))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        colour: str,
        *,
        align: Align = "left",
        bold: bool = False,
        dx: int = 0,
        size: int = TEXT_SIZE,
        room: float | None = None,
    ) -> None:
        """Write beside a place."""
        self.texts.append(Text(x, y, text, colour, align, bold, dx, size, room))

    def html(self, alt: str) -> str:
        """Return the sheet; ``alt`` says what it shows to who cannot see it."""
        marks = [
            *(self._bar(bar) for bar in self.bars),
            *(self._line(line) for line in self.lines),
            *(self._point(point) for point in self.points),
            *(self._text(text) for text in self.texts),
        ]
        return (
            f'<div class="lp-drawing" role="img" aria-label="{escape(alt)}" style="height:{self.height}px">'
            f"{''.join(marks)}</div>"
        )

    def _bar(self, bar: Bar) -> str:
        left, right = sorted(self._share(x) for x in bar.x)
        top, bottom = sorted(bar.y)
        box = f"left:{left:.3f}%;width:{right - left:.3f}%;top:{top:.1f}px;height:{bottom - top:.1f}px"
        return _mark(bar.pattern, f"{box};background-color:{bar.colour}", told=bar.told)

    def _line(self, line: Line) -> str:
        left, right = sorted(self._share(x) for x in line.x)
        top, bottom = sorted(line.y)
        if left == right:
            place = f"left:calc({left:.3f}% - {line.width / 2}px);width:{line.width}px"
            box = f"{place};top:{top:.1f}px;height:{bottom - top:.1f}px"
        else:
            place = f"top:{top - line.width / 2:.1f}px;height:{line.width}px"
            box = f"left:{left:.3f}%;width:{right - left:.3f}%;{place}"
        return _mark("lp-line", f"{box};background:{line.colour}")

    def _point(self, point: Point) -> str:
        place = f"left:{self._share(point.x):.3f}%;top:{point.y:.1f}px;background:{point.colour}"
        return _mark(f"lp-{point.shape}", place, told=point.told)

    def _text(self, text: Text) -> str:
        place = f"left:{_inside(text, self._share(text.x))};top:{text.y:.1f}px;color:{text.colour}"
        look = f";font-size:{text.size}px" if text.size != TEXT_SIZE else ""
        look += ";font-weight:600" if text.bold else ""
        look += f";margin-left:{text.dx}px" if text.dx else ""
        wraps = "" if text.room is None else " lp-wraps"
        look += f";max-width:{100 * text.room:.1f}%" if text.room is not None else ""
        return f'<span class="lp-at-{text.align}{wraps}" style="{place}{look}">{escape(text.text)}</span>'

    def _share(self, x: float) -> float:
        """Return a place as a percentage of the width."""
        low, high = self.width
        return 100 * (x - low) / (high - low)


def lean(at: float, low: float, high: float, *, edge: float = 0.08) -> Align:
    """Return on which side of a place to write, so that the text stays on the sheet."""
    share = (at - low) / (high - low) if high > low else 0.5
    return "left" if share < edge else "right" if share > 1 - edge else "center"


def ticks(low: float, high: float, *, count: int = 5) -> list[float]:
    """Return about ``count`` round numbers between two.

    >>> ticks(0, 97)
    [0.0, 20.0, 40.0, 60.0, 80.0]
    """
    if high <= low:
        return [low]
    rough = (high - low) / count
    size = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 1.0
    while size > rough:
        size /= 10
    step = next(size * nice for nice in (1, 2, 2.5, 5, 10) if size * nice >= rough)
    first = -int(-low // step) if low > 0 else int(low / step)
    found = [round(place * step, 10) for place in range(first, int(high / step) + 2)]
    return [place for place in found if low - 1e-9 <= place <= high + 1e-9]


def _inside(text: Text, share: float) -> str:
    """Return the place of a text, which moves to stay on a narrow sheet; one that may wrap has its room already."""
    at = f"{share:.3f}%"
    if text.room is not None:
        return at
    width = len(text.text) + (abs(text.dx) * 2 / text.size)  # characters, of which two are as wide as high
    before, after = {"left": (0.0, width), "center": (width / 2, width / 2), "right": (width, 0.0)}[text.align]
    return f"max({before:.1f}ch, min({at}, 100% - {after:.1f}ch))"


def _mark(kind: str, style: str, *, told: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    pointed = f' title="{escape(told)}"' if told else ""
    return f'<i{named} style="{style}"{pointed}></i>'
