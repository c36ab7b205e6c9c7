from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from deployment import procfile, start_commands
from processes_of_platforms import Platform, honcho, secret, tell
from sqlalchemy import Engine, make_url, text

from sealed_shelf import Shelf, offered

pytestmark = pytest.mark.slow
SERVING = sorted({command for where, command in start_commands().items() if "serve" in command and where != "procfile"})
SHOWING = sorted({command for command in start_commands().values() if "limpide dashboard" in command})


@pytest.fixture(scope="module")
def shelf(house: Path) -> Iterator[Shelf]:
    with offered(house) as shelf:
        yield shelf


@pytest.fixture(scope="module")
def platform(
    shelf: Shelf, postgres_url: str, postgres_control: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """An empty database of the platform's, and what a deployment says in its variables."""
    with postgres_control.connect() as connection:
        connection.execute(text("CREATE DATABASE deployed TEMPLATE template0"))
    url = make_url(postgres_url).set(database="deployed")
    yield Platform(
        {
            # as Heroku and Render write it
            "DATABASE_URL": url.set(drivername="postgres").render_as_string(hide_password=False),
            "LIMPIDE_KEY": secret(),
            "LIMPIDE_HOME": str(tmp_path_factory.mktemp("home")),
            "LIMPIDE_LOG_FORMAT": "json",
            "LIMPIDE_BUNDLE": f"{shelf.url}/bundle",
            "LIMPIDE_SNAPSHOT": f"{shelf.url}/snapshot",
            "PORT": "1",
        }
    )
    with postgres_control.connect() as connection:
        connection.execute(text("DROP DATABASE deployed WITH (FORCE)"))


@pytest.fixture(scope="module")
def token(platform: Platform) -> str:
    """The schema is made by the Procfile's own release command, then somebody makes the first account."""
    assert "up to date" in platform.run(honcho("release"))
    return platform.run("limpide accounts create 'Zoé Léger' --role officer").strip()


@pytest.fixture(scope="module")
def api(platform: Platform, token: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    log = tmp_path_factory.mktemp("web") / "web.log"
    with platform.started(honcho("web"), health="/ready", lock="service", log=log) as url:
        yield url, log


def test_the_procfile_serves_what_came_from_an_address_with_the_packages_of_a_server_only(
    api: tuple[str, Path], token: str, known: str
) -> None:
    url, log = api
    assert [event["version"] for event in tell(log) if event.get("event") == "delivered"]
    assert httpx.get(f"{url}/predict/{known}", timeout=30).status_code == 401
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=60) as officer:
        assert officer.get(f"/predict/{known}").json()["client_id"] == known
        assert officer.get(f"/clients/{known}/explanation").status_code == 200
        applicant = {"application": {"AMT_CREDIT": 500000.0, "AMT_ANNUITY": 25000.0, "AMT_INCOME_TOTAL": 150000.0}}
        scored = officer.post("/predict", json=applicant)
        assert scored.status_code == 200, scored.text
        decision = {"client_id": known, "choice": "refused", "motive": "policy"}
        assert officer.post("/decisions", json=decision).status_code == 201


@pytest.mark.parametrize("command", SERVING)
def test_platforms_serve_and_start_again_without_the_network(
    command: str, platform: Platform, token: str, known: str, tmp_path: Path, api: tuple[str, Path]
) -> None:
    gone = {name: platform.environment[name] for name in ("LIMPIDE_BUNDLE", "LIMPIDE_SNAPSHOT")}
    with platform.started(command, health="/ready", lock="service", log=tmp_path / "log", **gone) as url:
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{url}/predict/{known}", headers=headers, timeout=30).status_code == 200


@pytest.mark.parametrize("command", [honcho("web"), *SHOWING])
def test_platforms_show_the_dashboard_with_its_own_packages_only(
    command: str, platform: Platform, api: tuple[str, Path], tmp_path: Path
) -> None:
    more = {"LIMPIDE_PROCESS": "dashboard", "LIMPIDE_API_URL": api[0]}
    log = tmp_path / "log"
    with platform.started(command, health="/_stcore/health", lock="dashboard", log=log, **more) as url:
        assert "<title>" in httpx.get(url, timeout=30).text


def test_a_decision_is_replayed_equal_from_a_restored_backup(
    platform: Platform,
    api: tuple[str, Path],
    token: str,
    known: str,
    empty_database_url: str,
    tmp_path: Path,
) -> None:
    asked = {"client_id": known, "choice": "accepted", "motive": "new_information", "comment": "Vu à l'agence"}
    headers = {"Authorization": f"Bearer {token}"}
    made = httpx.post(f"{api[0]}/decisions", json=asked, headers=headers, timeout=30).json()
    platform.run(f"limpide database backup --out {tmp_path / 'backup'}")
    elsewhere = {"DATABASE_URL": empty_database_url, "LIMPIDE_HOME": str(tmp_path / "home")}
    restored = Platform({**platform.environment, **elsewhere})
    restored.run(f"limpide database restore {tmp_path / 'backup'}")
    restored.run("limpide decisions verify --without-anchor")
    restored.run(f"limpide decisions replay {made['decision_id']}")  # exit code 1 where anything differs


def test_a_dashboard_of_its_own_migrates_nothing(platform: Platform) -> None:
    said = Platform({**platform.environment, "LIMPIDE_PROCESS": "dashboard", "DATABASE_URL": "nowhere"})
    assert said.run(procfile()["release"]) == ""
