"""Encrypted files, written and read as streams: XChaCha20-Poly1305 in libsodium's secretstream, chunk by chunk.

A chunk that was altered, moved, repeated or left out, and a file that was cut, are noticed at that chunk.
"""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from nacl import bindings
from nacl.exceptions import CryptoError

from limpide.core.errors import Corrupt

_CHUNK = 1 << 20
_OVERHEAD = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


class EncryptedWriter:
    """A new file whose bytes are encrypted as they come; ``name`` is bound in, so that no file passes for another."""

    def __init__(self, path: Path, *, key: bytes, name: str) -> None:
        self._file = path.open("xb")
        self._name = name.encode()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        self._file.write(bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key))
        self._buffer = bytearray()

    def write(self, data: bytes | memoryview) -> None:
        """Add bytes to the file."""
        self._buffer += data
        while len(self._buffer) > _CHUNK:
            self._push(bytes(self._buffer[:_CHUNK]), _MESSAGE)
            del self._buffer[:_CHUNK]

    def _push(self, content: bytes, tag: int) -> None:
        self._file.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, content, self._name, tag))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if kind is None:
                self._push(bytes(self._buffer), _FINAL)


def read_encrypted(path: Path, *, key: bytes, name: str) -> Iterator[bytes]:
    """Yield the content of an encrypted file, 1 MiB at most at a time; ``Corrupt`` at the first fault."""
    with path.open("rb") as file:
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        try:
            bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, file.read(_HEADER), key)
            yield from _pull(file, state, name.encode(), path)
        except (CryptoError, ValueError) as error:
            raise Corrupt(
                f"{path} cannot be decrypted: it was altered, or LIMPIDE_KEY and the wrapping key are not those of the "
                "backup"
            ) from error


def _pull(
    file: BinaryIO, state: "bindings.crypto_secretstream_xchacha20poly1305_state", name: bytes, path: Path
) -> Iterator[bytes]:
    tag = _MESSAGE
    while chunk := file.read(_CHUNK + _OVERHEAD):
        content, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, chunk, name)
        yield content
    if tag != _FINAL:
        raise Corrupt(f"{path} was cut: its last chunk is missing")
