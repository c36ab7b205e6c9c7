"""A sealed folder: every byte is vouched for by ``SHA256SUMS`` before anything in it is parsed.

``SHA256SUMS`` has the format of the ``sha256sum`` tool, one line a file in order of name; its last line is the
digest of the lines above it, so that the list vouches for itself. That last digest is the folder's version.
"""

import hashlib
import re
from pathlib import Path

from limpide.core.errors import Corrupt, InvalidInput

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_-][A-Za-z0-9_.-]*)\n")


def seal(folder: Path) -> str:
    """Write ``SHA256SUMS`` for every file of a flat folder and return the folder's version (64 hex digits)."""
    files = sorted(path.name for path in folder.iterdir() if path.name != SUMS)
    listed = "".join(f"{_digest(folder / name)}  {name}\n" for name in files)
    version = hashlib.sha256(listed.encode()).hexdigest()
    (folder / SUMS).write_bytes(f"{listed}{version}  {SUMS}\n".encode())
    return version


def read_version(folder: Path) -> str:
    """Return the version of a sealed folder after checking its list alone: the quick look."""
    return _read_list(folder)[1]


def read_names(folder: Path) -> tuple[str, ...]:
    """Return the names of the files that a sealed folder must have, after checking its list alone."""
    return tuple(_read_list(folder)[0])


def verify(folder: Path) -> str:
    """Check every byte of a sealed folder and return its version; ``Corrupt`` names the first file that differs."""
    digests, version = _read_list(folder)
    for name in sorted({path.name for path in folder.iterdir()} - {SUMS}):
        if name not in digests:
            raise Corrupt(
                f"{folder / name} was not there when {folder} was sealed; remove it or fetch the folder again"
            )
    for name, expected in digests.items():
        path = folder / name
        if not path.is_file():
            raise Corrupt(f"{path} is missing; fetch {folder} again or build it anew")
        if _digest(path) != expected:
            raise Corrupt(
                f"{path} is not the file that was sealed (its SHA-256 differs); fetch {folder} again or build it anew"
            )
    return version


def _read_list(folder: Path) -> tuple[dict[str, str], str]:
    path = folder / SUMS
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is not a folder; name a bundle, a snapshot or a backup that Limpide wrote")
    if not path.is_file():
        raise InvalidInput(f"{folder} has no {SUMS}: it is not a bundle or a snapshot that Limpide wrote")
    text = path.read_bytes().decode("ascii", errors="replace")
    lines = [_LINE.fullmatch(line) for line in text.splitlines(keepends=True)]
    entries = [(match[2], match[1]) for match in lines if match]
    if len(entries) != len(lines) or not entries or entries[-1][0] != SUMS:
        raise Corrupt(f"{path} is not the list that was sealed (a line is malformed); fetch {folder} again")
    version = entries[-1][1]
    listed = "".join(f"{digest}  {name}\n" for name, digest in entries[:-1])
    if hashlib.sha256(listed.encode()).hexdigest() != version:
        raise Corrupt(f"{path} is not the list that was sealed (its SHA-256 differs); fetch {folder} again")
    return dict(entries[:-1]), version


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
