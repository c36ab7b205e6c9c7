"""Groups that fare worse are told, over all and by month."""

import numpy as np
import pytest
from records import record_of

from limpide.core.errors import InvalidInput
from limpide.monitoring.fairness import Fairness, measure_fairness, score_everybody
from limpide.monitoring.limits import read_limits
from limpide.monitoring.record import TrackRecord
from limpide.portfolio.groupings import read_groupings
from limpide.portfolio.portfolio import Portfolio

LIMITS = read_limits()


def fairness(record: TrackRecord, portfolio: Portfolio) -> Fairness:
    return measure_fairness(record, portfolio.snapshot, portfolio.bundle, limits=LIMITS)


def gender_of(portfolio: Portfolio) -> np.ndarray:
    rows = np.arange(portfolio.clients)
    return next(each for each in read_groupings(portfolio.snapshot, rows) if each.name == "gender").code


def decided(portfolio: Portfolio, refuse: np.ndarray) -> TrackRecord:
    return TrackRecord(**vars(record_of(portfolio)) | {"choice": np.where(refuse, "refused", "accepted")})


def test_officers_who_refuse_one_group_are_told_of(portfolio: Portfolio) -> None:
    random = np.random.default_rng(1)
    refuse = random.random(portfolio.clients) < np.where(gender_of(portfolio) == 1, 0.5, 0.1)
    found = fairness(decided(portfolio, refuse), portfolio)
    assert found.by_officers
    assert ("approval_ratio", "gender:M") in {(alarm.kind, alarm.subject) for alarm in found.alarms}
    genders = {each.value: each for each in found.attributes[0].whole}
    assert genders["M"].approval_ratio is not None
    assert genders["M"].approval_ratio.value == pytest.approx(0.5 / 0.9, abs=0.06)
    assert genders["F"].approval_ratio is None


def test_decisions_that_do_not_look_at_the_group_raise_no_alarm(portfolio: Portfolio) -> None:
    for seed in range(5):
        refuse = np.random.default_rng(seed).random(portfolio.clients) < 0.2
        ratios = [alarm for alarm in fairness(decided(portfolio, refuse), portfolio).alarms if "ratio" in alarm.kind]
        assert ratios == []


def test_a_month_in_which_one_group_was_refused_is_named(portfolio: Portfolio) -> None:
    record = record_of(portfolio)
    random = np.random.default_rng(1).random(portfolio.clients)
    last = record.period == max(record.periods)
    refuse = random < np.where(last & (gender_of(portfolio) == 1), 0.6, 0.1)
    subjects = {alarm.subject for alarm in fairness(decided(portfolio, refuse), portfolio).alarms}
    assert f"gender:M:{max(record.periods)}" in subjects


def test_without_decisions_the_model_alone_is_judged(portfolio: Portfolio) -> None:
    found = fairness(score_everybody(portfolio.bundle, portfolio.snapshot), portfolio)
    assert not found.by_officers
    assert {each.name for each in found.attributes} == {"gender", "age", "family_status", "contract_kind"}
    assert sum(group.decisions for group in found.attributes[0].whole) <= portfolio.clients
    assert all(each.periods == () for each in found.attributes)


def test_small_groups_are_not_told(portfolio: Portfolio) -> None:
    few = score_everybody(portfolio.bundle, portfolio.snapshot)
    some = few.where(np.arange(len(few)) < 150)
    for attribute in fairness(some, portfolio).attributes:
        assert all(group.decisions >= LIMITS.fairness.smallest_group for group in attribute.whole)


def test_clients_whom_the_snapshot_does_not_hold_are_counted(portfolio: Portfolio) -> None:
    record = record_of(portfolio)
    ids = record.client_ids.copy()
    ids[:7] = [f"{999_999_000 + each}" for each in range(7)]
    assert fairness(TrackRecord(**vars(record) | {"client_ids": ids}), portfolio).unplaced == 7
    with pytest.raises(InvalidInput, match="holds none of the"):
        fairness(TrackRecord(**vars(record) | {"client_ids": np.full_like(ids, "5")}), portfolio)
