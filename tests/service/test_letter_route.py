import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from closed_house import ClosedHouse, closed_house
from problem_checks import check_problem
from pypdf import PdfReader

from limpide.core.decision import Decision
from limpide.portfolio.portfolio import Portfolio


@pytest.fixture(scope="module")
def shut(portfolio: Portfolio, module_database_url: str, known: str) -> Iterator[ClosedHouse]:
    yield from closed_house(portfolio, module_database_url, known)


def read(answer: Any) -> tuple[PdfReader, str]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    return reader, _flat(" ".join(page.extract_text() for page in reader.pages))


def _flat(text: str) -> str:
    """Without the blanks and hyphens that setting lines puts in."""
    return re.sub(r"[\s\u00ad-]+", "", text).replace("ﬁ", "fi").replace("ﬂ", "fl")


def client_who_is(portfolio: Portfolio, decision: Decision, *, after: int = 0) -> str:
    some = portfolio.snapshot.index.names(slice(after, after + 400))
    return next(number for number in some if portfolio.predict(number).decision is decision)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("choice", ["refused", "accepted"])
def test_a_letter_is_accessible_and_names_no_colleague(
    shut: ClosedHouse, portfolio: Portfolio, language: str, choice: str
) -> None:
    client_id = client_who_is(portfolio, Decision(choice), after=0 if language == "fr" else 900)
    asked = {"client_id": client_id, "choice": choice, "motive": "follows_score", "comment": "interne"}
    spoken = {"Accept-Language": language}
    record = shut.ask("officer", "POST", "/decisions", json=asked, headers=spoken).json()
    reader, text = read(shut.ask("officer", "GET", f"/clients/{client_id}/letter.pdf", headers=spoken))
    assert str(client_id) in text
    assert _flat(f"{record['position']}") in text and record["seal"] in text
    assert "interne" not in text  # what the officer noted is not for the client
    assert "officer" not in text.replace("loanofficer", "").replace("protectionofficer", "")
    assert not re.search(r"[A-Z]{3,}_[A-Z]|[a-z]{3,}_[a-z]{2,}_", text), "a column's name"
    _check_accessible(reader, language)


def _check_accessible(reader: PdfReader, language: str) -> None:
    """PDF/UA: tagged, titled, in a stated language, every font inside."""
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None and reader.metadata.title
    pages: list[Any] = list(reader.pages)
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descendant: Any = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_a_letter_needs_a_decision_and_a_client(shut: ClosedHouse, portfolio: Portfolio) -> None:
    undecided = portfolio.snapshot.index.name(-1)
    check_problem(shut.ask("officer", "GET", f"/clients/{undecided}/letter.pdf"), "no-decision")
    check_problem(shut.ask("officer", "GET", "/clients/999999999/letter.pdf"), "unknown-client")


def test_each_decision_has_its_own_letter_and_another_desk_has_none(shut: ClosedHouse, portfolio: Portfolio) -> None:
    client_id = portfolio.snapshot.index.name(-2)
    first = shut.decide("lyon", client_id=client_id, choice="refused")
    second = shut.decide("lyon", client_id=client_id, choice="accepted")
    path = f"/clients/{client_id}/letter.pdf"
    assert second["seal"] in read(shut.ask("lyon", "GET", path))[1]
    assert first["seal"] in read(shut.ask("lyon", "GET", f"{path}?decision={first['decision_id']}"))[1]
    check_problem(shut.ask("paris", "GET", path), "no-decision")


def test_nothing_in_the_data_is_read_as_markup() -> None:
    from limpide.documents.render_pdf import render_pdf

    hostile = '#panic("read as code") $x$ *bold* @ref <label> #read("/etc/passwd") \\ """'
    section = {"title": hostile, "sentences": [hostile], "lead": hostile}
    texts = ["specimen", "lender", "recipient", "place_date", "page", "title", "salutation", "closing"]
    content = {
        "language": "fr",
        **dict.fromkeys(texts, hostile),
        "address": [hostile],
        "window": [hostile],
        "signatory": [hostile],
        "subject": {"lead": hostile, "named": hostile, "loan": hostile},
        "answer": [hostile],
        "grounds": section | {"reasons": [{"label": hostile, "sentence": hostile, "source": hostile}]},
        "next": section | {"offers": [hostile], "documents": [{"label": hostile, "accepted": hostile}]},
        "notice": {"title": hostile, "sections": [section]},
    }
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(render_pdf("letter.typ", content))).pages)
    assert _flat('#panic("read as code")') in _flat(text)
    assert "root:" not in text
