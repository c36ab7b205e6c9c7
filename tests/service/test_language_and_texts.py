import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limpide import service
from limpide.service.language import negotiate
from limpide.service.texts import FIELDS, JSON_REASONS, KINDS, Text

SOURCES = {path.name: path.read_text() for path in Path(service.__file__).parent.rglob("*.py")}
TEXTS: dict[str, Text] = {
    **{f"title of {kind}": known.title for kind, known in KINDS.items()},
    **{f"detail of {kind}": known.detail for kind, known in KINDS.items()},
    **FIELDS,
    **JSON_REASONS,
}


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


@pytest.mark.parametrize("name", TEXTS)
def test_a_sentence_exists_in_both_languages_with_the_same_values(name: str) -> None:
    text = TEXTS[name]
    assert text.fr.strip() and text.en.strip()
    names = [sorted(field for _, field, _, _ in Formatter().parse(each) if field) for each in (text.fr, text.en)]
    assert names[0] == names[1]


def test_every_key_that_the_service_uses_has_its_sentence() -> None:
    code = "\n".join(SOURCES.values())
    kinds = set(re.findall(r'(?:_answer\(request, |problem\(|_refuse\(|40\d: )"([a-z-]+)"', code))
    reasons = set(re.findall(r'MalformedJSON\("([a-z]+)"', code))
    fields = set(re.findall(r'PydanticCustomError\("([a-z_]+)"', code)) | set(
        re.findall(r'"type": "([a-z_]+)", "loc"', code)
    )
    assert len(kinds) > 8
    assert kinds <= set(KINDS)
    assert reasons == set(JSON_REASONS)
    assert {"client_id_prefix", "cursor", "too_early"} <= fields <= set(FIELDS)
