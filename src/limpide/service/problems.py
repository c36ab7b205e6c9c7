"""Every error as RFC 9457 problem+json, in the caller's language; HTTP statuses live here and nowhere lower."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from limpide.contract import FieldProblem, Language, Problem
from limpide.core.contradictions import Contradiction
from limpide.core.errors import (
    BudgetSpent,
    Conflict,
    Denied,
    Erased,
    IncompleteTexts,
    KeyReused,
    LimpideError,
    MissingPieces,
    NoDecisionYet,
    NotFound,
    RefusedUpload,
    Unavailable,
    UnknownClient,
    UnknownDecision,
    UnknownPiece,
    UnknownReview,
)
from limpide.language.languages import spoken
from limpide.language.wording import say
from limpide.portfolio.columns import UnknownFeature
from limpide.portfolio.completeness_words import CONTRADICTIONS
from limpide.portfolio.costs import NoOutcomes
from limpide.portfolio.faults import Fault, Rejected
from limpide.portfolio.population import Preparing
from limpide.service.drift import NoReport
from limpide.service.encoded_slashes import write_path
from limpide.service.json_body import MalformedJSON
from limpide.service.language import negotiate
from limpide.service.messages import (
    STATUSES,
    field_message,
    json_reason,
    problem_detail,
    problem_title,
    unavailable_reason,
    upload_reason,
)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
_MOST_FIELDS = 20
_LONGEST_NAME = 100
_BY_STATUS = {404: "not-found", 405: "method-not-allowed"}


def install(app: FastAPI) -> None:
    """Answer every foreseen error of an app with a problem; the unforeseen are the request log's."""
    app.add_exception_handler(LimpideError, _limpide_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(MalformedJSON, _malformed_json)
    app.add_exception_handler(HTTPException, _http_error)


def problem(
    kind: str,
    *,
    language: Language,
    path: str,
    errors: list[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """Build the answer for one kind of problem; ``values`` complete its sentence."""
    told = Problem(
        type=f"urn:limpide:problem:{kind}",
        title=problem_title(kind, language),
        status=STATUSES[kind],
        detail=problem_detail(kind, language, **values),
        instance=write_path(path),
        errors=errors or [],
    )
    content = told.model_dump_json(exclude_none=True)
    answer = Response(content, status_code=STATUSES[kind], media_type=MEDIA_TYPE, headers=headers)
    answer.headers["Content-Language"] = language
    return answer


async def _limpide_error(request: Request, error: Exception) -> Response:
    match error:
        case Rejected():
            return _rejected(request, error)
        case NoOutcomes():
            return _answer(request, "no-outcomes")
        case NoReport():
            return _answer(request, "no-report")
        case UnknownFeature():
            return _answer(request, "unknown-feature")
        case UnknownClient():
            return _answer(request, "unknown-client", client_id=error.client_id)
        case Denied() | Conflict():
            return _answer(request, error.kind)
        case BudgetSpent():
            values = {"rows": error.rows, "at_once": error.at_once, "seconds": error.seconds}
            return _answer(request, "score-budget", headers={"Retry-After": str(error.seconds)}, **values)
        case MissingPieces():
            return _missing_pieces(request, error)
        case RefusedUpload():
            return _answer(request, "attachment-refused", reason=upload_reason(error.kind, _language(request)))
        case UnknownPiece():
            return _answer(request, "unknown-piece", name=_printable(str(error.name)))
        case KeyReused():
            return _answer(request, "key-reused")
        case Erased():
            return _answer(request, "erased")
        case NoDecisionYet():
            return _answer(request, "no-decision", client_id=error.client_id)
        case UnknownReview():
            return _answer(request, "unknown-review", review_id=error.review_id)
        case UnknownDecision():
            return _answer(request, "unknown-decision", decision_id=error.decision_id)
        case IncompleteTexts():
            structlog.get_logger().error("letter_texts_missing", reason=str(error))
            return _answer(request, "letter-texts-missing", names=", ".join(error.missing))
        case NotFound():
            return _answer(request, "not-found")
        case Preparing():
            return _answer(request, "preparing", headers={"Retry-After": str(RETRY_SECONDS)}, seconds=RETRY_SECONDS)
        case Unavailable():
            structlog.get_logger().error("unavailable", reason=str(error))
            request.app.state.database_check.forget()  # so that /ready says the same
            retry = {"Retry-After": str(RETRY_SECONDS)}
            reason = unavailable_reason(error, _language(request))
            return _answer(request, "unavailable", headers=retry, seconds=RETRY_SECONDS, reason=reason)
        case _:  # InvalidInput or Corrupt that no route expected: the service's fault, not the caller's
            raise error


def _rejected(request: Request, error: Rejected) -> Response:
    language = _language(request)
    errors = [field_fault(fault, language) for fault in error.faults[:_MOST_FIELDS]]
    fields = "; ".join(f"{each.field} ({each.message})" for each in errors)
    return _answer(request, "invalid-request", errors=errors, fields=fields)


def _missing_pieces(request: Request, error: MissingPieces) -> Response:
    language, rules = _language(request), request.app.state.pieces.rules
    labels = [spoken(rule.label, language) for rule in rules if rule.code in error.codes]
    return _answer(request, "missing-pieces", names=", ".join(labels))


def field_fault(fault: Fault, language: Language) -> FieldProblem:
    """Tell what is wrong with one value of an application, a history or an edit."""
    values = dict(fault.values)
    if fault.kind in set(Contradiction):
        message = say(CONTRADICTIONS[Contradiction(fault.kind)], language)
        return FieldProblem(field=_printable(fault.field), message=message)
    if fault.kind == "enum":
        values["expected"] = ", ".join(re.findall("'([^']*)'", str(values["expected"]))[:_MOST_FIELDS])
    message = field_message(fault.kind, language, **values)
    return FieldProblem(field=_printable(fault.field), message=message)


async def _invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what FastAPI registered it for
    language = _language(request)
    errors = field_problems(error.errors(), language)
    fields = "; ".join(f"{each.field} ({each.message})" for each in errors)
    return _answer(request, "invalid-request", errors=errors, fields=fields)


async def _malformed_json(request: Request, error: Exception) -> Response:
    assert isinstance(error, MalformedJSON)  # noqa: S101 - as above
    values = {name: _printable(value) if isinstance(value, str) else value for name, value in error.values.items()}
    reason = json_reason(error.reason, _language(request), **values)
    return _answer(request, "malformed-json", reason=reason)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    return _answer(request, _BY_STATUS.get(error.status_code, "refused"), headers=error.headers)


def _answer(request: Request, kind: str, **values: Any) -> Response:
    return problem(kind, language=_language(request), path=request.url.path, **values)


def field_problems(errors: Sequence[Any], language: Language) -> list[FieldProblem]:
    """Tell the first twenty of pydantic's errors."""
    return [_field_problem(each, language) for each in errors[:_MOST_FIELDS]]


def _field_problem(error: dict[str, Any], language: Language) -> FieldProblem:
    where = [str(each) for each in error["loc"] if not isinstance(each, int)]
    name = ".".join(where[1:] or where)  # "body" when no field of it can be named
    values = dict(error.get("ctx", {}))
    if error["type"] == "enum":  # pydantic joins the values with an English "or"
        values["expected"] = ", ".join(re.findall("'([^']*)'", values["expected"]))
    return FieldProblem(field=_printable(name), message=field_message(error["type"], language, **values))


def _printable(text: str) -> str:
    """What a caller wrote, short and without halves of characters."""
    return text[:_LONGEST_NAME].encode("utf-8", errors="replace").decode("utf-8")


def _language(request: Request) -> Language:
    return negotiate(request.headers.get("accept-language"))


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems of a route for its OpenAPI page."""
    titles = {
        400: "Malformed JSON",
        404: "Unknown",
        408: "Request too slow",
        409: "Somebody acted meanwhile",
        410: "Erased",
        413: "Request too large",
        415: "Unsupported format",
        422: "Invalid request",
        503: "The database does not answer, or clients are still being scored",
    }
    return {status: {"model": Problem, "description": titles[status]} for status in statuses}
