"""Units are declared by the lender, sealed in the snapshot, and asserted nowhere else."""

import shutil
from pathlib import Path

import pytest

from limpide.contract import Unit
from limpide.contract.value_text import write_value
from limpide.core import seal
from limpide.core.errors import InvalidInput
from limpide.dashboard.words import get_words
from limpide.features.lender_files import LenderFiles
from limpide.lenders import Lender, read_lender, shipped_lender
from limpide.portfolio.portfolio import open_portfolio

EURO = 'currency = "EUR"\nincome_period = "year"\ninstalment_period = "month"\n'


def test_nothing_is_declared_of_the_public_data_but_the_month_of_the_instalment() -> None:
    assert shipped_lender() == Lender(instalment_period="month")
    assert not shipped_lender().has_debt_ratio


def test_a_lender_declares_its_units(tmp_path: Path) -> None:
    path = tmp_path / "lender.toml"
    path.write_text(EURO)
    assert read_lender(path) == Lender(currency="EUR", income_period="year", instalment_period="month")
    assert not read_lender(path).has_debt_ratio
    path.write_text(EURO.replace("year", "month"))
    assert read_lender(path).has_debt_ratio


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('currency = "euro"', "currency"),
        ('income_period = "week"', "income_period"),
        ("money = 1", "money"),
        ("=", "TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "lender.toml"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=said):
        read_lender(path)


def test_the_units_are_sealed_in_the_snapshot_and_reach_every_sentence(house: Path, tmp_path: Path) -> None:
    declared, snapshot = tmp_path / "lender.toml", tmp_path / "snapshot"
    declared.write_text(EURO)
    shutil.copytree(house / "snapshot", snapshot)
    LenderFiles(lender=declared).keep(snapshot)
    seal.seal(snapshot)
    assert open_portfolio(house / "bundle", snapshot).currency == "EUR"
    assert open_portfolio(house / "bundle", house / "snapshot").currency is None


def test_an_amount_has_a_sign_only_where_a_currency_is_declared() -> None:
    assert write_value(1500.0, Unit.EURO, "fr") == "1\u202f500"
    assert write_value(1500.0, Unit.EURO, "fr", currency="EUR") == "1\u202f500\xa0€"
    assert write_value(-1500.0, Unit.EURO, "en", currency="USD") == "−US$1,500"
    assert write_value(1500.0, Unit.EURO, "fr", currency="CZK") == "1\u202f500\xa0CZK"
    assert get_words("fr").amount(1500) == "1\u202f500"
    assert "€" in get_words("fr", "EUR").amount(1500)
    assert get_words("en", "EUR").amount_label("Income") == "Income (€)"
    assert get_words("en").amount_label("Income") == "Income"


def test_delegation_limits_are_read_by_role_and_by_account(tmp_path: Path) -> None:
    path = tmp_path / "lender.toml"
    path.write_text('[delegation]\nofficer = 20000\naccounts = { "Zoé Léger" = 50000 }\n', encoding="utf-8")
    delegation = read_lender(path).delegation
    assert delegation.find_limit("A. Martin", role="officer") == 20_000
    assert delegation.find_limit("ZOÉ LÉGER", role="officer") == 50_000
    assert delegation.find_limit("A. Martin", role="reviewer") is None
    path.write_text("", encoding="utf-8")
    assert read_lender(path).delegation.find_limit("A. Martin", role="officer") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[delegation]\nofficer = -1", "an amount, 0 or more"),
        ("[delegation]\nofficer = true", "an amount, 0 or more"),
        ('[delegation]\nreviewer = "much"', "an amount, 0 or more"),
        ("[delegation]\nofficer = inf", "an amount, 0 or more"),
        ("[delegation]\nanalyst = 5", "delegation may have"),
        ("delegation = 5", "delegation may have"),
        ("[delegation]\naccounts = 5", "a table of limits by name"),
    ],
)
def test_a_delegation_that_cannot_be_used_is_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "lender.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=why):
        read_lender(path)
