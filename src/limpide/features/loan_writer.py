"""Writes the loan histories of a snapshot: in order of client, the latest loan first."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from limpide.features.loan_files import COLUMNS, FILE, INDEX, SCHEMA
from limpide.features.loan_history import EXPRESSIONS
from limpide.features.query import Run, fetch
from limpide.features.writer import name_clients, plain
from limpide.sources.home_credit import Tables


def write_loans(tables: Tables, folder: Path, *, clients: NDArray[np.int64], run: Run = fetch) -> None:
    """Write the loans of the clients of a snapshot that is being built, and where those of each client begin.

    ``clients`` are their keys in the tables, int64 (clients,), in order; loans of who is not a client are left out.
    ``run`` computes an Ibis table on the engine of the tables.
    """
    parts = [_read(run(expression(tables)), origin, clients) for origin, expression in EXPRESSIONS.items()]
    order = [(name, "ascending") for name in ("client_id", "days_ago", "origin", "loan_number")]
    loans = pa.concat_tables(parts).sort_by(order).combine_chunks()
    index = np.searchsorted(loans["client_id"].to_numpy(), [*clients, np.iinfo(np.int64).max])
    place = loans.schema.get_field_index("client_id")
    loans = loans.set_column(place, "client_id", name_clients(_whole(loans["client_id"]), tables.client_names))
    with pa.ipc.new_file(str(folder / FILE), loans.schema) as writer:
        writer.write_table(loans)
    np.save(folder / INDEX, index.astype(np.int64), allow_pickle=False)


def _read(found: pa.Table, origin: str, clients: Any) -> pa.Table:
    found = found.filter(pa.array(np.isin(found["client_id"].to_numpy(), clients))).combine_chunks()
    arrays = [plain(_whole(found[name]).cast(SCHEMA.field(name).type)) for name in COLUMNS]
    return pa.table([pa.array([origin] * found.num_rows, pa.string()), *arrays], schema=SCHEMA)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
