"""``python -m benchmarks.notebook``: run the notebook of the modelling and keep what it shows, pictures included."""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "modelling.ipynb"
_PATIENCE = 1_800  # seconds for one cell


def run_notebook(path: Path) -> None:
    """Execute every cell in an empty folder and write the outputs in place; the file stays as it was on an error."""
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    book = nbformat.read(str(path), as_version=4)  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        NotebookClient(book, timeout=_PATIENCE, kernel_name="python3", resources=resources).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)  # times of the day
    text = nbformat.writes(book)  # type: ignore[no-untyped-call]
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    run_notebook(NOTEBOOK)
    sys.stdout.write(f"{NOTEBOOK.name}: {NOTEBOOK.stat().st_size / 1e6:.2f} MB\n")
