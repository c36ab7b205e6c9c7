"""A definition that changes raises the revision of its table: a lock of digests notices it first."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import ibis

from limpide.features.application import APPLICATION
from limpide.features.assemble import aggregate_rows
from limpide.features.catalogue import CATALOGUE, HISTORIES
from limpide.features.cross import FEATURES as CROSS
from limpide.features.revisions import revision_of
from limpide.sources.home_credit import Tables
from limpide.sources.tables import TABLES

_LOCK = Path(__file__).with_name("definitions.lock.json")
_TYPES = {"integer": "int64", "number": "float64", "text": "string"}


def _tables() -> Tables:
    named = {
        name: ibis.table({column.renamed: _TYPES[column.type] for column in table.columns}, name=name)
        for name, table in TABLES.items()
    }
    return Tables(**named, missing=())


def _digest(text: str) -> int:
    """A number: programs that look for secrets take hexadecimal digits in quotes for one."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)


def _history_sql(history: Any) -> str:
    rows = history.prepare(_tables())
    asked = [ibis.to_sql(rows, dialect="duckdb")]
    prepared = ibis.table(rows.schema(), name="rows")
    asked.append(ibis.to_sql(aggregate_rows(prepared, history.features), dialect="duckdb"))
    for part in history.parts:
        made = part.prepare(prepared)
        of_part = ibis.table(made.schema(), name="part")
        asked += [
            ibis.to_sql(made, dialect="duckdb"),
            ibis.to_sql(aggregate_rows(of_part, part.features), dialect="duckdb"),
        ]
    # Lists of words come in no particular order: the tokens are compared, not their places.
    return " ".join(sorted(re.findall(r"\w+|[^\w\s]+", "\n".join(asked))))


def _application_sql() -> str:
    asked = ibis.to_sql(APPLICATION.prepare(_tables()), dialect="duckdb")
    expressions = repr([feature.expression for feature in APPLICATION.features])
    return " ".join(sorted(re.findall(r"\w+|[^\w\s]+", f"{asked} {expressions}")))


def test_no_definition_changes_under_the_same_revision() -> None:
    found = {
        history.source: {"revision": revision_of(history.source), "digest": _digest(_history_sql(history))}
        for history in HISTORIES
    }
    found["cross"] = {"revision": revision_of("cross"), "digest": _digest(repr([each.expression for each in CROSS]))}
    found["application"] = {"revision": revision_of("application"), "digest": _digest(_application_sql())}
    locked = json.loads(_LOCK.read_text(encoding="utf-8"))
    changed = [
        source
        for source, now in found.items()
        if now["digest"] != locked[source]["digest"] and now["revision"] <= locked[source]["revision"]
    ]
    told = json.dumps(found, indent=1)
    assert not changed, f"raise the revision of {changed} in features/revisions.py, then lock what is so now: {told}"
    assert found == locked, f"lock the new revisions: {told}"


def test_every_table_of_the_catalogue_has_a_revision() -> None:
    assert {revision_of(source) for source, _ in CATALOGUE} == {1, 2}
