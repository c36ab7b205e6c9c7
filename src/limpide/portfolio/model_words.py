"""The model in service, told: what it is, what weighs in it, what its mistakes cost at each threshold."""

import numpy as np
from numpy.typing import NDArray

from limpide.contract import (
    CostCurve,
    CostPoint,
    Importance,
    ImportantFeature,
    Language,
    Measure,
    ModelCandidate,
    ModelCard,
)
from limpide.core.cost import CostRatio
from limpide.core.errors import NotFound
from limpide.features.families import Wording
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.reasons import say

_POINTS = 101
_BASIS = Wording(
    "Clients du jour dont l'issue est connue. Le modèle a appris de la plupart d'entre eux : ces coûts sont plus "
    "bas que ceux de nouveaux clients. La qualité du modèle, elle, est mesurée sur des clients qu'il n'avait pas vus.",
    "Clients of the snapshot with a known outcome. The model has learnt from most of them: these costs are lower than "
    "those of new clients. The quality of the model is measured on clients that it had not seen.",
)


class NoOutcomes(NotFound):
    """Nobody's outcome is known in this snapshot."""


def model_card(portfolio: Portfolio, *, language: Language) -> ModelCard:
    """Describe the model in service."""
    bundle = portfolio.bundle
    manifest = bundle.manifest
    return ModelCard(
        model_version=portfolio.model_version,
        snapshot_version=portfolio.snapshot_version,
        limpide=manifest.limpide,
        kind=manifest.kind,
        reason=manifest.reason,
        threshold=bundle.threshold,
        grey_zone=bundle.grey_zone,
        missed_default_cost=bundle.cost.missed_default,
        refused_good_cost=bundle.cost.refused_good,
        features=len(bundle.features),
        families={name: say(words, language) for name, words in bundle.families.items()},
        learnt_clients=bundle.data.clients,
        learnt_defaults=bundle.data.defaults,
        default_rate=bundle.data.default_rate,
        learnt_snapshot=bundle.data.snapshot_version,
        calibration_slope=bundle.calibration.slope,
        calibration_intercept=bundle.calibration.intercept,
        candidates=[
            ModelCandidate(
                name=candidate.name,
                chosen=candidate.chosen,
                quality={
                    name: Measure(value=measure.value, low=measure.low, high=measure.high)
                    for name, measure in vars(candidate.quality).items()
                },
            )
            for candidate in bundle.candidates
        ],
    )


def importance(portfolio: Portfolio, *, top: int, language: Language) -> Importance:
    """Return the features that add most to scores, strongest first."""
    population = portfolio.get_population()
    cards = {card.name: card for card in portfolio.bundle.features}
    total = sum(weight.contribution for weight in population.weights)
    return Importance(
        model_version=portfolio.model_version,
        snapshot_version=portfolio.snapshot_version,
        clients=population.explained,
        features=[
            ImportantFeature(
                name=weight.feature,
                label=say(cards[weight.feature], language),
                family=cards[weight.feature].family,
                unit=cards[weight.feature].unit,
                gain=weight.gain,
                contribution=weight.contribution,
                share=weight.contribution / total if total else 0.0,
            )
            for weight in population.weights[:top]
        ],
    )


def cost_curve(portfolio: Portfolio, *, ratio: float, language: Language) -> CostCurve:
    """Return what each threshold costs on the clients with a known outcome; ``NoOutcomes`` without one."""
    target = np.asarray(portfolio.snapshot.target)
    known = np.isfinite(target)
    if not known.any():
        raise NoOutcomes("no client of the snapshot has a known outcome; build one with labelled applications")
    chances = portfolio.get_population().chances[known]
    order = np.argsort(chances, kind="stable")
    ranked = _Ranked(chances[order].astype(np.float64), np.concatenate([[0.0], np.cumsum(target[known][order])]))
    cost = CostRatio(missed_default=ratio)
    # Thresholds where something changes, evenly many clients apart.
    places = np.unique(np.linspace(0, len(order) - 1, _POINTS).astype(int))
    points = [ranked.point(float(ranked.chances[place]), cost) for place in places]
    return CostCurve(
        model_version=portfolio.model_version,
        snapshot_version=portfolio.snapshot_version,
        ratio=ratio,
        clients=len(order),
        basis=say(_BASIS, language),
        current=ranked.point(portfolio.threshold, cost),
        break_even=ranked.point(cost.threshold, cost),
        cheapest=min(points, key=lambda point: point.cost),
        accept_everybody=ranked.point(1.0, cost),
        points=points,
    )


class _Ranked:
    """Clients with a known outcome, the safest first; ``defaults`` counts those among the first n, from n = 0."""

    def __init__(self, chances: NDArray[np.float64], defaults: NDArray[np.float64]) -> None:
        self.chances = chances
        self.defaults = defaults

    def point(self, threshold: float, cost: CostRatio) -> CostPoint:
        clients = len(self.chances)
        accepted = int(np.searchsorted(self.chances, threshold, side="left"))
        missed = float(self.defaults[accepted])
        refused_goods = (clients - accepted) - (float(self.defaults[-1]) - missed)
        return CostPoint(
            threshold=threshold,
            refused=(clients - accepted) / clients,
            missed_defaults=missed / clients,
            refused_goods=refused_goods / clients,
            cost=cost.total(missed_defaults=missed, refused_goods=refused_goods) / clients,
        )
