"""Which bundle serves: a symbolic link that is switched in one step, and a journal beside it that says who and why.

``bundle`` is the link that the service watches, ``bundle.promotions.jsonl`` the journal: one line a switch, each with
the digest of the line before it, so that a line changed or taken out is noticed.
"""

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from limpide.bundle.archive import open_bundle
from limpide.core import seal
from limpide.core.errors import Conflict, Corrupt, InvalidInput

Action = Literal["promote", "rollback"]


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One line of the journal; ``folder`` holds the bundle that serves since, ``digest`` is of the line before."""

    at: str
    action: Action
    by: str
    why: str
    version: str
    folder: str
    previous_version: str
    previous_folder: str
    digest: str


def promote(challenger: Path, link: Path, *, by: str, why: str) -> Switch:
    """Let a bundle serve: it is verified and its golden rows are scored, the journal is written, the link is switched.

    A folder that lies where the link belongs (the first time) is moved beside it, under its version. ``Conflict`` when
    that version serves already.
    """
    version = open_bundle(challenger).version
    with _alone(link) as journal:
        before = _serving(link)
        if seal.read_version(before) == version:
            raise Conflict("serves-already", f"{version[:12]} serves already at {link}; nothing to do")
        if not link.is_symlink():
            before = _move_aside(link)
        return _switch(link, journal, "promote", challenger.resolve(), before, by=by, why=why)


def rollback(link: Path, *, by: str, why: str) -> Switch:
    """Let the bundle serve again that served before the last promotion that still stands.

    ``InvalidInput`` when nothing was promoted, ``Corrupt`` when that bundle is no longer what it was.
    """
    with _alone(link) as journal:
        standing = _standing(read_journal(link))
        if not standing or not link.is_symlink():
            raise InvalidInput(f"nothing was promoted at {link}, so there is nothing to go back to")
        folder, version = Path(standing[-1].previous_folder), standing[-1].previous_version
        if open_bundle(folder).version != version:
            raise Corrupt(f"{folder} is not {version[:12]} any more; promote a bundle that you trust instead")
        return _switch(link, journal, "rollback", folder, _serving(link), by=by, why=why)


def read_journal(link: Path) -> list[Switch]:
    """Return every switch, the first first; ``Corrupt`` names the first line that is not what was written."""
    path = journal_of(link)
    if not path.is_file():
        return []
    switches, digest = [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            switch = Switch(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise Corrupt(f"{path}, line {number} is not what was written; restore it from a backup") from error
        if switch.digest != digest:
            raise Corrupt(f"{path}: a line before line {number} was changed or taken out; restore it from a backup")
        switches.append(switch)
        digest = _digest(line)
    return switches


def journal_of(link: Path) -> Path:
    """Return the journal of a link."""
    return link.with_name(f"{link.name}.promotions.jsonl")


def _standing(switches: list[Switch]) -> list[Switch]:
    """Return the promotions that no rollback has undone."""
    standing: list[Switch] = []
    for switch in switches:
        if switch.action == "promote":
            standing.append(switch)
        elif standing:
            standing.pop()
    return standing


def _serving(link: Path) -> Path:
    if not link.exists():
        raise InvalidInput(f"{link} is not there; give the bundle that serves, LIMPIDE_BUNDLE of the service")
    return link.resolve()


def _move_aside(link: Path) -> Path:
    """Move the folder that serves beside the link's place and link to it, so that the switch itself is one step."""
    aside = link.with_name(f"{link.name}-{seal.read_version(link)[:12]}")
    if aside.exists():
        raise InvalidInput(f"{aside} exists already; move it away, {link} is to be kept there")
    link.rename(aside)
    link.symlink_to(aside.name)
    return aside.resolve()


def _switch(link: Path, journal: Path, action: Action, to: Path, before: Path, *, by: str, why: str) -> Switch:
    if not by.strip() or not why.strip():
        raise InvalidInput("say who switches and why; the journal keeps both")
    lines = journal.read_text(encoding="utf-8").splitlines() if journal.is_file() else []
    read_journal(link)
    switch = Switch(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        action=action,
        by=by.strip(),
        why=why.strip(),
        version=seal.read_version(to),
        folder=str(to),
        previous_version=seal.read_version(before),
        previous_folder=str(before),
        digest=_digest(lines[-1]) if lines else "",
    )
    with _new_link(link, to) as made:
        with journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(switch), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        made.replace(link)
    return switch


@contextmanager
def _new_link(link: Path, to: Path) -> Iterator[Path]:
    """Yield a link made beside the one to replace: only the renaming is left to do."""
    with tempfile.TemporaryDirectory(prefix=f".{link.name}.", dir=link.parent) as folder:
        made = Path(folder, link.name)
        made.symlink_to(to)
        yield made


@contextmanager
def _alone(link: Path) -> Iterator[Path]:
    """Hold others off while one switches, and yield the journal's path."""
    if not link.parent.is_dir():
        raise InvalidInput(f"{link.parent} is not a folder; give the bundle that serves, LIMPIDE_BUNDLE of the service")
    handle = os.open(link.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield journal_of(link)
    finally:
        os.close(handle)


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
