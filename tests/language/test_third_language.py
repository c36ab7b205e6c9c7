"""A third language is one folder: screens, API, letters and words of features come in it, the rest in its fallback."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import limpide.dashboard
from fixtures_service import JOURNAL
from limpide.cli.app import app as command_line
from limpide.contract import Unit
from limpide.contract.value_text import write_value
from limpide.core.errors import InvalidInput
from limpide.dashboard.index_page import translate_page
from limpide.dashboard.words import get_words
from limpide.database.engine import create_engine
from limpide.documents.letter import Sender
from limpide.language.catalogue import PARTS, Catalogue, read_own_texts
from limpide.language.formats import get_formats
from limpide.language.languages import add_languages, forget_added_languages, installed_languages
from limpide.lenders import read_letter_texts, same_retention
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app
from limpide.sources.values import value_label
from spanish import CATALOGUES, write_spanish

SPOKEN = {"Accept-Language": "es-MX, en;q=0.5"}
APP = str(Path(limpide.dashboard.__path__[0]) / "app.py")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_spanish(tmp_path_factory.mktemp("languages"))


@pytest.fixture(autouse=True)
def languages(written: Path) -> Iterator[Path]:
    add_languages(written)
    yield written
    forget_added_languages()


@pytest.fixture(scope="module")
def api(
    portfolio: Portfolio, module_database_url: str, written: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The service of a lender that wrote its texts in Spanish too, by copying those in English."""
    add_languages(written)
    shipped = Path(limpide.lenders.__path__[0]) / "home_credit" / "letters.toml"
    english = shipped.read_text(encoding="utf-8").partition("\n[en]\n")[2]
    file = tmp_path_factory.mktemp("lender") / "letters.toml"
    file.write_text(f"{shipped.read_text(encoding='utf-8')}\n[es]\n{english}", encoding="utf-8")
    sender = Sender(read_letter_texts(file), review_days=30, retention=same_retention(1827))
    engine = create_engine(module_database_url, restricted=True)
    with TestClient(create_app(portfolio, engine, journal=JOURNAL, sender=sender)) as http:
        yield http
    engine.dispose()


