"""Rehearsal of a bundle in a sandbox: verified, loaded and scored on its golden rows before it may serve.

A model can end the process that loads it, however well it is sealed; here it ends a child.
"""

import sys
from pathlib import Path

from limpide.core.errors import Corrupt, LimpideError, SandboxFailure
from limpide.core.sandbox import Limits, Sandbox
from limpide.core.sandbox_child import serve

_LIMITS = Limits(memory=2_000_000_000, cpu_seconds=60, wall_seconds=90.0)
_PROGRAM = ("-m", "limpide.bundle.rehearsal")
_GOOD = "version "


def rehearse(path: Path) -> str:
    """Return the version of a bundle that loads and scores its golden rows.

    ``Corrupt`` says why not: what opening it says, or that it ended the process or took too much memory or time.
    """
    try:
        answer = Sandbox((*_PROGRAM, str(path.absolute())), _LIMITS).run()
    except SandboxFailure as failure:
        raise Corrupt(f"{path} cannot be loaded safely: {failure}") from failure
    if not answer.startswith(_GOOD):
        raise Corrupt(answer)
    return answer.removeprefix(_GOOD)


def _work(_files: list[int]) -> str:
    from limpide.bundle.archive import open_bundle

    try:
        return _GOOD + open_bundle(Path(sys.argv[1])).version
    except LimpideError as error:
        return str(error)[:900]


if __name__ == "__main__":
    serve(_work, files=0)
