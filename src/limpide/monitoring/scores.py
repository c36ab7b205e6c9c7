"""Two crowds as one model sees them: their probabilities, what was learnt of them, what moves their scores."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.bundle.scorer import bind
from limpide.core.decision import Decision, decide
from limpide.core.progress import Progress, silent
from limpide.features import stability
from limpide.models.calibration import probabilities
from limpide.monitoring.crowd import Crowd
from limpide.monitoring.expectation import Figures, expect

MOST_SCORED = 50_000  # the stability index of the score is then sure to .001
_EXPLAINED = 1_000
_BLOCK = 4_096
_STEPS = 40  # of the histogram, up to the highest probability worth drawing


@dataclass(frozen=True, eq=False)
class Scored:
    """Some clients of a crowd, scored: ``chances`` float64 (clients,), ``rows`` the model's matrix.

    ``effects`` is what each feature adds to the margin on average, ``noise`` the standard error of that,
    float64 (features,) each.
    """

    chances: NDArray[np.float64]
    rows: NDArray[np.float32]
    effects: NDArray[np.float64]
    noise: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class ScoreSide:
    """What the model says of a crowd; shares of clients scored, ``default_rate`` of those whose outcome is known."""

    clients: int
    scored: int
    mean_probability: float
    accepted: float
    reviewed: float
    refused: float
    default_rate: float | None
    histogram: tuple[float, ...]
    expected: Figures | None


@dataclass(frozen=True, kw_only=True)
class ScoreDrift:
    """How the scores of two crowds differ; ``step`` is the width of a bar of the histograms."""

    model_version: str
    threshold: float
    psi: float
    chance: float
    step: float
    reference: ScoreSide
    current: ScoreSide


def score_crowd(bundle: Bundle, crowd: Crowd, *, progress: Progress = silent) -> Scored:
    """Score at most 50,000 clients of a crowd; ``InvalidInput`` names the features that its snapshot lacks."""
    some = crowd.some(MOST_SCORED)
    scorer = bind(bundle, crowd.snapshot.columns)
    margins = np.empty(len(some))
    rows = np.empty((len(some), len(bundle.features)), dtype=np.float32)
    with progress("Scores", total=len(some)) as advance:
        for start in range(0, len(some), _BLOCK):
            block = slice(start, start + _BLOCK)
            rows[block] = scorer.select(np.asarray(crowd.snapshot.matrix[some.rows[block]]))
            margins[block] = bundle.calibration.apply(bundle.model.margins(rows[block]))
            advance(len(rows[block]))
    explained = rows[np.linspace(0, len(rows) - 1, min(len(rows), _EXPLAINED)).astype(np.intp)]
    added = bundle.calibration.apply_to_contributions(bundle.model.contributions(explained))[:, :-1]
    return Scored(probabilities(margins), rows, added.mean(axis=0), added.std(axis=0) / np.sqrt(len(added)))


def compare_scores(
    bundle: Bundle, crowds: tuple[Crowd, Crowd], scored: tuple[Scored, Scored], *, risk: float
) -> ScoreDrift:
    """Compare what the model says of the reference and of the current crowd."""
    ordered = [np.sort(each.chances.astype(np.float32)) for each in scored]
    edges = stability.draw_edges(ordered[0])
    counts = [stability.count_ordered(each, edges) for each in ordered]
    top = max(float(np.quantile(each.chances, 0.995)) for each in scored)
    bars = np.linspace(0, max(top, 1e-6), _STEPS + 1)
    describe = _describer(bundle, bars)
    return ScoreDrift(
        model_version=bundle.version,
        threshold=bundle.threshold,
        psi=stability.index(*counts),
        chance=stability.chance_index(*counts, risk=risk),
        step=float(bars[1]),
        reference=describe(crowds[0], scored[0]),
        current=describe(crowds[1], scored[1]),
    )


def _describer(bundle: Bundle, bars: NDArray[np.float64]) -> Callable[[Crowd, Scored], ScoreSide]:
    def describe(crowd: Crowd, scored: Scored) -> ScoreSide:
        decisions = [
            decide(chance, threshold=bundle.threshold, grey_zone=bundle.grey_zone) for chance in scored.chances.tolist()
        ]
        shares = {each: decisions.count(each) / len(decisions) for each in Decision}
        target = np.asarray(crowd.snapshot.target[crowd.rows])
        known = target[~np.isnan(target)]
        histogram = np.histogram(np.minimum(scored.chances, bars[-1]), bars)[0] / len(scored.chances)
        return ScoreSide(
            clients=len(crowd),
            scored=len(scored.chances),
            mean_probability=float(scored.chances.mean()),
            accepted=shares[Decision.ACCEPTED],
            reviewed=shares[Decision.REVIEW],
            refused=shares[Decision.REFUSED],
            default_rate=float(known.mean()) if len(known) else None,
            histogram=tuple(histogram.tolist()),
            expected=expect(scored.chances, cost=bundle.cost),
        )

    return describe
