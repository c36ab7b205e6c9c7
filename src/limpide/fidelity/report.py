"""The measures as a table for a person at a terminal, and as JSON for a program."""

import json
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from limpide.fidelity.compare import Fidelity
from limpide.fidelity.measure import Measure

_COLOURS = {"met": "green", "stretch met": "green", "not met": "bold red", "not measurable": "yellow"}


def build_table(fidelity: Fidelity) -> Table:
    """Return one line a measure: figure, bar, verdict, and what gives the synthetic side away."""
    grid = Table(
        title=f"{fidelity.synthetic} against {fidelity.real}", title_justify="left", title_style="bold", box=SIMPLE_HEAD
    )
    grid.add_column("measure", min_width=24)
    grid.add_column("value", justify="right", no_wrap=True)
    grid.add_column("bar", justify="right", no_wrap=True)
    grid.add_column("verdict", no_wrap=True)
    grid.add_column("worst columns, and remarks", ratio=1)
    for measure in fidelity.measures:
        grid.add_row(*_cells(measure))
    return grid


def write_json(fidelity: Fidelity, file: Path) -> None:
    """Write every figure, with all that was found behind it, as ``Fidelity.to_json`` gives it."""
    file.write_text(
        json.dumps(fidelity.to_json(), indent=2, allow_nan=False, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _cells(measure: Measure) -> tuple[str, ...]:
    verdict, colour = measure.verdict, _COLOURS.get(measure.verdict)
    return (
        measure.name,
        "-" if measure.value is None else f"{measure.value:.4f}",
        "-" if measure.bar is None else str(measure.bar),
        f"[{colour}]{verdict}[/{colour}]" if colour else verdict,
        escape(measure.remark) + (f"\n[dim]left out: {escape(measure.excludes)}[/dim]" if measure.excludes else ""),
    )
