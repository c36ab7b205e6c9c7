"""The two folders that are compared, open in one engine, and the clients drawn from each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import ibis
import numpy as np
import pandas as pd
from ibis.backends.duckdb import Backend
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput
from limpide.core.progress import Progress, silent
from limpide.sources.home_credit import Tables, explain, open_tables
from limpide.sources.scan import CHECK_HINT
from limpide.sources.sql import identifier
from limpide.sources.tables import CLIENT, TARGET

MOST_CLIENTS = 50_000
WANTED = "wanted_clients"
Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Side:
    """The tables of one folder; ``labelled`` and ``unlabelled`` are its client numbers, int64, in order."""

    name: str
    path: Path
    tables: Tables
    connection: Backend
    labelled: Ids
    unlabelled: Ids

    def has(self, table: str) -> bool:
        """Whether the folder holds this table of the contract."""
        return table not in self.tables.missing

    def view(self, table: str) -> str:
        """Return the quoted name under which SQL finds the table."""
        return identifier(getattr(self.tables, table).get_name())

    def run(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run a query on this side's views; what cannot be read is raised as InvalidInput with the folder."""
        try:
            found: duckdb.DuckDBPyConnection = self.connection.con.execute(sql)
        except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.IOException) as error:
            # Here, because further out nobody knows which of the two folders was being read.
            raise InvalidInput(explain(error, self.path)) from error
        return found

    @contextmanager
    def wanting(self, client_ids: Ids) -> Iterator[None]:
        """Let SQL see these clients as the table ``wanted_clients`` with the column client_id."""
        self.connection.con.register(WANTED, pd.DataFrame({CLIENT: client_ids}))
        try:
            yield
        finally:
            self.connection.con.unregister(WANTED)


@dataclass(frozen=True, eq=False)
class Draw:
    """As many clients of each side, and as many labelled ones; ``excludes`` says in words who was left out."""

    real: Ids
    synthetic: Ids
    excludes: str


@contextmanager
def open_sides(real: Path, synthetic: Path, *, progress: Progress = silent) -> Iterator[tuple[Side, Side]]:
    """Open both folders or zips; what cannot be read is raised as InvalidInput with the file."""
    # One thread: sums of fractions must not depend on who finishes first.
    connection = ibis.duckdb.connect(threads=1)
    try:
        with (
            open_tables(real, connection, progress=progress) as real_tables,
            open_tables(synthetic, connection, progress=progress) as synthetic_tables,
        ):
            yield (
                _side("real", real, real_tables, connection),
                _side("synthetic", synthetic, synthetic_tables, connection),
            )
    finally:
        connection.disconnect()


def draw_clients(
    real: Side, synthetic: Side, *, seed: int = 0, most: int = MOST_CLIENTS, labelled_only: bool = False
) -> Draw | None:
    """Draw as many clients of both sides, as many labelled ones among them, at most ``most`` a side.

    None when no kind of client (labelled, unlabelled) is on both sides.
    """
    kinds = [(real.labelled, synthetic.labelled)]
    if not labelled_only:
        kinds.append((real.unlabelled, synthetic.unlabelled))
    sizes = [min(len(ids) for ids in kind) for kind in kinds]
    if not sum(sizes):
        return None
    share = min(1.0, most / sum(sizes))
    sizes = [int(size * share) for size in sizes]
    random = np.random.default_rng(seed)
    return Draw(
        real=_drawn([ids for ids, _ in kinds], sizes, random),
        synthetic=_drawn([ids for _, ids in kinds], sizes, random),
        excludes=_excluded(kinds, sizes, labelled_only=labelled_only),
    )


def read_applications(side: Side, client_ids: Ids) -> pd.DataFrame:
    """Return the application rows of these clients, in their order: float64 and text columns, ``target`` last."""
    with side.wanting(client_ids):
        rows: pd.DataFrame = side.run(
            f"SELECT * FROM {side.view('application')} SEMI JOIN {WANTED} USING ({CLIENT}) ORDER BY {CLIENT}"
        ).df()
    for name in rows.columns:
        rows[name] = rows[name].astype("float64" if pd.api.types.is_numeric_dtype(rows[name]) else "object")
    rows[CLIENT] = rows[CLIENT].astype("int64")
    return rows.set_index(CLIENT)


def _side(name: str, path: Path, tables: Tables, connection: Backend) -> Side:
    nobody = np.zeros(0, dtype=np.int64)
    side = Side(name=name, path=path, tables=tables, connection=connection, labelled=nobody, unlabelled=nobody)
    found = side.run(f"SELECT {CLIENT}, {TARGET} IS NOT NULL FROM {side.view('application')} ORDER BY {CLIENT}")
    ids, known = (np.asarray(values) for values in found.fetchnumpy().values())
    if repeated := len(ids) - len(np.unique(ids)):
        raise InvalidInput(f"{path} has {repeated} applications too many for their client numbers; {CHECK_HINT}")
    known = known.astype(bool)
    return replace(side, labelled=ids[known].astype(np.int64), unlabelled=ids[~known].astype(np.int64))


def _drawn(kinds: list[Ids], sizes: list[int], random: np.random.Generator) -> Ids:
    drawn = [random.choice(ids, size, replace=False) for ids, size in zip(kinds, sizes, strict=True)]
    return np.sort(np.concatenate(drawn))


def _excluded(kinds: list[tuple[Ids, Ids]], sizes: list[int], *, labelled_only: bool) -> str:
    parts = []
    for kind, size, word in zip(kinds, sizes, ("labelled", "unlabelled"), strict=False):
        for ids, name in zip(kind, ("real", "synthetic"), strict=True):
            if len(ids) > size:
                parts.append(f"{len(ids) - size:,} of {len(ids):,} {word} {name} clients not drawn")
    if labelled_only:
        parts.append("unlabelled clients")
    return "; ".join(parts)
