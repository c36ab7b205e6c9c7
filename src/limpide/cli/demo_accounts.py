"""The demo's accounts: one a role, made anew at every start, so that old tokens open nothing."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from limpide.database.engine import Connection
    from limpide.database.keys import Keys

_VALID = timedelta(days=30)
_NAMES = {"officer": "Démo Conseil", "reviewer": "Démo Réexamen", "analyst": "Démo Analyse", "service": "Démo Service"}


@dataclass(frozen=True)
class Tokens:
    """The token of each role of the demo."""

    by_role: dict[str, str] = field(repr=False)

    def of(self, role: str) -> str:
        """Return the token of one role."""
        return self.by_role[role]


def make_accounts(database_url: str, keys: "Keys") -> Tokens:
    """End the accounts of the last demo and make those of this one."""
    from limpide.contract import Role
    from limpide.database import accounts
    from limpide.database.engine import create_engine, transaction

    engine = create_engine(database_url)
    with transaction(engine) as begun:
        _end_former(begun.connection, keys)
        made = {
            role: accounts.create(begun.connection, name, role=Role(role), valid_for=_VALID, keys=keys).token
            for role, name in _NAMES.items()
        }
    engine.dispose()
    return Tokens(made)


def _end_former(connection: "Connection", keys: "Keys") -> None:
    from limpide.database import accounts

    living = {each.name for each in accounts.list_all(connection) if each.revoked_at is None}
    for name in living & set(_NAMES.values()):
        accounts.revoke(connection, name, keys=keys)
