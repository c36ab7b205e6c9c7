"""Progress bars for a person at a terminal; nothing but a line per stage elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

console = Console(stderr=True, emoji=False)  # gender:M: is a group, no pictogram


@contextmanager
def watched(title: str, *, total: int) -> Iterator[Callable[[int], None]]:
    """Show one bar of ``total`` steps on standard error (``core.progress.Progress``)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        task = bars.add_task(title, total=total)
        yield lambda steps: bars.advance(task, steps)
