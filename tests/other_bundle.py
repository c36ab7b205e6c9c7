"""Another bundle than the small lender's, made without training: the same model, a little more careful."""

import json
import shutil
from pathlib import Path

from limpide.core import seal

SHIFT = 0.25


def write_other_bundle(bundle: Path, out: Path, *, shift: float = SHIFT) -> Path:
    """Copy a bundle with its calibrated log-odds moved by ``shift``, sealed anew."""
    shutil.copytree(bundle, out)
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["calibration"]["intercept"] += shift
    (out / "manifest.json").write_text(json.dumps(manifest))
    golden = json.loads((out / "golden.json").read_text())
    golden["margins"] = [margin + shift for margin in golden["margins"]]
    (out / "golden.json").write_text(json.dumps(golden))
    seal.seal(out)
    return out
