"""The charts: their scale, their order, and the sentence for who cannot see them."""

from itertools import combinations

import pytest
from dashboard_cases import build_explanation, explanations
from hypothesis import given
from pytest import approx

from limpide.contract import Explanation
from limpide.dashboard.charts.drawing import Drawing
from limpide.dashboard.charts.gauge import describe_gauge, gauge, gauge_legend, magnified_end
from limpide.dashboard.charts.legend import Entry, legend
from limpide.dashboard.charts.palette import get_palette
from limpide.dashboard.charts.waterfall import describe_waterfall, waterfall
from limpide.dashboard.reasons import build_reasons, build_steps
from limpide.dashboard.words import get_words

ENGLISH = get_words("en")
PALETTE = get_palette("light")


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("margin", [-3.0, 0.1, 4.0])
def test_the_gauge_always_runs_from_0_to_100_per_cent(margin: float) -> None:
    drawing = gauge(build_explanation([margin]), ENGLISH, PALETTE)
    assert list(drawing.width) == [0, 1]
    places = [x for bar in drawing.bars for x in bar.x] + [x for line in drawing.lines for x in line.x]
    assert min(places) == 0 and max(places) == 1


def test_the_gauge_marks_probability_threshold_and_interval_where_they_are() -> None:
    explanation = build_explanation([0.8], grey_zone=(0.08, 0.12))
    drawing, interval = gauge(explanation, ENGLISH, PALETTE), explanation.interval
    whole, close = drawing.bars[:4], drawing.bars[4:]
    assert [bar.x for bar in whole] == [(0, 0.08), (0.08, 0.12), (0.12, 1), (interval.low, interval.high)]
    end = magnified_end(explanation)
    assert [bar.x for bar in close] == [
        (0, 0.08 / end),
        (0.08 / end, 0.12 / end),
        (0.12 / end, 1),
        (interval.low / end, interval.high / end),
    ]
    marks = [explanation.threshold, explanation.probability_of_default]
    upright = [line.x[0] for line in drawing.lines if line.x[0] == line.x[1]]
    assert upright[:4] == [*marks, *(mark / end for mark in marks)]
    texts = [(text.text, text.x) for text in drawing.texts]
    assert ("16.2%", explanation.probability_of_default) in texts
    assert ("Break-even point 9.1%", explanation.threshold / end) in texts
    assert ("0%", 0) in texts and ("100%", 1) in texts


@given(explanations)
def test_the_magnified_scale_holds_the_zones_and_says_when_the_client_is_beyond(explanation: Explanation) -> None:
    end, drawing = magnified_end(explanation), gauge(explanation, ENGLISH, PALETTE)
    assert explanation.grey_zone.high < end <= 1
    beyond = [text for text in drawing.texts if "beyond this scale" in text.text]
    assert bool(beyond) == (explanation.probability_of_default > end)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_zones_of_the_gauge_are_told_apart_by_lightness_and_by_pattern(theme: str) -> None:
    palette = get_palette(theme)
    zones = (palette.granted, palette.review, palette.refused)
    assert all(contrast(one, other) >= 1.3 for one, other in combinations(zones, 2))
    assert all(contrast(palette.ink, zone) >= 3 for zone in zones)
    patterns = [bar.pattern for bar in gauge(build_explanation([0.8], grey_zone=(0.08, 0.12)), ENGLISH, palette).bars]
    assert len(set(patterns)) == 4 and all(patterns)


def test_every_zone_of_the_gauge_is_named_with_its_bounds_and_one_without_width_is_not() -> None:
    said = [entry.text for entry in gauge_legend(build_explanation([0.8], grey_zone=(0.08, 0.12)), ENGLISH, PALETTE)]
    assert said[:3] == ["Approve: below 8.0%", "Review zone: 8.0% to 12.0%", "Decline: 12.0% or more"]
    assert said[3] == "90% interval: 14.9% to 17.6%"
    assert len(gauge_legend(build_explanation([0.8]), ENGLISH, PALETTE)) == 3


def test_a_legend_is_a_list_of_words_and_shows_what_comes_from_outside_as_text() -> None:
    written = legend([Entry("<b>Repaid</b>", "#123456", "circle")])
    assert "&lt;b&gt;Repaid&lt;/b&gt;" in written and "background-color:#123456" in written
    assert 'class="lp-circle" aria-hidden="true"' in written


def test_the_gauge_is_told_in_a_sentence() -> None:
    text = describe_gauge(build_explanation([0.8], grey_zone=(0.08, 0.12)), ENGLISH)
    assert "Probability of default 16.2%" in text and "break-even point 9.1%" in text
    assert "review zone from 8.0% to 12.0%" in text
    assert "no review zone" in describe_gauge(build_explanation([0.8]), ENGLISH)


@given(explanations)
def test_the_waterfall_shows_the_steps_in_their_order_between_the_two_clients(explanation: Explanation) -> None:
    steps = build_steps(explanation, build_reasons(explanation), rest="Others")
    drawing = waterfall(explanation, steps, ENGLISH, PALETTE)
    names = sorted((text for text in drawing.texts if text.room), key=lambda text: text.y)
    assert [name.text for name in names] == ["Reference client", *(step.label for step in steps), "This client"]
    colours = {True: PALETTE.more_risk, False: PALETTE.less_risk}
    assert [bar.colour for bar in drawing.bars] == [colours[step.increases] for step in steps]
    assert [point.x for point in drawing.points] == [approx(explanation.base), approx(explanation.margin)]


@given(explanations)
def test_no_bar_of_the_waterfall_reaches_into_the_names(explanation: Explanation) -> None:
    steps = build_steps(explanation, build_reasons(explanation), rest="Others")
    drawing = waterfall(explanation, steps, ENGLISH, PALETTE)
    low, high = drawing.width
    room = max(text.room or 0 for text in drawing.texts)
    assert all(low + room * (high - low) < place < high for bar in drawing.bars for place in bar.x)


def test_a_drawing_names_itself_and_shows_what_comes_from_outside_as_text() -> None:
    drawing = Drawing((0.0, 10.0), 50)
    drawing.bar((0.0, 5.0), (10, 30), "#123456", told='"><script>')
    drawing.text(10.0, 40, "<b>a label</b>", "#123456", align="right")
    written = drawing.html('A "drawing" & more')
    assert 'role="img" aria-label="A &quot;drawing&quot; &amp; more"' in written
    assert "left:0.000%;width:50.000%;top:10.0px;height:20.0px" in written
    assert "min(100.000%, 100% - 0.0ch)" in written and "&lt;b&gt;a label&lt;/b&gt;" in written
    assert "<script>" not in written and "<b>" not in written


def test_the_waterfall_is_told_in_a_sentence_with_its_strongest_steps() -> None:
    explanation = build_explanation([1.0, -0.5], labels=["Job", "Age"])
    steps = build_steps(explanation, build_reasons(explanation), rest="Others")
    text = describe_waterfall(explanation, steps, ENGLISH)
    assert "from 8.0% for the reference client to 12.5% for this client" in text
    assert "Job +9.1 and Age −4.6" in text


def test_every_colour_is_legible_on_the_background_of_its_theme() -> None:
    for theme, background in (("light", "#fbfcfd"), ("dark", "#0f1a24")):
        palette = get_palette(theme)
        assert contrast(palette.ink, background) >= 7
        assert contrast(palette.soft, background) >= 4.5
        assert contrast(palette.less_risk, background) >= 3
        assert contrast(palette.more_risk, background) >= 3
        assert contrast(palette.ink, palette.granted) >= 4.5
        assert contrast(palette.ink, palette.refused) >= 4.5
