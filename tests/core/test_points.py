from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.points import PointScale, build_scale

MARGINS = st.floats(-20, 20)


@given(MARGINS, MARGINS, st.floats(0.001, 0.999))
def test_the_safer_of_two_clients_never_has_fewer_points(one: float, other: float, rate: float) -> None:
    scale = build_scale(rate)
    safer, riskier = sorted((one, other))
    assert scale.points(safer) >= scale.points(riskier)


@given(MARGINS)
def test_twenty_points_double_the_odds_of_repaying(margin: float) -> None:
    scale = build_scale(0.08)
    assert abs(scale.points(margin - log(2)) - scale.points(margin) - 20) <= 1


def test_the_book_itself_has_six_hundred_points() -> None:
    assert build_scale(1 / 12).points(-log(11)) == 600
    assert build_scale(0.9).odds == 1


@pytest.mark.parametrize(("odds", "doubling"), [(0, 20), (11, 0), (-1, 20)])
def test_a_scale_needs_positive_odds_and_steps(odds: float, doubling: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        PointScale(base=600, odds=odds, doubling=doubling)
