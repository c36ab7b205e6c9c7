"""Specimens of letters show every kind, in every language, on two pages, and say what letters to clients say."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from limpide.cli.app import app
from limpide.contract import Language
from limpide.documents.letter import Sender
from limpide.documents.letter_kind import LetterKind, letter_kind
from limpide.documents.letter_words import letter_words
from limpide.documents.specimen_letters import CASES, _facts, compose_specimens
from limpide.lenders import Lender, same_retention, shipped_pieces, specimen_letter_texts

SENDER = Sender(specimen_letter_texts(), review_days=30, retention=same_retention(1827))
EUROS = Lender(currency="EUR", instalment_period="month")


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("letters") / "out"
    made = CliRunner().invoke(app, ["legal", "letters", "--out", str(out), "--lang", "fr", "--pictures"])
    assert made.exit_code == 0, made.output
    return out / "fr"


def test_each_kind_of_letter_has_a_specimen() -> None:
    assert {letter_kind(_facts(case, "fr", EUROS).record) for case in CASES} == set(LetterKind)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_specimens_say_amounts_in_the_lenders_currency_and_the_answer_of_their_kind(language: Language) -> None:
    letters = dict(compose_specimens(language, sender=SENDER, lender=EUROS, pieces=shipped_pieces()))
    words = letter_words(language)
    assert len(letters) == len(CASES) + 1
    for case in CASES:
        content = letters[case.name]
        assert "€" in content["subject"]["loan"]
        answer = "answer.reviewed" if case.reviewed else "answer"
        assert content["answer"][0] == words.say(f"{answer}.{case.choice.value}")
        assert (content["grounds"] is None) == (case.choice.value == "accepted")
        assert bool(content["next"]["offers"]) == case.offers


def test_a_letter_is_one_page_and_its_notice(french: Path) -> None:
    letters = sorted(french.glob("*.pdf"))
    assert len(letters) == len(CASES) + 1
    for letter in letters:
        assert len(PdfReader(letter).pages) == len(list(french.glob(f"{letter.stem}-*.png"))) == 2, letter.name


def test_the_subject_stands_as_high_with_an_address_as_without(french: Path) -> None:
    names = ("A-refused-as-assessed", "A-refused-no-name")
    heights = {name: _height_of(french / f"{name}.pdf", "Objet") for name in names}
    assert len({round(height) for height in heights.values()}) == 1, heights


def test_addresses_to_copy_are_on_one_line_and_nothing_is_a_ligature(french: Path) -> None:
    text = "".join(page.extract_text() for page in PdfReader(french / "C-refused-by-a-rule.pdf").pages)
    assert "dpo@pret-a-depenser.example" in text and "clients@pret-a-depenser.example" in text
    assert "confidentiel" in text  # not "conﬁdentiel", which no search finds


def _height_of(letter: Path, beginning: str) -> float:
    found: list[float] = []

    def note(text: str, _cm: object, matrix: list[float], _font: object, _size: object) -> None:
        if text.startswith(beginning):
            found.append(matrix[5])

    PdfReader(io.BytesIO(letter.read_bytes())).pages[0].extract_text(visitor_text=note)
    return found[0]
