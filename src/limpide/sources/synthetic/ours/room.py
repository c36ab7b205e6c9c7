"""A block's earlier applications at this lender, with the balances of the loans among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from limpide.sources.synthetic.draws import Generator, Ints, Rows
from limpide.sources.synthetic.ours.applications import Applications
from limpide.sources.synthetic.ours.calendar import Today, draw_today
from limpide.sources.synthetic.ours.loans import OurLoans
from limpide.sources.synthetic.ours.pos import Balances, Pos, pos_rows
from limpide.sources.synthetic.tree import Positions


@dataclass(frozen=True)
class OurHistory:
    """What was drawn for a block: the rows of two tables, and what cards and payments need to know."""

    loans: OurLoans
    balances: Balances
    today: Today
    tables: Mapping[str, Rows]


@dataclass(frozen=True)
class Ours:
    """Everything that is drawn of earlier applications."""

    applications: Applications
    pos: Pos

    def draw(self, rng: Generator, clients: Positions, size: int, *, client_ids: Ints, first_number: int) -> OurHistory:
        """Draw the earlier applications of ``size`` clients, numbered from ``first_number``, and their balances."""
        loans, previous = self.applications.draw(rng, clients, size, client_ids=client_ids, first_number=first_number)
        today = draw_today(rng, size)
        balances = self.pos.draw(rng, loans, clients, today)
        tables = {
            "previous_application": previous,
            "POS_CASH_balance": pos_rows(rng, balances, loans, client_ids=client_ids),
        }
        return OurHistory(loans, balances, today, tables)

    def to_json(self) -> dict[str, Any]:
        """Return the variables for a file."""
        return {"previous": self.applications.to_json(), "pos": self.pos.to_json()}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the variables of a file."""
        return cls(Applications.from_json(read["previous"]), Pos.from_json(read["pos"]))
