"""Scores the client base on Spark: each partition by the same bundle, with the same scorer."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa

from limpide.bundle.archive import open_bundle
from limpide.bundle.scorer import Scorer, bind
from limpide.core.output import new_file
from limpide.features import layout
from limpide.features.layout import FeatureColumn, read_manifest
from limpide.features.spark.session import open_session
from limpide.features.writer import coded_matrix
from limpide.portfolio.batch import SCHEMA, check_name, decide_at, open_writer, score_rows

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
    columns = read_manifest(snapshot).columns
    with new_file(out, replace=replace) as partial, open_session(master) as session, open_writer(partial) as writer:
        session.sparkContext.addFile(str(bundle.resolve()), recursive=True)
        name = bundle.resolve().name

        def score(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            scorer = _scorer(name, columns, cost)
            for batch in batches:
                client_ids = batch["client_id"].cast(pa.int64())
                yield score_rows(scorer, coded_matrix(batch, columns), client_ids)

        rows = session.read.parquet(str(snapshot / layout.POPULATION))
        scores = rows.mapInArrow(score, "client_id long, probability_of_default double, points long, decision string")
        table = scores.toArrow().cast(SCHEMA).sort_by("client_id")
        writer.write_table(table, _SLICE)
    return int(table.num_rows)


@cache
def _scorer(name: str, columns: tuple[FeatureColumn, ...], cost: str | None) -> Scorer:
    """Open the bundle where Spark put it; once in a process, whatever the number of partitions."""
    from pyspark import SparkFiles

    return bind(decide_at(open_bundle(Path(SparkFiles.get(name))), cost), columns)
