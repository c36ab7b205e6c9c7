"""Shares as horizontal bars with their names and numbers written beside them."""

from limpide.dashboard.charts.drawing import Drawing
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.words import Words

_ROW = 34
_SHORT = 24  # characters of a name that needs little room
_NAMES = {True: 0.42, False: 1.1}  # room for the names, short or not, in widths of the longest bar
_END = 1.42  # the same up to the end of the numbers


def bars_chart(
    shares: dict[str, float], words: Words, palette: Palette, *, colours: dict[str, str] | None = None
) -> Drawing:
    """Draw shares (1 = 100 %) by name, in their order."""
    longest = max(shares.values(), default=1.0) or 1.0
    names = _NAMES[all(len(name) <= _SHORT for name in shares)]
    room = (names - 0.05) / (names + _END)
    drawing = Drawing((-names, _END), _ROW * max(len(shares), 1) + 4)
    for rank, (name, share) in enumerate(shares.items()):
        top = 6 + rank * _ROW
        colour = (colours or {}).get(name, palette.less_risk)
        drawing.text(-0.02, top + 11, name, palette.ink, align="right", room=room)
        drawing.bar((0.0, share / longest), (top, top + 20), colour, told=f"{name} : {words.percent(share)}")
        drawing.text(share / longest, top + 11, words.percent(share), palette.ink, dx=7)
    return drawing
