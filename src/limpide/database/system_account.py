"""Which system account runs the embedded PostgreSQL, which refuses root, and how it reaches its files."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

import structlog

from limpide.core.errors import Unavailable

_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A system account other than the one of this process."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give it a file or a folder."""
        os.chown(path, self.uid, self.gid)

    def open_the_way(self, path: Path) -> None:
        """Let it pass through (not list) the folders above ``path`` that were closed to others."""
        for folder in path.resolve().parents:
            state = folder.stat()
            if not state.st_mode & stat.S_IXOTH and state.st_uid != self.uid:
                folder.chmod(state.st_mode | stat.S_IXOTH)
                structlog.get_logger().warning("folder_opened_for_postgresql", folder=str(folder), added="o+x")


def find_account(data: Path) -> Account | None:
    """Return the account that must run PostgreSQL on a data folder, None when it is that of this process."""
    owner = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if owner and owner.st_uid != os.geteuid():
            raise Unavailable(
                f"{data} belongs to account {owner.st_uid}, this process runs as {os.geteuid()}; "
                "run as its owner, or choose another folder with LIMPIDE_HOME"
            )
        return None
    if owner and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        f"PostgreSQL refuses to run as root, and none of the accounts {' or '.join(_CANDIDATES)} exists; "
        "create one, or set DATABASE_URL"
    )
