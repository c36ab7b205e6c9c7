"""Who signs and who sees: a desk sees its own rows; somebody without a desk sees them all."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, true


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
