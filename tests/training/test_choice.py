from dataclasses import replace

import numpy as np
import pytest

from limpide.bundle.manifest import Estimate, Quality
from limpide.core.errors import InvalidInput
from limpide.training.candidates import Candidate, FoldModels, build_boosted, build_everybody
from limpide.training.choice import choose
from limpide.training.comparison_report import price_sentence
from limpide.training.constrained import Constrained
from limpide.training.direct import Dummy, Logistic, Scorecard
from limpide.training.evaluate import MEASURES, Examination, OutOfFold
from limpide.training.imbalance import METHODS
from limpide.training.trial import Trial

BOOSTED = Candidate(Constrained(build_boosted("quick")))
FREE = Candidate(build_boosted("quick"), free=True)
LOGISTIC, SCORECARD = Candidate(Constrained(Logistic())), Candidate(Constrained(Scorecard()))
DUMMY = Candidate(Dummy())
NOISE = np.random.default_rng(1).normal(size=200)


def tried(
    candidate: Candidate, *, cost: float, gap: float = 0.03, own_noise: float = 0.001, log_loss: float = 0.5
) -> Trial:
    """A trial whose cost moves with the resamples everybody shares, and by ``own_noise`` on its own."""
    estimates = dict.fromkeys(Quality.__dataclass_fields__, Estimate(0.5, 0.5, 0.5))
    estimates |= {"cost_per_client": Estimate(cost, cost, cost), "gap": Estimate(gap, gap, gap)}
    estimates |= {"log_loss": Estimate(log_loss, log_loss, log_loss)}
    draws = np.full((len(NOISE), len(MEASURES)), 0.5)
    own = np.random.default_rng(int(1e6 * (cost + gap))).normal(size=len(NOISE))
    draws[:, MEASURES.index("cost_per_client")] = cost + 0.05 * NOISE + own_noise * own
    draws[:, MEASURES.index("log_loss")] = log_loss + 0.02 * NOISE + own_noise * own
    examination = Examination(Quality(**estimates), draws, Estimate(cost, cost, cost))
    nothing = OutOfFold(fold=np.zeros(0, np.intp), margins=np.zeros(0), own=np.zeros((0, 0)))
    return Trial(candidate, FoldModels((), np.zeros((0, 0), bool)), nothing, examination, seconds=0)


def test_the_lowest_cost_leads_when_it_is_surely_lower() -> None:
    trials = [tried(DUMMY, cost=0.8, gap=0), tried(LOGISTIC, cost=0.55, gap=0.01), tried(BOOSTED, cost=0.5)]
    choice = choose(trials)
    assert choice.champion is trials[2]
    assert choice.reason.startswith("boosted 0.5000 costs least per client")
    assert choice.price.cost.value == 0


def test_among_those_within_one_standard_error_the_smallest_gap_wins() -> None:
    narrow, wide = tried(LOGISTIC, cost=0.5005, gap=0.01), tried(BOOSTED, cost=0.5, gap=0.04)
    choice = choose([narrow, wide])
    assert choice.champion is narrow
    assert "its overfit gap of 0.010 is not wider than that of boosted" in choice.reason
    surely = [
        tried(LOGISTIC, cost=0.5005, gap=0.01, own_noise=1e-5),
        tried(BOOSTED, cost=0.5, gap=0.04, own_noise=1e-5),
    ]
    assert choose(surely).champion is surely[1]


def test_log_loss_breaks_what_cost_cannot_tell_apart() -> None:
    trials = [tried(LOGISTIC, cost=0.5005, gap=0.01, log_loss=0.51), tried(BOOSTED, cost=0.5001, gap=0.04)]
    choice = choose(trials)
    assert choice.champion is trials[1]
    assert choice.equals == (trials[1],)


def test_among_equals_coherent_reasons_come_before_the_gap() -> None:
    trials = [tried(FREE, cost=0.5, gap=0.01), tried(BOOSTED, cost=0.5005, gap=0.04)]
    choice = choose(trials)
    assert choice.champion is trials[1]
    assert choose(trials, allow_incoherent=True).champion is trials[1]


