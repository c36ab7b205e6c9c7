"""Which clients a typed prefix stands for, page by page, without a scan."""

import base64
import binascii
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput

_LONGEST = 9


@dataclass(frozen=True)
class Page:
    """Positions of one page's clients, how many match in all, and where to go on."""

    positions: list[int]
    total: int
    next_cursor: str | None


def find_page(client_ids: NDArray[np.int64], *, prefix: str, cursor: str | None, limit: int) -> Page:
    """Return the clients whose number starts with ``prefix``, in increasing order, after ``cursor``.

    >>> find_page(np.array([7, 70, 81, 712]), prefix="7", cursor=None, limit=2).positions
    [0, 1]
    """
    ranges = [_between(client_ids, low, high) for low, high in _spans(prefix)]
    total = sum(stop - start for start, stop in ranges)
    after = -1 if cursor is None else _read_cursor(cursor)
    first = int(np.searchsorted(client_ids, after, side="right"))
    positions = [
        position
        for start, stop in ranges
        for position in range(max(start, first), min(stop, max(start, first) + limit + 1))
    ]
    page = positions[:limit]
    more = len(positions) > limit
    return Page(page, total, _write_cursor(int(client_ids[page[-1]])) if more else None)


def _spans(prefix: str) -> list[tuple[int, int]]:
    """The intervals of numbers that start with a prefix: 7 → [7, 8), [70, 80), [700, 800) …"""
    if prefix == "":
        return [(0, 10**_LONGEST)]
    if not (prefix.isascii() and prefix.isdigit()) or len(prefix) > _LONGEST or prefix.startswith("0"):
        raise InvalidInput(
            f"a client number starts with one to {_LONGEST} digits and not with 0; received {prefix[:20]!r}"
        )
    scales = [10**extra for extra in range(_LONGEST - len(prefix) + 1)]
    return [(int(prefix) * scale, (int(prefix) + 1) * scale) for scale in scales]


def _between(client_ids: NDArray[np.int64], low: int, high: int) -> tuple[int, int]:
    start, stop = np.searchsorted(client_ids, [low, high])
    return int(start), int(stop)


def _write_cursor(client_id: int) -> str:
    return base64.urlsafe_b64encode(str(client_id).encode()).decode()


def _read_cursor(cursor: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(cursor.encode("ascii", errors="strict")))
    except (ValueError, binascii.Error) as error:
        raise InvalidInput("this cursor did not come from a previous page; ask for the first page again") from error
