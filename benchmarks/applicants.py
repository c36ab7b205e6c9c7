"""Clients with all their histories as a service would receive them: dictionaries by the lender's names."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Rows = list[dict[str, Any]]
_HISTORIES = ("bureau", "previous_application", "POS_CASH_balance", "credit_card_balance", "installments_payments")


def read_applicants(folder: Path, count: int) -> list[tuple[dict[str, Any], dict[str, Rows]]]:
    """Return so many clients who have rows in every history."""
    histories = {name: pq.read_table(folder / f"{name}.parquet") for name in _HISTORIES}
    everywhere = set(histories["bureau"]["SK_ID_CURR"].to_pylist())
    for rows in histories.values():
        everywhere &= set(rows["SK_ID_CURR"].to_pylist())
    clients = sorted(everywhere)[:count]
    months = pq.read_table(folder / "bureau_balance.parquet")
    applications = pa.concat_tables(
        [pq.read_table(folder / f"application_{part}.parquet") for part in ("train", "test")], promote_options="default"
    )
    applications = _of(applications, "SK_ID_CURR", clients).drop_columns(["TARGET"])
    histories = {name: _of(rows, "SK_ID_CURR", clients) for name, rows in histories.items()}
    months = _of(months, "SK_ID_BUREAU", histories["bureau"]["SK_ID_BUREAU"].to_pylist())
    return [(row, _histories(row["SK_ID_CURR"], histories, months)) for row in applications.to_pylist()]


def _histories(client: int, histories: dict[str, pa.Table], months: pa.Table) -> dict[str, Rows]:
    own = {name: _of(rows, "SK_ID_CURR", [client]) for name, rows in histories.items()}
    own["bureau_balance"] = _of(months, "SK_ID_BUREAU", own["bureau"]["SK_ID_BUREAU"].to_pylist())
    return {name: rows.to_pylist() for name, rows in own.items()}


def _of(rows: pa.Table, column: str, keys: list[int]) -> pa.Table:
    return rows.filter(pc.is_in(rows[column], value_set=pa.array(keys, type=rows.schema.field(column).type)))
