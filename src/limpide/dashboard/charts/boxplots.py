"""Boxplots of one feature by class, with the client in the colour of the class that the model puts them in."""

from collections.abc import Mapping

from limpide.contract import Boxplot, Distribution, Group
from limpide.core.decision import Decision
from limpide.dashboard.charts.distribution import group_colour, mark_client
from limpide.dashboard.charts.drawing import Align, Drawing, lean, ticks
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.values import show_tick
from limpide.dashboard.words import Words

_TOP, _ROW, _LABEL, _BOX = 34, 66, 12, 22  # pixels
_MARGIN = 0.04  # of the scale, on each side


def boxplot_chart(
    found: Distribution, decision: Decision, names: Mapping[Group, str], words: Words, palette: Palette
) -> Drawing:
    """Draw a box for each class that has one: 5 to 95 % as a line, 25 to 75 % as a box, the median across it."""
    shown = [(group, group.boxplot) for group in found.groups if group.boxplot is not None]
    low, high = _scale([box for _, box in shown], found.feature.value)
    drawing = Drawing((low, high), _TOP + _ROW * len(shown) + 26)
    value = found.feature.value
    on_right = isinstance(value, float | int) and value < (low + high) / 2  # labels keep away from the client's line
    for rank, (group, box) in enumerate(shown):
        top = _TOP + rank * _ROW
        label = words.say("comparison.row", group=names[group.group], clients=words.number(group.clients or 0))
        align: Align = "right" if on_right else "left"
        drawing.text(drawing.width[on_right], top + _LABEL, label, palette.ink, align=align, bold=True)
        _draw_box(drawing, box, top + _LABEL + 14 + _BOX / 2, group_colour(group.group, palette), palette)
    for place in ticks(low, high):
        told = show_tick(words, place, found.feature.unit)
        drawing.text(place, drawing.height - 10, told, palette.soft, align=lean(place, low, high, edge=0.05))
    mark_client(drawing, found, decision, words, palette)
    return drawing


def _scale(boxes: list[Boxplot], value: object) -> tuple[float, float]:
    """Return the ends of the scale: all boxes, and the client unless they are far outside of all of them."""
    low, high = min(box.p5 for box in boxes), max(box.p95 for box in boxes)
    room = (high - low) or 1.0
    if isinstance(value, float | int):
        low, high = max(min(low, value), low - room), min(max(high, value), high + room)
    return low - _MARGIN * room, high + _MARGIN * room


def _draw_box(drawing: Drawing, box: Boxplot, middle: float, colour: str, palette: Palette) -> None:
    for whisker in ((box.p5, box.p25), (box.p75, box.p95)):
        drawing.line(whisker, (middle, middle), palette.soft, width=2)
    for end in (box.p5, box.p95):
        drawing.line((end, end), (middle - 7, middle + 7), palette.soft, width=2)
    drawing.bar((box.p25, box.p75), (middle - _BOX / 2, middle + _BOX / 2), colour)
    drawing.line((box.median, box.median), (middle - _BOX / 2 - 3, middle + _BOX / 2 + 3), palette.ink, width=3)
