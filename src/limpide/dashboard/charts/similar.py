"""The closest clients on the scale of probabilities: a circle repaid, a diamond defaulted, a bar not known."""

from limpide.contract import SimilarClient, SimilarClients
from limpide.dashboard.charts.drawing import Drawing, lean, ticks
from limpide.dashboard.charts.palette import Palette
from limpide.dashboard.words import Words

_MIDDLE, _STEP, _AXIS = 96, 18, 132
_ROOM = 1.15
_COLUMNS = 60  # dots closer than a sixtieth of the width are piled up


def similar_chart(found: SimilarClients, mine: float, words: Words, palette: Palette) -> Drawing:
    """Draw one mark a client, piled up where they meet; ``mine`` is the client's own probability."""
    high = min(1.0, _ROOM * max(mine, found.threshold, *(client.probability_of_default for client in found.clients)))
    drawing = Drawing((0.0, high), _AXIS + 26)
    drawing.line((0.0, high), (_AXIS - 14, _AXIS - 14), palette.line, width=1)
    drawing.line((mine, mine), (26, _AXIS - 14), palette.ink, width=3)
    drawing.text(
        mine, 14, words.say("similar.client", probability=words.percent(mine)), palette.ink, align=lean(mine, 0.0, high)
    )
    piles: dict[int, int] = {}
    for client in found.clients:
        place = round(client.probability_of_default / high * _COLUMNS)
        y = _MIDDLE + 8 - _STEP * piles.setdefault(place, 0)
        piles[place] += 1
        _mark(drawing, client, place * high / _COLUMNS, y, words, palette)
    for at in ticks(0.0, high):
        drawing.text(
            at, _AXIS + 6, words.percent(at, decimals=0 if high > 0.1 else 1), palette.soft, align=lean(at, 0.0, high)
        )
    return drawing


def outcome(client: SimilarClient, words: Words) -> str:
    """Say what became of a client's loan."""
    if client.defaulted is None:
        return words.say("similar.unknown")
    return words.say("similar.defaulted" if client.defaulted else "similar.repaid")


def _mark(drawing: Drawing, client: SimilarClient, x: float, y: float, words: Words, palette: Palette) -> None:
    told = f"{client.client_id} · {words.percent(client.probability_of_default)} · {outcome(client, words)}"
    if client.defaulted is None:
        drawing.point(x, y, palette.neutral, shape="bar-mark", told=told)
    else:
        colour = palette.more_risk if client.defaulted else palette.less_risk
        drawing.point(x, y, colour, shape="diamond" if client.defaulted else "circle", told=told)
