"""Work on a case over HTTP: comments, assignments, documents asked for, letters handed over."""

from urllib.parse import quote

from fastapi import APIRouter, Response

from limpide.contract import AssignmentRequest, CaseEvent, CaseEventList, CaseEventRequest, ColleagueList
from limpide.core.errors import UnknownClient
from limpide.database import accounts, case_events, case_states
from limpide.database.desks import Signer
from limpide.database.engine import Connection, transaction
from limpide.portfolio.faults import Fault, Rejected
from limpide.service.case_states import read_states
from limpide.service.cases import TheCases
from limpide.service.json_body import StrictRoute
from limpide.service.parts import OnlyOnce, PathClientId, TheEngine, TheJournal
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.security import Caller, TheCaller

router = APIRouter(tags=["work"], route_class=StrictRoute, responses=documented(404, 422, 503))


@router.post(
    "/clients/{client_id}/events",
    status_code=201,
    responses=documented(400, 409, 413),
    openapi_extra=permit(Purpose.WORK),
)
def record_event(
    client_id: PathClientId,
    request: CaseEventRequest,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    once: OnlyOnce,
    response: Response,
) -> CaseEvent:
    """Write down what happened to a case; it joins the decisions in the journal and is never changed."""
    signer = caller.signer(request.officer)
    with transaction(engine) as begun:
        known = bool(case_events.list_for_client(begun.connection, client_id, keys=journal.keys, desk=caller.desk))
        known = known or case_states.has_decision(begun.connection, client_id, desk=caller.desk)
    if not known:
        cases.get(client_id)  # raises UnknownClient; one who has left the snapshot since is known by the journal
    with transaction(engine) as begun:
        if isinstance(request, AssignmentRequest) and request.assignee is not None:
            request, signer = _find_assignee(begun.connection, request, caller, signer)
        event = case_events.append(
            begun.connection,
            client_id,
            request,
            signer=signer,
            keys=journal.keys,
            once=once,
            witness=journal.anchor_after(begun),
        )
    response.headers["Location"] = f"/clients/{quote(client_id, safe='')}/events"
    state = read_states(engine, caller, [client_id]).get(client_id)
    return event.model_copy(update={"state": state})


@router.get("/clients/{client_id}/events", openapi_extra=permit(Purpose.WORK))
def list_events(
    client_id: PathClientId, cases: TheCases, engine: TheEngine, journal: TheJournal, caller: TheCaller
) -> CaseEventList:
    """List what happened to a case beside decisions, newest first, as far as the caller's desk may see it."""
    with transaction(engine) as begun:
        events = case_events.list_for_client(begun.connection, client_id, keys=journal.keys, desk=caller.desk)
        state = case_states.find_state(begun.connection, client_id, desk=caller.desk, keys=journal.keys)
    if not events:
        try:
            cases.get(client_id)
        except UnknownClient:
            if state.decision_id is None:
                raise
    return CaseEventList(events=events, state=state)


@router.get("/colleagues", openapi_extra=permit(Purpose.WORK))
def list_colleagues(engine: TheEngine, caller: TheCaller) -> ColleagueList:
    """List the people with an open account whom the caller may hand a case to, in order of name."""
    with transaction(engine) as begun:
        found = accounts.list_people(begun.connection, desk=caller.desk)
    return ColleagueList(names=[account.name for account in found])


def _find_assignee(
    connection: Connection, request: AssignmentRequest, caller: Caller, signer: Signer
) -> tuple[AssignmentRequest, Signer]:
    """Return the assignment under the account's own name and desk.

    Names are not checked where the caller has no account here: without accounts, or with an identity provider.
    """
    people = {account.name.casefold(): account for account in accounts.list_people(connection, desk=caller.desk)}
    if (caller.name or "").casefold() not in people:
        return request, signer
    assignee = people.get((request.assignee or "").casefold())
    if assignee is None:
        raise Rejected([Fault("assignee", "unknown_colleague")])
    return request.model_copy(update={"assignee": assignee.name}), Signer(signer.name, signer.desk or assignee.desk)
