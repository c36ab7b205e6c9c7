"""The colours of the charts in both themes: blue and orange, never the only sign of anything."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Palette:
    """Colours of one theme; ink and accents reach 3:1 on its background, text 4.5:1."""

    ink: str
    soft: str
    less_risk: str
    more_risk: str
    granted: str
    review: str
    refused: str
    neutral: str
    line: str


def axis_writing(palette: Palette) -> dict[str, Any]:
    """Return how Altair writes beside a chart: as dark as the page, not in its own pale grey."""
    return {"labelColor": palette.soft, "titleColor": palette.ink, "labelFontSize": 12, "titleFontSize": 13}


_LIGHT = Palette(
    "#16283a", "#5b6b7b", "#1f6fb2", "#c2570c", "#cfe2f2", "#e3e0d8", "#fbe1cb", neutral="#7d8c9a", line="#d9e2ea"
)
_DARK = Palette(
    "#eef3f8", "#a9b8c6", "#5aa5e0", "#f0924a", "#1f4465", "#45464a", "#573619", neutral="#8595a5", line="#2b3d4d"
)


def get_palette(theme: Literal["light", "dark"] | str | None) -> Palette:
    """Return the colours of a theme; light when the browser has not told which."""
    return _DARK if theme == "dark" else _LIGHT
