"""The clients of the snapshot: find one, see what is held, see why the model says what it says."""

from typing import Annotated
from unicodedata import normalize

from fastapi import APIRouter, Query
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from limpide.contract import (
    CaseStatus,
    ClientDetails,
    ClientId,
    ClientOutcome,
    ClientPage,
    ClientRecord,
    Explanation,
    SimilarClients,
)
from limpide.core.decision import Decision
from limpide.core.errors import InvalidInput
from limpide.core.identifiers import LONGEST
from limpide.portfolio.listing import Wanted, check_prefix, read_cursor
from limpide.portfolio.record import client_record
from limpide.portfolio.similar import similar_clients
from limpide.service.access_log import ConsultedDep
from limpide.service.case_states import read_states
from limpide.service.cases import TheCases
from limpide.service.client_list import PageRequest, find_clients
from limpide.service.language import AskedLanguage
from limpide.service.parts import PathClientId, ThePortfolio
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented

router = APIRouter(tags=["clients"])


def _read_prefix(text: str) -> str:
    prefix = normalize("NFC", text)
    try:
        check_prefix(prefix)
    except InvalidInput as error:
        raise PydanticCustomError("client_id_prefix", "no identifier starts so") from error
    return prefix


Prefix = Annotated[
    str, AfterValidator(_read_prefix), Query(max_length=LONGEST, description="First characters of the client's id.")
]
Cursor = Annotated[str | None, Query(max_length=100, description="``next_cursor`` of the page before.")]
After = Annotated[ClientId | None, Query(description="Only those who come after this client.")]
Limit = Annotated[int, Query(ge=1, le=100, description="Clients a page.")]
OfDecision = Annotated[
    Decision | None, Query(description="Only those of whom the model says so; leaves applicants out.")
]
OfOutcome = Annotated[
    ClientOutcome | None, Query(description="Only those of whom the client base says so; applicants are unknown.")
]
OfState = Annotated[CaseStatus | None, Query(description="Only those whose case is in this state.")]
Chosen = Annotated[list[ClientId], Query(alias="client", max_length=100, description="Only these clients; repeatable.")]
Counted = Annotated[bool, Query(description="Also count those who match prefix, decision and outcome, by state.")]


@router.get("/clients", responses=documented(422, 503), openapi_extra=permit(Purpose.CONSULTATION))
def list_clients(
    cases: TheCases,
    language: AskedLanguage,
    consulted: ConsultedDep,
    prefix: Prefix = "",
    decision: OfDecision = None,
    outcome: OfOutcome = None,
    state: OfState = None,
    client: Chosen = [],  # noqa: B006 - FastAPI copies it
    counts: Counted = False,  # noqa: FBT002 - a query
    after: After = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> ClientPage:
    """List clients in order of id, numbers before texts, a page at a time; applicants come last.

    Clients can be filtered by what the model says of them, the same as ``/predict/{client_id}``, and by what became
    of them. Applicants are scored when their case is opened, so no list of a decision holds them. They can also be
    filtered by the state of their case, which follows from what was signed, whatever the model says; 503 while the
    database is silent. A cursor goes on where the page before ended, whatever ``after`` says.
    """
    try:
        start = after if cursor is None else read_cursor(cursor)
    except InvalidInput as error:
        raise RequestValidationError([{"type": "cursor", "loc": ("query", "cursor")}]) from error
    wanted = Wanted(prefix, decision, outcome, state, tuple(client))
    page = find_clients(cases, wanted, PageRequest(start, limit, language, counted=counts))
    consulted.extend(each.client_id for each in page.clients)
    return page


@router.get("/clients/{client_id}", responses=documented(404, 422, 503), openapi_extra=permit(Purpose.CONSULTATION))
def client(client_id: PathClientId, portfolio: ThePortfolio, cases: TheCases, language: AskedLanguage) -> ClientDetails:
    """Return everything held on a client: the application, every feature, and the state of the case."""
    details = portfolio.details_of_case(cases.get(client_id), language=language)
    states = read_states(cases.engine, cases.caller, [client_id])
    return details.model_copy(update={"state": states.get(client_id)})


@router.get(
    "/clients/{client_id}/record", responses=documented(404, 422, 503), openapi_extra=permit(Purpose.CONSULTATION)
)
def record(client_id: PathClientId, portfolio: ThePortfolio, cases: TheCases, language: AskedLanguage) -> ClientRecord:
    """Return the client's own view: declared data, data computed for the model, and loans before the application."""
    return client_record(portfolio, cases.get(client_id), language=language)


@router.get(
    "/clients/{client_id}/explanation", responses=documented(404, 422, 503), openapi_extra=permit(Purpose.CONSULTATION)
)
def explanation(
    client_id: PathClientId, portfolio: ThePortfolio, cases: TheCases, language: AskedLanguage
) -> Explanation:
    """Return the prediction with its reasons; they sum to the margin."""
    return portfolio.explain_case(cases.get(client_id), language=language)


@router.get(
    "/clients/{client_id}/similar", responses=documented(404, 422, 503), openapi_extra=permit(Purpose.CONSULTATION)
)
def similar(
    client_id: PathClientId,
    portfolio: ThePortfolio,
    cases: TheCases,
    language: AskedLanguage,
    k: Annotated[int, Query(ge=1, le=100, description="How many clients.")] = 20,
) -> SimilarClients:
    """List the clients most like this one, with their decision and, where known, what became of them."""
    return similar_clients(portfolio, portfolio.get_population(), cases.get(client_id), count=k, language=language)
