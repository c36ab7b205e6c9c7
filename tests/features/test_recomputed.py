"""Independent recomputation: features by definition, in plain pandas, are those of the engine, client by client."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest
from recomputed import CLIENT, Frames, recompute

from limpide.features.assemble import beside_sql, complete, prepare
from limpide.features.catalogue import CATALOGUE, HISTORIES
from limpide.features.stages import aggregate_in_stages
from limpide.sources.home_credit import open_tables
from limpide.sources.tables import TABLES

TOLERANCE = 1e-9  # relative


def engine_features(folder: Path) -> pd.DataFrame:
    """Every feature of every client as the engine computes it, in double precision, by client."""
    connection = ibis.duckdb.connect()
    with open_tables(folder, connection) as tables:
        connection.create_view("application", tables.application)
        aggregates = [
            name for history in HISTORIES for name in aggregate_in_stages(history, tables, connection.create_table)
        ]
        connection.raw_sql(f"CREATE VIEW beside AS {beside_sql(aggregates)}")
        found = complete(prepare(replace(tables, application=connection.table("beside"))))
        frame: pd.DataFrame = connection.create_table("features", found).to_pyarrow().to_pandas()
    connection.disconnect()
    return frame.set_index("client_id").sort_index()


def read_tables(folder: Path) -> Frames:
    found: Frames = {}
    for table in TABLES.values():
        files = [folder / f"{stem}.parquet" for stem in table.files]
        frames = [pd.read_parquet(file) for file in files if file.is_file()]
        if frames:
            found[table.name] = pd.concat(frames, ignore_index=True)
    return found


def differences(folder: Path) -> tuple[dict[str, int], int]:
    """Return how many clients of each feature have another value, where any has, and how many were compared."""
    tables, engine = read_tables(folder), engine_features(folder)
    again = recompute(tables)
    clients = pd.Index(tables["application"][CLIENT].sort_values())
    differing = {}
    for name, values in again.items():
        ours = engine[name].astype(float).to_numpy()
        theirs = values.astype(float).reindex(clients).to_numpy()
        same = (np.isnan(ours) & np.isnan(theirs)) | np.isclose(ours, theirs, rtol=TOLERANCE, atol=1e-12)
        if not same.all():
            differing[name] = int((~same).sum())
    return differing, len(again)


@pytest.mark.slow  # some 60 s: every feature of 9,500 clients by the engine, then again in pandas
def test_every_real_client_has_the_values_of_the_definitions(real_data: Path) -> None:
    differing, compared = differences(real_data / "histories")
    assert differing == {}
    assert compared >= 150


@pytest.mark.slow  # the real sample has no instalments: these are synthetic
def test_every_synthetic_client_has_the_values_of_the_definitions(house: Path) -> None:
    differing, compared = differences(house / "data")
    assert differing == {}
    assert compared >= 170


def test_the_recomputation_reaches_every_table_and_knows_nothing_of_the_expressions() -> None:
    source = Path(__file__).with_name("recomputed.py").read_text(encoding="utf-8")
    assert "limpide" not in source
    named = set(re.findall(r'^        "(\w+)":', source, flags=re.MULTILINE))
    sources = {source: {feature.name for feature in features} for source, features in _by_source().items()}
    unknown = named - set().union(*sources.values())
    assert unknown == set()
    few = {
        source for source, names in sources.items() if source not in ("cross", "external") and len(names & named) < 14
    }
    assert (len(named) >= 150, few) == (True, set())


def _by_source() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for source, feature in CATALOGUE:
        found.setdefault(source, []).append(feature)
    return found
