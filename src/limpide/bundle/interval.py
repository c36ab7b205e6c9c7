"""What became of comparable clients: the interval beside a probability."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.manifest import Comparables
from limpide.models.calibration import probabilities

_KNOTS = 100
_NEIGHBOURS = 1000
LEVEL = 0.9


def build_comparables(margins: NDArray[np.float64], target: NDArray[np.float64]) -> Comparables:
    """Tabulate the default rate among clients with the closest scores, over the whole range of scores.

    ``margins`` are calibrated and out of fold, float64 (clients,): each client's model had not seen them. At about
    a hundred places along the sorted margins, the closest clients (a thousand; a fiftieth of a smaller base, but
    200 at least) are counted, and their default rate gets a 90 % Jeffreys interval. So the table says: "among
    the clients with the closest scores, between 10 and 14 in 100 defaulted".
    """
    from scipy.special import betaincinv

    order = np.argsort(margins, kind="stable")
    clients = len(order)
    neighbours = min(clients, _NEIGHBOURS, max(200, clients // 50))
    starts = np.unique(np.linspace(0, clients - neighbours, _KNOTS).astype(np.intp))
    defaults = _window_sums(target[order], starts, neighbours)
    centres = _window_sums(margins[order], starts, neighbours) / neighbours
    tail = (1 - LEVEL) / 2
    low = betaincinv(defaults + 0.5, neighbours - defaults + 0.5, tail)
    high = betaincinv(defaults + 0.5, neighbours - defaults + 0.5, 1 - tail)
    knots, first = np.unique(centres, return_index=True)
    return Comparables(
        level=LEVEL,
        neighbours=neighbours,
        margin=tuple(knots.tolist()),
        low=tuple(low[first].tolist()),
        high=tuple(high[first].tolist()),
    )


def _window_sums(values: NDArray[np.float64], starts: NDArray[np.intp], length: int) -> NDArray[np.float64]:
    totals = np.concatenate([[0.0], np.cumsum(values)])
    sums: NDArray[np.float64] = totals[starts + length] - totals[starts]
    return sums


@dataclass(frozen=True, eq=False)
class ComparableRates:
    """The table of comparable clients, ready for reading."""

    margin: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, comparables: Comparables) -> "ComparableRates":
        """Make the table ready."""
        return cls(np.array(comparables.margin), np.array(comparables.low), np.array(comparables.high))

    def interval(self, margin: float) -> tuple[float, float]:
        """Return the 90 % interval of the default rate of clients with a calibrated margin close to this one.

        Between two places of the table both ends are interpolated; beyond its ends they stay. The interval is
        widened, if need be, to hold the probability itself.
        """
        probability = float(probabilities(np.array([margin]))[0])
        low = float(np.interp(margin, self.margin, self.low))
        high = float(np.interp(margin, self.margin, self.high))
        return min(low, probability), max(high, probability)
