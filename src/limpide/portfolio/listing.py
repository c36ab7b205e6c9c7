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
from limpide.core.identifiers import LONGEST, ClientId, fault_of
from limpide.portfolio.client_index import ClientIndex
from limpide.sources.values import value_label

_CONTRACT, _CREDIT, _ANNUITY = SUMMARY = ("NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_ANNUITY")


@dataclass(frozen=True)
class Wanted:
    """Who is asked for: those whose identifier starts with ``prefix``, of one decision, of one outcome. None: any.

    ``state`` is known to the journal alone, so the service turns it into identifiers (``ClientFilter``);
    ``numbers`` names clients one by one.
    """

    prefix: str = ""
    decision: Decision | None = None
    outcome: ClientOutcome | None = None
    state: CaseStatus | None = None
    numbers: tuple[ClientId, ...] = ()


@dataclass(frozen=True)
class ClientFilter:
    """Set of clients that a list keeps, or leaves out when ``excluded``."""

    client_ids: tuple[ClientId, ...]
    excluded: bool = False

    def mask(self, index: ClientIndex) -> NDArray[np.bool_]:
        """Return who of a client base passes, bool (clients,).

        >>> ClientFilter(("7",), excluded=True).mask(ClientIndex(np.array([6, 7]))).tolist()
        [True, False]
        """
        among = index.mask(self.client_ids)
        return ~among if self.excluded else among


EVERYBODY = Wanted()


@dataclass(frozen=True)
class Page:
    """Positions of one page's clients, how many match in all, and where to go on."""

    positions: list[int]
    total: int
    next_cursor: str | None


def find_page(
    index: ClientIndex,
    *,
    prefix: str,
    after: ClientId | None = None,
    limit: int,
    members: NDArray[np.int32] | None = None,
) -> Page:
    """Return the clients whose identifier starts with ``prefix``, in order, beyond the client ``after``.

    ``members`` are the positions among which to look, increasing; None for all of them.

    >>> find_page(ClientIndex(np.array([7, 70, 81, 712])), prefix="7", limit=2).positions
    [0, 1]
    """
    check_prefix(prefix)
    ranges = [_ranks(members, start, stop) for start, stop in index.spans(prefix)]
    total = sum(stop - start for start, stop in ranges)
    _, first = _ranks(members, 0, index.rank_after(after))
    ranks = [
        rank for start, stop in ranges for rank in range(max(start, first), min(stop, max(start, first) + limit + 1))
    ]
    shown = ranks[:limit]
    positions = shown if members is None else members[shown].tolist()
    more = len(ranks) > limit
    return Page(positions, total, write_cursor(index.name(positions[-1])) if more else None)


def client_summary(client_id: ClientId, row: Mapping[str, Any], *, language: Language) -> ClientSummary:
    """Return one line of the list of clients, from the lender's row of the application (its columns ``SUMMARY``)."""
    contract = row.get(_CONTRACT)
    return ClientSummary(
        client_id=client_id,
        contract=None if contract is None else value_label(_CONTRACT, contract, language),
        credit_amount=row.get(_CREDIT),
        annuity=row.get(_ANNUITY),
    )


def check_prefix(prefix: str) -> None:
    """Refuse what no identifier starts with; ``InvalidInput`` says why."""
    fault = None if prefix == "" else fault_of(prefix.rstrip(" ")) if prefix.strip() else "empty"
    if fault and not fault.startswith("'.'"):  # "..7" may go on
        raise InvalidInput(f"no id starts so ({fault}): {prefix[:20]!r}; give its first 1 to {LONGEST} characters")


def _ranks(members: NDArray[np.int32] | None, start: int, stop: int) -> tuple[int, int]:
    """Return from which to which rank among the members the positions from ``start`` to ``stop`` lie."""
    if members is None:
        return start, stop
    low, high = np.searchsorted(members, [start, stop]).tolist()
    return low, high


def write_cursor(client_id: ClientId) -> str:
    """Return the cursor of the page that begins after a client."""
    return base64.urlsafe_b64encode(client_id.encode()).decode()


def read_cursor(cursor: str) -> ClientId:
    """Return the client after whom a page begins; ``InvalidInput`` when this is no cursor."""
    try:
        client_id = base64.urlsafe_b64decode(cursor.encode("ascii", errors="strict")).decode()
    except (ValueError, binascii.Error):
        client_id = ""
    if fault_of(client_id):
        raise InvalidInput("this cursor did not come from a previous page; ask for the first page again")
    return client_id
