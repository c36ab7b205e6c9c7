"""Identity of clients: recorded by people, versioned, and searched by name and birth date."""

from fastapi import APIRouter

from limpide.contract import IdentityMatches, IdentityRecord, IdentityRequest, IdentitySearch
from limpide.database import identities
from limpide.database.engine import transaction
from limpide.service.access_log import ConsultedDep
from limpide.service.cases import TheCases
from limpide.service.json_body import StrictRoute
from limpide.service.parts import OnlyOnce, PathClientId, TheEngine, TheJournal
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.security import TheCaller

router = APIRouter(tags=["identities"], route_class=StrictRoute, responses=documented(422, 503))
_NOBODY = "-"  # who recorded it where the service runs open


@router.post("/clients/search", responses=documented(400, 413), openapi_extra=permit(Purpose.IDENTITY))
def search_clients(
    request: IdentitySearch, engine: TheEngine, journal: TheJournal, caller: TheCaller, consulted: ConsultedDep
) -> IdentityMatches:
    """Find clients by the parts of their name, with or without the birth date; the words stay out of addresses."""
    with transaction(engine) as begun:
        found = identities.search(begun.connection, request, keys=journal.keys, desk=caller.desk)
    consulted.extend(each.client_id for each in found.matches)
    return found


@router.get("/clients/{client_id}/identity", responses=documented(404), openapi_extra=permit(Purpose.IDENTITY))
def identity(client_id: PathClientId, cases: TheCases, engine: TheEngine, journal: TheJournal) -> IdentityRecord:
    """Return who a client is, and who recorded it when; no model reads any of it."""
    cases.get(client_id)
    with transaction(engine) as begun:
        return identities.find(begun.connection, client_id, keys=journal.keys)


@router.put(
    "/clients/{client_id}/identity", responses=documented(400, 404, 409, 413), openapi_extra=permit(Purpose.IDENTITY)
)
def record_identity(
    client_id: PathClientId,
    request: IdentityRequest,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    once: OnlyOnce,
) -> IdentityRecord:
    """Record the next version of a client's identity; earlier ones stay until the client is erased."""
    cases.get(client_id)
    with transaction(engine) as begun:
        return identities.record(
            begun.connection,
            client_id,
            request.identity,
            after=request.after,
            officer=caller.name or _NOBODY,
            keys=journal.keys,
            once=once,
            witness=journal.anchor_after(begun),
        )
