"""Documents awaited from a client, as events of the case: it waits from the request until the last of them arrives."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from limpide.contract import DocumentsReceived, DocumentsRequest, EventKind, PieceStatus
from limpide.core.identifiers import ClientId
from limpide.database import case_events
from limpide.database.desks import Signer
from limpide.database.journal import Witness
from limpide.database.keys import Keys
from limpide.database.schema import case_events as events
from limpide.database.schema import journal_head, piece_events
from limpide.database.subjects import Subject

_LONGEST_LABEL = 200  # of an event
_WAITING = (EventKind.DOCUMENTS_REQUESTED.value, EventKind.DOCUMENTS_RECEIVED.value)


def hold_journal(connection: Connection) -> None:
    """Keep other writers of the journal waiting until the commit.

    Whoever enters something about documents may have to add an event. The journal is taken before the client's entries
    by everybody: two writers who took them in opposite orders would wait for each other.
    """
    connection.execute(select(journal_head.c.position).with_for_update())


def find_awaited_pieces(connection: Connection, subject: Subject) -> set[str]:
    """Return the codes of the documents whose latest entry says that the client was asked for them."""
    latest = (
        select(piece_events.c.piece, piece_events.c.status)
        .ext(distinct_on(piece_events.c.piece))
        .where(piece_events.c.subject == subject.subject)
        .order_by(piece_events.c.piece, piece_events.c.position.desc())
        .subquery()
    )
    return set(connection.scalars(select(latest.c.piece).where(latest.c.status == PieceStatus.ASKED_FOR.value)))


def append_request(
    connection: Connection,
    client_id: ClientId,
    labels: Sequence[str],
    *,
    due_on: date,
    signer: Signer,
    keys: Keys,
    witness: Witness,
) -> None:
    """Write that documents were asked for, by name, until the end of a day: the case waits."""
    due_at = datetime.combine(due_on, time.max).astimezone()
    request = DocumentsRequest(
        documents=[label[:_LONGEST_LABEL] for label in labels], due_at=due_at, officer=signer.name
    )
    case_events.append(connection, client_id, request, signer=signer, keys=keys, witness=witness)


def append_arrival(
    connection: Connection,
    subject: Subject,
    *,
    awaited: set[str],
    signer: Signer,
    keys: Keys,
    witness: Witness,
) -> None:
    """Write that all documents have arrived, where the last of those ``awaited`` before an entry came with it.

    A document that is refused has come too: the case is to do again. Nothing is written where no request is open.
    """
    if not awaited or find_awaited_pieces(connection, subject) or not _is_waiting(connection, subject):
        return
    arrival = DocumentsReceived(officer=signer.name)
    case_events.append(connection, subject.client_id, arrival, signer=signer, keys=keys, witness=witness)


def _is_waiting(connection: Connection, subject: Subject) -> bool:
    """Whether the latest event on documents is a request."""
    asked = events.c.subject == subject.subject, events.c.kind.in_(_WAITING)
    latest = select(func.max(events.c.position)).where(*asked).scalar_subquery()
    kind = connection.scalar(select(events.c.kind).where(events.c.position == latest))
    return kind == EventKind.DOCUMENTS_REQUESTED.value
