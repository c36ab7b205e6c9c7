"""Signed anchors: last links of the ledger noted outside the database, which anybody with the public key can check.

A journal's file grows by a line every thousand entries; its last line is that of the latest commit. A database that was
put back to an older state, or written anew by somebody with every right on it, does not agree with them.
"""

import fcntl
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from limpide.core.errors import InvalidInput
from limpide.database.chain import Head
from limpide.database.keys import Keys

_FORMAT = "limpide-anchor-1"
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_BLOCK = 1_000
_FOLDER, _SUFFIX, _LEGACY, _EXPORTED = "anchors", ".signed", ".txt", ".exported"


@dataclass(frozen=True)
class Anchor:
    """A link that a ledger had at a position, and when it was signed."""

    journal_id: UUID
    position: int
    link: bytes
    signed_at: datetime

    def line(self, keys: Keys) -> str:
        """Return it in text, with the signature (Ed25519) over what stands before."""
        said = self._said()
        return f"{said} {keys.signing.sign(said.encode()).hex()}\n"

    def _said(self) -> str:
        moment = self.signed_at.astimezone(UTC).strftime(_MOMENT)
        return f"{_FORMAT} {self.journal_id} {self.position:020d} {self.link.hex()} {moment}"


_LINE = len(Anchor(UUID(int=0), 0, bytes(32), datetime.now(UTC))._said()) + 1 + 128 + 1


@dataclass(frozen=True)
class AnchorFile:
    """The anchors of one journal in a folder that only the service's account reads."""

    path: Path
    journal_id: UUID

    def note(self, head: Head, *, keys: Keys) -> None:
        """Sign a head that was committed; one further on is kept. A full disk is logged, not raised."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            _log(self.path, error)
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._write(descriptor, head, keys=keys)
        except OSError as error:
            _log(self.path, error)
        finally:
            os.close(descriptor)

    def _write(self, descriptor: int, head: Head, *, keys: Keys) -> None:
        at = max(os.fstat(descriptor).st_size // _LINE - 1, 0) * _LINE
        before = os.pread(descriptor, _LINE, at).decode("ascii", errors="replace")
        known = _split(before)
        if known is not None and known.position >= head.position and parse(before, keys.signing.public_key()):
            return
        if known is not None and known.position // _BLOCK < head.position // _BLOCK:
            at += _LINE
        anchor = Anchor(self.journal_id, head.position, head.link, datetime.now(UTC))
        os.pwrite(descriptor, anchor.line(keys).encode(), at)


def anchors_of(home: Path, journal_id: UUID) -> AnchorFile:
    """Return the anchors of a journal in a folder."""
    return AnchorFile(home / _FOLDER / f"{journal_id}{_SUFFIX}", journal_id)


def read_home(home: Path, *, public_key: Ed25519PublicKey) -> Mapping[UUID, list[Anchor]]:
    """Return the anchors of every journal that a folder knows, in order; one whose signature is another is left out."""
    found: dict[UUID, list[Anchor]] = {}
    for path in sorted((home / _FOLDER).glob(f"*{_SUFFIX}")):
        for anchor in read_lines(path.read_text(encoding="ascii", errors="replace").splitlines(), public_key):
            found.setdefault(anchor.journal_id, []).append(anchor)
    return found


def export_anchors(home: Path, journal_id: UUID, head: Head, *, keys: Keys, since: int = 0) -> list[str]:
    """Return the lines of a journal's anchors from a position on, its present head last; note that they left."""
    known = read_home(home, public_key=keys.signing.public_key()).get(journal_id, [])
    last = Anchor(journal_id, head.position, head.link, datetime.now(UTC))
    chosen = [each for each in known if since <= each.position < head.position]
    lines = [each.line(keys) for each in [*chosen, last]]
    path = home / _FOLDER / f"{journal_id}{_EXPORTED}"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(lines[-1], encoding="ascii")
    return lines


def find_exported(home: Path, journal_id: UUID) -> Anchor | None:
    """Return the last anchor that is noted as exported; the note itself proves nothing."""
    path = home / _FOLDER / f"{journal_id}{_EXPORTED}"
    return _split(path.read_text(encoding="ascii", errors="replace")) if path.exists() else None


def read_file(path: Path, public_key: Ed25519PublicKey) -> list[Anchor]:
    """Read exported anchors; ``InvalidInput`` when a line was not signed with that key, or there is none."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    found = read_lines(lines, public_key)
    if not found or len(found) != len(lines):
        raise InvalidInput(
            f"{path}: {len(lines) - len(found)} of {len(lines)} lines are no anchors signed with this journal's key"
        )
    return found


def read_lines(lines: Iterable[str], public_key: Ed25519PublicKey) -> list[Anchor]:
    """Return the anchors of lines as ``Anchor.line`` writes them, those with a valid signature, by position."""
    found = [anchor for anchor in (parse(line, public_key) for line in lines) if anchor is not None]
    return sorted(found, key=lambda each: each.position)


def parse(line: str, public_key: Ed25519PublicKey) -> Anchor | None:
    """Read one line; None when it is no anchor or was not signed with that key."""
    said, _, signature = line.strip().rpartition(" ")
    anchor = _split(line)
    if anchor is None:
        return None
    try:
        public_key.verify(bytes.fromhex(signature), said.encode())
    except (InvalidSignature, ValueError):
        return None
    return anchor


def read_legacy(home: Path, journal_id: UUID, *, keys: Keys) -> Head | None:
    """Return the last link of decisions and events that a release before the ledger noted, None without one."""
    try:
        line = (home / _FOLDER / f"{journal_id}{_LEGACY}").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None
    position, _, rest = line.strip().partition(" ")
    link, _, seal = rest.partition(" ")
    try:
        head = Head(int(position), bytes.fromhex(link))
    except ValueError:
        return None
    return head if head.seal(keys).hex() == seal else None


def list_journals(home: Path) -> set[str]:
    """Return the identifiers of all journals of which a folder has an anchor, of any release."""
    return {path.stem for path in (home / _FOLDER).glob("*") if path.suffix in (_SUFFIX, _LEGACY)}


def write_public_key(keys: Keys) -> bytes:
    """Return the public key of a secret's signatures as PEM."""
    return keys.signing.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Read a public key from a PEM file; ``InvalidInput`` when it holds none."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path} holds no public key; write one with: limpide decisions anchors") from error
    if not isinstance(key, Ed25519PublicKey):
        raise InvalidInput(f"{path} holds a public key that is not Ed25519; write one with: limpide decisions anchors")
    return key


def _split(line: str) -> Anchor | None:
    parts = line.split()
    if len(parts) != 6 or parts[0] != _FORMAT:
        return None
    try:
        signed_at = datetime.strptime(parts[4], _MOMENT).replace(tzinfo=UTC)
        return Anchor(UUID(parts[1]), int(parts[2]), bytes.fromhex(parts[3]), signed_at)
    except ValueError:
        return None


def _log(path: Path, error: OSError) -> None:
    structlog.get_logger().error("anchor_not_written", path=str(path), reason=error.strerror)
