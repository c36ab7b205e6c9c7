"""The histories of a block of clients with other lenders: tables ``bureau`` and ``bureau_balance``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import Column, Floats, Generator, Ints, Rows
from limpide.sources.synthetic.elsewhere.compose import compose_rows, paid_off_on
from limpide.sources.synthetic.elsewhere.memory import Memory, closing, marks_of, timing
from limpide.sources.synthetic.elsewhere.months import Months, compose_lives, compose_span, spanned
from limpide.sources.synthetic.elsewhere.rows import GAPS, OLDEST, start_after
from limpide.sources.synthetic.steps import Steps
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Category, read_variable

GROUPS = ("clients", "opening", "ending", "standing", "paying")


@dataclass(frozen=True)
class Drawn:
    """Loans in order of client, newest first: positions of their variables, and the days that hang together."""

    owner: Ints
    first: Ints  # row of the client's newest loan, of each row
    positions: Positions
    start: Floats
    end: Floats


@dataclass(frozen=True)
class Elsewhere:
    """What the bureau knows, in the order in which it is drawn.

    ``clients``: how many loans, how old the newest is, and whether their months are reported. Then loan by loan, from
    the newest: ``opening`` (when, which kind, until when), ``ending`` (paid off, and how), ``standing`` (news, amounts,
    which months), ``paying`` (months paid as a whole). ``months``: status by status.
    """

    clients: Steps
    opening: Steps
    ending: Steps
    standing: Steps
    paying: Steps
    months: Months

    def draw(
        self, rng: Generator, clients: Positions, size: int, *, client_ids: Ints, first_number: int
    ) -> dict[str, Rows]:
        """Return the rows of both tables for ``size`` clients; loans are numbered from ``first_number``."""
        drawn = self._draw_loans(rng, clients, size)
        number = first_number + rng.permutation(len(drawn.owner))
        columns = compose_rows(self._row, drawn.positions, start=drawn.start, end=drawn.end, first=drawn.first)
        keys: dict[str, Column] = {"SK_ID_CURR": client_ids[drawn.owner], "SK_ID_BUREAU": number}
        bureau = Rows(columns=keys | columns, owner=drawn.owner)
        return {"bureau": bureau, "bureau_balance": self._draw_months(rng, drawn, number, bureau)}

    def _draw_months(self, rng: Generator, drawn: Drawn, number: Ints, bureau: Rows) -> Rows:
        followed = np.flatnonzero(self.clients.holds(drawn.positions, "followed", "yes"))
        positions = {name: position[followed] for name, position in drawn.positions.items()}
        fact = np.asarray(bureau.columns["DAYS_ENDDATE_FACT"])[followed]
        span = compose_span(self.standing, positions, start=drawn.start[followed], fact=fact)
        lives = compose_lives(self._row, positions, span)
        loan, month, status = self.months.draw(rng, lives)
        columns: dict[str, Column] = {"SK_ID_BUREAU": number[followed][loan], "MONTHS_BALANCE": month, "STATUS": status}
        return Rows(columns=columns, owner=drawn.owner[followed][loan])

    def _draw_loans(self, rng: Generator, clients: Positions, size: int) -> Drawn:
        known = dict(clients)
        of_client = self.clients.draw(rng, known, size)
        counts = np.nan_to_num(self.clients.values(of_client, "number"))
        order = np.argsort(-counts, kind="stable")
        known = {name: position[order] for name, position in known.items() if name in self._asked}
        known |= {name: of_client[name][order] for name in ("followed", "newest")}
        memory = Memory(counts[order])
        parts = []
        for rank in range(max(int(counts.max(initial=0)), 1)):  # a round without anybody still names the columns
            count = int(np.searchsorted(-counts[order], -rank, side="left"))
            of_rank = {name: position[:count] for name, position in known.items()}
            of_rank["place"] = np.full(count, min(rank, 1), dtype=np.float64)
            row = self._draw_row(rng, of_rank, memory, count)
            parts.append({**row, "owner": order[:count], "rank": np.full(count, rank)})
        return _sorted(parts)

    def _draw_row(self, rng: Generator, known: dict[str, Floats], memory: Memory, size: int) -> dict[str, Floats]:
        """Draw the next loan of the first ``size`` clients."""
        known |= memory.recall(size)
        row = self.opening.draw(rng, known, size)
        start, end = self._days(row, known, memory, size)
        known |= timing(start, end) | memory.alike(self.opening.holds(row, "family", "card"))
        row |= self.ending.draw(rng, known, size)
        fact = paid_off_on(self._row, row, start=start, end=end)
        known |= closing(fact)
        row |= self.standing.draw(rng, known, size)
        known |= spanned(compose_span(self.standing, row, start=start, fact=fact).open)
        row |= self.paying.draw(rng, known, size)
        memory.note(marks_of(row, self._row.levels, size), start=start, end=end)
        return {**row, "followed": known["followed"], "start day": start, "end day": end}

    def _days(self, row: Positions, known: Positions, memory: Memory, size: int) -> tuple[Floats, Floats]:
        """Return how many days ago the loans began, and the day of their planned end."""
        before = memory.start[:size]
        start = start_after(self.opening.values(row, "wait"), before=before, left=memory.left(size))
        for gap, days in GAPS.items():
            start = np.where(self.opening.holds(row, "gap", gap), before + days, start)
        start = np.where(known["place"] == 0, np.rint(self.clients.values(known, "newest")), start)
        start = np.minimum(start, OLDEST)
        term = np.fmax(self.opening.values(row, "term"), self.opening.values(row, "card_term"))
        end = np.maximum(term, 1.0) - start
        end = np.where(np.isnan(end), self.opening.values(row, "far_end"), end)
        return start, np.where(self.opening.holds(row, "end", "same"), memory.end[:size], end)

    @property
    def _row(self) -> Steps:
        return Steps(tuple(step for name in GROUPS for step in getattr(self, name).steps))

    @property
    def _asked(self) -> set[str]:
        """The names of all that the loans depend on."""
        return {name for step in self._row.steps for name in step.variable.tree.names}

    def to_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return the variables for a file, by the part they belong to."""
        groups = {name: getattr(self, name).to_json() for name in GROUPS}
        return {**groups, "months": self.months.to_json()}

    @classmethod
    def from_json(cls, read: Mapping[str, list[Mapping[str, Any]]]) -> Self:
        """Return the room of a file."""
        groups = {name: Steps.from_json(list(read[name])) for name in GROUPS}
        regime, status = (read_variable(one) for one in read["months"])
        if not (isinstance(regime, Category) and isinstance(status, Category)):
            raise TypeError("the statuses of months are categories")
        return cls(**groups, months=Months(regime, status))


def _sorted(parts: list[dict[str, Floats]]) -> Drawn:
    """Put the loans drawn rank by rank in order of client."""
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}
    owner, rank = (whole.pop(name, np.zeros(0)).astype(np.int64) for name in ("owner", "rank"))
    order = np.lexsort((rank, owner))
    row = np.arange(len(owner))
    return Drawn(
        owner=owner[order],
        first=row - rank[order],
        start=whole.pop("start day", np.zeros(0))[order],
        end=whole.pop("end day", np.zeros(0))[order],
        positions={name: position[order] for name, position in whole.items()},
    )
