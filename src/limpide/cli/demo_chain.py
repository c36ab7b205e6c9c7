"""The steps behind the demo: synthetic tables, snapshot, bundle, batch scores; and the check that HTTP agrees."""

import json
import math
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq

from limpide.client import LimpideClient
from limpide.core import seal
from limpide.core.cost import CostTerms
from limpide.core.errors import LimpideError, Unavailable
from limpide.core.progress import Progress

_TOLERANCE = 1e-9
_COSTS = CostTerms(reviewer_error=0.1)  # with the default of .2 hardly any review of these clients would pay


@dataclass(frozen=True)
class Chain:
    """Where each step of the demo left its result."""

    data: Path
    snapshot: Path
    bundle: Path
    scores: Path


def prepare(home: Path, *, clients: int, seed: int, fresh: bool, progress: Progress) -> Chain:
    """Make what the demo shows, or reuse it when the same demo was made before by the same release."""
    chain = Chain(home / "data", home / "snapshot", home / "bundle", home / "scores.parquet")
    made = home / "made.json"
    wished = _recipe(clients=clients, seed=seed)
    if not fresh and made.is_file() and json.loads(made.read_text()) == wished and _whole(chain):
        return chain
    made.unlink(missing_ok=True)
    _make(chain, clients=clients, seed=seed, progress=progress)
    made.write_text(json.dumps(wished))
    return chain


def check_chain(chain: Chain, *, api_url: str, token: str, progress: Progress) -> int:
    """Compare every client's prediction over HTTP with the batch scores; return how many were compared."""
    scores = pq.read_table(chain.scores).to_pylist()
    with (
        LimpideClient(api_url, language="en", token=token) as api,
        progress("API = batch", total=len(scores)) as advance,
    ):
        for row in scores:
            answer = api.predict(str(row["client_id"]))
            same = math.isclose(
                answer.probability_of_default, row["probability_of_default"], rel_tol=0, abs_tol=_TOLERANCE
            )
            if not same or answer.decision != row["decision"]:
                raise Unavailable(
                    f"client {row['client_id']}: the API answers {answer.probability_of_default:.12f} "
                    f"({answer.decision}), the batch {row['probability_of_default']:.12f} ({row['decision']})"
                )
            advance(1)
    return len(scores)


def _make(chain: Chain, *, clients: int, seed: int, progress: Progress) -> None:
    from limpide.features.build import build_snapshot
    from limpide.portfolio.batch import score_clients
    from limpide.sources.synthetic.generator import synthesise
    from limpide.training.train import train

    synthesise(chain.data, clients=clients, seed=seed, replace=True, progress=progress)
    build_snapshot(chain.data, chain.snapshot, replace=True, progress=progress)
    train(chain.snapshot, chain.bundle, costs=_COSTS, replace=True, progress=progress)
    score_clients(chain.bundle, chain.snapshot, chain.scores, replace=True, progress=progress)


def _recipe(*, clients: int, seed: int) -> dict[str, int | str]:
    """What decides whether a demo that was made before can be shown again."""
    from limpide.bundle import manifest
    from limpide.features import layout

    formats = {"bundle": manifest.FORMAT, "snapshot": layout.FORMAT}
    return {"limpide": version("limpide"), "clients": clients, "seed": seed, **formats}


def _whole(chain: Chain) -> bool:
    try:
        seal.verify(chain.snapshot)
        seal.verify(chain.bundle)
    except LimpideError:
        return False
    return chain.scores.is_file()
