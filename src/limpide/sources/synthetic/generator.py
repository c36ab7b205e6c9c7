"""Synthetic clients: the lender's eight tables, made up from aggregated statistics and domain rules."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import pyarrow as pa

from limpide.core.errors import InvalidInput
from limpide.core.output import new_folder
from limpide.core.progress import Progress, silent
from limpide.sources.synthetic.block import BLOCK, draw_block
from limpide.sources.synthetic.statistics import Statistics
from limpide.sources.synthetic.writers import Writers, arrow_tables, check_format

_ALONE = 4
"""Up to so many blocks, starting other processes takes longer than it saves."""
_AHEAD = 2
"""Blocks that wait for each process: memory stays the same however many there are."""


def synthesise(
    out: Path,
    *,
    clients: int,
    seed: int,
    format: str = "parquet",  # noqa: A002 - the option's name
    drift: bool = True,
    statistics: Path | None = None,
    replace: bool = False,
    progress: Progress = silent,
) -> None:
    """Write a folder of eight tables about ``clients`` made-up applications, 86 % of them labelled.

    The same seed gives the same clients; more clients come after the same first ones. Memory does not grow with
    ``clients``; every core is used. With ``drift`` the unlabelled applications differ from the labelled ones as the
    lender's do; without, they are alike. ``statistics`` is a file made by ``fit_statistics``, the shipped one unless
    given. Raises InvalidInput for a bad option or an existing folder (unless ``replace``).
    """
    if clients < 1:
        raise InvalidInput(f"{clients} clients cannot be made; ask for 1 or more")
    if seed < 0:
        raise InvalidInput(f"the seed {seed} is negative; choose 0 or more")
    check_format(format)
    sizes = [min(BLOCK, clients - first) for first in range(0, clients, BLOCK)]
    draw = partial(_draw, seed=seed, drift=drift, statistics=statistics)
    with (
        new_folder(out, replace=replace) as folder,
        Writers(folder, format=format) as writers,
        progress("clients", total=clients) as done,
        _drawn(draw, sizes) as blocks,
    ):
        for size, tables in zip(sizes, blocks, strict=True):
            writers.write(tables)
            done(size)


def _draw(index: int, clients: int, *, seed: int, drift: bool, statistics: Path | None) -> dict[str, pa.Table]:
    tables = draw_block(_statistics(statistics), seed=seed, index=index, clients=clients, drift=drift)
    return arrow_tables(tables)


@cache
def _statistics(path: Path | None) -> Statistics:
    return Statistics.read(path)


@contextmanager
def _drawn(draw: "partial[dict[str, pa.Table]]", sizes: list[int]) -> Iterator[Iterator[dict[str, pa.Table]]]:
    """Yield the blocks in their order, drawn on every core."""
    cores = os.cpu_count() or 1
    if len(sizes) <= _ALONE or cores == 1:
        yield (draw(index, size) for index, size in enumerate(sizes))
        return
    # Fresh processes: a fork would copy the locks of libraries whose threads are running.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=context, initializer=_leave_interrupts) as pool:
        try:
            yield _in_order(pool, draw, sizes, ahead=cores * _AHEAD)
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that writes: it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _in_order(
    pool: ProcessPoolExecutor, draw: "partial[dict[str, pa.Table]]", sizes: list[int], *, ahead: int
) -> Iterator[dict[str, pa.Table]]:
    waiting: deque[Future[dict[str, pa.Table]]] = deque()
    for index, size in enumerate(sizes):
        waiting.append(pool.submit(draw, index, size))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
