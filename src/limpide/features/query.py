"""Running an Ibis table: on its own engine, or as whoever holds the tables says."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

Run = Callable[[Any], pa.Table]


def fetch(table: Any) -> pa.Table:
    """Compute an Ibis table on the engine that holds it."""
    found: pa.Table = table.to_pyarrow()
    return found
