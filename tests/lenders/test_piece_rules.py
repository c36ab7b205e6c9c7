from pathlib import Path

import pytest

from limpide.core.errors import InvalidInput
from limpide.lenders import read_pieces, shipped_pieces

PIECE = """[[piece]]
code = "identity"
fr = { label = "Identité", accepted = "une carte" }
en = { label = "Identity", accepted = "a card" }
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "pieces.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_asks_for_identity_address_income_account_and_register() -> None:
    codes = [each.code for each in shipped_pieces().of_product("Cash loans")]
    assert {"identity", "address", "payslips", "tax_notice", "bank_details", "ficp"} <= set(codes)
    assert "tax_notice" not in [each.code for each in shipped_pieces().of_product("Revolving loans")]
    register = next(each for each in shipped_pieces().rules if each.code == "ficp")
    assert not register.from_client and set(register.results) == {"not_listed", "listed"}


def test_what_is_left_out_has_the_usual_value(tmp_path: Path) -> None:
    [rule] = read_pieces(write(tmp_path, PIECE)).rules
    assert (rule.required, rule.required_to_accept, rule.from_client) == (True, False, True)
    assert (rule.max_age_days, rule.products, rule.results) == (None, None, {})
    assert rule.label["en"] == "Identity"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("piece = 1", "piece"),
        ("[[piece", "TOML"),
        ("", "piece"),
        ("other = 1\n" + PIECE, "nothing else"),
        (PIECE + PIECE, 'two pieces "identity"'),
        (PIECE.replace('"identity"', '"Pièce 1"'), "code"),
        (PIECE.replace('label = "Identity", ', ""), "en.label"),
        (PIECE + "required = 1", "required"),
        (PIECE + "max_age_days = 0", "max_age_days"),
        (PIECE + "max_age_days = true", "max_age_days"),
        (PIECE + 'products = "Cash loans"', "products"),
        (PIECE + "produkts = []", "produkts"),
        (PIECE + "results = { none = { fr = 'rien' } }", "results.none.en"),
        (PIECE + "results = []", "results"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        read_pieces(write(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"absent\.toml"):
        read_pieces(tmp_path / "absent.toml")
