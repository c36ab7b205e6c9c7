import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
import structlog
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from fixtures_service import JOURNAL
from limpide.cli import accounts, decisions
from limpide.contract import DecisionRequest
from limpide.core.errors import Corrupt, Erased, InvalidInput, LimpideError, NotFound
from limpide.database import decisions as journal
from limpide.database.desks import Signer
from limpide.database.engine import Engine
from limpide.portfolio.portfolio import Portfolio
from limpide.service.app import create_app
from limpide.service.security_doors import Doors, account_lookup

SECRET = b64encode(JOURNAL.keys.master).decode()


@pytest.fixture(autouse=True)
def surroundings(
    database_url: str, house: Path, portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("LIMPIDE_KEY", SECRET)
    monkeypatch.setenv("LIMPIDE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LIMPIDE_BUNDLE", str(house / "bundle"))
    monkeypatch.setenv("LIMPIDE_SNAPSHOT", str(house / "snapshot"))
    yield
    portfolio.snapshot.suppressed.clear()  # the other tests share it


def limpide(*arguments: str) -> Result:
    app = {"accounts": accounts.app, "decisions": decisions.app}[arguments[0]]
    ended = CliRunner().invoke(app, arguments[1:])
    structlog.reset_defaults()  # it logged to a standard error that is gone
    return ended


def told(*arguments: str) -> str:
    ended = limpide(*arguments)
    assert ended.exit_code == 0, ended.output
    return " ".join(ended.output.split())


def refusal(*arguments: str) -> LimpideError:
    ended = limpide(*arguments)
    assert isinstance(ended.exception, LimpideError), ended.output
    return ended.exception


@pytest.fixture
def decided(http: TestClient, known: str) -> dict[str, Any]:
    asked = {"client_id": known, "choice": "refused", "motive": "policy", "officer": "Zoé", "comment": "vu"}
    record: dict[str, Any] = http.post("/decisions", json=asked).json()
    return record


@pytest.mark.parametrize(
    "command",
    [
        "accounts create",
        "accounts revoke",
        "accounts list",
        "decisions verify",
        "decisions anchors",
        "decisions replay",
        "decisions erase",
        "decisions erased",
        "decisions purge",
        "decisions export",
    ],
)
def test_every_command_says_what_it_does_with_an_example(command: str) -> None:
    shown = told(*command.split(), "--help")
    assert f"limpide {command}" in shown.split("Example", 1)[1]


def test_an_account_s_token_opens_the_service_until_it_is_revoked(portfolio: Portfolio, engine: Engine) -> None:
    made = limpide("accounts", "create", "Zoé Léger", "--role", "officer", "--desk", "Lyon")
    token = made.stdout.strip()
    assert token.startswith("lmp_") and "\n" not in token
    now = [0.0]
    doors = Doors(account_lookup(engine), clock=lambda: now[0])
    with TestClient(create_app(portfolio, engine, journal=JOURNAL, doors=doors)) as http:
        known = {"Authorization": f"Bearer {token}"}
        assert http.get("/accounts/me", headers=known).json()["name"] == "Zoé Léger"
        assert "Lyon" in told("accounts", "list")
        told("accounts", "revoke", "zoé léger")
        now[0] += 10
        assert http.get("/accounts/me", headers=known).status_code == 401
    assert token not in told("accounts", "list")


@pytest.mark.parametrize("arguments", [[""], ["a\nb"], ["x" * 101], ["A", "--desk", " "], ["A", "--desk", "a\tb"]])
def test_a_name_that_a_journal_cannot_hold_is_refused(arguments: list[str]) -> None:
    assert "printable" in str(refusal("accounts", "create", "--role", "officer", *arguments))


def test_one_name_is_one_account_whatever_its_capitals() -> None:
    told("accounts", "create", "Ali", "--role", "officer")
    assert "already" in str(refusal("accounts", "create", "ALI", "--role", "reviewer"))
    assert "is open" in str(refusal("accounts", "revoke", "nobody"))
    assert limpide("accounts", "create", "B", "--role", "king").exit_code == 2


def test_a_whole_journal_is_verified_and_a_witness_that_disagrees_is_believed(decided: dict[str, Any]) -> None:
    witness = f"1:{decided['seal']}"
    assert f"the last seal is {witness}" in told("decisions", "verify", "--without-anchor").replace(" ", "").replace(
        "thelastsealis", "the last seal is "
    )
    told("decisions", "verify", "--without-anchor", "--witness", witness)
    broken = limpide("decisions", "verify", "--witness", f"2:{decided['seal']}")
    assert broken.exit_code == 1 and "missing" in broken.output
    assert "POSITION:SEAL" in str(refusal("decisions", "verify", "--witness", "x"))


def test_a_broken_journal_is_exit_code_1_and_says_where(decided: dict[str, Any], engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE decisions DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE decisions SET choice = 'accepted'")
    ended = limpide("decisions", "verify")
    assert ended.exit_code == 1
    assert "position 1" in ended.output and "altered" in ended.output


def test_a_decision_is_computed_again_to_the_bit(decided: dict[str, Any]) -> None:
    assert "equal: " in told("decisions", "replay", decided["decision_id"])


def test_an_applicant_s_decision_is_computed_again_from_the_stored_application(
    http: TestClient, portfolio: Portfolio, known: str
) -> None:
    row = portfolio.case(known).read_application()
    application = {name: value for name, value in row.items() if value is not None and name != "client_id"}
    number = http.post("/applications", json={"application": application}).json()["client_id"]
    asked = {"client_id": number, "choice": "refused", "motive": "policy", "officer": "Zoé"}
    record = http.post("/decisions", json=asked, headers={"Accept-Language": "en"}).json()
    assert "equal: " in told("decisions", "replay", record["decision_id"])
    told("decisions", "erase", str(number), "--yes")
    error = refusal("decisions", "replay", record["decision_id"])
    assert isinstance(error, Erased)
    assert "were erased" in str(error)


def test_a_replay_that_differs_says_where(portfolio: Portfolio, engine: Engine, known: str) -> None:

    told_then = portfolio.explain(known, language="fr")
    altered = told_then.model_copy(update={"margin": told_then.margin + 1e-12})
    request = DecisionRequest.model_validate({"client_id": known, "choice": "refused", "motive": "policy"})
    with engine.begin() as connection:
        record = journal.append(
            connection, request, explanation=altered, language="fr", signer=Signer("A"), keys=JOURNAL.keys
        )
    ended = limpide("decisions", "replay", str(record.decision_id))
    assert ended.exit_code == 1
    assert "1 differences" in ended.output and "margin" in ended.output


def test_a_replay_with_another_model_or_of_nothing_is_refused(decided: dict[str, Any], engine: Engine) -> None:
    assert isinstance(refusal("decisions", "replay", str(uuid4())), NotFound)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIMPIDE_KEY", b64encode(b"x" * 32).decode())
        assert isinstance(refusal("decisions", "replay", decided["decision_id"]), Corrupt)


def test_a_client_s_data_are_exported_and_then_erased_for_good(
    decided: dict[str, Any], portfolio: Portfolio, engine: Engine, known: str, tmp_path: Path
) -> None:
    out = tmp_path / "held.json"
    told("decisions", "export", str(known), "--out", str(out))
    assert json.loads(out.read_text())["decisions"][0]["comment"] == "vu"
    assert "exists already" in str(refusal("decisions", "export", str(known), "--out", str(out)))
    assert limpide("decisions", "erase", str(known)).exit_code == 1  # nobody said yes
    assert "decisions 1," in told("decisions", "erase", str(known), "--yes")
    assert told("decisions", "erased").split()[-1] == str(known)
    with TestClient(create_app(portfolio, engine, journal=JOURNAL)) as http:
        assert http.get(f"/predict/{known}").status_code == 404
        assert http.get(f"/clients/{known}").status_code == 404
        assert http.get(f"/decisions/{decided['decision_id']}").status_code == 410
        assert known not in [each["client_id"] for each in http.get("/clients").json()["clients"]]
    told("decisions", "verify", "--without-anchor")
    assert isinstance(refusal("decisions", "export", str(known), "--out", str(tmp_path / "none.json")), NotFound)
    assert not (tmp_path / "none.json").exists()


def test_the_end_of_retention_is_told_before_it_is_done(
    decided: dict[str, Any], engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "of 0 clients would be destroyed" in told("decisions", "purge", "--dry-run")
    assert "specimen" in str(refusal("decisions", "purge"))  # nothing is destroyed by an example
    own = tmp_path / "letters.toml"
    own.write_text("[legal.retention]\naccepted = 72\nrefused = 100\nabandoned = 6\n")
    monkeypatch.setenv("LIMPIDE_LETTERS", str(own))
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE decisions DISABLE TRIGGER ALL"))
        connection.execute(sa.text("UPDATE decisions SET decided_at = now() - interval '8 years'"))
        connection.execute(sa.text("ALTER TABLE reviews DISABLE TRIGGER ALL"))
        connection.execute(sa.text("UPDATE reviews SET opened_at = now() - interval '8 years'"))
    assert "of 0 clients are destroyed" in told("decisions", "purge")
    own.write_text("[legal.retention]\naccepted = 72\nrefused = 12\nabandoned = 6\n")
    shown = told("decisions", "purge", "--dry-run")
    assert "of 1 clients would be destroyed" in shown and "refused (kept 12 months) 1" in shown
    assert "of 1 clients would be destroyed" in told("decisions", "purge", "--dry-run")
    assert "of 1 clients are destroyed" in told("decisions", "purge")
    assert "of 0 clients are destroyed" in told("decisions", "purge", "--older-than", "1827")
    monkeypatch.setenv("LIMPIDE_RETENTION_DAYS", "30")
    assert "refused (kept 30 days) 0" in told("decisions", "purge")


def test_a_secret_that_is_none_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMPIDE_KEY", "not-a-secret")
    error = refusal("decisions", "verify")
    assert isinstance(error, InvalidInput)
    assert "not-a-secret" not in str(error)
