"""The lender's tables as the fitting needs them: all applications, and the histories of some clients."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd

from limpide.core.errors import InvalidInput
from limpide.sources.home_credit import Tables, open_tables
from limpide.sources.synthetic.draws import Ints
from limpide.sources.synthetic.measured import Raw

APPLICATIONS = 150_000
HISTORIES = 12_000
"""How many clients are looked at, at most: more would change little and take longer."""

_KEYS = {"client_id": "SK_ID_CURR", "loan_id": "SK_ID_PREV", "bureau_loan_id": "SK_ID_BUREAU", "target": "TARGET"}
_TABLES = {
    "bureau": "bureau",
    "bureau_balance": "bureau_balance",
    "previous": "previous_application",
    "pos": "POS_CASH_balance",
    "card": "credit_card_balance",
}


@dataclass(frozen=True)
class RealTables:
    """Applications by column, TARGET missing where unknown; the histories of ``clients`` (rows of the applications).

    ``histories`` and ``owner`` go by file stem: the columns, and the place in ``clients`` that each row belongs to.
    """

    applications: Raw
    clients: Ints
    histories: Mapping[str, Raw]
    owner: Mapping[str, Ints]


def read_real(folders: Sequence[Path], *, seed: int) -> RealTables:
    """Read the folders (or zips) of a lender, which may hold different tables and different clients.

    Raises InvalidInput when no folder holds a table that is needed.
    """
    rng = np.random.default_rng(seed)
    frames = [_applications(folder) for folder in folders]
    applications = pd.concat(frames, ignore_index=True).drop_duplicates("SK_ID_CURR", ignore_index=True)
    chosen, histories = _histories(folders, rng)
    if len(applications) > APPLICATIONS:
        kept = rng.permutation(len(applications)) < APPLICATIONS
        applications = applications[kept | applications["SK_ID_CURR"].isin(chosen)].reset_index(drop=True)
    place = pd.Index(applications["SK_ID_CURR"])
    clients = place.get_indexer(pd.Index(chosen))
    of = pd.Index(chosen)
    owner = {stem: of.get_indexer(pd.Index(rows["SK_ID_CURR"])) for stem, rows in histories.items()}
    return RealTables(
        applications=_columns(applications),
        clients=clients,
        histories={stem: _columns(rows) for stem, rows in histories.items()},
        owner=owner,
    )


def _columns(frame: pd.DataFrame) -> Raw:
    """Return numbers as floats and text as objects, None where missing."""
    return {
        str(name): column.astype(object).where(column.notna(), None).to_numpy()
        if not pd.api.types.is_numeric_dtype(column.dtype)
        else column.to_numpy(dtype=np.float64, na_value=np.nan)
        for name, column in frame.items()
    }


@contextmanager
def _opened(folder: Path) -> Iterator[Tables]:
    connection = ibis.duckdb.connect()
    try:
        with open_tables(folder, connection) as tables:
            yield tables
    finally:
        connection.disconnect()


def _applications(folder: Path) -> pd.DataFrame:
    with _opened(folder) as tables:
        return _frame(tables.application)


def _histories(folders: Sequence[Path], rng: np.random.Generator) -> tuple[Ints, dict[str, pd.DataFrame]]:
    """Return the clients whose histories are read, and the rows by file stem, from the first folder that has all."""
    lacking: dict[Path, list[str]] = {}
    for folder in folders:
        with _opened(folder) as tables:
            lacking[folder] = [stem for name, stem in _TABLES.items() if name in tables.missing]
            if not lacking[folder]:
                ids = np.sort(_frame(tables.application.select("client_id"))["SK_ID_CURR"].to_numpy())
                ids = ids if len(ids) <= HISTORIES else np.sort(rng.choice(ids, HISTORIES, replace=False))
                return ids, _rows_of(tables, ids)
    folder, names = min(lacking.items(), key=lambda entry: len(entry[1]))
    raise InvalidInput(f"the histories need {', '.join(names)}, which {folder} does not hold; give a folder that does")


def _rows_of(tables: Tables, ids: Ints) -> dict[str, pd.DataFrame]:
    chosen = ibis.memtable({"client_id": ids})
    rows: dict[str, pd.DataFrame] = {}
    for name, stem in _TABLES.items():
        table = getattr(tables, name)
        if name == "bureau_balance":
            of = tables.bureau.select("bureau_loan_id", "client_id")
            table = table.inner_join(of, "bureau_loan_id")
        rows[stem] = _frame(table.semi_join(chosen, "client_id"))
    return rows


def _frame(table: Any) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame.rename(columns=_KEYS)
