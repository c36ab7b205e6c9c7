"""The colours of the charts in both themes: blue and orange, never the only sign of anything."""

from dataclasses import dataclass
from typing import Any, Literal

from limpide.core.decision import Decision


@dataclass(frozen=True)
class Palette:
    """Colours of one theme; ink and accents reach 3:1 on its background, text 4.5:1.

    Any two zones of decision (``granted``, ``review``, ``refused``) differ by 1.3:1.
    """

    ink: str
    soft: str
    less_risk: str
    more_risk: str
    granted: str
    review: str
    refused: str
    neutral: str
    line: str


def opinion_colour(decision: Decision, palette: Palette) -> str:
    """Return the colour of the class that the model puts a client in: granted, refused, or neither."""
    colours = {Decision.ACCEPTED: palette.less_risk, Decision.REFUSED: palette.more_risk}
    return colours.get(decision, palette.soft)


def axis_writing(palette: Palette) -> dict[str, Any]:
    """Return how Altair writes beside a chart: as dark as the page, not in its own pale grey."""
    return {"labelColor": palette.soft, "titleColor": palette.ink, "labelFontSize": 12, "titleFontSize": 13}


_LIGHT = Palette(
    "#16283a", "#5b6b7b", "#1f6fb2", "#c2570c", "#d3e6f6", "#a8a291", "#efb680", neutral="#7d8c9a", line="#d9e2ea"
)
_DARK = Palette(
    "#eef3f8", "#a9b8c6", "#5aa5e0", "#f0924a", "#1b4a72", "#7b7d83", "#8a4a14", neutral="#8595a5", line="#2b3d4d"
)


def get_palette(theme: Literal["light", "dark"] | str | None) -> Palette:
    """Return the colours of a theme; light when the browser has not told which."""
    return _DARK if theme == "dark" else _LIGHT
