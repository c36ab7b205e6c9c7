"""Fitting the application: the person and the loan, then the building as far as it is described."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from limpide.sources.synthetic.application import (
    ALONG,
    FIRST,
    PATTERN,
    THEN,
    Applications,
    described,
    measure_applications,
    measure_patterns,
)
from limpide.sources.synthetic.draws import Floats
from limpide.sources.synthetic.fitting.evidence import LEAST
from limpide.sources.synthetic.fitting.sequence import Plan, fit_sequence
from limpide.sources.synthetic.fitting.tree import Growth
from limpide.sources.synthetic.fitting.variables import Given
from limpide.sources.synthetic.measured import Raw, Texts
from limpide.sources.synthetic.sequence import Sequence
from limpide.sources.synthetic.variables import Number, Variable

_FIRST = Plan(
    along=ALONG,
    segments=20,
    more_knots={"EXT_SOURCE_3": 1100, "credit_over_annuity": 300},
    categories=("REGION_POPULATION_RELATIVE",),
    leaves={PATTERN: 24},
    pulls=16,
)
_THEN = Plan(along=ALONG, growth=Growth(leaves=80), knots=75, segments=14, pulls=12)


def fit_applications(
    raw: Raw, given: Given, *, seed: int, done: Callable[[int], None] = lambda _count: None
) -> tuple[Applications, Given]:
    """Fit the variables of application rows; return them, and all that is known of each row afterwards."""
    measured = measure_applications(raw)
    pattern = common(measure_patterns(raw))
    of_first = {name: pattern if name == PATTERN else measured[name] for name in FIRST}
    first, given = fit_sequence(of_first, given, plan=_FIRST, seed=seed, done=done)
    before = given
    for name, known in described(pattern).items():
        before = before.then(name, known)
    of_then = {name: measured[name] for name in THEN}
    then, after = fit_sequence(of_then, before, plan=_THEN, seed=seed + len(FIRST), done=done)
    positions = {name: position for name, position in after.positions.items() if not name.startswith("known ")}
    after = replace(after, positions=positions)
    return Applications(_as_complete(first, after, seed=seed), then), after


def _as_complete(fitted: Sequence, known: Given, *, seed: int) -> Sequence:
    """Move the chances of missing numbers so that as many are drawn as there are: small errors of the trees add up."""
    sample = {"sample": known.positions["sample"]}
    for round_ in range(2):
        drawn = fitted.draw(np.random.default_rng(seed + round_), sample, len(sample["sample"]))
        moved = [_moved(one, drawn[one.name], known.positions[one.name]) for one in fitted.variables]
        fitted = Sequence(tuple(moved))
    return fitted


def _moved(variable: Variable, drawn: Floats, real: Floats) -> Variable:
    if not isinstance(variable, Number) or variable.along or not variable.missing.any():
        return variable
    have, want = float(np.isnan(drawn).mean()), float(np.isnan(real).mean())
    odds = want / (1 - want) * (1 - have) / max(have, 1e-9)
    return replace(variable, missing=variable.missing * odds / (1 - variable.missing + variable.missing * odds))


def common(patterns: Texts) -> Texts:
    """Return the patterns with each that too few applications share replaced by the nearest that enough do."""
    count = Counter(patterns.tolist())
    frequent = sorted(
        (pattern for pattern, times in count.items() if times >= LEAST), key=lambda one: (-count[one], one)
    )
    table = np.array([list(pattern) for pattern in frequent])
    nearest = {
        pattern: frequent[int(np.argmin((table != np.array(list(pattern))).sum(axis=1)))]
        for pattern in count
        if count[pattern] < LEAST
    }
    return np.array([nearest.get(pattern, pattern) for pattern in patterns], dtype=object)
