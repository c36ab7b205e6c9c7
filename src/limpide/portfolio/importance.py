"""Feature importance: mean absolute contributions to the margin over some clients, by concept and by feature."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.scorer import Scorer
from limpide.contract.explanation import AVAILABLE_DATA
from limpide.models.boosted import BoostedModel
from limpide.models.fitted import FittedModel
from limpide.models.prepared import PreparedModel


@dataclass(frozen=True)
class Weight:
    """What a feature of the model adds: ``gain`` while the trees grew (None for other models), and on average.

    ``contribution`` is the mean absolute contribution to the margin (log-odds) over a sample of the clients.
    """

    feature: str
    gain: float | None
    contribution: float


@dataclass(frozen=True)
class FamilyWeight:
    """What a concept adds: the mean absolute value, over the same clients, of the sum of its contributions (log-odds).

    The family "available_data" is what the pattern of known data adds, as among a client's own reasons.
    """

    family: str
    contribution: float


def measure_importance(scorer: Scorer, rows: NDArray[np.float32]) -> tuple[list[Weight], list[FamilyWeight]]:
    """Explain rows of a client base, float32 (clients, columns); return features and concepts, strongest first."""
    contributions, bases = np.split(scorer.contributions(rows), [-1], axis=1)
    families = _weigh_families(scorer, contributions)
    if scorer.bundle.preparation is not None:
        families.append(FamilyWeight(AVAILABLE_DATA, float(np.abs(bases - scorer.bundle.base).mean())))
    families.sort(key=lambda one: (-one.contribution, one.family))
    return _weigh_features(scorer, contributions), families


def _weigh_features(scorer: Scorer, contributions: NDArray[np.float64]) -> list[Weight]:
    gains = _gains(scorer.bundle.model, contributions.shape[1])
    means = np.abs(contributions).mean(axis=0).tolist()
    cards = zip(scorer.bundle.features, gains, means, strict=True)
    weights = [Weight(card.name, gain, mean) for card, gain, mean in cards]
    return sorted(weights, key=lambda one: (-one.contribution, one.feature))


def _gains(model: FittedModel, columns: int) -> list[float | None]:
    inner = model.inner if isinstance(model, PreparedModel) else model
    return list(inner.trees.gains().tolist()) if isinstance(inner, BoostedModel) else [None] * columns


def _weigh_families(scorer: Scorer, contributions: NDArray[np.float64]) -> list[FamilyWeight]:
    families = np.array([card.family for card in scorer.bundle.features])
    return [
        FamilyWeight(name, float(np.abs(contributions[:, families == name].sum(axis=1)).mean()))
        for name in np.unique(families).tolist()
    ]