def test_a_challenger_that_is_surely_cheaper_is_named_and_chosen_only_where_its_reasons_may_contradict() -> None:
    trials = [tried(FREE, cost=0.45), tried(BOOSTED, cost=0.5)]
    choice = choose(trials)
    assert choice.champion is trials[1]
    assert "free boosted 0.4500 costs less, but its reasons may contradict themselves" in choice.reason
    assert choose(trials, allow_incoherent=True).champion is trials[0]


def test_with_the_same_gap_the_simplest_wins() -> None:
    trials = [tried(BOOSTED, cost=0.5), tried(LOGISTIC, cost=0.5001), tried(SCORECARD, cost=0.5002)]
    assert choose(trials).champion is trials[2]


def test_a_gap_is_a_veto_only_where_the_lender_sets_one() -> None:
    trials = [tried(LOGISTIC, cost=0.55, gap=0.01), tried(BOOSTED, cost=0.5, gap=0.0501)]
    assert choose(trials).champion is trials[1]
    choice = choose(trials, max_gap=0.05)
    assert (choice.champion, choice.cheapest) == (trials[0], trials[1])
    assert choice.price.cost.value == pytest.approx(0.05)
    assert choice.price.cost.low <= 0.05 <= choice.price.cost.high
    assert "boosted 0.5000 has a gap of 0.050, above 0.05" in choice.reason
    assert choose(trials, max_gap=0.06).champion is trials[1]


def test_the_report_says_what_the_rule_costs_against_the_cheapest() -> None:
    narrow, wide = tried(LOGISTIC, cost=0.5005, gap=0.01), tried(BOOSTED, cost=0.5, gap=0.04)
    assert price_sentence(choose([narrow])) == "Price of the rule: nothing, the champion is the cheapest of all."
    told = price_sentence(choose([narrow, wide]))
    assert told.startswith("Price of the rule against boosted, the cheapest (gap 0.040): +0.0005 per client")


def test_the_dummy_is_no_champion_where_all_others_have_too_wide_a_gap() -> None:
    trials = [tried(DUMMY, cost=0.8, gap=0), tried(LOGISTIC, cost=0.55, gap=0.09), tried(BOOSTED, cost=0.5, gap=0.2)]
    choice = choose(trials, max_gap=0.05)
    assert choice.champion is trials[1]
    assert "only the dummy keeps the overfit gap within 0.05" in choice.reason


def test_the_dummy_wins_where_no_model_has_learnt_anything() -> None:
    trials = [tried(DUMMY, cost=0.8, gap=0), tried(LOGISTIC, cost=0.8001)]
    assert choose(trials).champion is trials[0]


def test_a_model_that_is_asked_for_is_chosen_in_its_cheapest_form() -> None:
    trials = [tried(LOGISTIC, cost=0.5), tried(BOOSTED, cost=0.6), tried(replace(BOOSTED, held=True), cost=0.7)]
    assert choose(trials, forced="boosted").champion is trials[1]
    assert choose(trials, forced="boosted, held").champion is trials[2]
    assert choose(trials, forced="boosted").reason == "boosted was asked for"
    with pytest.raises(InvalidInput, match="forest"):
        choose(trials, forced="forest")


def test_every_family_is_tried_with_every_method_and_the_simplest_comes_first() -> None:
    names = [candidate.name for candidate in build_everybody(models=(), effort="quick")]
    assert len(names) == len(set(names)) == 2 * len(METHODS) + 6
    assert names[0] == "dummy"
    assert {"scorecard", "ebm", "blend", "free boosted", "logistic + smote-enn", "boosted + weights"} <= set(names)
    some = {each.learner.name for each in build_everybody(models=("ebm",), effort="quick")}
    assert some == {"dummy", "ebm"}
    with pytest.raises(InvalidInput, match='no model "forest"; choose some of dummy, scorecard, logistic, ebm'):
        build_everybody(models=("forest",), effort="quick")
