"""Letters go to whom the identity record names, in both languages; requests for documents are true of the record."""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from letter_checker import check_recipient, check_request, check_typography, read_text
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.database.engine import create_engine
from limpide.documents.letter_words import letter_words
from limpide.lenders import shipped_pieces
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app

HOSTILE = '#panic("x") *b* $y$ <l>'
ADDRESS: dict[str, Any] = {
    "lines": ["Bâtiment B", "12 rue de l'Église"],
    "postcode": "69003",
    "city": "Lyon",
    "country": None,
}
OTHER: dict[str, Any] = {
    "given_names": "Ali",
    "family_name": "Haddad",
    "birth_date": "1980-01-02",
    "relation": "spouse",
}
PERSON: dict[str, Any] = {"given_names": "Zoé Anne", "family_name": "D'Aubigné-Léger", "birth_date": "1988-04-21"}
IDENTITIES: list[dict[str, Any]] = [
    PERSON | {"title": title, "address": address, "co_borrower": other}
    for title, address, other in itertools.product(
        (None, "ms", "mr"), (None, ADDRESS, ADDRESS | {"country": "Belgique"}), (None, OTHER)
    )
]


@pytest.fixture(scope="module")
def api(portfolio: Portfolio, module_database_url: str) -> Iterator[TestClient]:
    engine = create_engine(module_database_url, restricted=True)
    with TestClient(create_app(portfolio, engine, journal=JOURNAL)) as http:
        yield http
    engine.dispose()


@pytest.fixture(scope="module")
def others(portfolio: Portfolio) -> Iterator[str]:
    return iter(portfolio.snapshot.index.names(slice(2000, None)))


def keep(api: TestClient, client_id: str, identity: dict[str, Any], after: int = 0) -> dict[str, Any]:
    answer = api.put(f"/clients/{client_id}/identity", json={"identity": identity, "after": after})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["identity"]
    return told


def decide(api: TestClient, client_id: str, language: str, choice: str) -> None:
    asked = {"client_id": client_id, "choice": choice, "motive": "other", "comment": "c", "officer": "Marc Petit"}
    answer = api.post("/decisions", json=asked, headers={"Accept-Language": language})
    assert answer.status_code == 201, answer.text


def letter(api: TestClient, path: str) -> tuple[str, str]:
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    return read_text(answer.content)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("choice", ["refused", "accepted"])
def test_a_letter_goes_to_whom_the_record_names(
    api: TestClient, others: Iterator[str], choice: str, language: str
) -> None:
    client_id = next(others)
    decide(api, client_id, language, choice)
    path = f"/clients/{client_id}/letter.pdf"
    check_recipient(letter(api, path)[1], None, client_id, language=language)
    for version, identity in enumerate(IDENTITIES if choice == "refused" else IDENTITIES[::5]):
        held = keep(api, client_id, identity, after=version)
        raw, text = letter(api, path)
        check_recipient(text, held, client_id, language=language)
        check_typography(raw, language=language)
        assert "Marc" not in text and "1988" not in text and "1980" not in text


def test_nothing_in_a_name_or_an_address_is_read_as_markup(api: TestClient, others: Iterator[str]) -> None:
    client_id = next(others)
    decide(api, client_id, "fr", "refused")
    keep(api, client_id, PERSON | {"family_name": HOSTILE, "address": ADDRESS | {"lines": [HOSTILE]}})
    text = letter(api, f"/clients/{client_id}/letter.pdf")[1]
    assert text.count("#panic(") >= 3


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("known", [True, False])
def test_a_request_for_documents_is_true_of_the_record(
    api: TestClient, others: Iterator[str], language: str, known: bool
) -> None:
    client_id, spoken = next(others), {"Accept-Language": language}
    identity = keep(api, client_id, IDENTITIES[5] | {"co_borrower": None}) if known else None
    listed = api.get(f"/clients/{client_id}/pieces", headers=spoken).json()["pieces"]
    labels = {each["code"]: each["label"] for each in listed}
    from_client = [each["code"] for each in listed if each["from_client"]]
    due = datetime.now(UTC).date() + timedelta(days=20)
    for count in (1, len(from_client)):
        asked = {"pieces": from_client[:count], "due_on": due.isoformat(), "officer": "Marc Petit"}
        answer = api.post(f"/clients/{client_id}/document-requests", json=asked, headers=spoken)
        assert answer.status_code == 201, answer.text
        raw, text = letter(api, answer.headers["location"])
        written = re.sub(r"\s", " ", letter_words("fr" if language == "fr" else "en").day(due))
        check_request(text, answer.json(), labels, language=language, due=written)
        check_recipient(text, identity, client_id, language=language)
        check_typography(raw, language=language)
        assert "Marc" not in text
        assert {"fr": "service clients", "en": "customer service"}[language] in text
        assert [each["accepted"] for each in answer.json()["pieces"]] == [
            rule.accepted[language] for rule in shipped_pieces().rules if rule.code in from_client[:count]
        ]


def test_a_letter_of_a_request_stays_what_was_asked_after_the_documents_came(
    api: TestClient, others: Iterator[str]
) -> None:
    client_id = next(others)
    due = (datetime.now(UTC).date() + timedelta(days=20)).isoformat()
    asked = {"pieces": ["identity"], "due_on": due, "officer": "Marc Petit"}
    path = api.post(f"/clients/{client_id}/document-requests", json=asked).headers["location"]
    before = letter(api, path)[1]
    event = api.get(f"/clients/{client_id}/pieces").json()["events"][0]["event_id"]
    entry = {"status": "checked", "after": event, "officer": "Marc Petit"}
    assert api.post(f"/clients/{client_id}/pieces/identity", json=entry).status_code == 201
    assert letter(api, path)[1] == before
