"""Drift is seen where there is some, and nowhere else."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from crowds import change, everybody, halves, open_changeable, place_of

from limpide.core.errors import InvalidInput
from limpide.features.build import build_snapshot
from limpide.monitoring.crowd import Crowd, Which, open_crowd
from limpide.monitoring.drift import Drift, measure_drift
from limpide.monitoring.limits import Verdict, read_limits
from limpide.monitoring.page.drift import name_drift_subjects
from limpide.monitoring.page.words import get_words
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.snapshot import Snapshot

LIMITS = read_limits()


@pytest.fixture(scope="module")
def snapshot(house: Path) -> Snapshot:
    return open_changeable(house / "snapshot")


def compare(before: Crowd, now: Crowd) -> Drift:
    return measure_drift(before, now, limits=LIMITS)


def kinds(drift: Drift) -> set[tuple[str, str]]:
    return {(alarm.kind, alarm.subject) for alarm in drift.alarms}


def test_two_halves_of_the_same_clients_are_alike(snapshot: Snapshot) -> None:
    for seed in range(5):
        drift = compare(*halves(snapshot, seed=seed))
        assert kinds(drift) == set()
        assert drift.verdict is Verdict.QUIET


def test_nobody_drifts_from_themselves(snapshot: Snapshot) -> None:
    drift = compare(everybody(snapshot), everybody(snapshot))
    assert max(each.psi for each in drift.features) == 0


def test_a_feature_that_moves_is_named_and_no_other(snapshot: Snapshot) -> None:
    values = snapshot.matrix[:, place_of(snapshot, "employed")]
    drift = compare(everybody(snapshot), everybody(change(snapshot, "employed", values + 10)))
    assert ("feature", "employed") in kinds(drift)
    assert {subject for _, subject in kinds(drift)} == {"employed"}
    assert drift.verdict is Verdict.ALERT


def test_a_protected_attribute_that_moves_is_shown_without_alarm(snapshot: Snapshot) -> None:
    drift = compare(everybody(snapshot), everybody(change(snapshot, "gender", snapshot.matrix[:, 0] * 0)))
    gender = next(each for each in drift.features if each.name == "gender")
    assert gender.psi > 0.25
    assert not gender.used
    assert kinds(drift) == set()


def test_values_that_go_missing_are_told_by_feature_and_by_source(snapshot: Snapshot) -> None:
    bureau = [place for place, column in enumerate(snapshot.columns) if column.source == "bureau"]
    matrix = snapshot.matrix.copy()
    matrix[:1500, bureau] = np.nan
    emptied = replace(snapshot, matrix=matrix)
    told = kinds(compare(everybody(snapshot), everybody(emptied)))
    assert ("missing_source", "bureau") in told
    assert ("missing", snapshot.columns[bureau[0]].name) in told


def test_a_table_that_is_not_delivered_is_told(snapshot: Snapshot) -> None:
    without = replace(snapshot, manifest=replace(snapshot.manifest, missing_tables=("card",)))
    assert ("missing_table", "card") in kinds(compare(everybody(snapshot), everybody(without)))
    assert ("missing_table", "card") not in kinds(compare(everybody(without), everybody(without)))


def test_a_category_never_seen_is_told_with_its_word_even_when_codes_changed_their_meaning(snapshot: Snapshot) -> None:
    place = place_of(snapshot, "contract_kind")
    words = snapshot.columns[place].categories or ()
    codes = snapshot.matrix[:, place]
    turned = np.where(np.isnan(codes), codes, len(words) - codes).astype(np.float32)  # the new word comes first
    turned[:150] = 0
    now = change(snapshot, "contract_kind", turned, categories=("Barter", *reversed(words)))
    drift = compare(everybody(snapshot), everybody(now))
    found = next(each for each in drift.features if each.name == "contract_kind")
    assert found.unseen_words == ("Barter",)
    assert found.unseen == found.new == 150 / len(codes)
    assert found.psi < 0.6  # the others are who they were
    assert ("unseen", "contract_kind") in kinds(drift)


def test_amounts_in_another_unit_for_some_clients_are_told(snapshot: Snapshot) -> None:
    values = snapshot.matrix[:, place_of(snapshot, "income")].copy()
    values[::20] *= 1000
    assert ("outside", "income") in kinds(compare(everybody(snapshot), everybody(change(snapshot, "income", values))))


def test_a_rare_word_on_one_side_only_is_chance(snapshot: Snapshot) -> None:
    place = place_of(snapshot, "contract_kind")
    words = snapshot.columns[place].categories or ()
    codes = snapshot.matrix[:, place].copy()
    codes[:4] = len(words)
    now = change(snapshot, "contract_kind", codes, categories=(*words, "Barter"))
    assert kinds(compare(everybody(snapshot), everybody(now))) == set()


def test_with_a_bundle_the_scores_are_compared_and_only_its_features_count(
    portfolio: Portfolio, snapshot: Snapshot
) -> None:
    used = {card.name for card in portfolio.bundle.features}
    risky = [card.name for card in portfolio.bundle.features if card.name.startswith("external")]
    assert risky
    moved = snapshot
    for name in risky:
        if name in {column.name for column in snapshot.columns}:
            moved = change(moved, name, moved.matrix[:, place_of(moved, name)] * np.float32(0.4))
    drift = measure_drift(everybody(snapshot), everybody(moved), limits=LIMITS, bundle=portfolio.bundle)
    assert drift.score is not None
    assert ("score", "probability_of_default") in kinds(drift)
    assert {subject for kind, subject in kinds(drift) if kind == "feature"} <= used | {
        each.name for each in portfolio.bundle.recipe.inputs
    }
    assert sum(drift.score.current.histogram) == pytest.approx(1)
    json.dumps(drift.as_json(), allow_nan=False)


def test_the_drift_that_synthetic_clients_are_given_is_seen(house: Path) -> None:
    crowds = open_crowd(house / "snapshot", Which.LABELLED), open_crowd(house / "snapshot", Which.UNLABELLED)
    assert len(crowds[0]) + len(crowds[1]) == 3000
    drift = compare(*crowds)
    assert max(each.psi - each.chance for each in drift.features if each.used) > 0.02


def test_clients_that_are_not_there_are_said(house: Path, snapshot: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is not a folder"):
        open_crowd(tmp_path / "nowhere")


@pytest.mark.slow
def test_the_real_shift_is_caught_and_halves_are_quiet(real_data: Path, tmp_path: Path) -> None:
    for stem in ("application_train", "application_test"):
        (tmp_path / stem).mkdir()
        whole = pq.read_table(real_data / "applications" / f"{stem}.parquet")
        drawn = np.sort(np.random.default_rng(1).permutation(len(whole))[:8000])
        pq.write_table(whole.take(drawn), tmp_path / stem / f"{stem}.parquet")
        build_snapshot(tmp_path / stem, tmp_path / f"{stem}.snapshot")
    learnt, today = (open_crowd(tmp_path / f"application_{name}.snapshot") for name in ("train", "test"))
    told = kinds(compare(learnt, today))
    assert {("feature", "annuity_over_credit"), ("feature", "contract_kind")} <= told
    for seed in range(10):
        assert kinds(compare(*halves(learnt.snapshot, seed=seed))) == set()


def test_raw_columns_are_watched_too(snapshot: Snapshot) -> None:
    """Words that nobody knows, in a column that the model may not even use."""
    assert snapshot.profile is not None
    tables = [
        replace(
            table,
            columns=tuple(
                replace(each, unknown=1.0) if each.name == "NAME_CONTRACT_TYPE" else each for each in table.columns
            ),
        )
        for table in snapshot.profile.tables
    ]
    today = replace(snapshot, profile=replace(snapshot.profile, tables=tuple(tables)))
    drift = compare(everybody(snapshot), everybody(today))
    assert kinds(drift) == {
        ("raw_unknown_share", "application_train.NAME_CONTRACT_TYPE"),
        ("raw_unknown_share", "previous_application.NAME_CONTRACT_TYPE"),
    }
    assert drift.verdict is Verdict.ALERT
    told = name_drift_subjects(drift, get_words("fr"))
    assert {told(alarm) for alarm in drift.alarms} == {"Type de crédit", "Type de crédit demandé"}
    older = replace(snapshot, profile=None)
    assert kinds(compare(everybody(older), everybody(today))) == set()
