"""The last link noted outside the database: a journal cut short is missed even where all of it was rewritten."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog

from limpide.database.chain import Head
from limpide.database.keys import Keys

_LINE = 20 + 1 + 64 + 1 + 64 + 1


@dataclass(frozen=True)
class Anchor:
    """One small file beside the service; its line never grows and never goes back."""

    path: Path

    def note(self, head: Head, *, keys: Keys) -> None:
        """Write a head that was committed; a head further on is kept. A full disk is logged, not raised."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            _log(self.path, error)
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            known = _parse(os.pread(descriptor, _LINE, 0), keys=keys)
            if known is None or known.position < head.position:
                os.pwrite(descriptor, _line(head, keys=keys), 0)
        except OSError as error:
            _log(self.path, error)
        finally:
            os.close(descriptor)

    def read(self, *, keys: Keys) -> Head | None:
        """Return the head that was noted, None when there is none or it was not written with this secret."""
        try:
            return _parse(self.path.read_bytes(), keys=keys)
        except FileNotFoundError:
            return None


def anchor_of(home: Path, journal_id: UUID) -> Anchor:
    """Return the anchor of a journal in a folder."""
    return Anchor(home / "anchors" / f"{journal_id}.txt")


def _line(head: Head, *, keys: Keys) -> bytes:
    return f"{head.position:020d} {head.link.hex()} {head.seal(keys).hex()}\n".encode()


def _parse(line: bytes, *, keys: Keys) -> Head | None:
    parts = line.decode("ascii", errors="replace").split()
    if len(line) != _LINE or len(parts) != 3:
        return None
    head = Head(int(parts[0]), bytes.fromhex(parts[1]))
    return head if _line(head, keys=keys) == line else None


def _log(path: Path, error: OSError) -> None:
    structlog.get_logger().error("anchor_not_written", path=str(path), reason=error.strerror)
