"""Scores the client base on Spark: each partition by the same bundle, with the same scorer."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from limpide.bundle.archive import open_bundle
from limpide.bundle.scorer import Scorer, bind
from limpide.core.decision import Decision
from limpide.core.output import new_file
from limpide.features import layout
from limpide.features.layout import FeatureColumn, read_manifest
from limpide.features.spark.session import open_session
from limpide.features.writer import coded_matrix
from limpide.portfolio.batch import check_name, decide_at, open_writer, schema_of, score_rows
from limpide.portfolio.client_index import ClientIndex
from limpide.portfolio.portfolio import open_portfolio

_SLICE = 500_000  # scores that come to this machine at a time


def score_clients_on_spark(
    bundle: Path,
    snapshot: Path,
    out: Path,
    *,
    master: str | None = None,
    cost: str | None = None,
    replace: bool = False,
) -> int:
    """Write one line a client, as in ``batch.SCHEMA``, to Parquet or CSV; return how many.

    The executors read ``features.parquet`` of the snapshot, which must be where they can see it; the bundle is sent
    to them. ``cost`` decides at another ratio than the bundle's.
    """
    check_name(out)
    decide_at(open_bundle(bundle), cost)  # a damaged one is said here, before a cluster is asked
    portfolio = open_portfolio(bundle, snapshot)
    client_base = portfolio.snapshot
    undecidable, schema = portfolio.undecidable, schema_of(client_base.index.arrow_type)
    kind = "long" if client_base.index.is_numeric else "string"
    columns = read_manifest(snapshot).columns
    with (
        new_file(out, replace=replace) as partial,
        open_session(master) as session,
        open_writer(partial, schema) as writer,
    ):
        session.sparkContext.addFile(str(bundle.resolve()), recursive=True)
        name = bundle.resolve().name

        def score(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            scorer = _scorer(name, columns, cost)
            for batch in batches:
                client_ids = batch["client_id"].cast(schema.field("client_id").type)
                yield score_rows(scorer, coded_matrix(batch, columns), client_ids, np.zeros(len(batch), dtype=np.bool_))

        rows = session.read.parquet(str(snapshot / layout.POPULATION))
        scores = rows.mapInArrow(
            score, f"client_id {kind}, probability_of_default double, points long, decision string"
        )
        table = _in_order(scores.toArrow().cast(schema), client_base.index)
        writer.write_table(_with_reviews(table, undecidable), _SLICE)
    return int(table.num_rows)


def _in_order(table: pa.Table, index: ClientIndex) -> pa.Table:
    """Put scores in the order of the client base, whatever partition they came from."""
    places = index.find_all(map(str, table["client_id"].to_pylist()))
    return table.take(pa.array(np.argsort(places, kind="stable")))


def _with_reviews(table: pa.Table, undecidable: NDArray[np.bool_]) -> pa.Table:
    """Leave to a person whose data earn no decision, bool (clients,) in order of client, as the table is."""
    place = table.column_names.index("decision")
    decisions = pc.if_else(pa.array(undecidable), Decision.REVIEW.value, table["decision"])
    return table.set_column(place, "decision", decisions)


@cache
def _scorer(name: str, columns: tuple[FeatureColumn, ...], cost: str | None) -> Scorer:
    """Open the bundle where Spark put it; once in a process, whatever the number of partitions."""
    from pyspark import SparkFiles

    return bind(decide_at(open_bundle(Path(SparkFiles.get(name))), cost), columns)
