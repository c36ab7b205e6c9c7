"""Outputs that are whole or absent: written beside their final name, then renamed into it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from limpide.core.errors import InvalidInput

_PARTIAL = ".partial-"


@contextmanager
def new_folder(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Yield an empty folder that becomes ``target`` when the block ends well, and vanishes when it does not.

    An existing target is refused unless ``replace`` is true; it is then kept until the new one is complete.
    """
    _check_target(target, replace=replace)
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}{_PARTIAL}", dir=target.parent))
    try:
        yield partial
        partial.chmod(0o755)
        _switch(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def new_file(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Yield a path to write to that becomes ``target`` when the block ends well, and vanishes when it does not."""
    _check_target(target, replace=replace)
    if target.is_dir():
        raise InvalidInput(f"{target} is a folder; name a file instead")
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}{_PARTIAL}", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        partial.chmod(0o644)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _check_target(target: Path, *, replace: bool) -> None:
    if target.exists() and not replace:
        raise InvalidInput(
            f"{target} exists already; choose another name, or add --replace to put the new one in its place"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"{target.parent} cannot be created: {error.strerror}") from error


def _switch(partial: Path, target: Path) -> None:
    if not target.exists():
        partial.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old-", dir=target.parent))
    target.rename(old / target.name)
    try:
        partial.rename(target)
    except BaseException:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
