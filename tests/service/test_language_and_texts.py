import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide import service
from limpide.language.catalogue import read_own_texts
from limpide.service.language import negotiate
from limpide.service.messages import STATUSES

SOURCES = {path.name: path.read_text() for path in Path(service.__file__).parent.rglob("*.py")}
FRENCH, ENGLISH = read_own_texts("api", "fr"), read_own_texts("api", "en")
KINDS = {key.split(".")[1] for key in FRENCH if key.startswith("problems.")}


def named(part: str) -> set[str]:
    return {key.removeprefix(f"{part}.") for key in FRENCH if key.startswith(f"{part}.")}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "fr"),
        ("", "fr"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("fr-CA, en;q=0.9", "fr"),
        ("en;q=0.9, fr-CA", "fr"),
        ("de, en;q=0.3", "en"),
        ("de", "fr"),
        ("*", "fr"),
        ("en;q=0", "fr"),
        ("en;q=0, *", "fr"),
        ("fr;q=0, en;q=0.1", "en"),
        ("en ; q = 0.8 , fr;q=0.4", "en"),
        ("en;q=nan, fr;q=0.1", "fr"),
        ("en;q=2, fr;q=0.1", "fr"),
        ("en;q=x, fr;q=0.1", "fr"),
        ("en, fr", "en"),
        ("fr, en", "fr"),
        ("," * 100_000 + "en", "fr"),
    ],
)
def test_the_language_with_the_greatest_weight_wins(header: str | None, language: str) -> None:
    assert negotiate(header) == language


@given(st.text(alphabet="enfr*;q=0.19, -") | st.text())
def test_no_header_whatever_breaks_the_negotiation(header: str) -> None:
    assert negotiate(header) in ("fr", "en")


def test_every_sentence_exists_in_both_languages_with_the_same_values() -> None:
    assert FRENCH.keys() == ENGLISH.keys()
    for key, french in FRENCH.items():
        values = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in (french, ENGLISH[key])]
        assert french.strip() and ENGLISH[key].strip() and values[0] == values[1], key


def test_every_kind_of_problem_has_a_status_a_title_and_a_detail() -> None:
    assert set(STATUSES) == KINDS
    assert named("problems") == {f"{kind}.{part}" for kind in STATUSES for part in ("title", "detail")}


def test_every_key_that_the_service_uses_has_its_sentence() -> None:
    code = "\n".join(SOURCES.values())
    kinds = set(re.findall(r'(?:_answer\(request, |problem\(|_refuse\(|40\d: )"([a-z-]+)"', code))
    reasons = set(re.findall(r'MalformedJSON\("([a-z]+)"', code))
    fields = set(re.findall(r'PydanticCustomError\("([a-z_]+)"', code)) | set(
        re.findall(r'"type": "([a-z_]+)", "loc"', code)
    )
    assert len(kinds) > 8
    assert kinds <= KINDS
    assert reasons == named("json")
    assert {"client_id_prefix", "cursor", "too_early"} <= fields <= named("fields")
