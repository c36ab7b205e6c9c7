"""A sheet of paper for charts drawn by hand: marks at given places, each kind as one layer.

A layer costs the browser milliseconds, a mark does not. x is on the scale of the data; y is in pixels from the top,
so that labels never collide with what they name.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import altair as alt

Row = dict[str, Any]
Align = Literal["left", "center", "right"]
_TEXT_SIZE = 14


@dataclass
class Drawing:
    """What is drawn so far."""

    width: tuple[float, float]  # the scale of x
    height: int
    bars: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    points: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)

    def bar(self, x: tuple[float, float], y: tuple[float, float], colour: str, *, told: str = "") -> None:
        """Draw a rectangle; ``told`` appears when it is pointed at."""
        self.bars.append({"x": x[0], "x2": x[1], "y": y[0], "y2": y[1], "colour": colour, "told": told})

    def line(self, x: tuple[float, float], y: tuple[float, float], colour: str, *, width: float = 1.5) -> None:
        """Draw a straight line."""
        self.lines.append({"x": x[0], "x2": x[1], "y": y[0], "y2": y[1], "colour": colour, "width": width})

    def point(self, x: float, y: float, colour: str, *, shape: str = "circle", told: str = "") -> None:
        """Draw a symbol."""
        self.points.append({"x": x, "y": y, "colour": colour, "shape": shape, "told": told})

    def text(
        self, x: float, y: float, text: str, colour: str, *, align: Align = "left", bold: bool = False, dx: int = 0
    ) -> None:
        """Write beside a place."""
        weight = 600 if bold else 400
        self.texts.append({"x": x, "y": y, "text": text, "colour": colour, "align": align, "weight": weight, "dx": dx})

    def chart(self) -> alt.LayerChart:
        """Return the chart; empty layers are left out."""
        layers = [
            self._layer(self.bars).mark_rect().encode(x2="x2:Q", y2="y2:Q", tooltip=_TOLD),
            self._layer(self.lines).mark_rule().encode(x2="x2:Q", y2="y2:Q", strokeWidth=_WIDTH),
            self._layer(self.points).mark_point(size=110, filled=True, opacity=1).encode(shape=_SHAPE, tooltip=_TOLD),
            self._layer(self.texts)
            .mark_text(align=_of("align"), dx=_of("dx"), fontSize=_TEXT_SIZE, fontWeight=_of("weight"))
            .encode(text="text:N"),
        ]
        drawn = [self.bars, self.lines, self.points, self.texts]
        chart: alt.LayerChart = alt.layer(*(layer for layer, rows in zip(layers, drawn, strict=True) if rows))
        return chart.properties(height=self.height).configure_view(stroke=None)

    def _layer(self, rows: list[Row]) -> alt.Chart:
        x = alt.X("x:Q", scale=alt.Scale(domain=list(self.width), nice=False, zero=False), axis=None)
        y = alt.Y("y:Q", scale=alt.Scale(domain=[self.height, 0], nice=False), axis=None)
        colour = alt.Color("colour:N", scale=None)
        return alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y, color=colour)


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


def _of(name: str) -> alt.ExprRef:
    return alt.ExprRef(expr=f"datum.{name}")


_TOLD = alt.Tooltip("told:N")
_WIDTH = alt.StrokeWidth("width:Q", scale=None)
_SHAPE = alt.Shape("shape:N", scale=None)
