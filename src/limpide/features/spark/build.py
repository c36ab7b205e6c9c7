"""From a folder of Parquet to a snapshot, on Spark: the same expressions, the same snapshot."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace as with_tables
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq

from limpide.core.errors import InvalidInput
from limpide.core.identifiers import ClientId
from limpide.core.output import new_folder
from limpide.core.progress import Progress, silent
from limpide.features.assemble import beside_sql, complete, prepare
from limpide.features.build import check_one_row_each, open_engine, write_snapshot
from limpide.features.catalogue import HISTORIES
from limpide.features.lender_files import NO_FILES, LenderFiles
from limpide.features.spark.local_tables import local_tables
from limpide.features.spark.session import open_session
from limpide.features.spark.sql import to_sql
from limpide.features.spark.tables import read_tables
from limpide.features.stages import aggregate_in_stages
from limpide.sources.admission import Admission
from limpide.sources.home_credit import Tables
from limpide.sources.profiling import profile_tables

_SLICE = 50_000  # clients that come to this machine at a time: some 300 MB


def build_snapshot_on_spark(
    data: str,
    out: Path,
    *,
    master: str | None = None,
    without: Sequence[ClientId] = (),
    files: LenderFiles = NO_FILES,
    admission: Admission | None = None,
    replace: bool = False,
    progress: Progress = silent,
) -> str:
    """Build the snapshot of a folder of Parquet that Spark reads (a path or a URL) and return its version.

    ``without`` are ids of clients who are left out. Spark computes; the features then come to this machine, which
    writes the snapshot. ``files`` is what the lender says beside its tables, ``admission`` what the data gate accepted.
    """
    files.check()
    with (
        new_folder(out, replace=replace) as folder,
        tempfile.TemporaryDirectory(prefix=".limpide-spark-", dir=out.parent) as near,
        open_session(master) as session,
        open_engine(out.parent) as connection,
        local_tables(data, Path(near) / "tables", connection, progress=progress) as readable,
    ):
        try:
            tables = read_tables(readable.rstrip("/"), session, without=without)
            check_one_row_each(tables)
            found = {"features": compute_features(tables, session, progress=progress), "application": _rows(session)}
            for name, frame in found.items():
                _fetch(frame, Path(near) / f"{name}.parquet")
        except _failures() as error:
            raise InvalidInput(f"Spark could not compute the features of {data}: {_reason(error)}") from error
        fetched = {name: connection.read_parquet(Path(near) / f"{name}.parquet", table_name=name) for name in found}
        tables = with_tables(tables, application=fetched["application"])
        here = Path(data) if "://" not in data else None  # elsewhere the tables are Spark's alone: nothing is profiled
        profile = None if here is None else profile_tables(here, without=without, progress=progress)
        return write_snapshot(
            fetched["features"],
            tables,
            connection,
            folder,
            files=files,
            admission=admission,
            profile=profile,
            run=lambda table: session.sql(to_sql(table)).toArrow(),
            progress=progress,
        )


def compute_features(tables: Tables, session: Any, *, progress: Progress = silent) -> Any:
    """Return every feature of every client as a Spark data frame; the tables are Spark's."""
    store = _store(session)
    names: list[str] = []
    with progress("Features on Spark", total=len(HISTORIES) + 1) as advance:
        for history in HISTORIES:
            names += aggregate_in_stages(history, tables, store)
            advance(1)
        session.sql(beside_sql(names)).createOrReplaceTempView("beside")
        beside = ibis.pyspark.connect(session).table("beside")
        ready = store("ready", prepare(with_tables(tables, application=beside)))
        store("features", complete(ready))
        advance(1)
    return session.table("features")


def _rows(session: Any) -> Any:
    return session.table("application")


def _store(session: Any) -> Callable[[str, Any], Any]:
    connection = ibis.pyspark.connect(session)

    def store(name: str, table: Any) -> Any:
        """Compute now and forget how: a plan of hundreds of aggregates would be optimised again at every step."""
        frame = session.sql(to_sql(table)).localCheckpoint(eager=True)
        frame.createOrReplaceTempView(name)
        return connection.table(name)

    return store


def _fetch(frame: Any, path: Path) -> None:
    """Bring a data frame to this machine slice by slice."""
    from pyspark.sql import functions

    slices = frame.count() // _SLICE + 1
    writer: pq.ParquetWriter | None = None
    try:
        for number in range(slices):
            part = frame.filter(functions.expr(f"pmod(xxhash64(client_id), {slices}) = {number}")).toArrow()
            writer = writer or pq.ParquetWriter(path, part.schema)
            writer.write_table(part)
    finally:
        if writer is not None:
            writer.close()


def _failures() -> tuple[type[Exception], ...]:
    from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    return (PySparkException, Py4JJavaError)


def _reason(error: Exception) -> str:
    java = getattr(error, "java_exception", None)
    while java is not None and java.getCause() is not None:
        java = java.getCause()
    text = str(error) if java is None else str(java.getMessage())
    return text.splitlines()[0]
