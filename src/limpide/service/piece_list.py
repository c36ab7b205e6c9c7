"""Supporting documents of one case: the lender's rules beside what was recorded, in the caller's language."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError

from limpide.contract import (
    Attachment,
    Language,
    PieceEvent,
    PieceList,
    PieceState,
    PieceStatus,
    PieceUpdate,
    SignedPiece,
)
from limpide.contract.completeness import KIND_OF_CONTRACT
from limpide.core.errors import UnknownPiece
from limpide.core.identifiers import ClientId
from limpide.database import attachments, document_requests, pieces
from limpide.database.engine import Connection
from limpide.database.keys import Keys
from limpide.language.languages import spoken
from limpide.lenders import PieceRule, PieceRules


async def _rules(request: Request) -> PieceRules:
    rules: PieceRules = request.app.state.pieces
    return rules


ThePieceRules = Annotated[PieceRules, Depends(_rules)]


def today() -> date:
    """Return the day from which the age of documents counts."""
    return datetime.now(UTC).date()


def product_of(application: Mapping[str, Any]) -> str | None:
    """Return the kind of contract of an application, None where it is not known."""
    kind = application.get(KIND_OF_CONTRACT)
    return kind if isinstance(kind, str) else None


def find_rule(rules: PieceRules, product: str | None, code: str) -> PieceRule:
    """Return what the lender asks of a document; ``UnknownPiece`` when this case needs none of that code."""
    rule = next((each for each in rules.of_product(product) if each.code == code), None)
    if rule is None:
        raise UnknownPiece(code)
    return rule


def read_piece_list(
    connection: Connection,
    client_id: ClientId,
    product: str | None,
    *,
    rules: PieceRules,
    keys: Keys,
    language: Language,
    day: date,
) -> PieceList:
    """Return the documents that a case needs, what became of each, every entry and request."""
    events = pieces.list_events(connection, client_id, keys=keys)
    scans = attachments.list_for_client(connection, client_id, keys=keys)
    states = [_state(rule, events, scans, language=language, day=day) for rule in rules.of_product(product)]
    required = [each for each in states if each.required]
    return PieceList(
        client_id=client_id,
        product=product,
        pieces=states,
        settled=sum(each.settled for each in required),
        required=len(required),
        events=events,
        requests=document_requests.list_for_client(connection, client_id, keys=keys),
    )


def sign_pieces(
    connection: Connection, client_id: ClientId, product: str | None, *, rules: PieceRules, keys: Keys, day: date
) -> list[SignedPiece]:
    """Return the documents of a case as they stand at this moment, for the decision that is about to be signed."""
    events = pieces.list_events(connection, client_id, keys=keys)
    signed = []
    for rule in rules.of_product(product):
        event = _latest(rule.code, events)
        signed.append(
            SignedPiece(
                code=rule.code,
                status=event.status if event else PieceStatus.MISSING,
                settled=_is_checked(event) and not _is_expired(rule, event, day),
                required=rule.required,
                required_to_accept=rule.required_to_accept,
                event_id=event.event_id if event else None,
            )
        )
    return signed


def check_update(update: PieceUpdate, rule: PieceRule, *, day: date) -> None:
    """Refuse an entry that lacks what its status needs, by field."""
    faults: list[dict[str, Any]] = []
    checked = update.status is PieceStatus.CHECKED
    if update.status is PieceStatus.MISSING:
        others = ", ".join(f"'{each.value}'" for each in PieceStatus if each is not PieceStatus.MISSING)
        faults.append({"type": "enum", "loc": ("body", "status"), "ctx": {"expected": others}})
    if update.status is PieceStatus.REFUSED and not update.reason:
        faults.append({"type": "missing", "loc": ("body", "reason")})
    if update.dated is None and checked and rule.max_age_days is not None:
        faults.append({"type": "missing", "loc": ("body", "dated")})
    if update.dated is not None and update.dated > day:
        faults.append({"type": "date_past", "loc": ("body", "dated")})
    if (update.result is not None or (checked and rule.results)) and update.result not in rule.results:
        expected = ", ".join(f"'{code}'" for code in rule.results)
        faults.append({"type": "enum", "loc": ("body", "result"), "ctx": {"expected": expected}})
    if faults:
        raise RequestValidationError(faults)


def _state(
    rule: PieceRule, events: Sequence[PieceEvent], scans: Sequence[Attachment], *, language: Language, day: date
) -> PieceState:
    event = _latest(rule.code, events)
    expired = _is_checked(event) and _is_expired(rule, event, day)
    return PieceState(
        code=rule.code,
        label=spoken(rule.label, language),
        accepted=spoken(rule.accepted, language),
        required=rule.required,
        required_to_accept=rule.required_to_accept,
        from_client=rule.from_client,
        max_age_days=rule.max_age_days,
        results={code: spoken(texts, language) for code, texts in rule.results.items()},
        status=event.status if event else PieceStatus.MISSING,
        expired=expired,
        settled=_is_checked(event) and not expired,
        event=event,
        attachments=[each for each in scans if each.piece == rule.code],
    )


def _latest(code: str, events: Sequence[PieceEvent]) -> PieceEvent | None:
    return next((each for each in events if each.piece == code), None)


def _is_checked(event: PieceEvent | None) -> bool:
    return event is not None and event.status is PieceStatus.CHECKED


def _is_expired(rule: PieceRule, event: PieceEvent | None, day: date) -> bool:
    """Whether a document is older than the lender takes, by the day on it."""
    if event is None or event.dated is None or rule.max_age_days is None:
        return False
    return (day - event.dated).days > rule.max_age_days
