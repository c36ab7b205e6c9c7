"""Annual percentage rate, against rates that are computed by hand."""

import math

import pytest

from limpide.core.apr import annual_percentage_rate


def test_twelve_instalments_at_one_percent_a_month_make_the_rate_compounded_over_the_year() -> None:
    instalment = 1000 * 0.01 / (1 - 1.01**-12)
    assert instalment == pytest.approx(88.8488, abs=5e-5)
    assert annual_percentage_rate(1000, instalment, 12) == pytest.approx(0.126825, abs=1e-6)


def test_two_instalments_follow_from_the_root_of_a_quadratic_equation() -> None:
    discount = (-104 + math.sqrt(104**2 + 4 * 104 * 200)) / (2 * 104)  # 200 = 104 v + 104 v²
    assert annual_percentage_rate(200, 104, 2) == pytest.approx(discount**-12 - 1, rel=1e-9)


def test_one_instalment_is_compound_interest() -> None:
    assert annual_percentage_rate(1000, 1010, 1) == pytest.approx(1.01**12 - 1, rel=1e-9)


def test_a_loan_without_interest_has_the_rate_zero() -> None:
    assert annual_percentage_rate(1200, 100, 12) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("amount", "instalment", "months"), [(1200, 99, 12), (0, 100, 12), (1200, 0, 12), (1200, 9, 0)]
)
def test_where_less_is_paid_back_than_was_lent_there_is_no_rate(amount: float, instalment: float, months: int) -> None:
    assert annual_percentage_rate(amount, instalment, months) is None
