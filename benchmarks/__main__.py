"""``python -m benchmarks``: measure the chain on synthetic and on real tables, and the service over HTTP."""

import os
import tempfile
from pathlib import Path

from benchmarks.chain import measure_chain
from benchmarks.page import put_header, put_section, say_measured
from benchmarks.service import measure_service

SYNTHETIC = 20_000
_LIBRARIES = ("duckdb", "ibis-framework", "lightgbm", "scikit-learn", "fastapi", "uvicorn", "streamlit")


def main() -> None:
    """Measure the chain and the service, and put their sections into the page of results."""
    with tempfile.TemporaryDirectory(prefix="limpide-bench-") as folder:
        home = Path(folder)
        synthetic = measure_chain(f"{SYNTHETIC:,} synthetic clients", home / "synthetic", clients=SYNTHETIC)
        sections = [synthetic, *_real(home), measure_service(home / "synthetic")]
    put_header(_header())
    for section in sections:
        put_section(section)


def _real(home: Path) -> list[str]:
    named = os.environ.get("LIMPIDE_REAL_DATA")
    if not named:
        return ["## Real tables\n\nNot measured: `LIMPIDE_REAL_DATA` names no folder."]
    real = Path(named)
    return [
        measure_chain("A real sample with histories", home / "histories", data=real / "histories"),
        measure_chain(
            "A larger real sample, applications only",
            home / "applications",
            data=real / "applications",
            effort="full",
        ),
    ]


def _header() -> str:
    return (
        f"# Results\n\n{say_measured('make bench', *_LIBRARIES)}. "
        "Timings are whole commands, on a shared and noisy machine: compare them within this page only."
    )


if __name__ == "__main__":
    main()
