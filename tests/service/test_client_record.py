"""The client's own view: everything on one person, in words, and nothing of anybody else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from fixtures_service import JOURNAL
from limpide.contract import ClientDetails, ClientRecord
from limpide.database.engine import create_engine
from limpide.features.applicant import ApplicantEngine, build_engine
from limpide.portfolio.desk import Desk
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.record import client_record
from limpide.portfolio.themes import THEMES, theme_of
from limpide.service.app import create_app
from limpide.sources.tables import CLIENT, TABLES, TARGET


def read(memory: TestClient, client: str, language: str = "en") -> ClientRecord:
    answer = memory.get(f"/clients/{client}/record", headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return ClientRecord.model_validate_json(answer.content)


def test_every_column_of_the_application_has_a_theme() -> None:
    names = [c.name for c in TABLES["application"].columns if c.renamed not in (CLIENT, TARGET)]
    assert {theme_of(name).name for name in names} == {theme.name for theme in THEMES}


def test_the_record_has_the_application_by_theme_the_models_data_and_the_loans(
    memory: TestClient, portfolio: Portfolio, known: str
) -> None:
    record = read(memory, known)
    themes = [raw.theme for raw in record.application]
    assert themes == sorted(themes, key=[theme.name for theme in THEMES].index)
    details = ClientDetails.model_validate_json(
        memory.get(f"/clients/{known}", headers={"Accept-Language": "en"}).content
    )
    assert record.withheld == 4 and len(record.application) == len(details.application) - 4
    assert not any(raw.column.startswith(("OBS_", "DEF_")) for raw in record.application)
    assert {each.name for each in record.features} == {card.name for card in portfolio.bundle.features}
    values = {each.name: each.value for each in details.features}
    assert all(values[each.name] == each.value for each in record.features)
    families = [each.family for each in record.features]
    assert len(set(families)) == sum(one != other for one, other in zip(families, [None, *families], strict=False))


def test_the_record_tells_nothing_of_other_clients_nor_of_the_models_rule(memory: TestClient, known: str) -> None:
    text = memory.get(f"/clients/{known}/record").text
    for word in ("typical", "threshold", "probability", "decision", "quality", "comment", "default_rate"):
        assert f'"{word}"' not in text, word


def test_loans_are_told_in_the_readers_language_the_latest_first(memory: TestClient, portfolio: Portfolio) -> None:
    kept = portfolio.snapshot.loans
    assert kept is not None
    position = max(range(200), key=lambda place: len(kept.read(place)))
    client = portfolio.snapshot.index.name(position)
    french, english = (read(memory, client, language).loans for language in ("fr", "en"))
    assert french and english and len(french) == len(english) == len(kept.read(position))
    days = [loan.days_ago for loan in english if loan.days_ago is not None]
    assert days == sorted(days)
    assert {loan.kind for loan in french} != {loan.kind for loan in english}
    raw = {row["state"] for row in kept.read(position)}
    assert {loan.state for loan in french}.isdisjoint(raw)


def test_an_applicant_has_a_record_with_the_loans_that_were_sent(
    portfolio: Portfolio, engine_of_features: ApplicantEngine
) -> None:
    bureau = {"SK_ID_BUREAU": 1, "CREDIT_ACTIVE": "Active", "DAYS_CREDIT": -300, "CREDIT_TYPE": "Mortgage"}
    application = {"AMT_CREDIT": 9000.0, "DAYS_BIRTH": -14000, "SK_ID_CURR": 900_000_007}
    desk = Desk(engine_of_features, portfolio.snapshot.columns)
    case = desk.applicant(application, {"bureau": [bureau]}, client_id="900000007")
    record = client_record(portfolio, case, language="en")
    assert record.loans and [(loan.kind, loan.days_ago) for loan in record.loans] == [("Mortgage", 300)]
    assert {raw.column: raw.value for raw in record.application}["AMT_CREDIT"] == 9000.0


def test_who_is_unknown_or_erased_has_no_record(memory: TestClient, portfolio: Portfolio) -> None:
    assert memory.get("/clients/899999999/record").status_code == 404
    erased = portfolio.snapshot.index.name(-1)
    portfolio.snapshot.suppressed.add(erased)
    try:
        assert memory.get(f"/clients/{erased}/record").status_code == 404
    finally:
        portfolio.snapshot.suppressed.discard(erased)


@pytest.fixture(scope="module")
def engine_of_features() -> ApplicantEngine:
    return build_engine()


@pytest.fixture
def memory_of_an_older_base(portfolio: Portfolio) -> Iterator[TestClient]:
    older = replace(portfolio, snapshot=replace(portfolio.snapshot, loans=None))
    with TestClient(create_app(older, create_engine("postgresql://127.0.0.1:1/no"), journal=JOURNAL)) as client:
        yield client


def test_a_client_base_of_before_says_that_it_keeps_no_loans(memory_of_an_older_base: TestClient, known: str) -> None:
    assert read(memory_of_an_older_base, known).loans is None
