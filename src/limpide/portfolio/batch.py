"""Scores the whole client base into one file, block by block."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace as changed
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.bundle.recost import with_cost
from limpide.bundle.scorer import Scorer
from limpide.core.decision import decide
from limpide.core.errors import InvalidInput
from limpide.core.output import new_file
from limpide.core.progress import Progress, silent
from limpide.models.calibration import probabilities
from limpide.portfolio.portfolio import Portfolio, open_portfolio

_BLOCK = 16_384
SCHEMA = pa.schema(
    [
        ("client_id", pa.int64()),  # string in a client base whose identifiers are text
        ("probability_of_default", pa.float64()),
        ("points", pa.int64()),
        ("decision", pa.string()),
    ]
)


def score_clients(
    bundle: Path,
    snapshot: Path,
    out: Path,
    *,
    cost: str | None = None,
    replace: bool = False,
    progress: Progress = silent,
) -> int:
    """Write one line a client, as in ``SCHEMA``, to Parquet or CSV; return how many.

    ``cost`` decides at another ratio than the bundle's (``bundle.recost``); probabilities and points stay.
    """
    check_name(out)
    portfolio = open_portfolio(bundle, snapshot)
    scorer = changed(portfolio.scorer, bundle=decide_at(portfolio.bundle, cost))
    with (
        new_file(out, replace=replace) as partial,
        open_writer(partial, schema_of(portfolio.snapshot.index.arrow_type)) as writer,
        progress("Scores", total=portfolio.clients) as advance,
    ):
        for batch in _scored(portfolio, scorer):
            writer.write_batch(batch)
            advance(batch.num_rows)
    return portfolio.clients


def check_name(out: Path) -> None:
    """Refuse a name whose ending says nothing of the format."""
    if out.suffix not in (".parquet", ".csv"):
        raise InvalidInput(f"{out} must end in .parquet or .csv")


def decide_at(bundle: Bundle, cost: str | None) -> Bundle:
    """Return the bundle with the threshold and the grey zone of another cost; as it is for None."""
    return bundle if cost is None else with_cost(bundle, cost)


def _scored(portfolio: Portfolio, scorer: Scorer) -> Iterator[pa.RecordBatch]:
    for start in range(0, portfolio.clients, _BLOCK):
        block = slice(start, start + _BLOCK)
        client_ids = portfolio.snapshot.index.to_arrow(block)
        undecidable = portfolio.undecidable[block]
        yield score_rows(scorer, np.asarray(portfolio.snapshot.matrix[block]), client_ids, undecidable)


def score_rows(
    scorer: Scorer, matrix: NDArray[np.float32], client_ids: pa.Array, undecidable: NDArray[np.bool_]
) -> pa.RecordBatch:
    """Score rows of a client base, float32 (clients, columns): one line a client, as in ``SCHEMA``.

    ``undecidable``, bool (clients,), are those whose data earn no decision: they go to a person.
    """
    bundle = scorer.bundle
    margins = scorer.margins(matrix)
    chances = probabilities(margins)
    points = [bundle.points.points(margin) for margin in margins.tolist()]
    decisions = [
        decide(chance, threshold=bundle.threshold, grey_zone=bundle.grey_zone, undecidable=abstains).value
        for chance, abstains in zip(chances.tolist(), undecidable.tolist(), strict=True)
    ]
    columns = [client_ids, pa.array(chances), pa.array(points, pa.int64()), pa.array(decisions, pa.string())]
    return pa.RecordBatch.from_arrays(columns, schema=schema_of(client_ids.type))


def schema_of(identifiers: pa.DataType) -> pa.Schema:
    """Return ``SCHEMA`` with the type of the client base's own identifiers."""
    return SCHEMA.set(0, pa.field("client_id", identifiers))


@contextmanager
def open_writer(path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter | csv.CSVWriter]:
    """Open a file of scores, in the format that its name says."""
    opened: AbstractContextManager[pq.ParquetWriter | csv.CSVWriter]
    if path.suffix == ".parquet":
        opened = pq.ParquetWriter(str(path), schema)
    else:
        quoting = "needed" if pa.types.is_string(schema.field("client_id").type) else "none"
        options = csv.WriteOptions(quoting_header="none", quoting_style=quoting)
        opened = csv.CSVWriter(str(path), schema, write_options=options)
    with opened as writer:
        yield writer
