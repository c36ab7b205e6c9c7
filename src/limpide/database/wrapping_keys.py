"""Wrapping keys: random keys outside the database, one an epoch, under which every client's own key is wrapped.

A row that PostgreSQL deletes stays readable for a while in its files, in its write-ahead log and in backups. So a
client's key is wrapped (envelope encryption) under the key of an epoch; when an epoch has ended, living clients' keys
are wrapped anew and the epoch's key is destroyed, and every old copy of an erased client's key dies with it.
"""

import os
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from limpide.core.errors import InvalidInput, Unavailable

FOLDER = "wrapping-keys"
BYTES = 32
_NAME = re.compile(r"(\d{4})(?:\.until-(\d{4}-\d{2}-\d{2}))?")
_HOW = "EPOCH:KEY, the key 32 random bytes in base64, and several separated by commas"


class WrappingKeys(Protocol):
    """Where wrapping keys are: ``newest`` is the epoch (1, 2, …) to wrap under, 0 where there is none yet."""

    def newest(self) -> int:
        """Return the newest epoch, 0 without any."""

    def of(self, epoch: int) -> bytes:
        """Return the 32 bytes of an epoch's key; ``Unavailable`` when this process lacks it, destroyed or not."""


@dataclass(frozen=True)
class GivenWrappingKeys:
    """The keys that a setting gives (LIMPIDE_WRAPPING_KEYS), by epoch: for homes that do not survive."""

    by_epoch: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    def newest(self) -> int:
        """Return the newest epoch that was given."""
        return max(self.by_epoch, default=0)

    def of(self, epoch: int) -> bytes:
        """Return an epoch's key."""
        if epoch not in self.by_epoch:
            raise Unavailable(_missing(epoch, "LIMPIDE_WRAPPING_KEYS"))
        return self.by_epoch[epoch]


@dataclass(frozen=True)
class WrappingKeyFolder:
    """A folder with a file an epoch, which only its owner may read; what the processes of a service share.

    Files are read at each use, so that a key that another process makes or destroys is known at once.
    """

    path: Path

    def newest(self) -> int:
        """Return the newest epoch that was not retired."""
        return max((epoch for epoch, (_, until) in self._files().items() if until is None), default=0)

    def of(self, epoch: int) -> bytes:
        """Return an epoch's key, retired or not."""
        named = self.path / f"{epoch:04d}"
        try:
            return _read(named.read_text(encoding="ascii"))
        except FileNotFoundError:
            file, _ = self._files().get(epoch, (None, None))
            if file is None:
                raise Unavailable(_missing(epoch, str(self.path))) from None
            return _read(file.read_text(encoding="ascii"))
        except OSError as error:
            raise Unavailable(f"{named} cannot be read ({error.strerror})") from error

    def create(self) -> int:
        """Make the key of the next epoch and return the epoch; two that make it at once make the same one."""
        epoch = max(self._files(), default=0) + 1
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_secret(self.path / f"{epoch:04d}", secrets.token_bytes(BYTES))
        except OSError as error:
            raise InvalidInput(f"no wrapping key can be made in {self.path} ({error.strerror})") from error
        return epoch

    def retire(self, before: int, *, until: date) -> list[int]:
        """Mark the keys of earlier epochs as readable until a day only, and return those epochs."""
        retired = [(epoch, file) for epoch, (file, ends) in self._files().items() if ends is None and epoch < before]
        for epoch, file in retired:
            file.rename(self.path / f"{epoch:04d}.until-{until.isoformat()}")
        return sorted(epoch for epoch, _ in retired)

    def destroy(self, today: date) -> list[int]:
        """Overwrite and remove the retired keys whose day is past, and return their epochs."""
        due = [(epoch, file) for epoch, (file, ends) in self._files().items() if ends is not None and ends <= today]
        for _, file in due:
            _overwrite(file)
        return sorted(epoch for epoch, _ in due)

    def retired(self) -> dict[int, date]:
        """Return the retired epochs that still can be read, and the day on which each is destroyed."""
        return {epoch: ends for epoch, (_, ends) in sorted(self._files().items()) if ends is not None}

    def _files(self) -> dict[int, tuple[Path, date | None]]:
        try:
            names = os.listdir(self.path)  # noqa: PTH208 - names alone
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise Unavailable(f"{self.path} cannot be read ({error.strerror})") from error
        matches = [match for name in names if (match := _NAME.fullmatch(name))]
        return {int(each[1]): (self.path / each[0], _day(each[2])) for each in matches}


def read_wrapping_keys(text: str) -> GivenWrappingKeys:
    """Read LIMPIDE_WRAPPING_KEYS; ``InvalidInput`` without repeating it."""
    keys = {}
    for part in text.split(","):
        epoch, separator, key = part.strip().partition(":")
        if not (separator and epoch.isdecimal() and 0 < int(epoch) < 10_000):
            raise InvalidInput(f"LIMPIDE_WRAPPING_KEYS cannot be read; it must be {_HOW}")
        try:
            keys[int(epoch)] = _read(key)
        except ValueError:
            raise InvalidInput(f"the key of epoch {epoch} in LIMPIDE_WRAPPING_KEYS cannot be read; {_HOW}") from None
    return GivenWrappingKeys(keys)


def write_secret(path: Path, secret: bytes) -> None:
    """Write a secret in base64 under its name at once (0600), or leave the file that is there."""
    if path.exists():
        return
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b64encode(secret) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(partial, path)
        except FileExistsError:
            return
    finally:
        partial.unlink()


def _overwrite(path: Path) -> None:
    """Write over a file's bytes on the disk before it is removed; a copying file system may still keep the old ones."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        file.write(secrets.token_bytes(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(text: str) -> bytes:
    key = b64decode(text.strip(), validate=True)
    if len(key) != BYTES:
        raise ValueError("a wrapping key has 32 bytes")
    return key


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _missing(epoch: int, where: str) -> str:
    return (
        f"client keys of epoch {epoch} cannot be unwrapped: the epoch's key is not in {where}; it was destroyed, or "
        "this process was not given it"
    )
