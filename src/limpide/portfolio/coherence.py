"""Coherence check of a bundle's reasons on random clients of a snapshot."""

import numpy as np

from limpide.bundle.coherence import check_coherence
from limpide.bundle.manifest import Coherence
from limpide.bundle.scorer import Scorer
from limpide.portfolio.snapshot import Snapshot


def check_clients(scorer: Scorer, snapshot: Snapshot, *, clients: int, seed: int) -> Coherence:
    """Check the reasons of so many clients drawn without replacement, all of them when there are fewer."""
    drawn = np.sort(np.random.default_rng(seed).permutation(len(snapshot.client_ids))[:clients])
    return check_coherence(scorer, np.asarray(snapshot.matrix[drawn]))
