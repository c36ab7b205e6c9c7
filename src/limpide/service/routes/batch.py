"""Up to 100,000 scores in one request, as JSON lines or Parquet."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from functools import partial
from tempfile import TemporaryFile
from typing import Annotated, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from limpide.contract import BatchFailure, BatchScore
from limpide.core.errors import InvalidInput
from limpide.service.access_log import ConsultedDep
from limpide.service.batch_body import (
    NotParquetError,
    ParquetReader,
    TooManyRowsError,
    checked_json_rows,
    converted_rows,
    put_aside,
)
from limpide.service.batch_limits import find_batch_faults, tell_batch_fault
from limpide.service.batch_rows import BatchRows, Row, in_blocks
from limpide.service.cases import TheCases
from limpide.service.language import AskedLanguage
from limpide.service.limits import TooLargeError, TooSlowError
from limpide.service.parquet_child import MOST_ROWS
from limpide.service.policy import Purpose, permit
from limpide.service.problems import documented, problem
from limpide.service.score_budget import CallerBudget, find_budget

PATH: Final = "/predict/batch"
JSON_LINES, PARQUET = "application/x-ndjson", "application/vnd.apache.parquet"
_JSON = (JSON_LINES, "application/jsonl")
_MOST, _LARGEST = 1_024, 4_000_000  # rows and bytes of a block: what is in memory at a time
_SENT = 256_000  # bytes of a Parquet answer at a time
_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("client_id", pa.string()),
        ("probability_of_default", pa.float64()),
        ("points", pa.int64()),
        ("decision", pa.string()),
        ("incomplete", pa.list_(pa.string())),
        ("contradictions", pa.list_(pa.string())),
        ("unlike_learnt", pa.list_(pa.string())),
        ("unknown_categories", pa.list_(pa.string())),
        ("error", pa.string()),
    ]
)
_LINE = {"schema": {"type": "string", "description": "JSON lines: BatchScore or BatchFailure, one a row."}}
_BODY = {
    "required": True,
    "content": {
        JSON_LINES: {"schema": {"type": "string"}, "example": '{"client_id": 100002}\n{"client_id": 100003}\n'},
        PARQUET: {"schema": {"type": "string", "format": "binary"}},
    },
}
_NONE: list[str] = []
_ACCEPT = Query(
    max_length=50,
    description="Faults of the batch as a whole to let pass, such as application_train.OCCUPATION_TYPE:missing-share.",
)

router = APIRouter(tags=["predict"])


@router.post(
    PATH,
    response_class=StreamingResponse,
    responses={
        200: {"content": {JSON_LINES: _LINE, PARQUET: {"schema": {"type": "string", "format": "binary"}}}},
        **documented(400, 408, 413, 415, 422),
    },
    openapi_extra={**permit(Purpose.SCORING), "requestBody": _BODY},
)
async def score_batch(
    request: Request,
    cases: TheCases,
    language: AskedLanguage,
    consulted: ConsultedDep,
    accept: Annotated[list[str], _ACCEPT] = _NONE,
) -> Response:
    """Score each row: {"client_id"} or {"application", "histories"} a line; a Parquet row is one or the other.

    Every row is answered, in order; a row that cannot be scored says why. `Accept` chooses the format of the answer,
    JSON lines unless it names Parquet. At most 100,000 rows, 256 MB in all (Parquet: also unpacked, flat, at most 500
    columns) and 1 MB a line; more is refused whole, before anything is scored. Parquet is read in a process of its own
    with 600 MB and 9 s: a file that needs more is too large. Also refused are 50 applications or more of which
    a column is unlike what the model learnt from: missing, unknown, in another unit; `accept` lets one pass by name.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in (*_JSON, PARQUET):
        return problem("unsupported-media", language=language, path=PATH)
    stack = AsyncExitStack()
    try:
        body = await stack.enter_async_context(put_aside(request))
        if media == PARQUET:
            reader: ParquetReader = request.app.state.parquet
            converted = stack.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
            found = await run_in_threadpool(reader.rows, body, converted)
            again = partial(converted_rows, converted)
        else:
            found = await run_in_threadpool(checked_json_rows, body)
            again = partial(checked_json_rows, body)
        budget = find_budget(request)
        if budget.counts:
            await run_in_threadpool(_spend, budget, found)
            found = await run_in_threadpool(again)
        limits = cases.serving.portfolio.bundle.limits
        faults = await run_in_threadpool(find_batch_faults, found, limits, accept)
        found = await run_in_threadpool(again)
    except Exception as error:
        await stack.aclose()
        refused = _refusal(error, language)
        if refused is None:
            raise
        return refused
    if faults:
        await stack.aclose()
        errors = [tell_batch_fault(fault, language) for fault in faults]
        first = f"{errors[0].field}: {errors[0].message}."
        return problem("unlike-learnt", language=language, path=PATH, errors=errors, count=len(errors), first=first)
    blocks = in_blocks(found, most=_MOST, largest=_LARGEST)
    rows = BatchRows(cases, language, consulted)
    as_parquet = PARQUET in request.headers.get("accept", "")
    written = _parquet(blocks, rows) if as_parquet else _json(blocks, rows)
    return StreamingResponse(_closing(written, stack), media_type=PARQUET if as_parquet else JSON_LINES)


def _spend(budget: CallerBudget, rows: Iterator[Row]) -> None:
    """Count the rows of invented data against the caller's budget before anything is scored."""
    budget.spend(sum(row.may_be_invented for row in rows))


def _refusal(error: Exception, language: AskedLanguage) -> Response | None:
    closing = {"Connection": "close"}
    match error:
        case TooManyRowsError():
            return problem("too-many-rows", language=language, path=PATH, limit=MOST_ROWS)
        case TooLargeError():
            return problem("too-large", language=language, path=PATH, limit=error.limit, headers=closing)
        case TooSlowError():
            return problem("too-slow", language=language, path=PATH, seconds=int(error.seconds), headers=closing)
        case InvalidInput():
            return problem("unknown-waiver", language=language, path=PATH)
        case NotParquetError():
            return problem("malformed-parquet", language=language, path=PATH)
    return None


def _json(blocks: Iterator[list[Row]], rows: BatchRows) -> Iterator[bytes]:
    for block in blocks:
        yield b"".join(line.__pydantic_serializer__.to_json(line) + b"\n" for line in rows.score(block))


def _parquet(blocks: Iterator[list[Row]], rows: BatchRows) -> Iterator[bytes]:
    with TemporaryFile() as sink:  # complete before the first byte leaves, and of any size
        with pq.ParquetWriter(sink, _SCHEMA) as writer:
            for block in blocks:
                writer.write_batch(pa.RecordBatch.from_pylist([_columns(line) for line in rows.score(block)], _SCHEMA))
                yield b""  # between two blocks somebody may have gone away
        sink.seek(0)
        while chunk := sink.read(_SENT):
            yield chunk


def _columns(line: BatchScore | BatchFailure) -> dict[str, Any]:
    found = {name: value for name, value in vars(line).items() if name in _SCHEMA.names}
    if isinstance(line, BatchFailure):
        return found
    lists = {name: [each.value for each in getattr(line, name)] for name in ("incomplete", "contradictions")}
    return found | lists | {"decision": line.decision.value}


async def _closing(written: Iterator[bytes], stack: AsyncExitStack) -> AsyncIterator[bytes]:
    async with stack:
        async for chunk in iterate_in_threadpool(written):
            if chunk:
                yield chunk
