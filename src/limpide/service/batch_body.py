"""The body of a batch: put aside as it arrives, bounded in bytes, rows and time, then read row by row."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from fastapi import Request

from limpide.core.delimited import match_names
from limpide.portfolio.declared import LONGEST_TEXT
from limpide.service.batch_rows import Row
from limpide.service.limits import LARGEST_BODY, SLOWEST_BODY, TooLargeError, TooSlowError
from limpide.sources.spelling import read_number
from limpide.sources.tables import TABLES

MOST_ROWS = 100_000
LARGEST_BATCH = 256_000_000  # bytes
_INDEX = ("__index_level_", "Unnamed: 0")
_IN_MEMORY = 4_000_000
_ROWS_AT_ONCE = 1_024
_MOST_COLUMNS = 500  # an application has a quarter of that
_LOOKED_AT = LONGEST_TEXT + 1  # characters of a text: enough to be refused as too long


class TooManyRowsError(Exception):
    """A batch has more than ``MOST_ROWS`` rows."""


class NotParquetError(Exception):
    """A body is not a Parquet file that can be scored."""


@asynccontextmanager
async def put_aside(request: Request) -> AsyncIterator[IO[bytes]]:
    """Keep the body in memory, or on disk when it is large, until the block ends; it has no name there."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
        size = lines = 0
        chunks = request.stream()
        while True:
            try:
                chunk = await asyncio.wait_for(anext(chunks, None), SLOWEST_BODY)
            except TimeoutError:
                raise TooSlowError(SLOWEST_BODY) from None
            if chunk is None:
                break
            size, lines = size + len(chunk), lines + chunk.count(b"\n")
            if size > LARGEST_BATCH:
                raise TooLargeError(LARGEST_BATCH)
            body.write(chunk)
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


def check_json(body: IO[bytes]) -> None:
    """Raise before a first answer leaves when there are too many lines, or one is too long."""
    for _ in json_rows(body):
        pass
    body.seek(0)


def parquet_rows(body: IO[bytes]) -> Iterator[Row]:
    """Yield the rows of a Parquet file: a column ``client_id``, or the columns of an application."""
    try:
        file = _open_parquet(body)
        number = 0
        names = _names(file.schema_arrow.names)
        for batch in file.iter_batches(_ROWS_AT_ONCE):
            for values in _cut(batch).to_pylist():
                number += 1
                yield Row(number, _meant(values, names))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise NotParquetError from error


def _open_parquet(body: IO[bytes]) -> pq.ParquetFile:
    """Open a file that cannot grow far beyond its size: few columns, flat, the text of each kept once."""
    found = pq.read_metadata(body)
    if found.num_rows > MOST_ROWS:
        raise TooManyRowsError
    groups = [found.row_group(number) for number in range(found.num_row_groups)]
    if sum(group.total_byte_size for group in groups) > LARGEST_BATCH:
        raise TooLargeError(LARGEST_BATCH)
    if found.num_columns > _MOST_COLUMNS:
        raise NotParquetError
    body.seek(0)
    schema = found.schema.to_arrow_schema()
    if any(pa.types.is_nested(field.type) or pa.types.is_fixed_size_binary(field.type) for field in schema):
        raise NotParquetError
    texts = [field.name for field in schema if _is_text(field.type)]
    return pq.ParquetFile(body, read_dictionary=texts)


def _cut(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Shorten texts before they are repeated in every row."""
    columns = [_cut_texts(column) if pa.types.is_dictionary(column.type) else column for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _cut_texts(column: pa.DictionaryArray) -> pa.Array:
    words = column.dictionary
    cut = pc.binary_slice if _is_binary(words.type) else pc.utf8_slice_codeunits
    return pa.DictionaryArray.from_arrays(column.indices, cut(words, 0, _LOOKED_AT))


def _is_text(type_: pa.DataType) -> bool:
    return pa.types.is_string(type_) or pa.types.is_large_string(type_) or _is_binary(type_)


def _is_binary(type_: pa.DataType) -> bool:
    return bool(pa.types.is_binary(type_) or pa.types.is_large_binary(type_))


def check_parquet(body: IO[bytes]) -> None:
    """Raise before a first answer leaves when this is no Parquet file, or has too many rows or no columns."""
    first = next(parquet_rows(body), None)
    if first is not None and not first.content:
        raise NotParquetError
    body.seek(0)


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
