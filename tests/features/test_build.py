import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from limpide.core.errors import InvalidInput
from limpide.features import layout
from limpide.features.build import build_snapshot
from limpide.features.catalogue import CATALOGUE
from limpide.features.feature import Change, Policy, Risk
from limpide.features.policy import ATTRIBUTES
from limpide.portfolio.snapshot import Snapshot, open_snapshot


@pytest.fixture(scope="module")
def snapshot(house: Path) -> Snapshot:
    return open_snapshot(house / "snapshot", thorough=True)


def test_a_snapshot_holds_every_applicant_once_in_order(house: Path, snapshot: Snapshot) -> None:
    files = [pq.read_table(house / "data" / f"application_{part}.parquet") for part in ("train", "test")]
    applicants = np.sort(np.concatenate([file["SK_ID_CURR"].to_numpy() for file in files]))
    assert np.array_equal(snapshot.client_ids, applicants)
    assert [snapshot.application(place)["client_id"] for place in (0, 17)] == snapshot.client_ids[[0, 17]].tolist()


def test_known_outcomes_follow_their_clients(house: Path, snapshot: Snapshot) -> None:
    labelled = pq.read_table(house / "data" / "application_train.parquet", columns=["SK_ID_CURR", "TARGET"])
    outcomes = dict(zip(labelled["SK_ID_CURR"].to_pylist(), labelled["TARGET"].to_pylist(), strict=True))
    for client, target in zip(snapshot.client_ids.tolist(), snapshot.target.tolist(), strict=True):
        assert np.isnan(target) if client not in outcomes else target == outcomes[client]


def test_matrix_and_population_view_say_the_same(snapshot: Snapshot) -> None:
    population = pq.read_table(snapshot.path / layout.POPULATION)
    for place, column in enumerate(snapshot.columns):
        codes, seen = snapshot.matrix[:, place], population[column.name].to_pylist()
        words = column.categories
        expected = [None if np.isnan(code) else words[int(code)] if words else float(code) for code in codes]
        assert seen == expected, column.name


def test_no_feature_is_infinite_and_every_history_reaches_the_matrix(snapshot: Snapshot) -> None:
    assert not np.isinf(snapshot.matrix).any()
    for source in ("bureau", "previous", "installments", "pos", "card"):
        places = [place for place, column in enumerate(snapshot.columns) if column.source == source]
        varying = [place for place in places if len(np.unique(snapshot.matrix[:, place])) > 2]
        assert len(varying) > len(places) / 2, source


def test_features_keep_their_policy(snapshot: Snapshot) -> None:
    compared = {column.name for column in snapshot.columns if column.policy is Policy.COMPARISON}
    listed = {name for each in ATTRIBUTES if each.policy is Policy.COMPARISON for name in each.features}
    assert {"gender", "family_status", "age"} < compared == listed


def test_features_keep_what_an_expert_expects_and_a_client_can_change(snapshot: Snapshot) -> None:
    columns = {column.name: column for column in snapshot.columns}
    assert columns["external_mean"].risk is Risk.FALLS
    assert columns["credit"].change is not Change.NONE
    assert {name: (c.risk, c.change) for name, c in columns.items()} == {
        feature.name: (feature.risk, feature.change) for _, feature in CATALOGUE
    }


@pytest.mark.slow
def test_the_same_tables_give_the_same_bytes_whatever_their_order(house: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "data"
    shuffled.mkdir()
    generator = np.random.default_rng(3)
    for path in (house / "data").iterdir():
        rows = pq.read_table(path)
        pq.write_table(rows.take(pa.array(generator.permutation(rows.num_rows))), shuffled / path.name)
    build_snapshot(shuffled, tmp_path / "snapshot")
    for name in (layout.FEATURES, layout.CLIENT_IDS, layout.TARGET, layout.PERSON):
        first, second = ((folder / name).read_bytes() for folder in (house / "snapshot", tmp_path / "snapshot"))
        assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest(), name


@pytest.mark.slow
def test_histories_may_be_missing_and_clients_be_left_out(house: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "application_train.parquet").symlink_to(house / "data" / "application_train.parquet")
    erased = pq.read_table(house / "data" / "application_train.parquet")["SK_ID_CURR"][:2].cast("string").to_pylist()
    build_snapshot(tmp_path / "data", tmp_path / "snapshot", without=[*erased, "999999999"])
    snapshot = open_snapshot(tmp_path / "snapshot")
    assert not set(erased) & set(snapshot.index.names(slice(None)))
    assert len(snapshot.client_ids) > 1000
    assert set(snapshot.manifest.missing_tables) >= {"bureau", "previous", "installments", "pos", "card"}
    counts = [place for place, column in enumerate(snapshot.columns) if column.name == "bureau_loans"]
    assert (snapshot.matrix[:, counts] == 0).all()


def test_a_client_who_stands_twice_is_named(house: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    rows = pq.read_table(house / "data" / "application_train.parquet").slice(0, 50)
    pq.write_table(pa.concat_tables([rows, rows.slice(3, 1)]), tmp_path / "data" / "application_train.parquet")
    client = rows["SK_ID_CURR"][3].as_py()
    with pytest.raises(InvalidInput, match=f"client {client} has 2 applications"):
        build_snapshot(tmp_path / "data", tmp_path / "snapshot")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_broken_table_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "application_train.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(InvalidInput):
        build_snapshot(tmp_path / "data", tmp_path / "snapshot")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@pytest.mark.slow
def test_the_real_tables_build(real_data: Path, tmp_path: Path) -> None:
    build_snapshot(real_data / "histories", tmp_path / "snapshot")
    snapshot = open_snapshot(tmp_path / "snapshot", thorough=True)
    assert len(snapshot.client_ids) == 9500
    assert np.nanmean(snapshot.target) == pytest.approx(0.078)
    assert snapshot.manifest.missing_tables == ("installments",)
    assert not np.isinf(snapshot.matrix).any()
