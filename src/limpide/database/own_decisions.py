"""Counts of one person's own decisions; nobody else's are read."""

from datetime import timedelta

from sqlalchemy import Connection, and_, func, select

from limpide.contract import Choice, OwnDecisions
from limpide.core.decision import Decision
from limpide.database.desks import Signer, at_desk
from limpide.database.schema import decisions, reviews


def count_own(connection: Connection, reader: Signer, *, days: int) -> OwnDecisions:
    """Return the counts of the last ``days`` by PostgreSQL's clock, of the decisions that the reader's desk may see."""
    choice, opinion, name = decisions.c.choice, decisions.c.model_decision, func.lower(reader.name)
    decided_by_model = opinion != Decision.REVIEW
    conditions = {
        "accepted": choice == Choice.ACCEPTED,
        "refused": choice == Choice.REFUSED,
        "agreed": and_(decided_by_model, choice == opinion),
        "overrode": and_(decided_by_model, choice != opinion),
        "grey_zone": opinion == Decision.REVIEW,
    }
    counted = select(
        func.count().label("decided"), *(func.count().filter(each).label(key) for key, each in conditions.items())
    ).where(
        func.lower(decisions.c.officer) == name,
        decisions.c.decided_at >= func.now() - timedelta(days=days),
        at_desk(decisions, reader.desk),
    )
    waiting = select(func.count()).where(
        func.lower(reviews.c.officer) == name, reviews.c.conclusion.is_(None), at_desk(reviews, reader.desk)
    )
    return OwnDecisions(
        days=days,
        under_review=connection.execute(waiting).scalar_one(),
        **connection.execute(counted).mappings().one(),
    )
