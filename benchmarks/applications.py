"""``python -m benchmarks.applications``: boosted trees on a real sample of applications alone, cross-validated.

The folder is ``applications`` in ``LIMPIDE_REAL_DATA``. Features and training are the commands' own; only the seed
that deals clients to folds changes from one training to the next.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

from limpide.bundle.manifest import Manifest, Quality
from limpide.features.build import build_snapshot
from limpide.training.boosting import EFFORTS
from limpide.training.train import train

SEEDS = (1, 2, 3)
_MEASURES = (
    ("auc", "AUC", 4),
    ("gap", "gap to training AUC", 3),
    ("brier", "Brier", 4),
    ("ece", "ECE", 4),
    ("cost_per_client", "cost per client", 4),
)


def measure_applications(data: Path, *, effort: str, seeds: tuple[int, ...] = SEEDS) -> str:
    """Build the features of a folder of tables and train with each seed; return a section of the page."""
    with tempfile.TemporaryDirectory(prefix="limpide-bench-") as folder:
        build_snapshot(data, Path(folder) / "snapshot")
        trained = {seed: _train(Path(folder), effort=effort, seed=seed) for seed in seeds}
    return _section(trained, effort=effort)


def _train(folder: Path, *, effort: str, seed: int) -> Manifest:
    print(f"folds dealt with seed {seed}", file=sys.stderr, flush=True)
    return train(folder / "snapshot", folder / f"bundle-{seed}", model="boosted", effort=effort, seed=seed).manifest


def _section(trained: dict[int, Manifest], *, effort: str) -> str:
    first = next(iter(trained.values()))
    quality = {seed: _boosted(manifest) for seed, manifest in trained.items()}
    lines = [
        f"## Applications alone, effort {effort}",
        "",
        f"{first.data.clients:,} labelled applications, {len(first.features)} features without protected attributes; "
        f"out of fold, {first.data.folds} folds, grouped by person, dealt {len(trained)} times.",
        "",
        f"| folds dealt with seed | {' | '.join(label for _, label, _ in _MEASURES)} |",
        "|---" * (len(_MEASURES) + 1) + "|",
        *(_line(str(seed), [one]) for seed, one in quality.items()),
        _line("mean", list(quality.values())),
    ]
    return "\n".join(lines)


def _boosted(manifest: Manifest) -> Quality:
    return next(candidate.quality for candidate in manifest.candidates if candidate.name == "boosted")


def _line(name: str, found: list[Quality]) -> str:
    means = [(float(np.mean([getattr(one, key).value for one in found])), digits) for key, _, digits in _MEASURES]
    return f"| {name} | {' | '.join(f'{mean:.{digits}f}' for mean, digits in means)} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.applications", description=__doc__)
    parser.add_argument("--effort", choices=sorted(EFFORTS), default="full")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS, help="one dealing of folds each")
    asked = parser.parse_args()
    named = os.environ.get("LIMPIDE_REAL_DATA")
    if not named:
        raise SystemExit("LIMPIDE_REAL_DATA names no folder: it must hold a folder named applications")
    print(measure_applications(Path(named) / "applications", effort=asked.effort, seeds=tuple(asked.seeds)))


if __name__ == "__main__":
    main()
