"""The secret that the database never sees: what seals the journal's links and wraps each client's own key."""

import hmac
import os
import secrets
from base64 import b64decode
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from limpide.core.errors import Corrupt, InvalidInput, Unavailable
from limpide.database.wrapping_keys import (
    FOLDER,
    GivenWrappingKeys,
    WrappingKeyFolder,
    WrappingKeys,
    read_wrapping_keys,
    write_secret,
)

KEY_FILE = "key"
_BYTES = 32
_NONCE = 12
_EPOCH = 4  # bytes before a wrapped key; keys wrapped before there were epochs have none
_WRAPPED = _NONCE + _BYTES + 16
_HOW = "32 random bytes in base64, as made by: openssl rand -base64 32"


@dataclass(frozen=True)
class Keys:
    """The master secret (32 bytes) and the keys made from it, and the wrapping keys beside it; none shows itself."""

    master: bytes = field(repr=False)
    wrapping: WrappingKeys = field(default_factory=GivenWrappingKeys, repr=False, compare=False)

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hex digits that tell two secrets apart and give nothing away."""
        return self._derived("fingerprint").hex()[:16]

    def check_sealed(self, fingerprint: str | None) -> None:
        """Raise ``Unavailable`` when a journal was sealed with another secret, whose fingerprint this is."""
        if fingerprint not in (None, self.fingerprint):
            raise Unavailable(
                f"the journal was sealed with the key {fingerprint}, this process has {self.fingerprint}; "
                "set LIMPIDE_KEY to the journal's own"
            )

    def seal(self, message: bytes) -> bytes:
        """Return 32 bytes that nobody can make for a message without the secret."""
        return hmac.digest(self._sealing, message, "sha256")

    def lock(self, key: bytes, *, owner: bytes) -> bytes:
        """Wrap a client's key so that only this secret with the newest wrapping key, and for this owner, unwraps it."""
        epoch = self.wrapping.newest()
        return _mark(epoch) + encrypt(key, under=self._wrapping_key(epoch), about=owner)

    def unlock(self, locked: bytes, *, owner: bytes) -> bytes:
        """Return a client's key; ``Corrupt`` when it was wrapped with another secret or for another owner.

        ``Unavailable`` when the wrapping key of its epoch is not here.
        """
        epoch = epoch_of(locked)
        return decrypt(locked[-_WRAPPED:], under=self._wrapping_key(epoch), about=owner)

    def backup_key(self, epoch: int) -> bytes:
        """Return the key (32 bytes) of backups taken in an epoch; it is destroyed with the epoch's wrapping key."""
        return _derive_with(self.master, self._epoch_secret(epoch), "backup")

    def pseudonym(self, client_id: object, *, journal_id: UUID) -> bytes:
        """Return the keyed pseudonym (16 bytes) of a client in a journal; without the secret no number can be tried."""
        return hmac.digest(self._naming, journal_id.bytes + str(client_id).encode(), "sha256")[:16]

    @cached_property
    def signing(self) -> Ed25519PrivateKey:
        """The private key that signs exported anchors; its public half may be given to anybody."""
        return Ed25519PrivateKey.from_private_bytes(self._derived("signature of anchors"))

    def digest_of_erased(self, client_id: str) -> bytes:
        """Return what the list of erased clients keeps of a client: 32 bytes that nobody makes without the secret."""
        return hmac.digest(self._indexing, b"erased client\0" + client_id.encode(), "sha256")

    def blind_index(self, message: bytes) -> bytes:
        """Return the HMAC (16 bytes) by which an encrypted text is found again: equal texts have equal ones."""
        return hmac.digest(self._indexing, message, "sha256")[:16]

    @cached_property
    def _sealing(self) -> bytes:
        return self._derived("seal of the journal")

    def _wrapping_key(self, epoch: int) -> bytes:
        return _derive_with(self.master, self._epoch_secret(epoch), "lock of client keys")

    def _epoch_secret(self, epoch: int) -> bytes:
        return self.wrapping.of(epoch) if epoch else b""

    @cached_property
    def _naming(self) -> bytes:
        return self._derived("pseudonyms of the ledger")

    @cached_property
    def _indexing(self) -> bytes:
        return self._derived("blind index of identities")

    def _derived(self, purpose: str) -> bytes:
        return _derive_with(self.master, b"", purpose)


@lru_cache(maxsize=64)
def _derive_with(master: bytes, epoch_secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), length=_BYTES, salt=None, info=f"limpide {purpose}".encode()).derive(master + epoch_secret)


def epoch_of(locked: bytes) -> int:
    """Return the epoch under whose key a client's key was wrapped; 0: under the secret alone."""
    return int.from_bytes(locked[:_EPOCH], "big") if len(locked) == _EPOCH + _WRAPPED else 0


def _mark(epoch: int) -> bytes:
    return epoch.to_bytes(_EPOCH, "big") if epoch else b""


def encrypt(content: bytes, *, under: bytes, about: bytes) -> bytes:
    """Encrypt with AES-GCM (nonce first); ``about`` is not hidden, but must be said again to decrypt."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(under).encrypt(nonce, content, about)


def decrypt(hidden: bytes, *, under: bytes, about: bytes) -> bytes:
    """Undo ``encrypt``; ``Corrupt`` when content, key or ``about`` is another."""
    try:
        return AESGCM(under).decrypt(hidden[:_NONCE], hidden[_NONCE:], about)
    except InvalidTag as error:
        raise Corrupt(
            "encrypted data cannot be read: they were altered, or LIMPIDE_KEY is not the key that wrote them"
        ) from error


def new_key() -> bytes:
    """Return a key for one client."""
    return secrets.token_bytes(_BYTES)


def read_keys(text: str) -> Keys:
    """Read the secret as LIMPIDE_KEY gives it; ``InvalidInput`` without repeating it."""
    try:
        master = b64decode(text.strip(), validate=True)
    except ValueError as error:
        raise InvalidInput(f"LIMPIDE_KEY is not base64; it must be {_HOW}") from error
    if len(master) != _BYTES:
        raise InvalidInput(f"LIMPIDE_KEY holds {len(master)} bytes; it must be {_HOW}")
    return Keys(master)


def find_keys(given: str | None, home: Path, *, wrapping: str | None = None) -> Keys:
    """Return the secret that was given (LIMPIDE_KEY), else that of ``home``, made at its first use.

    With it come the wrapping keys that were given (LIMPIDE_WRAPPING_KEYS), else those of ``home``.
    """
    keys = find_or_make_key_file(home) if given is None else read_keys(given)
    return Keys(keys.master, WrappingKeyFolder(home / FOLDER) if wrapping is None else read_wrapping_keys(wrapping))


def find_or_make_key_file(home: Path) -> Keys:
    """Read the secret of ``home/key``, which only its owner may read; make it when it is absent."""
    path = home / KEY_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        write_secret(path, new_key())
        return read_keys(path.read_text(encoding="ascii"))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read or made ({error.strerror}); set LIMPIDE_KEY, {_HOW}") from error
    except (InvalidInput, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path} does not hold a key; restore it from a backup: nothing else reads its data"
        ) from error
