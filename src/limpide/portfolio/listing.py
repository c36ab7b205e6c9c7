"""Which clients a list shows, page by page, without a scan."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.contract import CaseStatus, ClientOutcome, ClientSummary, Language
from limpide.core.decision import Decision
from limpide.core.errors import InvalidInput
from limpide.sources.values import value_label

_LONGEST = 9
_CONTRACT, _CREDIT, _ANNUITY = SUMMARY = ("NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_ANNUITY")


@dataclass(frozen=True)
class Wanted:
    """Who is asked for: those whose number starts with ``prefix``, of one decision, of one outcome. None: any.

    ``state`` is known to the journal alone, so the service turns it into numbers (``NumberFilter``); ``numbers``
    names clients one by one.
    """

    prefix: str = ""
    decision: Decision | None = None
    outcome: ClientOutcome | None = None
    state: CaseStatus | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class NumberFilter:
    """Set of client numbers that a list keeps, or leaves out when ``excluded``."""

    numbers: NDArray[np.int64]
    excluded: bool = False

    def mask(self, client_ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return who passes, bool (clients,).

        >>> NumberFilter(np.array([7]), excluded=True).mask(np.array([6, 7])).tolist()
        [True, False]
        """
        return np.isin(client_ids, self.numbers, invert=self.excluded)


EVERYBODY = Wanted()


@dataclass(frozen=True)
class Page:
    """Positions of one page's clients, how many match in all, and where to go on."""

    positions: list[int]
    total: int
    next_cursor: str | None


def find_page(
    client_ids: NDArray[np.int64],
    *,
    prefix: str,
    after: int,
    limit: int,
    members: NDArray[np.int32] | None = None,
) -> Page:
    """Return the clients whose number starts with ``prefix``, in increasing order, beyond the number ``after``.

    ``members`` are the positions among which to look, increasing; None for all of them.

    >>> find_page(np.array([7, 70, 81, 712]), prefix="7", after=0, limit=2).positions
    [0, 1]
    """
    ranges = [_between(client_ids, members, low, high) for low, high in spans(prefix)]
    total = sum(stop - start for start, stop in ranges)
    _, first = _between(client_ids, members, 0, after + 1)
    ranks = [
        rank for start, stop in ranges for rank in range(max(start, first), min(stop, max(start, first) + limit + 1))
    ]
    shown = ranks[:limit]
    positions = shown if members is None else members[shown].tolist()
    more = len(ranks) > limit
    return Page(positions, total, write_cursor(int(client_ids[positions[-1]])) if more else None)


def client_summary(client_id: int, row: Mapping[str, Any], *, language: Language) -> ClientSummary:
    """Return one line of the list of clients, from the lender's row of the application (its columns ``SUMMARY``)."""
    contract = row.get(_CONTRACT)
    return ClientSummary(
        client_id=client_id,
        contract=None if contract is None else value_label(_CONTRACT, contract, language),
        credit_amount=row.get(_CREDIT),
        annuity=row.get(_ANNUITY),
    )


def spans(prefix: str) -> list[tuple[int, int]]:
    """Return the intervals of numbers that start with a prefix: 7 → [7, 8), [70, 80), [700, 800) …"""
    if prefix == "":
        return [(0, 10**_LONGEST)]
    if not (prefix.isascii() and prefix.isdigit()) or len(prefix) > _LONGEST or prefix.startswith("0"):
        raise InvalidInput(
            f"a client number starts with one to {_LONGEST} digits and not with 0; received {prefix[:20]!r}"
        )
    scales = [10**extra for extra in range(_LONGEST - len(prefix) + 1)]
    return [(int(prefix) * scale, (int(prefix) + 1) * scale) for scale in scales]


def _between(client_ids: NDArray[np.int64], members: NDArray[np.int32] | None, low: int, high: int) -> tuple[int, int]:
    """Return from which to which rank among the members numbers lie from ``low`` up to but without ``high``."""
    bounds = np.searchsorted(client_ids, [low, high])
    start, stop = bounds if members is None else np.searchsorted(members, bounds)
    return int(start), int(stop)


def write_cursor(client_id: int) -> str:
    """Return the cursor of the page that begins after a client."""
    return base64.urlsafe_b64encode(str(client_id).encode()).decode()


def read_cursor(cursor: str) -> int:
    """Return the client after whom a page begins; ``InvalidInput`` when this is no cursor."""
    try:
        client_id = int(base64.urlsafe_b64decode(cursor.encode("ascii", errors="strict")))
    except (ValueError, binascii.Error):
        client_id = -1
    if not 0 <= client_id < 10**_LONGEST:
        raise InvalidInput("this cursor did not come from a previous page; ask for the first page again")
    return client_id
