"""Identity of clients: encrypted under the client's key, a row for each version, found by name and birth date."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from limpide.contract import Identity, IdentityChange, IdentityMatch, IdentityMatches, IdentityRecord, IdentitySearch
from limpide.core.errors import Conflict
from limpide.core.identifiers import BEFORE_APPLICANTS, ClientId
from limpide.database import ledger
from limpide.database.client_order import in_order
from limpide.database.desks import applicant_at_desk
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.name_index import birth_token, name_parts, name_tokens
from limpide.database.schema import applications, client_keys, identities
from limpide.database.subjects import KEY, claim_subject, read_subject

MOST_MATCHES = 20
_WHOLE = select(identities, *KEY).join(client_keys, client_keys.c.subject == identities.c.subject)
_LATER = identities.alias("later")
_LATEST = ~exists().where(_LATER.c.subject == identities.c.subject, _LATER.c.version > identities.c.version)


def record(
    connection: Connection,
    client_id: ClientId,
    identity: Identity,
    *,
    after: int,
    officer: str,
    keys: Keys,
    once: Once | None = None,
    witness: Witness = unseen,
) -> IdentityRecord:
    """Keep the next version of a client's identity and return it; the same ``once`` keeps it once.

    ``Conflict`` when ``after`` is not the latest version; ``KeyReused`` when the key came with another request.
    """
    if once is not None and _was_recorded(connection, once, officer=officer):
        return find(connection, client_id, keys=keys)
    ledger.hold_heads(connection, keys=keys)  # before rows that point to the key: erasure takes them in this order
    subject = claim_subject(connection, client_id, keys=keys)
    latest = connection.scalar(select(func.max(identities.c.version)).where(identities.c.subject == subject.subject))
    identity_id = new_identifier()
    row: dict[str, Any] = {
        "identity_id": identity_id,
        "subject": subject.subject,
        "version": after + 1,
        "officer": officer,
        "name_tokens": name_tokens(identity.given_names, identity.family_name, keys=keys),
        "birth_token": birth_token(identity.birth_date, keys=keys),
        "payload": subject.hide(identity.model_dump(mode="json"), about=identity_id),
        **(once.row() if once else {}),
    }
    adding = insert(identities).values(row).on_conflict_do_nothing()
    if (latest or 0) != after or connection.execute(adding).rowcount == 0:
        raise Conflict("identity-changed", f"version {latest} of the identity of client {client_id} is not {after}")
    mine = identities.c.identity_id == identity_id
    ledger.append_rows(connection, identities, mine, keys=keys, witness=witness)
    return find(connection, client_id, keys=keys)


def record_first(
    connection: Connection,
    client_id: ClientId,
    identity: Identity,
    *,
    officer: str,
    keys: Keys,
    witness: Witness = unseen,
) -> IdentityRecord:
    """Keep who an applicant is with the application; one that was sent before has its identity already."""
    held = find(connection, client_id, keys=keys)
    if held.version:
        return held
    return record(connection, client_id, identity, after=0, officer=officer, keys=keys, witness=witness)


def find(connection: Connection, client_id: ClientId, *, keys: Keys) -> IdentityRecord:
    """Return a client's identity as it is now, and who recorded each version."""
    rows = _versions(connection, client_id)
    return IdentityRecord(
        client_id=client_id,
        identity=_read(rows[0], keys=keys) if rows else None,
        version=rows[0]["version"] if rows else 0,
        changes=[IdentityChange(**{name: row[name] for name in IdentityChange.model_fields}) for row in rows],
    )


def list_versions(connection: Connection, client_id: ClientId, *, keys: Keys) -> list[dict[str, Any]]:
    """Return every version of a client's identity as JSON, newest first."""
    return [
        {
            "version": row["version"],
            "recorded_at": row["recorded_at"].isoformat(),
            "officer": row["officer"],
            "identity": _read(row, keys=keys).model_dump(mode="json"),
        }
        for row in _versions(connection, client_id)
    ]


def search(connection: Connection, asked: IdentitySearch, *, keys: Keys, desk: str | None) -> IdentityMatches:
    """Return the clients whose latest identity has every part of the name; applicants of other desks stay unknown."""
    if not name_parts(asked.name):
        return IdentityMatches(matches=[], complete=True)
    conditions = [_LATEST, _is_visible(desk), identities.c.name_tokens.contains(name_tokens(asked.name, keys=keys))]
    if asked.birth_date is not None:
        conditions.append(identities.c.birth_token == birth_token(asked.birth_date, keys=keys))
    query = _WHOLE.outerjoin(applications, applications.c.client_id == client_keys.c.client_id).where(*conditions)
    rows = (
        connection.execute(query.order_by(*in_order(client_keys.c.client_id)).limit(MOST_MATCHES + 1)).mappings().all()
    )
    matches = [_match(row, keys=keys) for row in rows[:MOST_MATCHES]]
    return IdentityMatches(matches=matches, complete=len(rows) <= MOST_MATCHES)


def _is_visible(desk: str | None) -> ColumnElement[bool]:
    of_snapshot = ~client_keys.c.client_id.regexp_match("^9[0-9]{8}$") | (client_keys.c.client_id == BEFORE_APPLICANTS)
    return or_(of_snapshot, applications.c.client_id.is_not(None) & applicant_at_desk(applications, desk))


def _was_recorded(connection: Connection, once: Once, *, officer: str) -> bool:
    found = connection.execute(select(identities.c.request_digest).where(once.of(identities, officer))).one_or_none()
    if found is not None:
        once.check(found.request_digest)
    return found is not None


def _versions(connection: Connection, client_id: ClientId) -> Sequence[RowMapping]:
    query = _WHOLE.where(client_keys.c.client_id == client_id).order_by(identities.c.version.desc())
    return connection.execute(query).mappings().all()


def _read(row: RowMapping, *, keys: Keys) -> Identity:
    hidden = read_subject(row, keys=keys).show(row["payload"], about=row["identity_id"])
    return Identity.model_validate(hidden)


def _match(row: RowMapping, *, keys: Keys) -> IdentityMatch:
    identity = _read(row, keys=keys)
    return IdentityMatch(
        client_id=row["client_id"],
        given_names=identity.given_names,
        family_name=identity.family_name,
        birth_date=identity.birth_date,
        city=identity.address.city if identity.address else None,
    )
