"""The tariff: annuities and rates, and the file in which a lender gives its prices."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide.core.errors import InvalidInput
from limpide.features.tariff import annuity_per_10000, effective_rate, read_tariff

FILE = """
[[price]]
kind = "Cash loans"
months = 24
yearly_rate = 0.18
min_amount = 30000
max_amount = 500000

[[price]]
kind = "Cash loans"
months = 36
instalment_per_10000 = 365.0
min_amount = 30000
max_amount = 500000

[[price]]
kind = "Revolving loans"
instalment_per_10000 = 500.0
min_amount = 1000
max_amount = 20000
"""


@given(rate=st.floats(0, 2), months=st.integers(1, 120))
def test_a_rate_is_found_again_from_its_annuity(rate: float, months: int) -> None:
    found = effective_rate(annuity_per_10000(rate, months), months)
    assert found == pytest.approx(rate, abs=1e-6)


@given(rate=st.floats(0, 2), months=st.integers(2, 120))
def test_an_annuity_pays_the_interest_of_every_month(rate: float, months: int) -> None:
    monthly, owed = (1 + rate) ** (1 / 12) - 1, 10_000.0
    for _ in range(months):
        owed += owed * monthly - annuity_per_10000(rate, months)
    assert owed == pytest.approx(0, abs=1e-3)


def test_less_than_was_lent_has_no_rate() -> None:
    assert effective_rate(900.0, 11) is None


def test_a_lender_gives_its_prices(tmp_path: Path) -> None:
    tariff = read_tariff(write(tmp_path, FILE))
    assert tariff.given and tariff.durations("Cash loans") == (24, 36)
    month_24, month_36 = tariff.of_kind("Cash loans")
    assert month_24.per_10000 == pytest.approx(annuity_per_10000(0.18, 24))
    assert month_36.yearly_rate == pytest.approx(effective_rate(365.0, 36))
    assert tariff.find("Revolving loans", 5_000, 501.0) is not None
    assert tariff.find("Revolving loans", 50_000, 500.0) is None
    assert tariff.find("Cash loans", 50_000, 500.0) is None


def test_another_duration_is_never_offered_at_a_lower_rate(tmp_path: Path) -> None:
    tariff = read_tariff(write(tmp_path, FILE))
    rate = tariff.of_kind("Cash loans")[1].yearly_rate or 0
    assert tariff.at_duration("Cash loans", 100_000, months=36, rate=rate) is not None
    assert tariff.at_duration("Cash loans", 100_000, months=36, rate=rate + 0.02) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("price = 3", "price"),
        (FILE.replace("months = 24\n", ""), "months"),
        (FILE.replace("yearly_rate = 0.18", "yearly_rate = -0.1"), "yearly_rate"),
        (FILE.replace("yearly_rate = 0.18", ""), "either"),
        (FILE.replace("min_amount = 30000", "min_amount = 900000"), "min_amount"),
        ("[[price", "TOML"),
    ],
)
def test_a_tariff_that_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_tariff(write(tmp_path, text))


def write(folder: Path, text: str) -> Path:
    path = folder / "tariff.toml"
    path.write_text(text, encoding="utf-8")
    return path
