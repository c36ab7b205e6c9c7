"""From the lender's tables to a snapshot: every feature of every client, on DuckDB, out of core."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace as replaced
from dataclasses import replace as with_tables
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ibis

from limpide.core import seal
from limpide.core.errors import InvalidInput
from limpide.core.identifiers import ClientId
from limpide.core.output import new_folder
from limpide.core.progress import Progress, silent
from limpide.features.assemble import beside_sql, complete, prepare
from limpide.features.catalogue import CATALOGUE, HISTORIES, describe_column
from limpide.features.fitted.evidence import write_evidence
from limpide.features.layout import SnapshotManifest
from limpide.features.lender_files import NO_FILES, LenderFiles
from limpide.features.loan_writer import write_loans
from limpide.features.query import Run, fetch
from limpide.features.stages import aggregate_in_stages
from limpide.features.writer import write_applications, write_features
from limpide.sources.admission import Admission
from limpide.sources.base_profile import BaseProfile
from limpide.sources.home_credit import Tables, open_tables
from limpide.sources.profiling import profile_tables

_MEMORY = "6GB"


def build_snapshot(
    data: Path,
    out: Path,
    *,
    without: Sequence[ClientId] = (),
    files: LenderFiles = NO_FILES,
    admission: Admission | None = None,
    replace: bool = False,
    progress: Progress = silent,
) -> str:
    """Build the snapshot of a folder or zip of tables and return its version (64 hex digits).

    ``without`` are ids of clients who are left out, such as those who asked to be erased; ``files`` what the
    lender says beside its tables; ``admission`` what the data gate accepted, None where nobody asked it.
    """
    files.check()
    with (
        new_folder(out, replace=replace) as folder,
        open_engine(out.parent) as connection,
        open_tables(data, connection) as tables,
    ):
        tables = _leave_out(tables, tables.codes_of(without))
        check_one_row_each(tables)
        features = _materialise(tables, connection, progress=progress)
        profile = profile_tables(data, without=without, progress=progress)
        return write_snapshot(
            features, tables, connection, folder, files=files, admission=admission, profile=profile, progress=progress
        )


def write_snapshot(
    features: Any,
    tables: Tables,
    connection: Any,
    folder: Path,
    *,
    files: LenderFiles = NO_FILES,
    admission: Admission | None = None,
    profile: BaseProfile | None = None,
    run: Run = fetch,
    progress: Progress = silent,
) -> str:
    """Write the snapshot of features and applications that DuckDB holds; return its version.

    The histories of ``tables`` may be on another engine, on which ``run`` computes an Ibis table.
    """
    rows = {history.source: getattr(tables, history.source).count().execute() for history in HISTORIES}
    manifest = _manifest(features, tables, rows={name: int(count) for name, count in rows.items()})
    manifest = replaced(manifest, admission=admission)
    clients = write_features(features, connection, manifest, folder, names=tables.client_names, progress=progress)
    write_applications(tables.application, connection, folder, names=tables.client_names)
    write_evidence(tables, folder, clients=clients, run=run)
    write_loans(tables, folder, clients=clients, run=run)
    files.keep(folder)
    if profile is not None:
        profile.write(folder)
    manifest.write(folder)
    return seal.seal(folder)


@contextmanager
def open_engine(beside: Path) -> Iterator[Any]:
    """A DuckDB that keeps what does not fit in memory in a temporary folder beside the output."""
    with tempfile.TemporaryDirectory(prefix=".limpide-build-", dir=beside) as folder:
        connection = ibis.duckdb.connect(Path(folder) / "build.duckdb", memory_limit=_MEMORY, temp_directory=folder)
        try:
            yield connection
        finally:
            connection.disconnect()


def _materialise(tables: Tables, connection: Any, *, progress: Progress) -> Any:
    """Compute each history's features, then all of them together; return the stored table."""
    aggregates: list[str] = []
    connection.create_view("application", tables.application)
    with progress("Features", total=len(HISTORIES) + 1) as advance:
        for history in HISTORIES:
            aggregates += aggregate_in_stages(history, tables, connection.create_table)
            advance(1)
        connection.raw_sql(f"CREATE VIEW beside AS {beside_sql(aggregates)}")
        beside = with_tables(tables, application=connection.table("beside"))
        features = connection.create_table("features", complete(prepare(beside)))
        advance(1)
    return features


def _leave_out(tables: Tables, clients: Sequence[int]) -> Tables:
    """Return the tables without the applications of some clients; their histories are then nobody's."""
    if not clients:
        return tables
    return with_tables(tables, application=tables.application.filter(~ibis._.client_id.isin(list(clients))))


def check_one_row_each(tables: Tables) -> None:
    """Refuse applications of which a client has several: ``InvalidInput``."""
    clients = tables.application.select("client_id")
    repeated = clients.group_by("client_id").aggregate(times=ibis._.count()).filter(ibis._.times > 1)
    found = repeated.order_by("client_id").limit(1).to_pyarrow().to_pylist()
    if found:
        raise InvalidInput(
            f"client {tables.name_of(found[0]['client_id'])} has {found[0]['times']} applications and "
            f'{int(repeated.count().execute()) - 1} more clients are repeated; see "limpide data check"'
        )


def _manifest(features: Any, tables: Tables, *, rows: dict[str, int]) -> SnapshotManifest:
    words = _categories(features)
    columns = tuple(describe_column(source, feature, words.get(feature.name)) for source, feature in CATALOGUE)
    return SnapshotManifest(
        limpide=version("limpide"),
        clients=int(features.count().execute()),
        rows=rows,
        missing_tables=tables.missing,
        columns=columns,
    )


def _categories(features: Any) -> dict[str, tuple[str, ...]]:
    """Return the words of every category, in order of spelling."""
    names = [feature.name for _, feature in CATALOGUE if feature.is_category]
    [found] = (
        features.aggregate(**{name: features[name].collect(distinct=True) for name in names}).to_pyarrow().to_pylist()
    )
    return {name: tuple(sorted(word for word in found[name] or () if word is not None)) for name in names}
