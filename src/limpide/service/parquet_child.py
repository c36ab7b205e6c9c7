"""Program of the sandbox that reads a Parquet file: columns as JSON in another file, or one word why not.

The JSON has one line for each block of rows: {"names": [...], "columns": [[...], ...]}. A value that JSON does not
know becomes an object, which no field of an application takes.
"""

import json
import os
from collections.abc import Callable
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from limpide.core.sandbox_child import serve

MOST_ROWS: Final = 100_000
LARGEST_BATCH: Final = 256_000_000  # bytes
LONGEST_TEXT_READ: Final = 201  # characters: one more than a declared text may have, so that it is refused
_ROWS_AT_ONCE = 256
_MOST_COLUMNS = 500  # an application has a quarter of that


def convert(source: IO[bytes], sink: IO[bytes]) -> str:
    """Write the rows of a Parquet file as JSON; return "ok", "rows", "large" or "damaged"."""
    try:
        file = _open(source)
        if isinstance(file, str):
            return file
        rows = 0
        for batch in file.iter_batches(_ROWS_AT_ONCE, use_threads=False):
            rows += batch.num_rows
            if rows > MOST_ROWS:
                return "rows"
            sink.write(_block(batch))
        sink.flush()
    except (MemoryError, pa.ArrowMemoryError):
        return "large"
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        return "damaged"
    return "ok"


def _open(source: IO[bytes]) -> "pq.ParquetFile | str":
    """Open a file whose footer does not say that it is too large; the limits of the process hold for one that lies."""
    found = pq.read_metadata(source)
    if found.num_rows > MOST_ROWS:
        return "rows"
    groups = [found.row_group(number) for number in range(found.num_row_groups)]
    if sum(group.total_byte_size for group in groups) > LARGEST_BATCH:
        return "large"
    schema = found.schema.to_arrow_schema()
    odd = any(pa.types.is_nested(field.type) or pa.types.is_fixed_size_binary(field.type) for field in schema)
    if odd or not 0 < found.num_columns <= _MOST_COLUMNS:
        return "damaged"
    texts = [field.name for field in schema if _is_text(field.type)]
    source.seek(0)
    return pq.ParquetFile(source, read_dictionary=texts)


def _block(batch: pa.RecordBatch) -> bytes:
    columns = [_cut(column) if pa.types.is_dictionary(column.type) else column for column in batch.columns]
    content = {"names": batch.schema.names, "columns": [column.to_pylist() for column in columns]}
    return json.dumps(content, default=_unknown).encode() + b"\n"


def _unknown(value: object) -> dict[str, str]:
    return {"type": type(value).__name__}


def _cut(column: pa.DictionaryArray) -> pa.Array:
    """Shorten texts before they are repeated in every row."""
    words = column.dictionary
    cut: Callable[..., Any] = pc.binary_slice if _is_binary(words.type) else pc.utf8_slice_codeunits
    return pa.DictionaryArray.from_arrays(column.indices, cut(words, 0, LONGEST_TEXT_READ))


def _is_text(type_: pa.DataType) -> bool:
    return pa.types.is_string(type_) or pa.types.is_large_string(type_) or _is_binary(type_)


def _is_binary(type_: pa.DataType) -> bool:
    return bool(pa.types.is_binary(type_) or pa.types.is_large_binary(type_))


def _work(files: list[int]) -> str:
    source, sink = files
    with os.fdopen(source, "rb") as read, os.fdopen(sink, "wb") as written:
        return convert(read, written)


if __name__ == "__main__":
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    serve(_work, files=2)
