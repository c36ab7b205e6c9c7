"""What is kept of the files that people bring: sound PDFs and pictures, and nothing else whatever it is called."""

import io
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile_files import HOSTILE, SOUND, pdf
from limpide.core.errors import RefusedUpload
from limpide.core.sandbox import Limits, Sandbox
from limpide.documents import attachment_check
from limpide.documents.attachment_check import LARGEST_ATTACHMENT, check_attachment
from limpide.documents.attachment_parser import Refused, parse
from limpide.documents.render_pdf import render_pages, render_pdf


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_known_by_its_content(name: str) -> None:
    content, media_type = SOUND[name]
    assert check_attachment(content) == media_type


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_for_its_own_reason(name: str) -> None:
    content, reason = HOSTILE[name]
    with pytest.raises(RefusedUpload) as refused:
        check_attachment(content)
    assert refused.value.kind == reason


def test_what_real_programs_write_is_taken() -> None:
    section = {"title": "t", "sentences": ["s"], "lead": "l", "offers": ["o"]}
    texts = ["specimen", "lender", "recipient", "place_date", "page", "title", "salutation", "closing"]
    content = {
        "language": "fr",
        **dict.fromkeys(texts, "x"),
        "address": ["x"],
        "window": ["x"],
        "signatory": ["x"],
        "subject": {"lead": "x", "named": "y", "loan": ""},
        "answer": ["x"],
        "grounds": None,
        "next": section,
        "notice": {"title": "x", "sections": [section]},
    }
    assert check_attachment(render_pdf("letter.typ", content)) == "application/pdf"
    assert check_attachment(render_pages("letter.typ", content)[0]) == "image/png"


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_pictures_of_a_real_library_are_taken(form: str, media_type: str) -> None:
    pillow = pytest.importorskip("PIL.Image")
    for progressive in (False, True):
        made = io.BytesIO()
        picture = pillow.effect_noise((640, 480), 80).convert("RGB")
        picture.save(made, form, **({"progressive": progressive} if form == "JPEG" else {}))
        assert check_attachment(made.getvalue()) == media_type


def test_a_file_that_is_too_large_is_not_even_looked_at() -> None:
    with pytest.raises(RefusedUpload) as refused:
        check_attachment(pdf() + b" " * LARGEST_ATTACHMENT)
    assert refused.value.kind == "large"


def test_a_parser_that_hangs_or_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for script in ("while True: pass", "import os; os.kill(os.getpid(), 11)"):
        program = tmp_path / "parser.py"
        program.write_text(script)
        sandbox = Sandbox((str(program),), Limits(memory=10**9, cpu_seconds=5, wall_seconds=1.0))
        monkeypatch.setattr(attachment_check, "_SANDBOX", sandbox)
        began = time.monotonic()
        with pytest.raises(RefusedUpload) as refused:
            check_attachment(pdf())
        assert refused.value.kind == "complex"
        assert time.monotonic() - began < 10


@given(st.sampled_from([content for content, _ in SOUND.values()]), st.data())
def test_no_flipped_byte_breaks_the_parser(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    changed = content[:place] + bytes([content[place] ^ data.draw(st.integers(1, 255))]) + content[place + 1 :]
    for damaged in (changed, content[:place]):
        try:
            assert parse(damaged) in ("application/pdf", "image/jpeg", "image/png")
        except (Refused, IndexError, ValueError, __import__("struct").error):
            pass  # the program answers "damaged"