def test_a_page_of_the_dashboard_comes_in_the_third_language(languages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMPIDE_API_URL", "http://127.0.0.1:1")  # nobody there: the page stands without the service
    monkeypatch.setenv("LIMPIDE_LANGUAGES", str(languages))
    shown = AppTest.from_file(APP, default_timeout=60)
    shown.query_params["lang"] = "es"
    shown.run()
    assert not shown.exception
    assert [each.value for each in shown.title] == ["Buscar un cliente"]
    (offered,) = (each for each in shown.get("button_group") if each.label == "Idioma")
    assert [option.content for option in offered.proto.options] == ["Français", "English", "Español"]


def test_the_first_byte_of_a_page_names_the_third_language(languages: Path) -> None:
    assert b'<html lang="es">' in translate_page(b'<html lang="en"><title>Streamlit</title>', "es")


def test_an_api_message_comes_in_it_and_what_it_lacks_in_its_fallback(api: TestClient) -> None:
    answer = api.get("/clients/999999999", headers=SPOKEN)
    assert answer.headers["content-language"] == "es"
    assert answer.json()["title"] == "Cliente desconocido"
    assert answer.json()["detail"].startswith("Ningún cliente tiene el número 999999999.")
    unsaid = [api.get("/nowhere", headers={"Accept-Language": code}).json()["title"] for code in ("es", "en")]
    assert unsaid[0] == unsaid[1] != api.get("/nowhere", headers={"Accept-Language": "fr"}).json()["title"]


def test_a_feature_its_concept_and_its_values_come_in_it(api: TestClient, known: str) -> None:
    features = {each["name"]: each for each in api.get("/features", headers=SPOKEN).json()["features"]}
    english = {
        each["name"]: each for each in api.get("/features", headers={"Accept-Language": "en"}).json()["features"]
    }
    income = features["income"]
    assert income["label"] == "Ingresos declarados" and income["family_label"] == "Ingresos"
    assert income["definition"] == "Ingresos anuales que declara el cliente."
    others = features.keys() - {"income"}
    assert {features[name]["label"] for name in others} == {english[name]["label"] for name in others}
    assert value_label("NAME_HOUSING_TYPE", "With parents", "es") == "Con sus padres"
    assert write_value(None, Unit.COUNT, "es") == "no consta"


def test_what_a_bundle_explains_sums_to_the_same_in_any_language(api: TestClient, known: str) -> None:
    answers = [
        api.get(f"/clients/{known}/explanation", headers={"Accept-Language": code}).json() for code in ("es", "fr")
    ]
    reasons = [[(each["family"], each["contribution"]) for each in answer["families"]] for answer in answers]
    assert reasons[0] == reasons[1]
    assert answers[0]["margin"] == answers[1]["margin"]


def test_a_letter_comes_in_it_with_dates_and_amounts_of_its_locale(api: TestClient, known: str) -> None:
    asked = {"client_id": known, "choice": "refused", "motive": "policy", "officer": "A. Martín"}
    answer = api.post("/decisions", json=asked, headers=SPOKEN)
    assert answer.status_code == 201, answer.text
    letter = api.get(f"/clients/{known}/letter.pdf", headers=SPOKEN)
    assert letter.status_code == 200, letter.text
    assert letter.headers["content-language"] == "es"
    assert letter.headers["content-disposition"] == f'inline; filename="decision-{known}.pdf"'
    reader = PdfReader(io.BytesIO(letter.content))
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("es")  # type: ignore[index]
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    today = date.fromisoformat(answer.json()["decided_at"][:10])
    assert get_formats("es").day(today).replace("\u00a0", " ") in text  # "30 de noviembre de 2026"
    assert " de " in get_formats("es").day(today).replace("\u00a0", " ")
    assert "Estimado cliente:" in text and "no podemos aceptarla" in text
    assert "Nuestras normas de concesión no permiten aceptar esta solicitud." in text
    loan = api.get(f"/clients/{known}", headers=SPOKEN).json()
    assert loan and "Importe solicitado: " in text
    assert "Your rights" in text  # not said in Spanish yet


def test_figures_and_plurals_are_those_of_the_locale(languages: Path) -> None:
    spanish = get_formats("es", "EUR")
    assert spanish.number(1234567.5, decimals=1) == "1.234.567,5"
    assert spanish.amount(12000) == "12.000\u00a0€"
    assert [write_value(years, Unit.YEARS, "es") for years in (1, 2.5)] == ["1 año", "2,5 años"]


def test_a_count_said_in_own_forms_takes_none_of_the_fallback(tmp_path: Path) -> None:
    folder = tmp_path / "cs"
    folder.mkdir()
    (folder / "language.toml").write_text('name = "Čeština"\nlocale = "cs_CZ"\n', encoding="utf-8")
    (folder / "words.toml").write_text('[values.years]\nfew = "{count} roky"\nother = "{count} let"\n', "utf-8")
    add_languages(tmp_path)
    words = Catalogue.read("words", language="cs")
    assert [words.count("values.years", n) for n in (1, 2, 5)] == ["1 let", "2 roky", "5 let"]


def test_a_command_lists_what_is_missing(languages: Path) -> None:
    runner = CliRunner(env={"LIMPIDE_LANGUAGES": str(languages)})
    assert "es  Español (es_ES), falls back to en" in runner.invoke(command_line, ["language", "list"]).output
    found = runner.invoke(command_line, ["language", "check", "es", "--part", "api"])
    assert found.exit_code == 3
    assert "api lacks problems.not-found.title" in found.output.splitlines()
    assert "unknown-client" not in found.output


def test_a_command_names_what_nobody_asks_for_and_blanks_that_nobody_fills(tmp_path: Path) -> None:
    folder = tmp_path / "it"
    folder.mkdir()
    (folder / "language.toml").write_text('name = "Italiano"\nlocale = "it_IT"\n', encoding="utf-8")
    (folder / "api.toml").write_text('[problems.unknown-client]\ntitle = "{nome}"\nlost = "x"\n', encoding="utf-8")
    runner = CliRunner(env={"LIMPIDE_LANGUAGES": str(tmp_path)})
    faults = runner.invoke(command_line, ["language", "check", "it", "--part", "api"]).output.splitlines()
    assert "api problems.unknown-client.title fills {nome}, which nobody gives" in faults
    assert "api has problems.unknown-client.lost, which nobody asks for" in faults


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_shipped_languages_are_complete(language: str) -> None:
    found = CliRunner().invoke(command_line, ["language", "check", language])
    assert (found.exit_code, found.stdout) == (0, "")
    assert installed_languages()[language].fallback is None


def test_the_spanish_of_these_tests_says_nothing_that_nobody_asks_for(languages: Path) -> None:
    assert {Path(name).stem for name in CATALOGUES} - {"language"} <= set(PARTS)
    for part in set(PARTS) - {"features"}:
        assert read_own_texts(part, "es").keys() <= read_own_texts(part, "en").keys(), part
    assert get_words("es").say("nav.find") == "Buscar un cliente"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("pt/language.toml", 'name = "Español"', "needs a file language.toml"),
        ("pt/language.toml", 'name = "x"\nlocale = "xx_YY"', "needs a file language.toml"),
        ("pt/language.toml", 'name = "x"\nlocale = "es_ES"\ncolour = "red"', "and nothing else"),
        ("pt/language.toml", 'name = "x"\nlocale = "es_ES"\nfallback = "it"', "fallback must be one of fr, en"),
        ("fr/language.toml", 'name = "x"\nlocale = "fr_CA"', '"fr" is installed already'),
        ("Spanish/language.toml", 'name = "x"\nlocale = "es_ES"', "code of two or three letters"),
    ],
)
def test_a_folder_that_is_no_language_is_refused_and_nothing_changes(
    tmp_path: Path, file: str, text: str, said: str
) -> None:
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(text, encoding="utf-8")
    before = list(installed_languages())
    with pytest.raises(InvalidInput, match=said):
        add_languages(tmp_path)
    assert list(installed_languages()) == before
