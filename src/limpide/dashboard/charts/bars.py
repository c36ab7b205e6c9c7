"""Shares as horizontal bars with their names and numbers written beside them."""

from limpide.dashboard.charts.drawing import Drawing
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.words import Words

_ROW = 34
_NAMES = 1.1  # room for the names, in widths of the longest bar
_ROOM = 0.46  # the same as a share of the whole width


def bars_chart(
    shares: dict[str, float], words: Words, palette: Palette, *, colours: dict[str, str] | None = None
) -> Drawing:
    """Draw shares (1 = 100 %) by name, in their order."""
    longest = max(shares.values(), default=1.0) or 1.0
    drawing = Drawing((-_NAMES, 1.18), _ROW * max(len(shares), 1) + 4)
    for rank, (name, share) in enumerate(shares.items()):
        top = 6 + rank * _ROW
        colour = (colours or {}).get(name, palette.less_risk)
        drawing.text(-0.02, top + 11, name, palette.ink, align="right", room=_ROOM)
        drawing.bar((0.0, share / longest), (top, top + 20), colour, told=f"{name} : {words.percent(share)}")
        drawing.text(share / longest, top + 11, words.percent(share), palette.ink, dx=7)
    return drawing
