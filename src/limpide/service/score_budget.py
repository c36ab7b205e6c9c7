"""Score budget: rows of invented data that a caller may have scored, whatever the route, counted in PostgreSQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import structlog
from fastapi import Depends, Request

from limpide.contract import Role
from limpide.core.errors import BudgetSpent, Unavailable
from limpide.database import score_budgets
from limpide.database.engine import Engine, transaction
from limpide.service.rate_limit import Rate, TokenBuckets
from limpide.service.security import Caller

# What simulations answer could be farmed to copy the model, or to find what to lie about.
OFFICER, REVIEWER, SERVICE = Rate(0.5, 60), Rate(0.5, 60), Rate(1_000, 200_000)
_DEFAULT: Mapping[Role, Rate] = {Role.OFFICER: OFFICER, Role.REVIEWER: REVIEWER, Role.SERVICE: SERVICE}


@dataclass(frozen=True)
class ScoreBudgets:
    """The budget of each role; while PostgreSQL is silent each process counts for itself."""

    rates: Mapping[Role, Rate] = field(default_factory=lambda: _DEFAULT)
    _local: TokenBuckets = field(default_factory=TokenBuckets, repr=False)

    def spend(self, engine: Engine, caller: Caller, rows: int) -> None:
        """Take rows from the caller's budget; ``BudgetSpent`` when they are not there.

        A service that runs open has no callers to tell apart, and no budget.
        """
        if caller.name is None or caller.role is None or rows <= 0:
            return
        rate = self.rates[caller.role]
        seconds = self._seconds(engine, caller.name.casefold(), rows, rate)
        if seconds:
            raise BudgetSpent(rows, at_once=int(rate.at_once), seconds=seconds)

    def _seconds(self, engine: Engine, person: str, rows: int, rate: Rate) -> int:
        try:
            with transaction(engine) as begun:
                connection, at_once = begun.connection, int(rate.at_once)
                return score_budgets.spend(connection, person, rows, a_second=rate.a_second, at_once=at_once)
        except Unavailable as error:
            structlog.get_logger().warning("score_budget_counted_here", reason=str(error))
            return self._local.consume(person, rate, tokens=rows)


@dataclass(frozen=True)
class CallerBudget:
    """The budget of whoever asks."""

    budgets: ScoreBudgets
    engine: Engine
    caller: Caller

    def spend(self, rows: int = 1) -> None:
        """Take rows of invented data from it before they are scored; ``BudgetSpent`` when they are not there."""
        self.budgets.spend(self.engine, self.caller, rows)

    @property
    def counts(self) -> bool:
        """Whether rows are counted for this caller at all."""
        return self.caller.name is not None


def find_budget(request: Request) -> CallerBudget:
    """Return the budget of a request's caller."""
    state = request.app.state
    return CallerBudget(state.budgets, state.engine, request.state.caller)


async def _budget(request: Request) -> CallerBudget:
    return find_budget(request)


BudgetDep = Annotated[CallerBudget, Depends(_budget)]
