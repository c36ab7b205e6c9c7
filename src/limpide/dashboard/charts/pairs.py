"""Two features together: a grid of cells, coloured by how often their clients defaulted, with the client marked."""

import altair as alt

from limpide.contract import Axis, Pairs, PairsCell
from limpide.dashboard.charts.palette import Palette, axis_writing
from limpide.dashboard.typography import typeset
from limpide.dashboard.values import show_tick, show_value
from limpide.dashboard.words import Words

_HEIGHT = 420
_WIDEST = 22  # characters of a label
_MOST_NAMES = 10  # beside each other


def pairs_chart(found: Pairs, words: Words, palette: Palette) -> alt.LayerChart:
    """Draw the cells; the rarer a default the bluer, the more frequent the more orange."""
    names = [labels(axis, words) for axis in (found.x, found.y)]
    rows = [_cell(cell, names, words) for cell in found.cells]
    x = alt.X("x:O", sort=names[0], axis=_axis(found.x, names[0], palette), scale=alt.Scale(domain=names[0]))
    y = alt.Y("y:O", sort=names[1][::-1], axis=_axis(found.y, [], palette), scale=alt.Scale(domain=names[1][::-1]))
    scale = alt.Scale(range=[palette.granted, palette.refused, palette.more_risk], interpolate="lab", zero=True)
    legend = alt.Legend(
        title=words.say("pairs.rate"),
        labelExpr=_percentages(rows, words),
        orient="top",
        titleLimit=400,
        **axis_writing(palette),
    )
    colour = alt.Color("rate:Q", scale=scale, legend=legend)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y)
    told = [alt.Tooltip("told:N", title=words.say("pairs.cell"))]
    layers = [base.mark_rect(stroke=palette.line).encode(color=colour, tooltip=told, description="told:N")]
    if found.x.bin is not None and found.y.bin is not None:
        mine = [{"x": names[0][found.x.bin], "y": names[1][found.y.bin], "told": words.say("waterfall.end")}]
        mark = alt.Chart(alt.InlineData(values=mine)).encode(x=x, y=y, description="told:N")
        layers.append(mark.mark_point(shape="diamond", size=230, filled=True, opacity=1, color=palette.ink))
    chart: alt.LayerChart = alt.layer(*layers)
    return chart.properties(height=_HEIGHT).configure_view(stroke=None)


def labels(axis: Axis, words: Words) -> list[str]:
    """Return what the bins of an axis are called."""
    bins = axis.bins
    if bins.labels is not None:
        return [typeset(label)[:_WIDEST] for label in bins.labels]
    if bins.edges is None:
        return [show_value(words, value, axis.unit) for value in bins.values or []]
    starts = [show_tick(words, edge, axis.unit) for edge in bins.edges[:-1]]
    return [start + "\u200b" * rank for rank, start in enumerate(starts)]  # bins may round to the same words


def _cell(cell: PairsCell, names: list[list[str]], words: Words) -> dict[str, object]:
    rate = words.say("pairs.unknown") if cell.default_rate is None else words.percent(cell.default_rate)
    told = words.say("pairs.told", clients=words.number(cell.clients), rate=rate)
    return {"x": names[0][cell.x], "y": names[1][cell.y], "rate": cell.default_rate, "told": told}


def _percentages(rows: list[dict[str, object]], words: Words) -> str:
    """Return the expression that writes the legend as the language writes percentages."""
    written = f"format(100 * datum.value, '.0f') + '{words.percent_sign}'"
    return written if rows else "''"


def _axis(axis: Axis, names: list[str], palette: Palette) -> alt.Axis:
    """Return an axis; of many ``names`` beside each other only every second or third is written."""
    every = -(-len(names) // _MOST_NAMES)
    return alt.Axis(
        title=typeset(axis.label),
        values=names[::every] if every > 1 else alt.Undefined,
        labelAngle=0,
        labelOverlap="greedy",
        labelLimit=160,
        titleLimit=420,
        ticks=False,
        domain=False,
        **axis_writing(palette),
    )
