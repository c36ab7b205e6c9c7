"""Who belongs to a list of clients: those of one decision, of one outcome, and nobody who was erased since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.contract import ClientOutcome
from limpide.core.decision import Decision
from limpide.core.identifiers import ClientId
from limpide.models.calibration import probabilities
from limpide.portfolio.latest import Latest
from limpide.portfolio.listing import ClientFilter
from limpide.portfolio.population import Population
from limpide.portfolio.snapshot import Snapshot

_PLACES = {decision: place for place, decision in enumerate(Decision)}


@dataclass(frozen=True, eq=False)
class Decisions:
    """What the model says of every client: the rule of ``core.decision`` over the whole base, int8 (clients,)."""

    places: NDArray[np.int8]

    def are(self, decision: Decision) -> NDArray[np.bool_]:
        """Return who is decided so, bool (clients,)."""
        decided: NDArray[np.bool_] = self.places == _PLACES[decision]
        return decided


def decide_everybody(bundle: Bundle, population: Population, *, undecidable: NDArray[np.bool_]) -> Decisions:
    """Decide on every client in double precision, as one client is decided on: nobody changes sides in a list.

    ``undecidable``, bool (clients,), are those whose data earn no decision.
    """
    chances, zone = probabilities(np.asarray(population.margins)), bundle.grey_zone
    decided = np.where(chances >= bundle.threshold, _PLACES[Decision.REFUSED], _PLACES[Decision.ACCEPTED])
    abstained = ((chances >= zone.low) & (chances < zone.high)) | undecidable
    return Decisions(np.where(abstained, _PLACES[Decision.REVIEW], decided).astype(np.int8))


def with_outcome(snapshot: Snapshot, outcome: ClientOutcome) -> NDArray[np.bool_]:
    """Return whose loan ended so, as the client base tells it, bool (clients,)."""
    target = np.asarray(snapshot.target)
    if outcome is ClientOutcome.UNKNOWN:
        return np.isnan(target)
    ended: NDArray[np.bool_] = target == (1 if outcome is ClientOutcome.DEFAULTED else 0)
    return ended


@dataclass(frozen=True, eq=False)
class Members:
    """The members of every list that was asked for; ``kept`` holds them while model and client base serve."""

    snapshot: Snapshot
    decisions: Callable[[], Decisions]
    kept: Latest

    def find_positions(self, decision: Decision | None, outcome: ClientOutcome | None) -> NDArray[np.int32] | None:
        """Return their positions, increasing, None for everybody; ``Preparing`` while decisions are not known."""
        erased = frozenset(self.snapshot.suppressed)
        if decision is None and outcome is None and not erased:
            return None
        return self.kept.get((decision, outcome, erased), lambda: self._positions(decision, outcome, erased))

    def filter_positions(
        self, positions: NDArray[np.int32] | None, filters: Sequence[ClientFilter]
    ) -> NDArray[np.int32] | None:
        """Return those of the positions (None: all) who pass every filter."""
        for each in filters:
            among = np.arange(len(self.snapshot.client_ids), dtype=np.int32) if positions is None else positions
            positions = among[each.mask(self.snapshot.index)[among]]
        return positions

    def _positions(
        self, decision: Decision | None, outcome: ClientOutcome | None, erased: frozenset[ClientId]
    ) -> NDArray[np.int32]:
        index = self.snapshot.index
        mask = ~index.mask(erased) if erased else np.ones(len(index), dtype=np.bool_)
        if decision is not None:
            mask &= self.decisions().are(decision)
        if outcome is not None:
            mask &= with_outcome(self.snapshot, outcome)
        return np.flatnonzero(mask).astype(np.int32)
