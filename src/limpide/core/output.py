"""Outputs that are whole or absent: written beside their final name, then renamed into it.

Only their owner reads them (0700, 0600), as they hold people's data; ``share_with`` also lets a group read.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from limpide.core.errors import InvalidInput

_PARTIAL = ".partial-"
_GROUP: ContextVar[str | None] = ContextVar("group of outputs", default=None)


def share_with(group: str | None) -> None:
    """Let a group of the system read what this process writes from now on; None: nobody but the owner."""
    _GROUP.set(group)


@contextmanager
def new_folder(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Yield an empty folder that becomes ``target`` when the block ends well, and vanishes when it does not.

    An existing target is refused unless ``replace`` is true; it is then kept until the new one is complete.
    """
    _check_target(target, replace=replace)
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}{_PARTIAL}", dir=target.parent))
    try:
        yield partial
        _protect(partial)
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
        _protect(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _protect(path: Path) -> None:
    """Take everybody else's rights from an output and all that is in it."""
    group = _GROUP.get()
    inside = [Path(folder, name) for folder, folders, files in os.walk(path) for name in (*folders, *files)]
    for each in (path, *inside):
        if each.is_symlink():
            continue
        if group is not None:
            _give(each, group)
        each.chmod((0o700 if each.is_dir() else 0o600) | (0 if group is None else 0o050 if each.is_dir() else 0o040))


def _give(path: Path, group: str) -> None:
    try:
        shutil.chown(path, group=group)
    except (LookupError, PermissionError) as error:
        raise InvalidInput(f"outputs cannot be given to the group {group} (LIMPIDE_GROUP): {error}") from error


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
