"""Login roles of the database: the service, readers and auditors each have their own, the owner only migrates."""

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, make_url, text

from limpide.core.errors import InvalidInput
from limpide.database.engine import SERVICE_ROLE, create_engine, transaction
from limpide.database.row_digest import SEALED

READER_ROLE, AUDITOR_ROLE = "limpide_reader", "limpide_auditor"
LOGINS: Mapping[str, str] = {
    SERVICE_ROLE: "reads, adds and moves the head of the journal; nothing else",
    READER_ROLE: "reads decisions and outcomes, for monitoring",
    AUDITOR_ROLE: "reads every table, for limpide decisions verify",
}
_CHANGING = ("UPDATE", "DELETE", "TRUNCATE")
_EXCESS = text(
    """
    SELECT rolsuper, rolcreaterole, rolbypassrls, pg_has_role(session_user, relowner, 'MEMBER') AS owner
    FROM pg_roles, pg_class
    WHERE rolname = session_user AND pg_class.oid = CAST('decisions' AS regclass)
    """
)
_MAY = text(
    """
    SELECT sealed.name, changing.wished
    FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS sealed (name, place)
    CROSS JOIN unnest(CAST(:rights AS text[])) WITH ORDINALITY AS changing (wished, turn)
    WHERE has_table_privilege(session_user, CAST(sealed.name AS regclass), changing.wished)
    ORDER BY sealed.place, changing.turn
    """
)
_CALLED = {"rolsuper": "is a superuser", "rolcreaterole": "may make roles", "rolbypassrls": "may bypass policies"}


def excess_rights(connection: Connection) -> Sequence[str]:
    """Return what the login of a connection may do and the service never needs, in words; none for its own login.

    The login counts, not the role that it has taken on: whoever runs a statement can give a role back.
    """
    held = connection.execute(_EXCESS).mappings().one()
    found = [said for name, said in _CALLED.items() if held[name]]
    if held["owner"]:
        return [*found, "owns the tables, or may act as their owner"]
    may = connection.execute(_MAY, {"names": list(SEALED), "rights": list(_CHANGING)})
    return [*found, *(f"may {right} {name}" for name, right in may)]


def embedded_login(url: str) -> str:
    """Let the service log in to our own PostgreSQL under its own name, and return its address.

    Nobody but the system account that runs the server reaches its socket; there is no password to keep.
    """
    _as_owner(url, [f"ALTER ROLE {SERVICE_ROLE} LOGIN"])
    return make_url(url).set(username=SERVICE_ROLE).render_as_string(hide_password=False)


def make_logins(url: str) -> dict[str, str]:
    """Give each role a new random password, as the owner, and return the address of each.

    ``InvalidInput`` where the owner may not: make the roles and logins as the server's administrator.
    """
    passwords = {role: secrets.token_urlsafe(32) for role in LOGINS}
    _as_owner(url, [f"ALTER ROLE {role} LOGIN PASSWORD '{password}'" for role, password in passwords.items()])
    address = make_url(url)
    return {
        role: address.set(username=role, password=password).render_as_string(hide_password=False)
        for role, password in passwords.items()
    }


def _as_owner(url: str, statements: Sequence[str]) -> None:
    engine = create_engine(url)
    try:
        with transaction(engine) as begun:
            missing = set(LOGINS) - set(begun.connection.scalars(text("SELECT rolname FROM pg_roles")))
            if missing:
                raise InvalidInput(
                    f"the server has no roles {', '.join(sorted(missing))}; let its administrator make them "
                    "(CREATE ROLE) and grant them what docs/operations.md lists"
                )
            for statement in statements:
                begun.connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
