"""One model on one client base: what the service answers about a client, without a database."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.scorer import Scorer, bind
from limpide.contract import (
    ClientDetails,
    ClientPage,
    ClientSummary,
    Explanation,
    Interval,
    Language,
    Prediction,
)
from limpide.core.decision import decide
from limpide.core.errors import UnknownClient
from limpide.models.calibration import probabilities
from limpide.portfolio import reasons
from limpide.portfolio.details import client_details
from limpide.portfolio.listing import find_page
from limpide.portfolio.snapshot import Snapshot, open_snapshot
from limpide.sources.values import value_label

_SUMMARY = ["client_id", "NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_ANNUITY"]


@dataclass(frozen=True, eq=False)
class Portfolio:
    """A verified bundle bound to a snapshot; read only, safe to share between threads."""

    bundle: Bundle
    snapshot: Snapshot
    scorer: Scorer

    @property
    def model_version(self) -> str:
        """Digest of the bundle, 64 hex digits."""
        return self.bundle.version

    @property
    def snapshot_version(self) -> str:
        """Digest of the snapshot, 64 hex digits."""
        return self.snapshot.version

    @property
    def threshold(self) -> float:
        """Probability of default from which an application is refused."""
        return self.bundle.threshold

    @property
    def clients(self) -> int:
        """How many clients the snapshot holds."""
        return len(self.snapshot.client_ids)

    def predict(self, client_id: int) -> Prediction:
        """Score one client; ``UnknownClient`` when the snapshot does not hold that number."""
        position = self._position(client_id)
        margin = float(self.scorer.margins(self.snapshot.matrix[position : position + 1])[0])
        return self._prediction(client_id, margin)

    def explain(self, client_id: int, *, language: Language) -> Explanation:
        """Score one client and say why: contributions by feature and by family, strongest first."""
        position = self._position(client_id)
        row = self.snapshot.matrix[position : position + 1]
        margin = float(self.scorer.margins(row)[0])
        *contributions, base = self.scorer.contributions(row)[0].tolist()
        told = reasons.contributions(self.bundle, self.scorer.values(row[0]), contributions, language=language)
        return Explanation(
            **self._prediction(client_id, margin).model_dump(),
            base=base,
            base_probability=_probability(base),
            margin=margin,
            families=reasons.families(self.bundle, told, language=language),
            features=told,
        )

    def details(self, client_id: int, *, language: Language) -> ClientDetails:
        """Return everything held on one client."""
        position = self._position(client_id)
        learnt = self.scorer.learnt(self.snapshot.matrix[position])
        return client_details(self.bundle, self.snapshot, position, learnt=learnt, language=language)

    def page(self, *, language: Language, prefix: str = "", cursor: str | None = None, limit: int = 20) -> ClientPage:
        """List the clients whose number starts with ``prefix``, ``limit`` at a time."""
        found = find_page(self.snapshot.client_ids, prefix=prefix, cursor=cursor, limit=limit)
        rows = self.snapshot.applications.select(_SUMMARY).take(pa.array(found.positions, type=pa.int64())).to_pylist()
        summaries = [
            ClientSummary(
                client_id=row["client_id"],
                contract=value_label("NAME_CONTRACT_TYPE", row["NAME_CONTRACT_TYPE"], language),
                credit_amount=row["AMT_CREDIT"],
                annuity=row["AMT_ANNUITY"],
            )
            for row in rows
        ]
        return ClientPage(clients=summaries, total=found.total, next_cursor=found.next_cursor)

    def _position(self, client_id: int) -> int:
        position = self.snapshot.find_position(client_id)
        if position is None:
            raise UnknownClient(client_id)
        return position

    def _prediction(self, client_id: int, margin: float) -> Prediction:
        probability = _probability(margin)
        low, high = self.scorer.interval(margin)
        return Prediction(
            client_id=client_id,
            probability_of_default=probability,
            interval=Interval(low=low, high=high, level=self.bundle.manifest.comparables.level),
            grey_zone=self.bundle.grey_zone,
            points=self.bundle.points.points(margin),
            decision=decide(probability, threshold=self.threshold, grey_zone=self.bundle.grey_zone),
            threshold=self.threshold,
            model_version=self.model_version,
            snapshot_version=self.snapshot_version,
        )


def open_portfolio(bundle: Path, snapshot: Path) -> Portfolio:
    """Open a bundle (every byte verified) and a snapshot, and bind the one to the other."""
    model = open_bundle(bundle)
    base = open_snapshot(snapshot)
    return Portfolio(model, base, bind(model, base.columns))


def _probability(margin: float) -> float:
    return float(probabilities(np.array([margin]))[0])
