"""The waterfall: from the average client to this one, one bar a family, in the order of the table beside it."""

from limpide.contract import Explanation
from limpide.dashboard.charts.drawing import Drawing
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.reasons import Step
from limpide.dashboard.words import Words

_ROW, _BAR = 36, 20  # pixels
# Room for the numbers beside the bars, as a share of the width that these take; and where none is written.
_ROOM, _NO_ROOM = 0.6, 0.06
# Room for the names on the left, as a share of the whole width.
_NAMES = 0.4


def waterfall(explanation: Explanation, steps: list[Step], words: Words, palette: Palette) -> Drawing:
    """Draw the steps on the scale of the margin, where effects add up; its words are shown, its numbers are not."""
    base, margin = explanation.base, explanation.margin
    drawing = Drawing(_scale(base, margin, steps), _ROW * (len(steps) + 2) + 28)
    start, end = (words.percent(at) for at in (explanation.base_probability, explanation.probability_of_default))
    _total(drawing, 0, words.say("waterfall.start"), base, start, palette)
    for rank, step in enumerate(steps, 1):
        _step(drawing, rank, step, words, palette)
    _total(drawing, len(steps) + 1, words.say("waterfall.end"), margin, end, palette)
    high = drawing.width[1]
    drawing.text(high, drawing.height - 10, words.say("waterfall.axis"), palette.soft, align="right", size=13)
    return drawing


def describe_waterfall(explanation: Explanation, steps: list[Step], words: Words) -> str:
    """Say what the waterfall shows."""
    return words.say(
        "waterfall.alt",
        base=words.percent(explanation.base_probability),
        probability=words.percent(explanation.probability_of_default),
        reasons=words.enumerate([f"{step.label} {words.signed(step.points)}" for step in steps[:3]]),
    )


def _scale(base: float, margin: float, steps: list[Step]) -> tuple[float, float]:
    places = [base, margin, *(step.end for step in steps)]
    way = max(max(places) - min(places), 0.1)
    reduces = any(not step.increases for step in steps)
    low, high = min(places) - (_ROOM if reduces else _NO_ROOM) * way, max(places) + _ROOM * way
    return low - (high - low) * _NAMES / (1 - _NAMES), high


def _total(drawing: Drawing, rank: int, name: str, at: float, told: str, palette: Palette) -> None:
    """Draw one of the two clients: a diamond with its probability."""
    y = _middle(rank)
    _name(drawing, name, y, palette)
    drawing.point(at, y, palette.ink, shape="diamond")
    drawing.text(at, y, told, palette.ink, dx=10, bold=True)


def _step(drawing: Drawing, rank: int, step: Step, words: Words, palette: Palette) -> None:
    """Draw one family; its number stands where the step ends, on the outer side."""
    y = _middle(rank)
    _name(drawing, step.label, y, palette)
    colour = palette.more_risk if step.increases else palette.less_risk
    drawing.bar((step.start, step.end), (y - _BAR / 2, y + _BAR / 2), colour)
    told = f"{'▲' if step.increases else '▼'} {words.signed(step.points)}"
    if step.increases:
        drawing.text(step.end, y, told, palette.ink, dx=8)
    else:
        drawing.text(step.end, y, told, palette.ink, dx=-8, align="right")


def _name(drawing: Drawing, name: str, y: float, palette: Palette) -> None:
    drawing.text(drawing.width[0], y, name, palette.ink, room=_NAMES)


def _middle(rank: int) -> float:
    return _ROW * (rank + 0.5)
