import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[1]


def test_imports_only_go_down_the_floors() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    report = subprocess.run([linter, "--no-cache"], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert report.returncode == 0, report.stdout + report.stderr
