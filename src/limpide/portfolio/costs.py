"""What the mistakes of the model in service cost at each threshold: on clients it had not seen, or on today's."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.contract import CostBasis, CostCurve, CostPoint, Language
from limpide.core.cost import CostRatio
from limpide.core.errors import NotFound
from limpide.language.wording import Phrase, say
from limpide.portfolio.portfolio import Portfolio

Vector = NDArray[np.float64]
_POINTS = 101
_WORDS = {
    CostBasis.UNSEEN: Phrase("costs.unseen"),
    CostBasis.SNAPSHOT: Phrase("costs.snapshot"),
}


class NoOutcomes(NotFound):
    """Nobody's outcome is known in this snapshot."""


class _Mistakes(Protocol):
    """Clients whose outcome is known: how many, the share of defaults among them, thresholds worth showing."""

    clients: int
    defaults: float
    thresholds: list[float]

    def missed(self, threshold: float) -> float:
        """Return the share of the defaults that would be accepted."""

    def refused(self, threshold: float) -> float:
        """Return the share of the good clients that would be refused."""


def cost_curve(portfolio: Portfolio, *, basis: CostBasis, ratio: float | None, language: Language) -> CostCurve:
    """Return what each threshold costs; ``NoOutcomes`` when nobody's outcome is known in the snapshot asked for.

    ``ratio`` is what a missed default costs in refused good clients; None for that of the model in service.
    """
    found: _Mistakes = _Unseen(portfolio.bundle) if basis is CostBasis.UNSEEN else _OfSnapshot(portfolio)
    ratio = portfolio.bundle.cost.ratio if ratio is None else ratio
    cost = CostRatio(missed_default=ratio)
    points = [_point(found, threshold, cost) for threshold in found.thresholds]
    return CostCurve(
        model_version=portfolio.model_version,
        snapshot_version=portfolio.snapshot_version,
        ratio=ratio,
        clients=found.clients,
        on=basis,
        basis=say(_WORDS[basis], language),
        current=_point(found, portfolio.threshold, cost),
        break_even=_point(found, cost.threshold, cost),
        cheapest=min(points, key=lambda point: point.cost),
        accept_everybody=_point(found, 1.0, cost),
        points=points,
    )


def _point(found: _Mistakes, threshold: float, cost: CostRatio) -> CostPoint:
    missed = found.defaults * found.missed(threshold)
    refused_goods = (1 - found.defaults) * found.refused(threshold)
    return CostPoint(
        threshold=threshold,
        refused=refused_goods + found.defaults - missed,
        missed_defaults=missed,
        refused_goods=refused_goods,
        cost=cost.total(missed_defaults=missed, refused_goods=refused_goods),
    )


class _Unseen:
    """The curve that the bundle keeps: measured out of fold when the model was trained."""

    def __init__(self, bundle: Bundle) -> None:
        curve = bundle.manifest.judgement.curve
        self.clients = bundle.data.clients
        self.defaults = bundle.data.defaults / bundle.data.clients
        self.thresholds = list(curve.threshold)
        self._at = [0.0, *curve.threshold, 1.0]
        self._missed = [0.0, *curve.accepted_defaults, 1.0]
        self._refused = [1.0, *curve.refused_goods, 0.0]

    def missed(self, threshold: float) -> float:
        return float(np.interp(threshold, self._at, self._missed))

    def refused(self, threshold: float) -> float:
        return float(np.interp(threshold, self._at, self._refused))


class _OfSnapshot:
    """The clients of the snapshot whose outcome is known, as the model scores them today."""

    def __init__(self, portfolio: Portfolio) -> None:
        target = np.asarray(portfolio.snapshot.target)
        known = np.isfinite(target)
        if not known.any():
            raise NoOutcomes("no client of the snapshot has a known outcome; build one with labelled applications")
        chances = portfolio.get_population().chances[known].astype(np.float64)
        self._bad, self._good = np.sort(chances[target[known] == 1]), np.sort(chances[target[known] == 0])
        self.clients = len(chances)
        self.defaults = len(self._bad) / len(chances)
        # Thresholds where something changes, evenly many clients apart.
        places = np.unique(np.linspace(0, len(chances) - 1, _POINTS).astype(int))
        self.thresholds = np.sort(chances)[places].tolist()

    def missed(self, threshold: float) -> float:
        return _share_below(self._bad, threshold)

    def refused(self, threshold: float) -> float:
        return 1 - _share_below(self._good, threshold)


def _share_below(ranked: Vector, threshold: float) -> float:
    return int(np.searchsorted(ranked, threshold, side="left")) / len(ranked) if len(ranked) else 0.0
