"""Who signs and who sees: a desk sees its own rows; somebody without a desk sees them all."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, select, true

from limpide.contract import EventKind
from limpide.database.schema import case_events, client_keys


@dataclass(frozen=True)
class Signer:
    """Who acts: the name that is written down, and the desk (branch) whose case it becomes."""

    name: str
    desk: str | None = None

    def is_same_person(self, name: str) -> bool:
        """Whether a written name stands for this person; one person has one name, whatever its capitals."""
        return self.name.casefold() == name.casefold()


def at_desk(table: FromClause, desk: str | None) -> ColumnElement[bool]:
    """Return the condition under which a row may be seen; part of the query, so that "not yours" is "not there"."""
    return true() if desk is None else table.c.desk == desk


def client_at_desk(table: FromClause, desk: str | None) -> ColumnElement[bool]:
    """Return the condition for a row about a client: one's own, or written before the case was handed to the desk.

    ``table`` has ``subject`` and ``desk``; without ``position`` in the journal a row counts as written before.
    """
    if desk is None:
        return true()
    given = case_events.alias("handover")
    before = [given.c.position >= table.c.position] if "position" in table.c else []
    handed_over = select(given.c.event_id).where(
        given.c.subject == table.c.subject, *_handover_to(given, desk), *before
    )
    return at_desk(table, desk) | handed_over.correlate_except(given).exists()


def applicant_at_desk(applications: FromClause, desk: str | None) -> ColumnElement[bool]:
    """Return the condition for an application: of the desk, or of an applicant who was handed over to it."""
    if desk is None:
        return true()
    given, keys = case_events.alias("handover"), client_keys.alias("handed_over")
    handed_over = (
        select(given.c.event_id)
        .join(keys, keys.c.subject == given.c.subject)
        .where(keys.c.client_id == applications.c.client_id, *_handover_to(given, desk))
    )
    return at_desk(applications, desk) | handed_over.correlate_except(given, keys).exists()


def _handover_to(given: FromClause, desk: str) -> Sequence[ColumnElement[bool]]:
    return given.c.kind == EventKind.HANDOVER.value, given.c.assignee == desk
