"""The charts of groups: everything on the sheet, the client where they are, in words beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.contract import (
    Axis,
    Bins,
    Boxplot,
    Distribution,
    Group,
    GroupDistribution,
    SimilarClient,
    SimilarClients,
    Unit,
)
from limpide.core.decision import Decision
from limpide.dashboard.charts.boxplots import boxplot_chart
from limpide.dashboard.charts.distribution import distribution_chart
from limpide.dashboard.charts.drawing import ticks
from limpide.dashboard.charts.palette import get_palette
from limpide.dashboard.charts.similar import similar_chart
from limpide.dashboard.words import get_words

NAMES = {group: group.value for group in Group}


def build(axis: Axis, *groups: GroupDistribution) -> Distribution:
    return Distribution(model_version="m", snapshot_version="s", feature=axis, groups=list(groups))


def texts(found: Distribution) -> list[str]:
    drawing = distribution_chart(found, Decision.REFUSED, NAMES, get_words("fr"), get_palette("light"))
    places = [y for bar in drawing.bars for y in bar.y] + [y for line in drawing.lines for y in line.y]
    assert all(0 <= y <= drawing.height for y in places)
    assert all(0 <= text.y <= drawing.height for text in drawing.texts)
    return [text.text for text in drawing.texts]


def test_the_client_and_the_size_of_every_group_are_written_on_the_chart() -> None:
    axis = Axis(
        name="age", label="Âge", family="age", unit=Unit.YEARS, bins=Bins(edges=[20.0, 40.0, 60.0]), value=30.0, bin=0
    )
    box = Boxplot(p5=21.0, p25=25.0, median=35.0, p75=45.0, p95=59.0)
    group = GroupDistribution(group=Group.REPAID, clients=1234, missing=0, counts=[1000, 234], boxplot=box)
    hidden = GroupDistribution(group=Group.DEFAULTED, suppressed=True)
    said = texts(build(axis, group, hidden))
    assert "Ce client\u00a0: 30\u00a0ans" in said
    assert any(text.startswith("repaid · 1") for text in said)
    assert not any("defaulted" in text for text in said)


def test_a_category_is_drawn_by_its_words_with_the_clients_own_marked() -> None:
    bins = Bins(values=["A", "B"], labels=["Ouvrier", "Cadre"])
    axis = Axis(name="job", label="Métier", family="job", unit=Unit.CATEGORY, bins=bins, value="Cadre", bin=1)
    group = GroupDistribution(group=Group.ALL, clients=40, missing=0, counts=[30, 10])
    said = texts(build(axis, group))
    assert "▶ Cadre" in said and "Ouvrier" in said
    assert "75,0\u00a0%" in said or "75,0\u202f%" in said


@pytest.mark.parametrize("value", [-1e6, 1e6])
def test_a_client_beyond_the_bins_stays_on_the_sheet(value: float) -> None:
    axis = Axis(name="x", label="x", family="x", unit=Unit.INDEX, bins=Bins(edges=[0.0, 1.0]), value=value, bin=0)
    group = GroupDistribution(group=Group.ALL, clients=10, missing=0, counts=[10])
    drawing = distribution_chart(build(axis, group), Decision.ACCEPTED, NAMES, get_words("en"), get_palette("dark"))
    places = [x for bar in drawing.bars for x in bar.x] + [x for line in drawing.lines for x in line.x]
    assert all(0 <= x <= 1 for x in places)
    assert all(0 <= text.x <= 1 for text in drawing.texts)


@given(st.floats(-1e7, 1e7), st.floats(1e-4, 1e7))
def test_ticks_are_few_and_between_the_ends(low: float, width: float) -> None:
    found = ticks(low, low + width)
    assert len(found) <= 12
    assert all(low - 1e-6 * abs(low) - 1e-9 <= place <= low + width + 1e-6 * abs(low) + 1e-9 for place in found)


@pytest.mark.parametrize("mine", [0.007, 0.09, 0.9])
def test_the_closest_clients_are_shown_with_the_threshold_and_marks_that_are_what_they_say(mine: float) -> None:
    near = SimilarClient(
        client_id="1", distance=0.1, probability_of_default=0.04, decision=Decision.ACCEPTED, defaulted=False
    )
    found = SimilarClients(
        model_version="m",
        snapshot_version="s",
        threshold=1 / 11,
        client_id="2",
        method="",
        axes=[],
        known_outcomes=1,
        default_rate=None,
        clients=[near],
    )
    drawing = similar_chart(found, mine, get_words("en"), get_palette("light"))
    assert {line.x[0] for line in drawing.lines} == {0.0, mine, 1 / 11}
    said = {text.text: text.x for text in drawing.texts}
    assert said["Break-even point 9.1%"] == 1 / 11
    marks = {text: x for text, x in said.items() if text.endswith("%") and text[0].isdigit()}
    assert len(marks) > 2
    assert all(float(text.rstrip("%")) == pytest.approx(100 * x, abs=1e-9) for text, x in marks.items())


def boxed(group: Group, low: float) -> GroupDistribution:
    box = Boxplot(p5=low, p25=low + 5, median=low + 10, p75=low + 15, p95=low + 20)
    return GroupDistribution(group=group, clients=50, missing=0, counts=[50], boxplot=box)


@pytest.mark.parametrize("value", [-1e6, 12.0, 1e6, None])
def test_boxplots_show_every_class_and_the_client_in_the_colour_of_the_models_opinion(value: float | None) -> None:
    axis = Axis(name="x", label="x", family="x", unit=Unit.INDEX, bins=Bins(edges=[0.0, 1.0]), value=value)
    hidden = GroupDistribution(group=Group.DEFAULTED, suppressed=True)
    found = build(axis, boxed(Group.ACCEPTED, 0.0), boxed(Group.REFUSED, 30.0), hidden)
    palette = get_palette("light")
    for decision, colour in ((Decision.ACCEPTED, palette.less_risk), (Decision.REFUSED, palette.more_risk)):
        drawing = boxplot_chart(found, decision, NAMES, get_words("en"), palette)
        assert [bar.colour for bar in drawing.bars] == [palette.less_risk, palette.more_risk]
        assert [bar.x for bar in drawing.bars] == [(5.0, 15.0), (35.0, 45.0)]
        client = [line for line in drawing.lines if line.width == 4]
        assert [line.colour for line in client] == ([] if value is None else [colour])
        low, high = drawing.width
        assert all(low <= x <= high for line in drawing.lines for x in line.x)
        assert not any("defaulted" in text.text for text in drawing.texts)


def test_merged_bins_are_one_wide_bar_of_the_same_area() -> None:
    axis = Axis(name="x", label="x", family="x", unit=Unit.INDEX, bins=Bins(edges=[0.0, 1.0, 2.0, 3.0]), value=None)
    group = GroupDistribution(group=Group.ALL, clients=50, missing=0, counts=[30, 20], bins=[[0], [1, 2]])
    drawing = distribution_chart(build(axis, group), Decision.REVIEW, NAMES, get_words("en"), get_palette("light"))
    (first, second) = drawing.bars
    heights = [bar.y[1] - bar.y[0] for bar in (first, second)]
    widths = [bar.x[1] - bar.x[0] for bar in (first, second)]
    assert widths[1] == pytest.approx(2 * widths[0])
    assert heights[1] / heights[0] == pytest.approx((20 / 2) / 30)
