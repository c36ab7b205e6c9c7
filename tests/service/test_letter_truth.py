"""What letters say is what was decided: every model's opinion, answer and motive, first decisions and reviews."""

import itertools
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from letter_checker import SECOND, check_letter, check_typography, read_text
from problem_checks import check_problem
from starlette.testclient import TestClient

from applicants import read_applicant
from fixtures_service import JOURNAL
from limpide.core.decision import Decision
from limpide.database.engine import create_engine
from limpide.documents.letter import Sender
from limpide.lenders import read_letter_texts, same_retention
from limpide.lenders.letter_texts import TRANSLATED
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app

MOTIVES = ("follows_score", "new_information", "data_error", "client_history", "policy", "other")
GROUNDS = {
    "fr": "Votre contrat de travail s'achève le 31 mars : nous n'avons pas de preuve d'un revenu ensuite.",
    "en": "Your contract of employment ends on 31 March: we have no proof of an income after that day.",
}
ROUNDS = 3
REVIEWED = {
    "fr": {
        "requested": "vous nous avez demandé de réexaminer",
        "statement": "les observations que vous nous avez adressées",
        "confirms": "Cette décision confirme notre réponse du",
        "replaces": "Cette décision remplace notre réponse du",
    },
    "en": {
        "requested": "you asked us to review",
        "statement": "the comments that you sent us",
        "confirms": "This decision confirms our reply of",
        "replaces": "This decision replaces our reply of",
    },
}


@pytest.fixture(scope="module")
def api(portfolio: Portfolio, module_database_url: str) -> Iterator[TestClient]:
    """The service without accounts: nobody is told to wait."""
    engine = create_engine(module_database_url, restricted=True)
    with TestClient(create_app(portfolio, engine, journal=JOURNAL)) as http:
        yield http
    engine.dispose()


@pytest.fixture(scope="module")
def clients(portfolio: Portfolio) -> dict[str, Iterator[str]]:
    """Clients by what the model says of them, each time another one."""
    numbers: list[str] = portfolio.snapshot.index.names(slice(None))
    decided: dict[Decision, list[str]] = {decision: [] for decision in Decision}
    for number in numbers[:1500]:
        decided[portfolio.predict(number).decision].append(number)
    return {decision.value: itertools.cycle(some) for decision, some in decided.items()}


def post(api: TestClient, path: str, *, language: str, **content: Any) -> dict[str, Any]:
    answer = api.post(path, json=content, headers={"Accept-Language": language})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def decide(api: TestClient, client_id: str, *, language: str, **content: Any) -> dict[str, Any]:
    asked = {"client_id": client_id, "comment": "note interne", "officer": "Zoé Léger", **content}
    return post(api, "/decisions", language=language, **asked)


def read_letter(api: TestClient, record: dict[str, Any]) -> tuple[str, str]:
    pdf = api.get(f"/clients/{record['client_id']}/letter.pdf?decision={record['decision_id']}")
    assert pdf.status_code == 200, pdf.text
    return read_text(pdf.content)


def check(api: TestClient, record: dict[str, Any], *, language: str) -> str:
    """Read the letter on a decision and compare it with what the API tells of that decision."""
    raw, text = read_letter(api, record)
    stored = api.get(f"/decisions/{record['decision_id']}").json()
    shown = api.get(f"/decisions/{record['decision_id']}/explanation").json()
    spoken = {"Accept-Language": language}
    others = api.get(f"/clients/{record['client_id']}/counterfactuals", headers=spoken).json()
    offers = [each["sentence"] for each in others["counterfactuals"]]
    check_letter(text, stored, shown, language=language, offers=offers)
    check_typography(raw, language=language)
    assert "Zoé" not in text and str(record["client_id"]) in text and record["seal"] in re.sub(" ", "", text)
    return text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("choice", ["refused", "accepted"])
