"""Keys that are text on Spark: the same rule, order and codes as on DuckDB (``sources.text_keys``)."""

import unicodedata
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from limpide.sources.spelling import key_sql
from limpide.sources.tables import TABLES
from limpide.sources.text_keys import OWNERS, codes_sql, number_sql

_MATCHES = "regexp_like"
Found = Mapping[str, Mapping[str, Any]]
"""Data frames by table and stem."""


def load_codes(session: Any, found: Found) -> dict[str, str]:
    """Make a view of codes for each key that is text; return their names by key."""
    session.udf.register("nfc_normalize", _normal_form)
    codes = {}
    for key in OWNERS:
        frames = {
            name: [
                rows.selectExpr(f"{spark_key_sql(column.name)} AS id")
                for rows in found[name].values()
                if column.name in map(str.upper, rows.columns)
            ]
            for name, table in TABLES.items()
            if (column := table.by_renamed.get(key)) is not None
        }
        present = [name for name, of_table in frames.items() if of_table]
        owner = OWNERS[key] if OWNERS[key] in present else next(iter(present), None)
        if owner is None or not any(_has_text(session, frame) for frame in frames[owner]):
            continue
        views = []
        for place, frame in enumerate(frame for of_table in frames.values() for frame in of_table):
            views.append(f"ids_{key}_{place}")
            frame.createOrReplaceTempView(views[-1])
        codes[key] = f"codes_{key}"
        coded = session.sql(codes_sql([f"SELECT id FROM {view}" for view in views], matches=_MATCHES))
        coded.localCheckpoint(eager=True).createOrReplaceTempView(codes[key])
    return codes


def read_names(session: Any, view: str) -> pa.Array:
    """Return the texts of a view of codes, that of code 1 first."""
    return session.sql(f"SELECT id FROM {view} ORDER BY code").toArrow()["id"].combine_chunks().cast(pa.string())


def spark_key_sql(name: str) -> str:
    """Return SQL (STRING) for a column of keys."""
    return key_sql(name, matches=_MATCHES).replace('"', "`").replace(" AS VARCHAR)", " AS STRING)")


def _has_text(session: Any, frame: Any) -> bool:
    frame.createOrReplaceTempView("ids_of_owner")
    plain = number_sql("id", matches=_MATCHES)
    return bool(session.sql(f"SELECT 1 FROM ids_of_owner WHERE id IS NOT NULL AND NOT {plain} LIMIT 1").count())


def _normal_form(text: str | None) -> str | None:
    return None if text is None else unicodedata.normalize("NFC", text)
