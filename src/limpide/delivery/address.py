"""Where a sealed folder lies, and which version of it is wanted."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit, urlunsplit

from limpide.core.errors import InvalidInput
from limpide.delivery.registered import SCHEME, read_registered

_PINNED = re.compile(r"(?P<where>.+?)#(?P<version>[0-9a-f]{64})")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
WEB = ("http", "https")


@dataclass(frozen=True)
class Address:
    """A folder's address, and the version (64 hex digits) that it must have, if one was said."""

    where: str
    version: str | None

    @property
    def folder(self) -> Path | None:
        """The folder on this machine, None when it lies elsewhere."""
        return None if "://" in self.where or self.registered else Path(self.where)

    @property
    def registered(self) -> bool:
        """Whether a registry of models has to be asked where the folder is."""
        return self.where.startswith(SCHEME)

    @property
    def scheme(self) -> str:
        """What comes before ``://``."""
        return self._parts.scheme

    @property
    def host(self) -> str:
        """The host with its port, nothing for a folder on this machine."""
        return self._parts.netloc.rpartition("@")[2]

    @property
    def private(self) -> bool:
        """Whether nobody on the way can read or change what is carried."""
        return self.scheme != "http" or self._parts.hostname in _LOOPBACK

    def check_trusted(self) -> None:
        """Raise ``InvalidInput`` for an address that anybody on the way could change: http without a pinned version."""
        if not self.private and self.version is None:
            raise InvalidInput(
                f"{self} is not encrypted: anybody on the way could change it; use https, "
                "or add # and the 64 hex digits of the version"
            )

    def file(self, name: str) -> str:
        """Return the address of a file of the folder; a query, such as a signature, stays at the end."""
        parts = self._parts
        return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))

    def __str__(self) -> str:
        """The address as logs may show it: without password and query."""
        if self.folder is not None:
            return self.where
        parts = self._parts
        return urlunsplit((parts.scheme, self.host, parts.path, "", ""))

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.where)


def read_address(text: str) -> Address:
    """Read a path or an address, with ``#`` and 64 hex digits at the end to pin the version.

    Raises ``InvalidInput`` for an address that anybody on the way could change: http without a pinned version.
    """
    pinned = _PINNED.fullmatch(text)
    address = Address(pinned["where"], pinned["version"]) if pinned else Address(text, None)
    if address.registered:
        read_registered(address.where, registry="")  # a name that says no version is refused before anything is made
    if address.folder is not None or address.registered:
        return address
    if "#" in address.where:
        raise InvalidInput(f"{address}: what follows # must be the 64 hex digits of a version")
    parts = urlsplit(address.where)
    if not parts.scheme or not parts.netloc:
        raise InvalidInput(f"{address} is not an address; write https://host/folder, s3://bucket/folder or a path")
    address.check_trusted()
    return address