@pytest.mark.parametrize("model", ["refused", "review", "accepted"])
def test_every_statement_is_true_of_the_stored_decision(
    api: TestClient, clients: dict[str, Iterator[str]], model: str, choice: str, language: str
) -> None:
    for turn, motive in itertools.product(range(ROUNDS), MOTIVES):
        grounds = GROUNDS[language] if turn == 1 else ""
        content = {"choice": choice, "motive": motive, "grounds": grounds}
        record = decide(api, next(clients[model]), language=language, **content)
        assert record["model_decision"] == model
        check(api, record, language=language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize(("first", "second"), list(itertools.product(["refused", "accepted"], repeat=2)))
@pytest.mark.parametrize("model", ["refused", "review", "accepted"])
def test_the_outcome_of_a_review_says_who_reviewed_what_and_what_became_of_it(
    api: TestClient, clients: dict[str, Iterator[str]], model: str, first: str, second: str, asked: bool, language: str
) -> None:
    reply = {"officer": "Ana Roux", "choice": second, "motive": "new_information", "grounds": GROUNDS[language]}
    before = decide(api, next(clients[model]), language=language, choice=first, motive="other")
    if asked:
        plea = {"statement": "Mon revenu a changé.", "officer": "Zoé Léger"}
        post(api, f"/decisions/{before['decision_id']}/review", language=language, **plea)
    opened = api.get("/reviews?limit=200").json()["reviews"]
    review = next((each for each in opened if each["decision_id"] == before["decision_id"]), None)
    if review is None:  # decided as the model advised, and nobody asked
        return
    concluded = post(api, f"/reviews/{review['review_id']}/conclusion", language=language, **reply)
    text = check(api, concluded["conclusion"], language=language)
    words = REVIEWED[language]
    assert (words["requested"] in text) is (review["cause"] == "request")
    assert (words["statement"] in text) is asked
    assert (words["confirms"] in text) is (first == second)
    assert (words["replaces"] in text) is (first != second)
    assert SECOND[language] not in read_letter(api, before)[1]


def test_the_letter_names_the_request_as_far_as_it_is_known(
    api: TestClient, clients: dict[str, Iterator[str]], portfolio: Portfolio
) -> None:
    client_id = next(clients["refused"])
    row = portfolio.case(client_id).read_application()
    _, text = read_letter(api, decide(api, client_id, language="fr", choice="refused", motive="follows_score"))
    subject = text[text.index("Objet") : text.index("Madame")]
    assert f"demande de crédit n° {client_id}" in subject
    assert f"Montant demandé : {row['AMT_CREDIT']:,.0f}".replace(",", " ") in subject
    assert f"mensualité : {row['AMT_ANNUITY']:,.0f}".replace(",", " ") in subject


def test_a_new_applicant_reads_the_day_on_which_they_applied(api: TestClient, house: Path, known: str) -> None:
    sent = post(api, "/applications", language="fr", **read_applicant(house / "data", known))
    day = datetime.fromisoformat(sent["received_at"])
    _, text = read_letter(api, decide(api, sent["client_id"], language="fr", choice="accepted", motive="other"))
    assert re.search(rf"demande de crédit n° {sent['client_id']} du {day.day}(er)? \w+ {day.year}", text)


@pytest.mark.parametrize("missing", ["name", "address", "place", *(f"fr.{name}" for name in TRANSLATED)])
def test_a_lender_without_one_of_its_texts_has_no_letter_but_one_sentence(
    portfolio: Portfolio, module_database_url: str, clients: dict[str, Iterator[str]], tmp_path: Path, missing: str
) -> None:
    sender = Sender(
        read_letter_texts(lenders_file(tmp_path, without=missing)), review_days=30, retention=same_retention(1827)
    )
    engine = create_engine(module_database_url, restricted=True)
    with TestClient(create_app(portfolio, engine, journal=JOURNAL, sender=sender)) as http:
        record = decide(http, next(clients["refused"]), language="fr", choice="refused", motive="policy")
        answer = http.get(f"/clients/{record['client_id']}/letter.pdf")
    engine.dispose()
    problem = check_problem(answer, "letter-texts-missing")
    assert problem.detail is not None and missing in problem.detail and problem.status == 503


def test_the_letter_of_a_lender_is_no_specimen_and_bears_its_own_texts(
    portfolio: Portfolio, module_database_url: str, clients: dict[str, Iterator[str]], api: TestClient, tmp_path: Path
) -> None:
    sender = Sender(read_letter_texts(lenders_file(tmp_path)), review_days=21, retention=same_retention(1827))
    engine = create_engine(module_database_url, restricted=True)
    record = decide(api, next(clients["refused"]), language="fr", choice="refused", motive="policy")
    assert "SPÉCIMEN" in read_letter(api, record)[1]
    with TestClient(create_app(portfolio, engine, journal=JOURNAL, sender=sender)) as http:
        _, text = read_letter(http, record)
    engine.dispose()
    assert "SPÉCIMEN" not in text and "21 jours" in text and "5 ans" in text
    for name in set(TRANSLATED) - {"after_acceptance", "credit_register"}:
        assert f"texte fr.{name}" in text, name


def lenders_file(folder: Path, *, without: str = "") -> Path:
    """Write a complete file of a lender's texts but for one of them."""
    lines = [f'{name} = "texte {name}"' for name in ("name", "address", "place") if name != without]
    for language in ("fr", "en"):
        names = [name for name in TRANSLATED if f"{language}.{name}" != without]
        lines += [f"[{language}]", *(f'{name} = "texte {language}.{name}"' for name in names)]
    path = folder / "letters.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
