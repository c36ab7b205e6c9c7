"""People of an identity provider: (issuer, subject) is who somebody is here, and gets one name for good.

The journal writes names, and compares them where two persons must be two. So no two persons have one name: whoever
comes with a name that an account or somebody else has is written down with a number after it.
"""

from sqlalchemy import ColumnElement, Connection, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from limpide.core.errors import InvalidInput
from limpide.database.schema import accounts, provider_people

_MOST_NAMESAKES = 1_000


def name_person(connection: Connection, issuer: str, subject: str, claimed: str) -> str | None:
    """Return the name of a person, given at the first sight; None when the person was revoked."""
    of_person = (provider_people.c.issuer == issuer) & (provider_people.c.person == subject)
    query = select(provider_people.c.name, provider_people.c.revoked_at).where(of_person)
    for number in range(1, _MOST_NAMESAKES):
        known = connection.execute(query).one_or_none()
        if known is not None:
            return None if known.revoked_at is not None else str(known.name)
        name = claimed if number == 1 else f"{claimed} ({number})"
        if not _has_account(connection, name):
            row = insert(provider_people).values(issuer=issuer, person=subject, name=name)
            connection.execute(row.on_conflict_do_nothing())
    raise InvalidInput(f"{_MOST_NAMESAKES} people of {issuer} have one name; look at the claim that names them")


def has_name(connection: Connection, name: str) -> bool:
    """Whether somebody of a provider has this name, whatever its capitals."""
    return bool(connection.scalar(select(exists(select(provider_people.c.name).where(_named(name))))))


def revoke_person(connection: Connection, name: str) -> str | None:
    """Refuse somebody of a provider from now on; return the name as it is written, None when nobody has it."""
    living = _named(name) & provider_people.c.revoked_at.is_(None)
    ending = provider_people.update().where(living).values(revoked_at=func.now())
    return connection.execute(ending.returning(provider_people.c.name)).scalar_one_or_none()


def _named(name: str) -> ColumnElement[bool]:
    return func.lower(provider_people.c.name) == func.lower(name)


def _has_account(connection: Connection, name: str) -> bool:
    same = func.lower(accounts.c.name) == func.lower(name)
    return bool(connection.scalar(select(exists(select(accounts.c.account_id).where(same)))))
