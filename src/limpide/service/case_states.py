"""State of a case for one caller; nothing where the caller reads no decisions or the database is silent."""

from collections.abc import Sequence

from limpide.contract import CaseState, CaseStatus, DecisionRecord
from limpide.core.errors import Denied, Unavailable
from limpide.core.identifiers import ClientId
from limpide.database import case_states
from limpide.database.engine import Engine, transaction
from limpide.portfolio.latest import Latest
from limpide.service.policy import PEOPLE
from limpide.service.security import Caller

_listed = Latest(room=4)  # by desk and version, which names the database too; some 100,000 clients each


def reads_states(caller: Caller) -> bool:
    """Whether a caller reads decisions, and so what follows from them; a service that runs open knows no roles."""
    return caller.role is None or caller.role in PEOPLE


def read_states(engine: Engine, caller: Caller, client_ids: Sequence[ClientId]) -> dict[ClientId, CaseState]:
    """Return the state of each client's case by number, nothing for a program or while the database is silent."""
    if not client_ids or not reads_states(caller):
        return {}
    try:
        with transaction(engine) as begun:
            return case_states.find_states(begun.connection, client_ids, desk=caller.desk)
    except Unavailable:  # what is known without a database is told without it
        return {}


def list_decided(engine: Engine, caller: Caller) -> dict[CaseStatus, list[ClientId]]:
    """Return the numbers of all clients on whom somebody has decided, by status; ``Denied`` for a program."""
    if not reads_states(caller):
        raise Denied("states-for-people", "a program reads no decisions, and no list by what was decided")
    with transaction(engine) as begun:
        connection, desk = begun.connection, caller.desk
        version = case_states.read_version(connection)
        decided: dict[CaseStatus, list[ClientId]] = _listed.get(
            (desk, version), lambda: case_states.list_decided(connection, desk=desk)
        )
    return decided


def with_state(record: DecisionRecord, engine: Engine, caller: Caller) -> DecisionRecord:
    """Return a decision with the state of its client's case now."""
    state = read_states(engine, caller, [record.client_id]).get(record.client_id)
    return record.model_copy(update={"state": state})
