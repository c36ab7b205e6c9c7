"""Coherence check: whether any reason that a bundle gives contradicts its own value, its direction or the facts.

A reason is contradictory when its value, as printed, is that of the reference client (same), is not known (missing), or
lies on the side of the reference that by the feature's declared direction pushes the other way (contrary). The check
reads what a client would be shown and shares nothing with the code that chooses it but the reasons themselves. Of a
bundle without a reference client it reads the evidence that such a bundle shows, against the typical value beside it.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.bundle.features import FeatureCard
from limpide.bundle.manifest import Coherence
from limpide.bundle.reasons import Reason, Weighed, build_plain_reasons, build_reasons, text
from limpide.bundle.scorer import Scorer
from limpide.contract import Risk
from limpide.contract.explanation import MIN_WEIGHT
from limpide.core.decision import Decision, decide
from limpide.models.calibration import probabilities

_SIGNS = {Risk.RISES: 1, Risk.FALLS: -1, Risk.MIXED: 0}
_REASONS = 3
_CORRELATION = -0.05  # a rank correlation of value and effect below this is opposite to the declared direction


def check_coherence(scorer: Scorer, matrix: NDArray[np.float32]) -> Coherence:
    """Explain every row of a client base, float32 (clients, columns), and count contradictions."""
    bundle = scorer.bundle
    contributions = scorer.contributions(matrix)[:, :-1]
    chances = probabilities(scorer.margins(matrix))
    contradictory, shown = 0, []
    for row, added, chance in zip(matrix, contributions, chances, strict=True):
        reasons = shown_reasons(bundle, weigh(scorer, row, added.tolist()))
        contradictory += any(is_contradictory(each) for each in reasons)
        if decide(float(chance), threshold=bundle.threshold, grey_zone=bundle.grey_zone) is not Decision.ACCEPTED:
            told = [each.contribution for each in reasons]
            shown.append((sum(each > 0 for each in told) >= _REASONS, len(told) >= _REASONS))
    against, any_three = np.mean(shown, axis=0) if shown else (1.0, 1.0)
    return Coherence(
        clients=len(matrix),
        contradictory=int(contradictory),
        opposite=tuple(_opposite(bundle, scorer.select(matrix), contributions)),
        three_reasons=float(against),
        any_three=float(any_three),
    )


def shown_reasons(bundle: Bundle, weighed: Sequence[Weighed]) -> list[Reason]:
    """Return the reasons that a bundle gives: those with evidence, heavy enough to be one; availability never is."""
    plain = bundle.preparation is None
    reasons = build_plain_reasons(weighed) if plain else build_reasons(weighed, availability=0.0)
    return [each for each in reasons if each.evidence is not None and abs(each.contribution) >= MIN_WEIGHT]


def weigh(scorer: Scorer, row: NDArray[np.float32], contributions: Sequence[float]) -> list[Weighed]:
    """Return one client's features with what each adds; ``contributions`` are in the order of the features."""
    told = zip(scorer.bundle.features, scorer.values(row), contributions, scorer.unknown(row), strict=True)
    return [Weighed(card, value, added, known=not unknown) for card, value, added, unknown in told]


def is_contradictory(reason: Reason) -> bool:
    """Whether a reason that is shown cannot be one."""
    evidence = reason.evidence
    if evidence is None:
        return False
    card, value, reference = evidence.card, evidence.value, evidence.card.typical
    if value is None or reference is None or evidence.contribution * reason.contribution <= 0:
        return True
    if text(card, value, "fr") == text(card, reference, "fr") or text(card, value, "en") == text(card, reference, "en"):
        return True
    if isinstance(value, str) or isinstance(reference, str) or card.risk is Risk.MIXED:
        return False
    return (value - reference) * _SIGNS[card.risk] * reason.contribution <= 0


def _opposite(bundle: Bundle, selected: NDArray[np.float32], contributions: NDArray[np.float64]) -> Iterator[str]:
    for place, card in enumerate(bundle.features):
        sign = _SIGNS[card.risk]
        if sign and sign * _rank_correlation(card, selected[:, place], contributions[:, place]) < _CORRELATION:
            yield card.name


def _rank_correlation(card: FeatureCard, values: NDArray[np.float32], added: NDArray[np.float64]) -> float:
    """Spearman's correlation of a number and what it adds, over the clients of whom it is known; 0 where constant."""
    known = np.isfinite(values)
    if card.categories is not None or known.sum() < 2:
        return 0.0
    one, other = (_ranks(each[known].astype(np.float64)) for each in (values, added))
    if one.std() == 0 or other.std() == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, times = np.unique(values.round(12), return_inverse=True, return_counts=True)
    middle: NDArray[np.float64] = (np.cumsum(times) - times / 2)[place]
    return middle
