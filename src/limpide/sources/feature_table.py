"""Recognising files by their columns: a table of features somebody engineered, or a raw table under another name."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from limpide.core.delimited import DELIMITERS
from limpide.sources.tables import TABLES, TARGET, TEST, Table

_STATISTIC = re.compile(r".+_(mean|max|min|sum|var|std|count|size|nunique|median|ratio|perc)(_.+)?$", re.IGNORECASE)
_FEWEST = 5  # columns that a raw table does not have
_MOST_OF = 0.8  # of a table's columns
_HEADER = 1 << 16


def is_feature_table(names: Iterable[str], table: Table) -> bool:
    """Whether a header is that of features: words made into one column each, or statistics of histories."""
    given = [name.strip().upper() for name in names]
    words = [column.name for column in table.columns if column.type == "text"]
    split = {word for word in words if word not in given and any(name.startswith(f"{word}_") for name in given)}
    others = [name for name in given if name not in table.by_name]
    statistics = sum(_STATISTIC.match(name) is not None for name in others)
    return len(split) >= 2 or (statistics >= _FEWEST and statistics > len(given) / 3)


def table_of_columns(path: Path) -> str | None:
    """Return the stem of the raw table that a file has the columns of, "features" for engineered ones, else None."""
    names = _names(path)
    given = {name.strip().upper() for name in names}
    for table in TABLES.values():
        own = [column.name for column in table.columns if column.renamed != TARGET]
        if sum(name in given for name in own) >= _MOST_OF * len(own):
            return TEST if table.name == "application" and "TARGET" not in given else table.files[0]
    is_of_clients = "SK_ID_CURR" in given or "TARGET" in given
    return "features" if is_of_clients and is_feature_table(names, TABLES["application"]) else None


def _names(path: Path) -> list[str]:
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return list(pq.read_schema(path).names)
        with path.open(encoding="utf-8-sig") as opened:
            line = opened.readline(_HEADER)
        return next(csv.reader([line], delimiter=max(DELIMITERS, key=line.count)), [])
    except (pa.ArrowException, OSError, ValueError, csv.Error):
        return []
