"""A model that keeps its promises raises no alarm; one that does not does."""

import numpy as np
import pytest
from records import build_record, draw_chances

from limpide.core.cost import CostRatio
from limpide.monitoring.expectation import expect
from limpide.monitoring.limits import Verdict, read_limits
from limpide.monitoring.performance import measure_performance, observe
from limpide.monitoring.practice import measure_practice
from limpide.monitoring.record import TrackRecord
from limpide.portfolio.portfolio import Portfolio

LIMITS = read_limits()
CHANCES = draw_chances(6000)


def told(record: TrackRecord, portfolio: Portfolio) -> set[str]:
    return {alarm.kind for alarm in measure_performance(record, portfolio.bundle, limits=LIMITS).alarms}


def test_what_is_expected_without_outcomes_is_what_outcomes_then_show() -> None:
    expected = expect(CHANCES, cost=CostRatio(), same_clients=True)
    assert expected is not None
    inside = 0
    for seed in range(20):
        target = build_record(CHANCES, seed=seed).target
        found = observe(CHANCES, target, cost=CostRatio())
        assert found is not None
        for name in ("auc", "brier", "calibration", "cost_per_client", "default_rate"):
            due = getattr(expected, name)
            inside += due.low <= getattr(found, name).value <= due.high
    assert inside >= 85  # of 100, where 95 are expected


def test_outcomes_of_a_model_that_holds_raise_no_alarm_of_its_promises(portfolio: Portfolio) -> None:
    """But for the share of reviews: the bundle promises it of its own clients, and these are drawn from elsewhere."""
    for seed in range(4):
        record = build_record(CHANCES, everybody=False, seed=seed)
        performance = measure_performance(record, portfolio.bundle, limits=LIMITS)
        assert performance.selected
        assert {alarm.kind for alarm in performance.alarms} <= {"grey_zone"}


def test_twice_the_defaults_are_an_alert(portfolio: Portfolio) -> None:
    performance = measure_performance(build_record(CHANCES, worse=2.2), portfolio.bundle, limits=LIMITS)
    assert {"calibration", "cost"} <= {alarm.kind for alarm in performance.alarms}
    assert performance.verdict is Verdict.ALERT
    assert performance.whole.observed is not None
    assert performance.whole.observed.calibration.value == pytest.approx(1.9, abs=0.25)


def test_a_model_that_ranks_no_more_is_an_alert(portfolio: Portfolio) -> None:
    record = build_record(CHANCES)
    shuffled = np.random.default_rng(1).permutation(record.target)
    assert "auc" in told(TrackRecord(**vars(record) | {"target": shuffled}), portfolio)


def test_against_the_bundle_only_where_outcomes_stand_for_everybody(portfolio: Portfolio) -> None:
    chances = np.random.default_rng(1).uniform(0.06, 0.12, 6000)  # nobody is told apart: an AUC of .55
    assert portfolio.bundle.quality.auc.value > 0.7
    assert told(build_record(chances), portfolio) >= {"auc_reference"}
    assert told(build_record(chances, everybody=False), portfolio) == {"grey_zone"}


def test_a_month_gone_wrong_is_named(portfolio: Portfolio) -> None:
    good, bad = build_record(CHANCES), build_record(CHANCES, worse=4)
    last = good.period == "2026-03"
    mixed = TrackRecord(**vars(good) | {"target": np.where(last, bad.target, good.target)})
    alarms = measure_performance(mixed, portfolio.bundle, limits=LIMITS).alarms
    assert ("calibration", "2026-03") in {(alarm.kind, alarm.subject) for alarm in alarms}


def test_few_outcomes_say_nothing(portfolio: Portfolio) -> None:
    performance = measure_performance(build_record(CHANCES[:150]), portfolio.bundle, limits=LIMITS)
    assert performance.verdict is Verdict.UNKNOWN
    assert performance.whole.observed is None


def test_decisions_that_officers_reverse_are_counted_by_direction(portfolio: Portfolio) -> None:
    said = np.where(CHANCES >= 1 / 11, "refused", "accepted")
    choice = said.copy()
    choice[(said == "refused").nonzero()[0][:300]] = "accepted"
    choice[(said == "accepted").nonzero()[0][:100]] = "refused"
    record = TrackRecord(**vars(build_record(CHANCES)) | {"model_decision": said, "choice": choice})
    practice = measure_practice(record, portfolio.bundle, limits=LIMITS)
    assert practice is not None
    assert (practice.whole.lenient, practice.whole.strict) == (300, 100)
    assert practice.whole.overrides == pytest.approx(400 / 6000)
    assert {(alarm.kind, alarm.verdict) for alarm in practice.alarms} == {("overrides", Verdict.WATCH)}


def test_a_grey_zone_that_takes_far_more_than_promised_is_told(portfolio: Portfolio) -> None:
    zone = portfolio.bundle.grey_zone
    chances = np.where(np.arange(6000) % 2, (zone.low + zone.high) / 2, 0.01)
    practice = measure_practice(build_record(chances), portfolio.bundle, limits=LIMITS)
    assert practice is not None
    assert practice.whole.reviewed == 0.5
    assert ("grey_zone" in {alarm.kind for alarm in practice.alarms}) == (practice.promised < 0.4)
