"""Visits on disk, encrypted (AES-256-GCM), so that a restart and a second process of the dashboard find them.

The key is derived from the number in the browser's cookie, and so is the name of the file, by SHA-256 under different
labels: who reads the folder alone reads nothing, and cannot tell whose visit a file is.
"""

import json
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12  # bytes
_SWEEP_SECONDS = 600.0
_TYPE, _VALUE = "__type__", "value"


@dataclass
class VisitStore:
    """One folder, which several processes may share; a visit older than ``lasts`` seconds is gone."""

    folder: Path
    lasts: float
    _swept: float = field(default=0.0, repr=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def save(self, number: str, content: dict[str, Any]) -> None:
        """Write a visit in the place of what was written before, whole or not at all."""
        name, key = _name(number), _key(number)
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + AESGCM(key).encrypt(nonce, encode(content), name.encode())
        path, partial = self.folder / name, self.folder / f"{name}.{os.getpid()}.part"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
        partial.replace(path)
        self._sweep()

    def load(self, number: str) -> dict[str, Any] | None:
        """Return a visit, None where there is none, an old one, or one that somebody changed."""
        path = self.folder / _name(number)
        try:
            if self._is_old(path):
                return None
            sealed = path.read_bytes()
            content = AESGCM(_key(number)).decrypt(sealed[:_NONCE], sealed[_NONCE:], path.name.encode())
        except (FileNotFoundError, InvalidTag, ValueError):
            return None
        return decode(content)

    def forget(self, number: str) -> None:
        """Delete a visit."""
        (self.folder / _name(number)).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Delete what nobody may read any more."""
        if time.time() - self._swept < _SWEEP_SECONDS:
            return
        self._swept = time.time()
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):  # another process sweeps too
                if self._is_old(path):
                    path.unlink()

    def _is_old(self, path: Path) -> bool:
        return time.time() - path.stat().st_mtime > self.lasts


def encode(content: dict[str, Any]) -> bytes:
    """Return what is kept as JSON; an answer that is only waiting to be shown (an error, a message) is left out."""
    return json.dumps(_plain(content)).encode()


def decode(written: bytes) -> dict[str, Any]:
    """Return what ``encode`` was given, but what it leaves out."""
    content: dict[str, Any] = json.loads(written, object_hook=_restore)
    return content


_LEFT_OUT = object()


def _plain(value: Any) -> Any:
    """Return a value in the types of JSON, ``_LEFT_OUT`` where it cannot be."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, UUID | datetime | date):
        return {_TYPE: type(value).__name__, _VALUE: str(value) if isinstance(value, UUID) else value.isoformat()}
    if isinstance(value, dict):
        return _without({name: _plain(each) for name, each in value.items() if isinstance(name, str)})
    if isinstance(value, list | tuple | set | frozenset):
        items = [_plain(each) for each in value]
        if _LEFT_OUT in items:  # a part of it would be another thing
            return _LEFT_OUT
        return items if isinstance(value, list) else {_TYPE: type(value).__name__, _VALUE: items}
    return _LEFT_OUT


def _without(content: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in content.items() if each is not _LEFT_OUT}


_MAKE: dict[str, Callable[[Any], Any]] = {
    "UUID": UUID,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


def _restore(read: dict[str, Any]) -> Any:
    return _MAKE[read[_TYPE]](read[_VALUE]) if _TYPE in read else read


def _name(number: str) -> str:
    return sha256(b"limpide visit name " + number.encode()).hexdigest()


def _key(number: str) -> bytes:
    return sha256(b"limpide visit key " + number.encode()).digest()
