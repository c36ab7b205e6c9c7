"""The notebook of the modelling: it runs, its pictures are stored, and it needs neither network nor private names."""

import ast
import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from limpide.training import laboratory

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "modelling.ipynb"
PICTURES = 11
MOST_BYTES = 1_500_000
PNG = b"\x89PNG\r\n\x1a\n"


def outputs_of(book: Any) -> Iterator[Any]:
    for cell in book.cells:
        if cell.cell_type == "code":
            yield from cell.outputs


def pictures_of(book: Any) -> list[Any]:
    return [output for output in outputs_of(book) if "image/png" in output.get("data", {})]


@pytest.fixture(scope="module")
def committed() -> Any:
    import nbformat  # takes seconds, so not while tests are collected

    return nbformat.read(str(NOTEBOOK), as_version=4)  # type: ignore[no-untyped-call]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")  # of the kernel's own libraries
def test_every_cell_runs_on_a_few_clients(committed: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("LIMPIDE_NOTEBOOK_CLIENTS", "1500")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    fresh = nbformat.from_dict(committed)  # type: ignore[no-untyped-call]
    NotebookClient(fresh, timeout=500, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert len(pictures_of(fresh)) == PICTURES
    assert not list(tmp_path.glob("tmp*")), "the notebook leaves nothing behind"
    assert not list(tmp_path.glob("ml*")), "nor does MLflow"


def test_it_is_committed_with_its_outputs_in_order(committed: Any) -> None:
    code = [cell for cell in committed.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all(cell.outputs for cell in code)
    assert {output.output_type for output in outputs_of(committed)} <= {"display_data", "execute_result"}


def test_its_pictures_are_stored_with_alternative_text(committed: Any) -> None:
    pictures = pictures_of(committed)
    assert len(pictures) == PICTURES
    for picture in pictures:
        assert base64.b64decode(picture.data["image/png"]).startswith(PNG)
        alt = picture.metadata["image/png"]["alt"]
        assert len(alt) > 60
        assert picture.data["text/plain"] == alt, "read where pictures are not shown"
    assert NOTEBOOK.stat().st_size < MOST_BYTES


def test_no_output_fetches_anything(committed: Any) -> None:
    shown = [str(content) for output in outputs_of(committed) for content in output.data.values()]
    assert not [text for text in shown if re.search(r"https?:|<script|<iframe|<link|javascript", text, re.IGNORECASE)]
    assert not [output for output in outputs_of(committed) if any("javascript" in kind for kind in output.data)]


def test_every_section_has_a_summary_in_english(committed: Any) -> None:
    sections = [cell.source for cell in committed.cells if cell.source.startswith(("# ", "## "))]
    assert len(sections) == 10
    assert not [text.splitlines()[0] for text in sections if "> **In English.**" not in text]


def test_it_calls_public_names_only(committed: Any) -> None:
    for cell in committed.cells:
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("limpide.training"):
                assert node.module == "limpide.training.laboratory"
                assert {name.name for name in node.names} <= set(laboratory.__all__)
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_"), node.attr


def test_it_names_every_method_and_ships_what_the_rule_allows(committed: Any) -> None:
    shown = "\n".join(str(output.data) for output in outputs_of(committed))
    for method in ("poids de classes", "sous-échantillonnage", "suréchantillonnage", "SMOTE-Tomek", "SMOTE-ENN"):
        assert shown.count(method) > 1
    assert "**Champion" in shown and "only the dummy" not in shown


def test_nothing_in_it_names_the_machine_it_ran_on() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|tmp|work|Users|private)/", text)
