"""Who may ask: accounts whose tokens are shown once and kept as digests."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import ARRAY, Connection, LargeBinary, any_, bindparam, exists, func, select
from sqlalchemy.exc import IntegrityError

from limpide.contract import Account, AccountEntry, Role
from limpide.core.errors import InvalidInput
from limpide.database import ledger
from limpide.database.desks import at_desk
from limpide.database.identifiers import new_identifier
from limpide.database.keys import Keys
from limpide.database.provider_people import has_name
from limpide.database.schema import accounts

PREFIX = "lmp_"  # so that a secret scanner knows one when it sees one
_ACCOUNT = [accounts.c[name] for name in Account.model_fields]
_LIVING = select(*_ACCOUNT, accounts.c.token_digest).where(
    accounts.c.token_digest == any_(bindparam("digests", type_=ARRAY(LargeBinary))),
    accounts.c.revoked_at.is_(None),
    accounts.c.expires_at > func.now(),
)
_ENTRY = [accounts.c[name] for name in AccountEntry.model_fields]


@dataclass(frozen=True)
class NewAccount:
    """An account and its token, which nobody can show again."""

    account: Account
    token: str = field(repr=False)


def digest(token: str) -> bytes:
    """Return what is kept of a token: 256 random bits need no slow hash."""
    return sha256(token.encode("utf-8", errors="surrogatepass")).digest()


def create(
    connection: Connection, name: str, *, role: Role, valid_for: timedelta, keys: Keys, desk: str | None = None
) -> NewAccount:
    """Make an account; ``InvalidInput`` when somebody of that name has one, or comes from the identity provider."""
    if has_name(connection, name):
        raise InvalidInput(f'somebody of the identity provider is called "{name}" here; give the account another name')
    token = PREFIX + secrets.token_urlsafe(32)
    row = {
        "account_id": new_identifier(),
        "name": name,
        "role": role.value,
        "desk": desk,
        "token_digest": digest(token),
    }
    adding = accounts.insert().values(**row, expires_at=func.now() + valid_for).returning(*_ACCOUNT)
    try:
        with connection.begin_nested():
            made = connection.execute(adding).mappings().one()
    except IntegrityError as error:
        raise InvalidInput(
            f'there is an account of the name "{name}" already; revoke it first, or give this person another name'
        ) from error
    ledger.append_rows(connection, accounts, accounts.c.account_id == row["account_id"], keys=keys)
    return NewAccount(Account(**made), token)


def revoke(connection: Connection, name: str, *, keys: Keys) -> Account:
    """End an account; ``InvalidInput`` when nobody of that name has a living one."""
    living = (func.lower(accounts.c.name) == name.lower()) & accounts.c.revoked_at.is_(None)
    ending = accounts.update().where(living).values(revoked_at=func.now()).returning(accounts.c.account_id, *_ACCOUNT)
    row = connection.execute(ending).mappings().one_or_none()
    if row is None:
        raise InvalidInput(f'no account of the name "{name}" is open; "limpide accounts list" shows them all')
    mine = accounts.c.account_id == row["account_id"]
    ledger.append_rows(connection, accounts, mine, keys=keys, kind="changed")
    return Account(**{column.name: row[column.name] for column in _ACCOUNT})


def find_by_token(connection: Connection, token_digest: bytes) -> Account | None:
    """Return the account of a token, None when there is none, or it was revoked, or it has expired."""
    return find_by_tokens(connection, [token_digest]).get(token_digest)


def find_by_tokens(connection: Connection, token_digests: Collection[bytes]) -> dict[bytes, Account]:
    """Return the accounts of those tokens that have one, neither revoked nor expired, by digest."""
    rows = connection.execute(_LIVING, {"digests": list(token_digests)}).mappings()
    return {bytes(row["token_digest"]): Account(**{name: row[name] for name in Account.model_fields}) for row in rows}


def list_all(connection: Connection) -> list[AccountEntry]:
    """Return every account that there ever was, newest first."""
    query = select(*_ENTRY).order_by(accounts.c.created_at.desc(), accounts.c.account_id.desc())
    return [AccountEntry(**row) for row in connection.execute(query).mappings()]


def list_people(connection: Connection, *, desk: str | None) -> list[Account]:
    """Return the open accounts of officers and reviewers whom a desk may hand a case to, by name.

    A desk (None: every desk) hands cases to its own people, and to those without a desk.
    """
    people = accounts.c.role.in_([Role.OFFICER.value, Role.REVIEWER.value])
    is_open = accounts.c.revoked_at.is_(None) & (accounts.c.expires_at > func.now())
    query = select(*_ACCOUNT).where(people, is_open, at_desk(accounts, desk) | accounts.c.desk.is_(None))
    return [Account(**row) for row in connection.execute(query.order_by(accounts.c.name)).mappings()]


def are_there_any(connection: Connection) -> bool:
    """Whether there was ever an account: from then on nobody passes without one."""
    return bool(connection.scalar(select(exists(select(accounts.c.account_id)))))
