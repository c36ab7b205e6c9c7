"""Availability of alternatives: how many refused and reviewed clients another loan of the tariff would serve."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.bundle.manifest import Alternatives
from limpide.bundle.scorer import bind
from limpide.features.applicant import build_engine
from limpide.features.tariff import Tariff
from limpide.portfolio.book import open_tariff
from limpide.portfolio.columns import Columns
from limpide.portfolio.counterfactuals import find_counterfactuals
from limpide.portfolio.desk import Desk
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.snapshot import open_snapshot

LOOKED_AT = 20_000
SAMPLE = 100  # refused clients, and as many reviewed ones
_AMOUNT = "AMT_CREDIT"


def measure_alternatives(bundle: Bundle, snapshot: Path, *, seed: int) -> Alternatives | None:
    """Search alternatives for clients of a snapshot drawn at random, 100 refused and 100 reviewed at most.

    None when the snapshot was built by another release, whose features cannot be computed anew for an edited loan.
    """
    base = open_snapshot(snapshot)
    if _AMOUNT not in base.applications.column_names:
        return None
    engine = build_engine()
    if not {each.name for each in base.columns} <= set(engine.lineage):
        return None
    portfolio = Portfolio(bundle, base, bind(bundle, base.columns), Columns(base))
    looked_at = np.sort(np.random.default_rng(seed).permutation(len(base.client_ids))[:LOOKED_AT])
    chances = portfolio.scorer.probabilities(np.asarray(base.matrix[looked_at]))
    zone, tariff = bundle.grey_zone, open_tariff(base)
    reviewed = (chances >= zone.low) & (chances < zone.high)
    drawn = [looked_at[_draw(group, seed)] for group in ((chances >= bundle.threshold) & ~reviewed, reviewed)]
    desk = Desk(engine, base.columns)
    offered = [_count_offered(portfolio, desk, tariff, clients) for clients in drawn]
    return Alternatives(
        refused=len(drawn[0]),
        refused_offered=offered[0],
        reviewed=len(drawn[1]),
        reviewed_offered=offered[1],
        given=tariff.given,
    )


def _draw(group: NDArray[np.bool_], seed: int) -> NDArray[np.intp]:
    places = np.flatnonzero(group)
    return np.sort(np.random.default_rng(seed).permutation(places)[:SAMPLE])


def _count_offered(portfolio: Portfolio, desk: Desk, tariff: Tariff, places: NDArray[np.intp]) -> int:
    cases = (portfolio.case(client_id) for client_id in portfolio.snapshot.index.names(places))
    return sum(
        bool(find_counterfactuals(portfolio, desk, tariff, case, language="en").counterfactuals) for case in cases
    )
