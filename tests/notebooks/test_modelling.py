"""The notebook that retells the modelling: it runs, and what is committed is what it said on synthetic clients."""

import re
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "modelling.ipynb"


@pytest.fixture(scope="module")
def committed() -> Any:
    import nbformat  # seconds, which nobody waits for while tests are collected

    return nbformat.read(str(NOTEBOOK), as_version=4)  # type: ignore[no-untyped-call]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the kernel's own libraries
def test_every_cell_runs_on_a_few_clients(committed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("LIMPIDE_NOTEBOOK_CLIENTS", "700")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    fresh = nbformat.from_dict(committed)  # type: ignore[no-untyped-call]
    NotebookClient(fresh, timeout=200, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert not list(tmp_path.glob("tmp*")), "the notebook leaves nothing behind"


def test_it_is_committed_with_its_outputs_in_order(committed: Any) -> None:
    code = [cell for cell in committed.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    shown = [cell for cell in code if cell.outputs]
    assert len(shown) == len(code)
    assert not [each for cell in code for each in cell.outputs if each.output_type == "error"]


def test_nothing_in_it_names_the_machine_it_ran_on() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|tmp|work|Users|private)/", text)
