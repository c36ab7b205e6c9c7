from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import open_bundle
from limpide.training.candidates import build_families, draw_sample
from limpide.training.cards import describe_features, find_order
from limpide.training.course import call_roll, plan_course
from limpide.training.imbalance import PLAIN
from limpide.training.sample import resample_persons
from limpide.training.steadiness import Teller, measure_steadiness


def test_reasons_stay_nearly_the_same_under_rounding_and_mostly_under_a_refit(house: Path) -> None:
    steady = {each.change: each for each in open_bundle(house / "bundle").manifest.judgement.steadiness}
    rounded, refitted = steady["inputs rounded to three digits"], steady["bootstrap refit"]
    assert rounded.clients == refitted.clients == 500
    assert rounded.rank >= 0.95 and rounded.shared >= 0.9
    assert 0.5 <= refitted.rank <= 1 and refitted.shared >= 0.5
    assert refitted.same_four is not None and refitted.same_four <= refitted.shared
    assert refitted.same_shown is not None and 0 < refitted.same_shown < 1


def test_the_sealed_order_is_steadier_than_the_strongest_first(house: Path) -> None:
    """The same models, fitted on resampled persons, told in both orders."""
    course = plan_course(call_roll(house / "snapshot", folds=3, seed=1), step=lambda _: None)
    learner = build_families("quick")["logistic"].learner
    samples = [
        resample_persons(draw_sample(PLAIN, course.final, seed=1), course.data.person, seed=seed) for seed in (1, 2, 3)
    ]
    model, *refits = (learner.finish(sample, rounds=None, seed=1) for sample in samples)
    cards = describe_features(course.final, model, course.drift)
    sealed, strongest = (
        measure_steadiness(course.final, model, refits, Teller(cards, 1.0, order, _decide), seed=1)[0]
        for order in (find_order(course.final, model), None)
    )
    assert sealed.same_first > strongest.same_first
    assert sealed.same_four is not None and strongest.same_four is not None
    assert sealed.same_four > strongest.same_four


def _decide(margins: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.sign(margins).astype(np.intp)
