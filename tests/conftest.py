"""The real parts that tests share: a small lender, its snapshot, its bundle, a running service and dashboard."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from limpide.cli.processes import running
from limpide.core.cost import COST, CostTerms
from limpide.features.build import build_snapshot
from limpide.portfolio.population import build_population
from limpide.portfolio.portfolio import Portfolio, open_portfolio
from limpide.sources.synthetic.generator import synthesise
from limpide.training.train import train
from ports import own_port

pytest_plugins = ["fixtures_database", "fixtures_browser", "fixtures_wire", "fixtures_fidelity", "fixtures_burden"]

CLIENTS = 3000
# Files of a minute are begun first, so that no process is left alone with one at the end.
LONGEST = (
    "test_demo",
    "test_parity",
    "test_officers_day",
    "test_case_page",
    "test_modelling",
    "test_company_account",
    "test_start_commands",
    "test_tracking",
    "test_synthetic_fitting",
    "test_command_line",
    "test_synthetic",
    "test_check",
    "test_data_command",
    "test_embedded",
    "test_telling_apart",
    "test_history_laws",
    "test_find_page",
)

settings.register_profile("house", deadline=None, max_examples=50, derandomize=True)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, but one that builds the house before all, and the others that live in it last."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))  # each file keeps the order of its tests
    lodgers = dict.fromkeys(item.path for item in items if "house" in getattr(item, "fixturenames", ()))
    builder = next(iter(lodgers), None)
    items.sort(key=lambda item: item.path != builder and 1 + (item.path in lodgers))


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command that a test runs in this process sends the logs to a standard error that ends with the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real sample; tests that need it are skipped without it."""
    folder = os.environ.get("LIMPIDE_REAL_DATA")
    if not folder:
        pytest.skip("LIMPIDE_REAL_DATA does not name a folder of real tables")
    return Path(folder)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables of synthetic clients (data), their snapshot and a bundle trained on it; to read only."""

    def build(folder: Path) -> None:
        synthesise(folder / "data", clients=CLIENTS, seed=7)
        build_snapshot(folder / "data", folder / "snapshot")
        careful = CostTerms(cost=COST, reviewer_error=0.1)  # so that there is a review zone
        train(folder / "snapshot", folder / "bundle", model="boosted", folds=3, costs=careful)

    return _once(tmp_path_factory, "house", build)


def _once(tmp_path_factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """Build a folder once for all the processes that run the tests side by side; the others wait for it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, built = shared / name, shared / f"{name}.built"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            build(folder)
            built.touch()
    return folder


@pytest.fixture(scope="session")
def portfolio(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """The small lender's bundle bound to its snapshot, everybody scored and placed."""
    opened = open_portfolio(house / "bundle", house / "snapshot")
    population = build_population(tmp_path_factory.mktemp("views"), opened.scorer, opened.snapshot)
    return replace(opened, population=population)


@pytest.fixture(scope="session")
def api_url(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running ``limpide serve`` with its own PostgreSQL."""
    home = tmp_path_factory.mktemp("home")
    port = own_port(18_000)
    arguments = ["serve", "--bundle", str(house / "bundle"), "--snapshot", str(house / "snapshot"), "--port", str(port)]
    with running("API", arguments, log=home / "api.log", environment={"LIMPIDE_HOME": str(home)}) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/ready")
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def dashboard_url(api_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running ``limpide dashboard`` on that service."""
    port = own_port(18_500)
    arguments = ["dashboard", "--api", api_url, "--port", str(port)]
    log = tmp_path_factory.mktemp("dashboard") / "dashboard.log"
    with running("dashboard", arguments, log=log, environment={}) as child:
        child.wait_until_answers(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium; tests that need it are skipped without one."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("no Chromium on this machine; install the package chromium")
