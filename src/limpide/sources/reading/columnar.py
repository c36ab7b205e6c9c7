"""Parquet and Arrow files: are they whole, and do their columns have names that DuckDB tells apart?"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

from limpide.core.delimited import match_names
from limpide.sources.fault import Kind, quoted
from limpide.sources.reading.refusal import Refusal
from limpide.sources.tables import Table

_MARK = b"PAR1"
_ROWS = 65_536


def read_parquet_names(path: Path) -> list[str]:
    """Return the names of the columns; Refusal for a file that is cut or is none."""
    with path.open("rb") as opened:
        opened.seek(max(0, path.stat().st_size - len(_MARK)))
        ends = opened.read() == _MARK
    if not ends:
        raise Refusal(Kind.TRUNCATED, "its footer is missing: it was cut; write or copy it again")
    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as problem:
        advice = f"it is not a complete Parquet file ({str(problem).splitlines()[0]}); copy it again"
        raise Refusal(Kind.UNREADABLE, advice) from problem


def write_parquet(path: Path, target: Path, names: Sequence[str] | None = None) -> None:
    """Write a Parquet or Arrow file as Parquet, with other names of its columns where they are given."""
    try:
        schema, batches = _open(path)
        if names is not None:
            schema = pa.schema([field.with_name(name) for field, name in zip(schema, names, strict=True)])
        with pq.ParquetWriter(target, schema) as writer:
            for batch in batches:
                writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
    except (pa.ArrowException, OSError, ValueError) as problem:
        advice = f"it cannot be read ({str(problem).splitlines()[0]}); write it again as Parquet"
        raise Refusal(Kind.UNREADABLE, advice) from problem


def require_distinct(names: Sequence[str], table: Table) -> None:
    """Refuse columns that become one of the table's when blanks and capitals are left aside."""
    _, ambiguous = match_names(names, table.by_name)
    for column, given in ambiguous.items():
        shown = " and ".join(quoted(name) for name in given[:2])
        raise Refusal(Kind.DUPLICATED_COLUMN, f"keep one column {column}, and rename or leave out the other", shown)


def distinct_names(names: Sequence[str], table: Table) -> list[str]:
    """Return names that stay apart without capitals; a column that is named exactly keeps its name."""
    exact = {name.casefold(): name for name in names if name in table.by_name}
    seen: set[str] = set()
    found = []
    for place, name in enumerate(names, start=1):
        folded = name.casefold()
        taken = not name or folded in seen or exact.get(folded, name) != name
        found.append(f"{name} (column {place})" if taken else name)
        seen.add(found[-1].casefold())
    return found


def _open(path: Path) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    with path.open("rb") as opened:
        start = opened.read(6)
    if start.startswith(_MARK):
        file = pq.ParquetFile(path)
        return file.schema_arrow, file.iter_batches(_ROWS)
    if start.startswith(b"FEA1"):
        table = feather.read_table(path)
        return table.schema, iter(table.to_batches())
    source = pa.memory_map(str(path))
    if start == b"ARROW1":
        reader = pa.ipc.open_file(source)
        return reader.schema, (reader.get_batch(place) for place in range(reader.num_record_batches))
    stream = pa.ipc.open_stream(source)
    return stream.schema, iter(stream)
