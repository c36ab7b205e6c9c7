"""Scans of supporting documents: taken by content, kept encrypted, handed out for saving and never for display."""

import re
from typing import Annotated, Any
from urllib.parse import quote, unquote
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response

from limpide.contract import Attachment
from limpide.database import attachments
from limpide.database.attachments import Upload
from limpide.database.desks import Signer
from limpide.database.engine import transaction
from limpide.documents.attachment_check import LARGEST_ATTACHMENT, MEDIA_TYPES, check_attachment
from limpide.service.cases import TheCases
from limpide.service.parts import OnlyOnce, PathClientId, TheEngine, TheJournal
from limpide.service.piece_list import ThePieceRules, find_rule, product_of
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented
from limpide.service.security import TheCaller

router = APIRouter(tags=["pieces"], responses=documented(404, 422, 503))
UPLOADS = re.compile(r"/clients/[0-9]+/pieces/[^/]+/attachments")
LARGEST_UPLOAD = LARGEST_ATTACHMENT
_NOBODY = "-"  # who uploaded it where the service runs open
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": dict.fromkeys(MEDIA_TYPES, _BYTES)}}
_SENT = {"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES}}}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069/\\:*?"<>|]+')
_LONGEST_NAME = 100
FileName = Annotated[str, Header(max_length=1000, description="What the sender calls the file, percent-encoded UTF-8.")]
_SANDBOX = {"Content-Security-Policy": "sandbox"}  # beside what every answer forbids: nothing of it may run


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post(
    "/clients/{client_id}/pieces/{code}/attachments",
    status_code=201,
    responses=documented(409, 413),
    openapi_extra=permit(Purpose.DOCUMENTS) | _SENT,
)
def upload(
    client_id: PathClientId,
    code: str,
    content: Annotated[bytes, Depends(_body)],
    cases: TheCases,
    engine: TheEngine,
    journal: TheJournal,
    caller: TheCaller,
    once: OnlyOnce,
    rules: ThePieceRules,
    x_file_name: FileName = "",
) -> Attachment:
    """Keep a PDF, JPEG or PNG of at most 5 MB; its document is then received, and somebody has to check it."""
    find_rule(rules, product_of(cases.get(client_id).read_application()), code)
    media_type = check_attachment(content)
    with transaction(engine) as begun:
        return attachments.store(
            begun.connection,
            client_id,
            code,
            Upload(_file_name(x_file_name, media_type), media_type, content),
            signer=Signer(caller.name or _NOBODY, caller.desk),
            keys=journal.keys,
            once=once,
            witness=journal.anchor_after(begun),
        )


@router.get(
    "/clients/{client_id}/attachments/{attachment_id}",
    response_class=Response,
    responses=_FILE,
    openapi_extra=permit(Purpose.DOCUMENTS),
)
def download(
    client_id: PathClientId, attachment_id: UUID, cases: TheCases, engine: TheEngine, journal: TheJournal
) -> Response:
    """Return a scan as it was uploaded, for saving."""
    cases.get(client_id)
    with transaction(engine) as begun:
        found = attachments.read_content(begun.connection, client_id, attachment_id, keys=journal.keys)
    plain = f"document.{MEDIA_TYPES[found.media_type]}"
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name, safe='')}"
    return Response(found.content, media_type=found.media_type, headers={**_SANDBOX, "Content-Disposition": named})


def _file_name(sent: str, media_type: str) -> str:
    """Return a name without paths and signs that mislead, which ends as the content is."""
    ending = MEDIA_TYPES[media_type]
    plain = " ".join(_UNSAFE.sub(" ", unquote(sent, errors="replace")).split())
    name = plain.strip(" .")[:_LONGEST_NAME] or "document"
    known = name.lower().endswith((f".{ending}", ".jpeg" if ending == "jpg" else f".{ending}"))
    return name if known else f"{name}.{ending}"
