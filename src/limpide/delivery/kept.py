"""The copies kept on this machine: one folder a version, and for each address the versions that came from it."""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from limpide.core import seal
from limpide.core.errors import Corrupt, InvalidInput, Unavailable
from limpide.core.output import new_file
from limpide.delivery.address import Address

_COPIES = 2  # the one in use and the one before, to go back to
_NOTES = ".versions"


@dataclass(frozen=True)
class Kept:
    """A folder of copies that any number of processes may share."""

    folder: Path

    def place(self, version: str) -> Path:
        """Return where the copy of a version is, or would be."""
        return self.folder / version

    def find(self, version: str | None) -> Path | None:
        """Return the copy of a version, None when there is none or it was damaged."""
        if version is None or not self.place(version).is_dir():
            return None
        try:
            whole = seal.read_version(self.place(version)) == version
        except (Corrupt, InvalidInput):
            whole = False
        return self.place(version) if whole else None

    def find_last(self, address: Address) -> str | None:
        """Return the newest version that came from an address and is still here."""
        return next((version for version in reversed(self._versions(address)) if self.find(version)), None)

    def note(self, address: Address, version: str) -> None:
        """Remember that a version came from an address, and let go of what no address needs any more."""
        versions = [known for known in self._versions(address) if known != version]
        lines = "\n".join([*versions, version][-_COPIES:])
        with new_file(self._notes(address), replace=True) as partial:
            partial.write_text(lines + "\n", encoding="ascii")
        needed = {known for notes in self.folder.glob(f"*{_NOTES}") for known in notes.read_text("ascii").split()}
        for copy in self.folder.iterdir():
            if copy.is_dir() and not copy.name.startswith(".") and copy.name not in needed:
                shutil.rmtree(copy, ignore_errors=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Take turns with the other processes that fetch."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            turn = (self.folder / ".turn").open("w")
        except OSError as error:
            raise Unavailable(f"{self.folder} cannot be written to ({error.strerror}); set LIMPIDE_HOME") from error
        with turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def _versions(self, address: Address) -> list[str]:
        notes = self._notes(address)
        return notes.read_text("ascii").split() if notes.is_file() else []

    def _notes(self, address: Address) -> Path:
        return self.folder / (hashlib.sha256(str(address).encode()).hexdigest()[:16] + _NOTES)
