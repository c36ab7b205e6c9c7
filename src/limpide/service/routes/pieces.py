"""Supporting documents of a case: what is needed, what became of each, and requests for them."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError

from limpide.contract import (
    DocumentRequest,
    DocumentRequestRecord,
    Language,
    PieceList,
    PieceUpdate,
    RequestedPiece,
)
from limpide.core.identifiers import ClientId, file_name_part
from limpide.database import document_requests, identities, pieces
from limpide.database.engine import Connection, transaction
from limpide.documents.letter_words import file_name
from limpide.documents.request_letter import RequestFacts, build_request_letter
from limpide.language.languages import spoken
from limpide.lenders import PieceRule, PieceRules
from limpide.service.cases import Cases, TheCases
from limpide.service.json_body import StrictRoute
from limpide.service.language import AskedLanguage
from limpide.service.parts import OnlyOnce, PathClientId, TheEngine, TheJournal
from limpide.service.piece_list import (
    ThePieceRules,
    check_update,
    find_rule,
    product_of,
    read_piece_list,
    today,
)
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.security import TheCaller

router = APIRouter(tags=["pieces"], route_class=StrictRoute, responses=documented(404, 422, 503))
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": _BYTES}}}
_LONGEST_WAIT = timedelta(days=366)


@router.get("/clients/{client_id}/pieces", openapi_extra=permit(Purpose.DOCUMENTS))
def list_pieces(
    client_id: PathClientId,
    cases: TheCases,
    engine: TheEngine,
    rules: ThePieceRules,
    language: AskedLanguage,
) -> PieceList:
    """List the supporting documents that a case needs by its kind of contract, and what became of each."""
    product = product_of(cases.get(client_id).read_application())
    with transaction(engine) as begun:
        return _read(begun.connection, client_id, product, cases=cases, rules=rules, language=language)


@router.post(
    "/clients/{client_id}/pieces/{code}",
    status_code=201,
    responses=documented(400, 409, 413),
    openapi_extra=permit(Purpose.DOCUMENTS),
)
def update_piece(
    client_id: PathClientId,
    code: str,
    request: PieceUpdate,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    once: OnlyOnce,
    rules: ThePieceRules,
    language: AskedLanguage,
) -> PieceList:
    """Record that a document was asked for, received, checked or refused; entries are sealed and never changed."""
    product = product_of(cases.get(client_id).read_application())
    check_update(request, find_rule(rules, product, code), day=today())
    event = pieces.NewEvent(
        piece=code, status=request.status, dated=request.dated, result=request.result, reason=request.reason
    )
    signer = caller.signer(request.officer)
    with transaction(engine) as begun:
        pieces.record(
            begun.connection,
            client_id,
            event,
            after=request.after,
            signer=signer,
            keys=journal.keys,
            once=once,
            witness=journal.anchor_after(begun),
        )
        return _read(begun.connection, client_id, product, cases=cases, rules=rules, language=language)


@router.post(
    "/clients/{client_id}/document-requests",
    status_code=201,
    responses=documented(400, 413),
    openapi_extra=permit(Purpose.DOCUMENTS),
)
def request_documents(
    client_id: PathClientId,
    request: DocumentRequest,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    once: OnlyOnce,
    rules: ThePieceRules,
    language: AskedLanguage,
    response: Response,
) -> DocumentRequestRecord:
    """Record which documents the client is asked for and until when; the case waits for them."""
    product = product_of(cases.get(client_id).read_application())
    wanted = [find_rule(rules, product, code) for code in dict.fromkeys(request.pieces)]
    _check_request(request, wanted)
    with transaction(engine) as begun:
        record = document_requests.record(
            begun.connection,
            client_id,
            [_requested(rule, language) for rule in wanted],
            due_on=request.due_on,
            language=language,
            signer=caller.signer(request.officer),
            keys=journal.keys,
            once=once,
            witness=journal.anchor_after(begun),
        )
    response.headers["Location"] = (
        f"/clients/{quote(client_id, safe='')}/document-requests/{record.request_id}/letter.pdf"
    )
    return record


@router.get(
    "/clients/{client_id}/document-requests/{request_id}/letter.pdf",
    response_class=Response,
    responses=_PDF,
    openapi_extra=permit(Purpose.DOCUMENTS),
)
def request_letter(
    client_id: PathClientId,
    request_id: UUID,
    request: Request,
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
) -> Response:
    """Return the letter that asks for documents, in the language of the request, as an accessible PDF."""
    cases.get(client_id)
    with transaction(engine) as begun:
        record = document_requests.get(begun.connection, client_id, request_id, keys=journal.keys)
        identity = identities.find(begun.connection, client_id, keys=journal.keys).identity
    content = build_request_letter(RequestFacts(client_id, record, identity), sender=request.app.state.sender)
    name = file_name(record.language, file_name_part(client_id), key="request.file_name")
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Content-Language": record.language}
    return Response(content, media_type="application/pdf", headers=headers)


def _read(
    connection: Connection,
    client_id: ClientId,
    product: str | None,
    *,
    cases: Cases,
    rules: PieceRules,
    language: Language,
) -> PieceList:
    return read_piece_list(connection, client_id, product, rules=rules, keys=cases.keys, language=language, day=today())


def _requested(rule: PieceRule, language: Language) -> RequestedPiece:
    return RequestedPiece(code=rule.code, label=spoken(rule.label, language), accepted=spoken(rule.accepted, language))


def _check_request(request: DocumentRequest, wanted: list[PieceRule]) -> None:
    """Refuse a day that is over or far away, and what the lender obtains itself."""
    day, faults = today(), []
    if not day < request.due_on <= day + _LONGEST_WAIT:
        faults.append({"type": "due_on", "loc": ("body", "due_on")})
    if any(not rule.from_client for rule in wanted):
        faults.append({"type": "not_from_client", "loc": ("body", "pieces")})
    if faults:
        raise RequestValidationError(faults)
