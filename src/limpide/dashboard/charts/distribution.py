"""How one feature is spread over groups of clients, one row a group, with the client marked in every one."""

from collections.abc import Mapping

from limpide.contract import Boxplot, Distribution, Group, GroupDistribution
from limpide.core.decision import Decision
from limpide.dashboard.charts.drawing import Drawing, lean, ticks
from limpide.dashboard.charts.palette import Palette, opinion_colour
from limpide.dashboard.values import show_tick, show_value
from limpide.dashboard.words import Words

_ROW, _LABEL, _BARS, _BOX = 116, 24, 56, 16  # pixels: a row, its label, its bars, its boxplot
_TOP = 26  # where the client's value is written
_CATEGORY = 34
_MOST_CATEGORIES = 12


def distribution_chart(
    found: Distribution, decision: Decision, names: Mapping[Group, str], words: Words, palette: Palette
) -> Drawing:
    """Draw the groups that are large enough to be shown, and the client in the colour of the model's opinion."""
    shown = [group for group in found.groups if group.counts]
    if found.feature.bins.edges is None and not _numeric(found):
        return _categories(found, shown, names, words, palette)
    edges = _edges(found)
    low, high = edges[0][0], edges[-1][1]
    drawing = Drawing((low, high), _TOP + _ROW * len(shown) + 24)
    value = found.feature.value
    on_right = isinstance(value, float | int) and value < (low + high) / 2  # labels keep away from the client's line
    for rank, group in enumerate(shown):
        _row(drawing, group, edges, _TOP + rank * _ROW, names, words, palette, on_right=on_right)
    for place in ticks(low, high):
        told = show_tick(words, place, found.feature.unit)
        drawing.text(place, drawing.height - 10, told, palette.soft, align=lean(place, low, high, edge=0.05))
    mark_client(drawing, found, decision, words, palette)
    return drawing


def group_colour(group: Group, palette: Palette) -> str:
    """Return the colour of a group: blue for who pays, orange for who does not, grey for everybody else."""
    if group in (Group.ACCEPTED, Group.REPAID):
        return palette.less_risk
    return palette.more_risk if group in (Group.REFUSED, Group.DEFAULTED) else palette.neutral


def _row(
    drawing: Drawing,
    group: GroupDistribution,
    edges: list[tuple[float, float]],
    top: float,
    names: Mapping[Group, str],
    words: Words,
    palette: Palette,
    *,
    on_right: bool,
) -> None:
    counts, total = group.counts or [], max(sum(group.counts or []), 1)
    label = words.say("comparison.row", group=names[group.group], clients=words.number(group.clients or 0))
    left, right = drawing.width
    drawing.text(
        right if on_right else left, top + 10, label, palette.ink, align="right" if on_right else "left", bold=True
    )
    floor = top + _LABEL + _BARS
    spans = _spans(group, edges)
    densities = [count / (high - low) for (low, high), count in zip(spans, counts, strict=True)]
    for (low, high), count, density in zip(spans, counts, densities, strict=True):
        height = _BARS * density / (max(densities) or 1)
        told = words.percent(count / total)
        gap = 0.04 * (high - low)
        drawing.bar((low + gap, high - gap), (floor - height, floor), group_colour(group.group, palette), told=told)
    drawing.line((edges[0][0], edges[-1][1]), (floor, floor), palette.line, width=1)
    if group.boxplot:
        _box(drawing, group.boxplot, floor + _BOX, edges, palette)


def _spans(group: GroupDistribution, edges: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return from where to where each count of a group goes: bins of few clients are counted together."""
    merged = group.bins or [[place] for place in range(len(edges))]
    return [(edges[places[0]][0], edges[places[-1]][1]) for places in merged]


def _box(drawing: Drawing, box: Boxplot, y: float, edges: list[tuple[float, float]], palette: Palette) -> None:
    low, high = edges[0][0], edges[-1][1]
    p5, p25, median, p75, p95 = (min(max(at, low), high) for at in (box.p5, box.p25, box.median, box.p75, box.p95))
    drawing.line((p5, p95), (y, y), palette.soft)
    drawing.line((p25, p75), (y, y), palette.soft, width=9)
    drawing.line((median, median), (y - 8, y + 8), palette.ink, width=3)


def mark_client(drawing: Drawing, found: Distribution, decision: Decision, words: Words, palette: Palette) -> None:
    """Draw where the client lies, over the whole height, with their value written on top."""
    value = found.feature.value
    if not isinstance(value, float | int):
        return
    low, high = drawing.width
    place = min(max(float(value), low), high)
    colour = opinion_colour(decision, palette)
    drawing.line((place, place), (_TOP - 8, drawing.height - 24), colour, width=4)
    told = words.say("comparison.client", value=show_value(words, value, found.feature.unit))
    drawing.text(place, 8, told, palette.ink, align=lean(place, low, high, edge=0.15), bold=True)


def _categories(
    found: Distribution,
    shown: list[GroupDistribution],
    names: Mapping[Group, str],
    words: Words,
    palette: Palette,
) -> Drawing:
    """Draw categories as rows and groups as columns of bars."""
    labels = found.feature.bins.labels or [str(value) for value in found.feature.bins.values or []]
    totals = [sum(_share(group, place) for group in shown) for place in range(len(labels))]
    order = sorted(range(len(labels)), key=lambda place: -totals[place])[:_MOST_CATEGORIES]
    drawing = Drawing((-0.95, float(max(len(shown), 1))), _TOP + 8 + _CATEGORY * len(order))
    longest = max((_share(group, place) for group in shown for place in order), default=1.0) or 1.0
    for column, group in enumerate(shown):
        drawing.text(column, 10, names[group.group], palette.ink, bold=True)
        for rank, place in enumerate(order):
            share, y = _share(group, place), _TOP + 4 + rank * _CATEGORY
            drawing.bar((column, column + 0.6 * share / longest), (y, y + 20), group_colour(group.group, palette))
            told = words.percent(share) if _is_counted(group, place) else words.say("comparison.few")
            drawing.text(column + 0.6 * share / longest, y + 11, told, palette.ink, dx=6)
    for rank, place in enumerate(order):
        mine = place == found.feature.bin
        label = f"▶ {labels[place]}" if mine else labels[place]
        drawing.text(-0.06, _TOP + 15 + rank * _CATEGORY, label[:38], palette.ink, align="right", bold=mine)
    return drawing


def _share(group: GroupDistribution, place: int) -> float:
    """Return a category's part of a group, 0 where so few have it that they are counted with others."""
    counts = group.counts or []
    found = count_of(group, place) if _is_counted(group, place) else 0
    return found / max(sum(counts), 1)


def count_of(group: GroupDistribution, place: int) -> int:
    """Return how many of a group are in a bin and those counted with it."""
    merged = group.bins or [[each] for each in range(len(group.counts or []))]
    return next((count for places, count in zip(merged, group.counts or [], strict=True) if place in places), 0)


def _is_counted(group: GroupDistribution, place: int) -> bool:
    return not group.bins or [place] in group.bins


def _numeric(found: Distribution) -> bool:
    values = found.feature.bins.values or []
    return found.feature.bins.labels is None and all(isinstance(value, float | int) for value in values)


def _edges(found: Distribution) -> list[tuple[float, float]]:
    bins = found.feature.bins
    if bins.edges is not None:
        return list(zip(bins.edges[:-1], bins.edges[1:], strict=True))
    return [(float(value) - 0.5, float(value) + 0.5) for value in bins.values or [] if isinstance(value, float | int)]
