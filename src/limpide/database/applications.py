"""New applicants: kept encrypted under a key of their own, numbered like any client, visible at their desk only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Text, any_, cast, func, not_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from limpide.core.errors import Erased
from limpide.core.identifiers import ClientId
from limpide.database import ledger
from limpide.database.desks import applicant_at_desk
from limpide.database.idempotency import Once
from limpide.database.identifiers import new_identifier
from limpide.database.journal import Witness, unseen
from limpide.database.keys import Keys
from limpide.database.schema import applicant_numbers, applications, client_keys
from limpide.database.subjects import JOURNAL_ID, keep_subject, new_subject, read_subject

_WHOLE = select(applications, client_keys.c.subject, client_keys.c.locked_key, JOURNAL_ID).join(
    client_keys, client_keys.c.client_id == applications.c.client_id
)


@dataclass(frozen=True)
class Chosen:
    """Set of clients that a query keeps, or leaves out when ``excluded``."""

    numbers: tuple[ClientId, ...]
    excluded: bool = False

    def of(self) -> ColumnElement[bool]:
        """Return the condition; one parameter, however many numbers."""
        among = applications.c.client_id == any_(cast(list(self.numbers), ARRAY(Text)))
        return not_(among) if self.excluded else among


@dataclass(frozen=True)
class StoredApplication:
    """An application as it was sent; ``content`` is the JSON that ``store`` was given."""

    client_id: ClientId
    stored_at: datetime
    desk: str | None
    officer: str
    content: dict[str, Any]


def store(
    connection: Connection,
    content: Mapping[str, Any],
    *,
    keys: Keys,
    officer: str,
    desk: str | None = None,
    once: Once | None = None,
    witness: Witness = unseen,
) -> StoredApplication:
    """Number an application (JSON content) and keep it encrypted.

    The same ``once`` of the same officer returns what was stored the first time; ``KeyReused`` when its key came
    with another request.
    """
    client_id = str(connection.execute(select(applicant_numbers.next_value())).scalar_one())
    subject = new_subject(client_id)  # the number is new: nobody else makes one
    application_id = new_identifier()
    row = {
        "client_id": client_id,
        "application_id": application_id,
        "desk": desk,
        "officer": officer,
        "payload": subject.hide(dict(content), about=application_id),
        **(once.row() if once else {}),
    }
    adding = (
        insert(applications).values(row).on_conflict_do_nothing(constraint="uq_applications_officer_idempotency_key")
    )
    stored_at = connection.execute(adding.returning(applications.c.stored_at)).scalar_one_or_none()
    if stored_at is None:
        return _stored_before(connection, once, officer=officer, keys=keys)
    keep_subject(connection, subject, keys=keys)
    mine = applications.c.client_id == client_id
    ledger.append_rows(connection, applications, mine, keys=keys, witness=witness)
    return StoredApplication(client_id, stored_at, desk, officer, dict(content))


def find(
    connection: Connection, client_id: ClientId, *, keys: Keys, desk: str | None = None
) -> StoredApplication | None:
    """Return an application, None when there is none of that number at this desk (``desk`` None sees every desk)."""
    query = _WHOLE.where(applications.c.client_id == client_id, applicant_at_desk(applications, desk))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _read(row, keys=keys)


def list_page(
    connection: Connection,
    prefix: str,
    *,
    after: str = "",
    keys: Keys,
    desk: str | None = None,
    limit: int,
    chosen: Sequence[Chosen] = (),
) -> list[StoredApplication]:
    """Return the applications of a desk whose number starts so, beyond ``after``, in order, ``limit`` at most."""
    query = _WHOLE.where(
        _starts(prefix),
        applications.c.client_id > after,
        applicant_at_desk(applications, desk),
        *(each.of() for each in chosen),
    )
    rows = connection.execute(query.order_by(applications.c.client_id).limit(limit)).mappings()
    return [_read(row, keys=keys) for row in rows]


def count(
    connection: Connection,
    prefix: str,
    *,
    desk: str | None = None,
    chosen: Sequence[Chosen] = (),
) -> int:
    """Return how many applications of a desk have a number that starts so."""
    counted = select(func.count()).select_from(applications)
    query = counted.where(_starts(prefix), applicant_at_desk(applications, desk), *(each.of() for each in chosen))
    return int(connection.execute(query).scalar_one())


def _starts(prefix: str) -> ColumnElement[bool]:
    return applications.c.client_id.startswith(prefix, autoescape=True)


def _stored_before(connection: Connection, once: Once | None, *, officer: str, keys: Keys) -> StoredApplication:
    assert once is not None  # noqa: S101 - nothing else can stand in the way of a new number
    row = connection.execute(_WHOLE.where(once.of(applications, officer))).mappings().one_or_none()
    if row is None:
        raise Erased(f"the application sent with the Idempotency-Key {once.key} was erased since; choose a new key")
    once.check(row["request_digest"])
    return _read(row, keys=keys)


def _read(row: RowMapping, *, keys: Keys) -> StoredApplication:
    content = read_subject(row, keys=keys).show(row["payload"], about=row["application_id"])
    return StoredApplication(row["client_id"], row["stored_at"], row["desk"], row["officer"], content)
