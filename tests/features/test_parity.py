"""One definition, three sizes: the batch, one applicant and Spark find the same for every feature of the catalogue."""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hostile import write_hostile_tables

from limpide.features import layout
from limpide.features.applicant import ApplicantEngine, build_engine
from limpide.features.build import build_snapshot
from limpide.features.catalogue import CATALOGUE
from limpide.portfolio.batch import score_clients
from limpide.sources.home_credit import open_tables
from limpide.sources.tables import TABLES, TARGET

Rows = list[dict[str, Any]]
TOLERANCE = 1e-6


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("parity")
    write_hostile_tables(home / "data", clients=150, seed=11)
    build_snapshot(home / "data", home / "snapshot")
    return home


@pytest.fixture(scope="module")
def engine() -> ApplicantEngine:
    return build_engine()


def test_one_applicant_has_the_features_of_the_batch(home: Path, engine: ApplicantEngine) -> None:
    assert _differences(home / "data", home / "snapshot", engine, some=100) == []


@pytest.mark.slow
def test_a_real_applicant_has_the_features_of_the_batch(
    real_data: Path, tmp_path: Path, engine: ApplicantEngine
) -> None:
    clients = _copy_some(real_data / "histories", tmp_path / "data", clients=200)
    build_snapshot(tmp_path / "data", tmp_path / "snapshot")
    assert _differences(tmp_path / "data", tmp_path / "snapshot", engine, some=clients) == []


@pytest.mark.slow
def test_spark_writes_the_same_snapshot_to_the_last_byte(home: Path, tmp_path: Path, spark: Any) -> None:
    from limpide.features.spark.build import build_snapshot_on_spark

    build_snapshot_on_spark(str(home / "data"), tmp_path / "snapshot")
    assert _unequal(home / "snapshot", tmp_path / "snapshot") == []
    for path in sorted((home / "snapshot").iterdir()):
        assert _digest(path) == _digest(tmp_path / "snapshot" / path.name), path.name


@pytest.mark.slow
def test_spark_gives_the_same_scores(house: Path, tmp_path: Path, spark: Any) -> None:
    from limpide.portfolio.batch_spark import score_clients_on_spark

    bundle, snapshot = house / "bundle", house / "snapshot"
    clients = score_clients(bundle, snapshot, tmp_path / "here.parquet")
    assert score_clients_on_spark(bundle, snapshot, tmp_path / "spark.parquet") == clients
    assert pq.read_table(tmp_path / "spark.parquet").equals(pq.read_table(tmp_path / "here.parquet"))


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A small Spark that spends no time on making code fast that runs once."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    settings = {
        "spark.driver.memory": "2g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.default.parallelism": "2",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        if "JAVA" in str(error):
            pytest.skip("no Java for Spark")
        raise
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def _differences(data: Path, snapshot: Path, engine: ApplicantEngine, *, some: int) -> list[str]:
    """Name the features that differ for one of the clients, with both values."""
    batch = pq.read_table(snapshot / layout.POPULATION)
    clients = np.random.default_rng(1).permutation(batch["client_id"].to_numpy())[:some].tolist()
    expected = {row["client_id"]: row for row in batch.to_pylist()}
    found = []
    for client, application, histories in read_applicants(data, clients):
        features = engine.compute(application, histories).features
        for _, feature in CATALOGUE:
            ours, theirs = features[feature.name], expected[client][feature.name]
            if not _equal(ours, theirs):
                found.append(f"{feature.name} of {client}: {ours} alone, {theirs} in the batch")
    return found


def _equal(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float):
        ours = float(np.float32(ours))
        ours = ours if np.isfinite(ours) else None
    if ours is None or theirs is None or isinstance(ours, str):
        return bool(ours == theirs)
    return bool(ours == theirs or abs(ours - theirs) <= TOLERANCE * abs(theirs))


def read_applicants(data: Path, clients: list[int]) -> Iterator[tuple[int, dict[str, Any], dict[str, Rows]]]:
    """Yield each client's application row and histories, in the lender's own order."""
    connection = ibis.duckdb.connect()
    with open_tables(data, connection) as tables:
        read = {name: getattr(tables, name).to_pyarrow() for name in TABLES}
    connection.disconnect()
    for client in clients:
        own = {name: rows.filter(pc.equal(rows["client_id"], client)) for name, rows in read.items() if name != LOANS}
        months = read[LOANS]
        own[LOANS] = months.filter(pc.is_in(months["bureau_loan_id"], own["bureau"]["bureau_loan_id"]))
        rows = {name: table.to_pylist() for name, table in own.items() if table.num_rows}
        application = rows.pop("application")[0]
        application.pop(TARGET)
        yield client, application, rows


LOANS = "bureau_balance"


def _copy_some(source: Path, target: Path, *, clients: int) -> int:
    """Copy the tables of some clients only; return how many there are."""
    target.mkdir()
    applications = pq.read_table(source / "application_train.parquet")
    applications = applications.take(pa.array(np.random.default_rng(5).permutation(applications.num_rows)[:clients]))
    pq.write_table(applications, target / "application_train.parquet")
    for stem in ("bureau", "previous_application", "POS_CASH_balance", "credit_card_balance"):
        rows = pq.read_table(source / f"{stem}.parquet")
        pq.write_table(_of(rows, "SK_ID_CURR", applications["SK_ID_CURR"]), target / f"{stem}.parquet")
    loans = pq.read_table(target / "bureau.parquet", columns=["SK_ID_BUREAU"])["SK_ID_BUREAU"]
    months = pq.read_table(source / "bureau_balance.parquet")
    pq.write_table(_of(months, "SK_ID_BUREAU", loans), target / "bureau_balance.parquet")
    return int(applications.num_rows)


def _of(rows: pa.Table, column: str, keys: pa.ChunkedArray) -> pa.Table:
    return rows.filter(pc.is_in(rows[column].cast(pa.int64()), keys.cast(pa.int64())))


def _unequal(one: Path, other: Path) -> list[str]:
    first, second = (np.load(folder / layout.FEATURES) for folder in (one, other))
    same = (first == second) | (np.isnan(first) & np.isnan(second))
    places = np.flatnonzero(~same.all(axis=0)).tolist()
    return [
        f"{CATALOGUE[place][1].name}: {first[~same[:, place], place][0]} is not {second[~same[:, place], place][0]}"
        for place in places
    ]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
