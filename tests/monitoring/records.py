"""Decisions and outcomes that follow a model's own probabilities, or that a test makes worse."""

import numpy as np
from numpy.typing import NDArray

from limpide.monitoring.record import TrackRecord
from limpide.portfolio.portfolio import Portfolio


def draw_chances(clients: int, *, seed: int = 1) -> NDArray[np.float64]:
    """Return probabilities of default like a lender's: 8 % on average."""
    return np.random.default_rng(seed).beta(0.9, 10, clients)


def build_record(
    chances: NDArray[np.float64], *, worse: float = 1.0, everybody: bool = True, months: int = 3, seed: int = 2
) -> TrackRecord:
    """Return decisions by the threshold; ``worse`` multiplies the odds of default; outcomes of all or of accepted."""
    random = np.random.default_rng(1000 + seed)  # never the draws that made the probabilities
    odds = worse * chances / (1 - chances)
    target = (random.random(len(chances)) < odds / (1 + odds)).astype(np.float64)
    if not everybody:
        target[chances >= 1 / 11] = np.nan
    return TrackRecord(
        client_ids=np.arange(1, len(chances) + 1).astype(np.str_),
        chances=chances,
        target=target,
        period=np.array([f"2026-{1 + place % months:02}" for place in range(len(chances))]),
        model_decision=None,
        choice=None,
        model_version=None,
    )


def record_of(portfolio: Portfolio) -> TrackRecord:
    """Return the model's decisions on every client of its snapshot, with the outcomes that are known."""
    snapshot = portfolio.snapshot
    chances = portfolio.scorer.probabilities(np.asarray(snapshot.matrix))
    record = build_record(np.clip(chances, 1e-6, 1 - 1e-6))
    return TrackRecord(
        **vars(record)
        | {"client_ids": np.asarray(snapshot.client_ids).astype(np.str_), "target": np.asarray(snapshot.target)}
    )
