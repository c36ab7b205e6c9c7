"""The body of a batch: put aside as it arrives, bounded in bytes, rows and time, then read row by row."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import structlog
from fastapi import Request

from limpide.core.delimited import match_names
from limpide.core.errors import SandboxFailure
from limpide.core.sandbox import Limits, Sandbox
from limpide.service.batch_rows import Row
from limpide.service.limits import LARGEST_BODY, SLOWEST_BODY, TooLargeError, TooSlowError
from limpide.service.parquet_child import LARGEST_BATCH, MOST_ROWS
from limpide.sources.spelling import read_number
from limpide.sources.tables import TABLES

PARQUET_LIMITS = Limits(memory=600_000_000, cpu_seconds=9, wall_seconds=9.0, file_size=1_000_000_000)
_INDEX = ("__index_level_", "Unnamed: 0")
_IN_MEMORY = 4_000_000
SLOWEST_RATE = 100_000  # bytes a second, after the first ten seconds


class TooManyRowsError(Exception):
    """A batch has more than ``MOST_ROWS`` rows."""


class NotParquetError(Exception):
    """A body is not a Parquet file that can be scored."""


@asynccontextmanager
async def put_aside(request: Request) -> AsyncIterator[IO[bytes]]:
    """Keep the body in memory, or on disk when it is large, until the block ends; it has no name there."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
        size = 0
        begun = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(begun + SLOWEST_BODY) as deadline:
                async for chunk in request.stream():
                    size += len(chunk)
                    if size > LARGEST_BATCH:
                        raise TooLargeError(LARGEST_BATCH)
                    body.write(chunk)
                    deadline.reschedule(begun + SLOWEST_BODY + size / SLOWEST_RATE)
        except TimeoutError:
            raise TooSlowError(SLOWEST_BODY) from None
        body.seek(0)
        yield body


def json_rows(body: IO[bytes]) -> Iterator[Row]:
    """Yield the lines of a body that are not blank, numbered as in the file."""
    number = found = 0
    while line := body.readline(LARGEST_BODY + 1):
        number += 1
        if len(line) > LARGEST_BODY:
            raise TooLargeError(LARGEST_BODY)
        if line.strip():
            found += 1
            if found > MOST_ROWS:
                raise TooManyRowsError
            yield Row(number, line)


def checked_json_rows(body: IO[bytes]) -> Iterator[Row]:
    """Return the rows of JSON lines; raise before a first one when there are too many, or one is too long."""
    body.seek(0)
    for _ in json_rows(body):
        pass
    body.seek(0)
    return json_rows(body)


class ParquetReader:
    """Reads Parquet files in a sandbox: this process sees their values as JSON, or why there are none."""

    def __init__(self) -> None:
        self._sandbox = Sandbox(("-m", "limpide.service.parquet_child"), PARQUET_LIMITS, spare=True)

    def close(self) -> None:
        """End the process that waits for the next file."""
        self._sandbox.close()

    def rows(self, body: IO[bytes], converted: IO[bytes]) -> Iterator[Row]:
        """Convert the whole file into ``converted``; return its rows: {"client_id"}, or columns of an application.

        ``NotParquetError``, ``TooManyRowsError``, ``TooLargeError`` (also when reading it takes too much memory or
        time), ``SandboxFailure`` when others keep the sandbox busy.
        """
        try:
            answer = self._sandbox.run(body.fileno(), converted.fileno())
        except SandboxFailure as failure:
            if failure.kind == "busy":
                raise
            structlog.get_logger().warning("parquet_refused", reason=str(failure))
            raise TooLargeError(LARGEST_BATCH) from failure
        if answer == "rows":
            raise TooManyRowsError
        if answer == "large":
            raise TooLargeError(LARGEST_BATCH)
        if answer != "ok":
            raise NotParquetError
        first = next(converted_rows(converted), None)
        if first is not None and not first.content:
            raise NotParquetError
        return converted_rows(converted)


def converted_rows(converted: IO[bytes]) -> Iterator[Row]:
    """Yield the rows of a Parquet file that was converted, from the first one."""
    converted.seek(0)
    number = 0
    for line in converted:
        block = json.loads(line)
        names = _names(block["names"])
        for values in zip(*block["columns"], strict=True):
            number += 1
            yield Row(number, _meant(dict(zip(block["names"], values, strict=True)), names))


def _names(given: list[str]) -> dict[str, str]:
    """Return the contract's name of each column, as files are read; NotParquetError for two that would be one."""
    found, ambiguous = match_names(given, TABLES["application"].by_name)
    if ambiguous:
        raise NotParquetError
    return {given[place]: name for name, place in found.items()}


def _meant(values: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return what a row asks for; as in files, numbers may be text, and the index of pandas does not matter."""
    values = {name: value for name, value in values.items() if not name.startswith(_INDEX)}
    if set(values) == {"client_id"}:
        return values
    known = {names.get(name, name): value for name, value in values.items() if value is not None}
    return {"application": {name: _number(name, value) for name, value in known.items()}}


def _number(name: str, value: Any) -> Any:
    column = TABLES["application"].by_name.get(name)
    return read_number(value) if column and column.type != "text" and isinstance(value, str) else value
