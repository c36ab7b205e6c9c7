"""Delegation limits: the largest amount that one person may accept alone, by account or role; none: no limit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from limpide.core.errors import InvalidInput

_ROLES = ("officer", "reviewer")
_ACCOUNTS = "accounts"


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """Amounts in the lender's currency; ``accounts`` by name, whatever its capitals, before the limit of the role."""

    officer: float | None = None
    reviewer: float | None = None
    accounts: Mapping[str, float] = field(default_factory=dict)

    def find_limit(self, name: str | None, *, role: str) -> float | None:
        """Return what somebody may accept alone, None without a limit.

        >>> Delegation(officer=20_000, accounts={"zoé léger": 50_000}).find_limit("Zoé Léger", role="officer")
        50000
        """
        limits = {"officer": self.officer, "reviewer": self.reviewer}
        return self.accounts.get((name or "").casefold(), limits.get(role))

    def has_own_limit(self, name: str | None) -> bool:
        """Whether an account is named in the lender's file."""
        return (name or "").casefold() in self.accounts


def read_delegation(content: Mapping[str, Any], *, where: str) -> Delegation:
    """Read the table ``delegation`` of a lender's file; ``InvalidInput`` names what cannot be used."""
    given = content.get("delegation", {})
    if not isinstance(given, dict) or set(given) - {*_ROLES, _ACCOUNTS}:
        raise InvalidInput(f"{where}: delegation may have {', '.join(_ROLES)} and {_ACCOUNTS}")
    named = given.get(_ACCOUNTS, {})
    if not isinstance(named, dict):
        raise InvalidInput(f'{where}: delegation.{_ACCOUNTS} is a table of limits by name, such as "Zoé Léger" = 50000')
    accounts = {name.casefold(): _limit(limit, f"{_ACCOUNTS}.{name}", where) for name, limit in named.items()}
    return Delegation(
        officer=_limit(given.get("officer"), "officer", where),
        reviewer=_limit(given.get("reviewer"), "reviewer", where),
        accounts={name: limit for name, limit in accounts.items() if limit is not None},
    )


def _limit(value: Any, name: str, where: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise InvalidInput(f"{where}: delegation.{name} must be an amount, 0 or more; it is {value!r}")
    return float(value)
