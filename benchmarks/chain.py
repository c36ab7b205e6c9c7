"""The command line from tables to scores: seconds and memory of each command, and the quality of the model."""

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MEASURES = (
    ("auc", "AUC", 4),
    ("pr_auc", "PR-AUC", 4),
    ("ks", "KS", 3),
    ("brier", "Brier", 4),
    ("ece", "ECE", 4),
    ("cost_per_client", "cost per client", 4),
    ("saving", "cost saved", 3),
    ("gap", "gap to training AUC", 3),
)


@dataclass(frozen=True)
class Timed:
    """One command: what it is called, its seconds, the largest memory of any command so far, in MB."""

    name: str
    seconds: float
    megabytes: float


def measure_chain(
    title: str, home: Path, *, clients: int | None = None, data: Path | None = None, effort: str = "quick"
) -> str:
    """Run the commands on synthetic clients or on given tables; return a section of the page."""
    home.mkdir(parents=True)
    tables, snapshot, bundle = data or home / "data", home / "snapshot", home / "bundle"
    timed = []
    if clients is not None:
        timed.append(_run("data", "synthesise", "--clients", clients, "--seed", 1, "--out", tables))
    timed.append(_run("data", "check", tables))
    timed.append(_run("features", "build", "--data", tables, "--out", snapshot))
    timed.append(_run("train", "--snapshot", snapshot, "--out", bundle, "--effort", effort))
    timed.append(_run("score", "--bundle", bundle, "--snapshot", snapshot, "--out", home / "scores.parquet"))
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    return f"## {title}\n\n{_facts(manifest)}\n\n{_quality(manifest)}\n\n{_timings(timed)}"


def _run(*arguments: object) -> Timed:
    started = time.monotonic()
    command = [sys.executable, "-m", "limpide.cli", *map(str, arguments)]
    print("limpide", *arguments[:2])
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    name = " ".join(str(word) for word in arguments[:2] if not str(word).startswith(("-", "/")))
    return Timed(f"limpide {name}", time.monotonic() - started, peak)


def _facts(manifest: dict[str, Any]) -> str:
    learnt = manifest["data"]
    return (
        f"{learnt['clients']:,} labelled applications, {learnt['default_rate']:.2%} in default, "
        f"{len(manifest['features'])} features without protected attributes; {learnt['folds']} folds, "
        f"grouped by person. Chosen: {manifest['reason']}."
    )


def _quality(manifest: dict[str, Any]) -> str:
    names = [candidate["name"] for candidate in manifest["candidates"]]
    lines = [f"| out of fold, 95 % interval | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for key, label, digits in _MEASURES:
        shown = [_estimate(candidate["quality"][key], digits) for candidate in manifest["candidates"]]
        lines.append(f"| {label} | {' | '.join(shown)} |")
    return "\n".join(lines)


def _estimate(found: dict[str, float], digits: int) -> str:
    return f"{found['value']:.{digits}f} ({found['low']:.{digits}f}–{found['high']:.{digits}f})"


def _timings(timed: list[Timed]) -> str:
    lines = [f"| {one.name} | {one.seconds:.1f} s | {one.megabytes:,.0f} MB |" for one in timed]
    return "\n".join(["| command | time | largest process so far |", "|---|---|---|", *lines])
