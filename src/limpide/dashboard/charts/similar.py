"""The closest clients on the scale of probabilities: a circle repaid, a diamond defaulted, a bar not known."""

from limpide.contract import SimilarClient, SimilarClients
from limpide.dashboard.charts.drawing import Drawing, lean, ticks
from limpide.dashboard.charts.legend import Entry
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.words import Words

_MIDDLE, _STEP, _AXIS = 116, 18, 152
_ROOM = 1.15
_EDGE = 0.12  # nearer than this to an end, a label leans towards the middle
_NEAR = 0.3  # nearer than this share of the width, two labels need two lines
_EXACT = 1e-6
_COLUMNS = 60  # dots closer than a sixtieth of the width are piled up


def similar_chart(found: SimilarClients, mine: float, words: Words, palette: Palette) -> Drawing:
    """Draw one mark a client, piled up where they meet; ``mine`` is the client's own probability."""
    high = min(1.0, _ROOM * max(mine, found.threshold, *(client.probability_of_default for client in found.clients)))
    drawing = Drawing((0.0, high), _AXIS + 26)
    drawing.line((0.0, high), (_AXIS - 14, _AXIS - 14), palette.line, width=1)
    drawing.line((mine, mine), (26, _AXIS - 14), palette.ink, width=3)
    told = words.say("similar.client", probability=words.percent(mine))
    drawing.text(mine, 14, told, palette.ink, align=lean(mine, 0.0, high, edge=_EDGE), bold=True)
    _threshold(drawing, found.threshold, words, palette, beside=abs(mine - found.threshold) < _NEAR * high)
    piles: dict[int, int] = {}
    for client in found.clients:
        place = round(client.probability_of_default / high * _COLUMNS)
        y = _MIDDLE + 8 - _STEP * piles.setdefault(place, 0)
        piles[place] += 1
        _mark(drawing, client, place * high / _COLUMNS, y, words, palette)
    places = ticks(0.0, high)
    decimals = 0 if all(abs(100 * at - round(100 * at)) < _EXACT for at in places) else 1
    for at in places:
        drawing.text(at, _AXIS + 6, words.percent(at, decimals=decimals), palette.soft, align=lean(at, 0.0, high))
    return drawing


def similar_legend(words: Words, palette: Palette) -> list[Entry]:
    """Say what each mark means."""
    return [
        Entry(words.say("similar.legend_repaid"), palette.less_risk, "circle"),
        Entry(words.say("similar.legend_defaulted"), palette.more_risk, "diamond"),
        Entry(words.say("similar.legend_unknown"), palette.neutral, "bar-mark"),
    ]


def outcome(client: SimilarClient, words: Words) -> str:
    """Say what became of a client's loan."""
    if client.defaulted is None:
        return words.say("similar.unknown")
    return words.say("similar.defaulted" if client.defaulted else "similar.repaid")


def _threshold(drawing: Drawing, at: float, words: Words, palette: Palette, *, beside: bool) -> None:
    """Mark the threshold; its words go below those of the client where the two are near each other."""
    drawing.line((at, at), (50 if beside else 26, _AXIS - 14), palette.soft)
    high = drawing.width[1]
    told = words.say("gauge.threshold", threshold=words.percent(at))
    drawing.text(at, 38 if beside else 14, told, palette.soft, align=lean(at, 0.0, high, edge=_EDGE))


def _mark(drawing: Drawing, client: SimilarClient, x: float, y: float, words: Words, palette: Palette) -> None:
    told = f"{client.client_id} · {words.percent(client.probability_of_default)} · {outcome(client, words)}"
    if client.defaulted is None:
        drawing.point(x, y, palette.neutral, shape="bar-mark", told=told)
    else:
        colour = palette.more_risk if client.defaulted else palette.less_risk
        drawing.point(x, y, colour, shape="diamond" if client.defaulted else "circle", told=told)
