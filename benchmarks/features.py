"""``python -m benchmarks.features``: features at full size, their growth, one applicant, and a pandas script beside."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.page import put_section, say_measured

FULL, TENTH = 356_255, 35_626
_TITLE = "## Features"
_MEMORY_SCRIPT = """
import json, resource, sys, time
started = time.monotonic()
from pathlib import Path
{body}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"seconds": time.monotonic() - started, "megabytes": peak}}))
"""
_BUILD = "from limpide.features.build import build_snapshot\nbuild_snapshot(Path({data!r}), Path({out!r}))"
_PANDAS = "from benchmarks.features_pandas import write_aggregates\nwrite_aggregates(Path({data!r}), Path({out!r}))"


def main() -> None:
    """Measure and put the section of features into the page of results, in the place of an older one."""
    with tempfile.TemporaryDirectory(prefix="limpide-bench-") as folder:
        section = measure_features(Path(folder))
    put_section(section)


def measure_features(home: Path) -> str:
    """Return the section of the page; the tables are made in ``home``, or found in LIMPIDE_FULL_DATA."""
    full = Path(os.environ.get("LIMPIDE_FULL_DATA", home / "full"))
    for clients, data in ((FULL, full), (TENTH, home / "tenth")):
        if not data.exists():
            command = [sys.executable, "-m", "limpide.cli", "data", "synthesise", "--clients", str(clients)]
            subprocess.run([*command, "--seed", "1", "--out", str(data)], check=True, stdout=subprocess.DEVNULL)
    tenth = _measured(_BUILD, data=home / "tenth", out=home / "tenth-snapshot")
    whole = _measured(_BUILD, data=full, out=home / "snapshot")
    pandas = _measured(_PANDAS, data=full, out=home / "pandas.parquet")
    agreement = _compare(home / "pandas.parquet", home / "snapshot")
    alone = _measure_applicant(home / "tenth")
    rows = _count_rows(full)
    features = len(json.loads((home / "snapshot" / "manifest.json").read_text(encoding="utf-8"))["columns"])
    return "\n".join([
        _TITLE,
        "",
        _machine(),
        "",
        f"| {features} features, two cores at most | clients | time | largest memory |",
        "|---|---|---|---|",
        _line("limpide features build, a tenth", TENTH, tenth),
        _line(f"limpide features build, {rows / 1e6:.0f} million rows", FULL, whole),
        _line("pandas script, 50 of the same aggregates", FULL, pandas),
        "",
        f"Ten times the clients take {whole['seconds'] / tenth['seconds']:.1f} times as long. {agreement}",
        "",
        "| one applicant with five histories, in this process | p50 | p99 |",
        "|---|---|---|",
        *alone,
        "",
    ])  # fmt: skip


def _measured(body: str, *, data: Path, out: Path) -> dict[str, float]:
    script = _MEMORY_SCRIPT.format(body=body.format(data=str(data), out=str(out)))
    print(body.splitlines()[-1].split("(")[0], data)
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], check=True, capture_output=True, text=True)
    # DuckDB may draw a bar of its own around it.
    found: dict[str, float] = json.loads(re.findall(r"\{.*?\}", done.stdout)[-1])
    return found


def _line(name: str, clients: int, found: dict[str, float]) -> str:
    return f"| {name} | {clients:,} | {found['seconds']:.0f} s | {found['megabytes']:,.0f} MB |"


def _count_rows(folder: Path) -> int:
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(path).num_rows for path in folder.glob("*.parquet"))


def _compare(ours: Path, snapshot: Path) -> str:
    """Say how many of the pandas script's aggregates agree with the snapshot, for every client."""
    import pyarrow.parquet as pq

    aggregates = pq.read_table(ours).to_pandas().set_index("client_id").sort_index()
    features = pq.read_table(snapshot / "features.parquet", columns=["client_id", *aggregates.columns]).to_pandas()
    features = features.set_index("client_id").sort_index()
    aggregates = aggregates.reindex(features.index)
    differing = [
        name for name in aggregates if not _agrees(aggregates[name].to_numpy(), features[name].to_numpy(), str(name))
    ]
    agree = len(aggregates.columns) - len(differing)
    but = f", but not {', '.join(differing)}" if differing else ""
    return f"{agree} of the {len(aggregates.columns)} aggregates of the pandas script agree for every client{but}."


def _agrees(first: Any, second: Any, name: str) -> bool:
    """Compare to 1e-5; amounts are kept to 1/1024 of a euro, and so are the many terms of what is left unpaid."""
    first, second = np.nan_to_num(first.astype(float), nan=-1e99), np.nan_to_num(second.astype(float), nan=-1e99)
    in_euros = ("instalment_m", "instalment_paid", "bureau_credit", "card_balance")
    least = 0.05 if name.startswith(in_euros) else 1e-5
    return bool(np.allclose(first, second, rtol=1e-5, atol=least))


def _measure_applicant(data: Path) -> list[str]:
    from benchmarks.applicants import read_applicants
    from limpide.features.applicant import build_engine

    started = time.perf_counter()
    engine = build_engine()
    compiled = time.perf_counter() - started
    applicants = read_applicants(data, 300)
    engine.compute(*applicants[0])
    computed = [_timed(partial(engine.compute, *one)) for one in applicants]
    known = engine.compute(*applicants[0])
    edited = [_timed(partial(known.edited, {"AMT_CREDIT": 1000 * step})) for step in range(1, 301)]
    return [
        f"| every feature (compiled once, in {compiled:.1f} s) | {_percentiles(computed)} |",
        f"| a what-if: the amount edited | {_percentiles(edited)} |",
    ]


def _timed(function: Callable[[], Any]) -> float:
    started = time.perf_counter()
    function()
    return (time.perf_counter() - started) * 1000


def _percentiles(milliseconds: list[float]) -> str:
    half, last = np.percentile(milliseconds, [50, 99])
    return f"{half:.1f} ms | {last:.1f} ms"


def _machine() -> str:
    told = say_measured("make bench-features", "duckdb", "ibis-framework", "numpy", "pandas")
    return f"{told}; load {os.getloadavg()[0]:.0f} at the end (2 is this benchmark alone)."


if __name__ == "__main__":
    main()
