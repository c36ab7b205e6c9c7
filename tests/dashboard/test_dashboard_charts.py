"""The charts: their scale, their order, and the sentence for who cannot see them."""

import pytest
from dashboard_cases import build_explanation, explanations, rows_of
from hypothesis import given, settings
from pytest import approx

from limpide.contract import Explanation
from limpide.dashboard.charts.gauge import describe_gauge, gauge
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
    spec = gauge(build_explanation([margin]), ENGLISH, PALETTE).to_dict()
    assert [layer["encoding"]["x"]["scale"]["domain"] for layer in spec["layer"]] == [[0, 1]] * 4


def test_the_gauge_marks_probability_threshold_and_interval_where_they_are() -> None:
    explanation = build_explanation([0.8], grey_zone=(0.08, 0.12))
    spec = gauge(explanation, ENGLISH, PALETTE).to_dict()
    granted, review, refused, interval = rows_of(spec, 0)
    assert (granted["x"], granted["x2"]) == (0, 0.08)
    assert (review["x"], review["x2"]) == (0.08, 0.12)
    assert (refused["x"], refused["x2"]) == (0.12, 1)
    assert (interval["x"], interval["x2"]) == (explanation.interval.low, explanation.interval.high)
    lines = [row["x"] for row in rows_of(spec, 1)]
    assert lines == [explanation.threshold, explanation.probability_of_default]
    texts = {row["text"]: row["x"] for row in rows_of(spec, 3)}
    assert texts["16.2%"] == explanation.probability_of_default
    assert texts["Refusal threshold 9.1%"] == explanation.threshold
    assert texts["0%"] == 0 and texts["100%"] == 1


def test_the_gauge_is_told_in_a_sentence() -> None:
    text = describe_gauge(build_explanation([0.8], grey_zone=(0.08, 0.12)), ENGLISH)
    assert "Probability of default 16.2%" in text and "refusal threshold 9.1%" in text
    assert "cases to review from 8.0% to 12.0%" in text


@settings(max_examples=5)  # Altair checks every chart against its schema, which takes a while
@given(explanations)
def test_the_waterfall_shows_the_steps_in_their_order_between_the_two_clients(explanation: Explanation) -> None:
    steps = build_steps(explanation, build_reasons(explanation), rest="Others")
    spec = waterfall(explanation, steps, ENGLISH, PALETTE).to_dict()
    order = spec["layer"][0]["encoding"]["y"]["sort"]
    assert order == ["Average client", *(step.label for step in steps), "This client"]
    rows = rows_of(spec, 0)
    assert [row["kind"] for row in rows[1:-1]] == ["more" if step.increases else "less" for step in steps]
    assert rows[0]["low"] == approx(explanation.base) and rows[-1]["low"] == approx(explanation.margin)


def test_the_waterfall_is_told_in_a_sentence_with_its_strongest_steps() -> None:
    explanation = build_explanation([1.0, -0.5], labels=["Job", "Age"])
    steps = build_steps(explanation, build_reasons(explanation), rest="Others")
    text = describe_waterfall(explanation, steps, ENGLISH)
    assert "from 8.0% for the average client to 12.5% for this client" in text
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
