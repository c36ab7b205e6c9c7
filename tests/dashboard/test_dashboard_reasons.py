"""Reasons in points: the API's order and signs, summing to the score as shown."""

import itertools

from dashboard_cases import build_explanation, explanations
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from limpide.contract import Explanation
from limpide.dashboard.reasons import (
    MOST_STEPS,
    apportion,
    build_reasons,
    build_steps,
    points_of,
    shown_tenths,
    strongest,
)


@given(explanations)
def test_the_points_shown_sum_to_the_difference_shown(explanation: Explanation) -> None:
    total = sum(round(reason.points * 10) for reason in build_reasons(explanation))
    shown = shown_tenths(explanation.probability_of_default) - shown_tenths(explanation.base_probability)
    assert total == shown


@given(explanations)
def test_a_reason_keeps_the_place_and_the_sign_that_the_api_gives_it(explanation: Explanation) -> None:
    reasons = build_reasons(explanation)
    assert [reason.family for reason in reasons] == explanation.families
    for reason in reasons:
        assert reason.increases == (reason.family.contribution > 0)
        assert reason.points * reason.family.contribution >= 0


@given(explanations)
def test_the_features_points_sum_to_the_way_from_the_average_client(explanation: Explanation) -> None:
    total = sum(points_of(explanation, feature) for feature in explanation.features)
    way = explanation.probability_of_default - explanation.base_probability
    assert total == approx(100 * way, abs=1e-6)


@given(explanations)
def test_the_waterfall_goes_from_the_base_to_the_margin(explanation: Explanation) -> None:
    reasons = build_reasons(explanation)
    steps = build_steps(explanation, reasons, rest="others")
    assert steps[0].start == explanation.base
    assert steps[-1].end == approx(explanation.margin)
    assert all(before.end == after.start for before, after in itertools.pairwise(steps))
    assert sum(step.points for step in steps) == approx(sum(reason.points for reason in reasons))
    assert len(steps) <= MOST_STEPS + 1


@given(explanations)
def test_at_most_five_reasons_a_side_are_shown_and_three_when_there_are(explanation: Explanation) -> None:
    reasons = build_reasons(explanation)
    for increases in (True, False):
        there = [reason for reason in reasons if reason.increases == increases]
        shown = strongest(reasons, increases=increases)
        assert shown == there[: len(shown)]
        assert min(3, len(there)) <= len(shown) <= 5


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=25))
def test_apportioning_keeps_the_total_and_stays_within_one(shares: list[float]) -> None:
    total = round(sum(shares))
    whole = apportion(shares, total=total)
    assert sum(whole) == total
    assert all(abs(count - share) <= 1 for count, share in zip(whole, shares, strict=True))


def test_a_client_like_the_average_one_still_gets_reasons() -> None:
    explanation = build_explanation([0.5, -0.5])
    points = [reason.points for reason in build_reasons(explanation)]
    assert points == [3.7, -3.7]
