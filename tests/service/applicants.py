"""An applicant as a caller would send one: raw columns and histories of a synthetic client, by the lender's names."""

from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from limpide.sources.tables import TABLES

HISTORIES = ("bureau", "bureau_balance", "previous", "pos", "card", "installments")


def read_applicant(data: Path, client_id: str) -> dict[str, Any]:
    """Return ``{"application", "histories"}`` of a client of the synthetic tables; unknown values are left out."""
    client = int(client_id)
    application = _rows(data, "application", "SK_ID_CURR", [client])[0]
    histories = {name: _rows(data, name, "SK_ID_CURR", [client]) for name in HISTORIES if name != "bureau_balance"}
    loans = [row["SK_ID_BUREAU"] for row in histories["bureau"]]
    histories["bureau_balance"] = _rows(data, "bureau_balance", "SK_ID_BUREAU", loans)
    return {"application": application, "histories": histories}


def _rows(data: Path, table: str, key: str, values: list[int]) -> list[dict[str, Any]]:
    found = []
    for stem in TABLES[table].files:
        path = data / f"{stem}.parquet"
        if path.exists():
            rows = pq.read_table(path)
            found += rows.filter(pc.is_in(rows[key], value_set=_array(rows[key].type, values))).to_pylist()
    return [{name: _plain(value) for name, value in row.items() if value is not None} for row in found]


def _array(type_: Any, values: list[int]) -> Any:
    import pyarrow as pa

    return pa.array(values).cast(type_)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
