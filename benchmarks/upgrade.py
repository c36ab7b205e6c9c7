"""Upgrade under load: requests go on through the proxy while the model's link moves and the API is restarted.

Run: python -m benchmarks.upgrade BUNDLE OTHER_BUNDLE SNAPSHOT. Needs Caddy on the path. Prints what failed, what was
lost of the decisions that were answered 201, and the longest wait.
"""

import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from limpide.cli.processes import Child, find_free_port, running
from limpide.database.embedded import embedded_server
from limpide.database.migrate import upgrade

CADDYFILE = Path(__file__).parents[1] / "deploy" / "container" / "Caddyfile"
ROUNDS, READERS, WRITERS, SECONDS = 3, 4, 2, 4.0


@dataclass
class Seen:
    """What the callers met."""

    answers: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    longest: float = 0.0


@dataclass(frozen=True)
class Door:
    """The proxy's address and the authority that vouches for it."""

    port: int
    trust: ssl.SSLContext

    def send(self, method: str, path: str, body: object = None, *, key: str | None = None) -> httpx.Response:
        """Ask the API through the proxy."""
        headers = {"Host": f"api.localhost:{self.port}", **({"Idempotency-Key": key} if key else {})}
        with httpx.Client(verify=self.trust, timeout=60) as http:
            url = f"https://127.0.0.1:{self.port}{path}"
            return http.request(method, url, headers=headers, json=body, extensions={"sni_hostname": "api.localhost"})


def main(bundle: Path, other: Path, snapshot: Path) -> None:
    """Run it once and print what was seen."""
    with tempfile.TemporaryDirectory() as folder, embedded_server(Path(folder) / "postgres") as database:
        upgrade(database)
        home, port = Path(folder), find_free_port(20100)
        link = home / "bundle"
        link.symlink_to(bundle.resolve())
        arguments = ["serve", "--bundle", str(link), "--snapshot", str(snapshot.resolve()), "--port", str(port)]
        environment = {"DATABASE_URL": database, "LIMPIDE_HOME": str(home / "home")}
        proxy, door = _start_proxy(home, port)
        try:
            _under_load(door, home, arguments, environment, (other.resolve(), bundle.resolve()))
        finally:
            proxy.terminate()
            proxy.wait()


def _start_proxy(home: Path, api: int) -> tuple["subprocess.Popen[bytes]", Door]:
    caddy = shutil.which("caddy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if caddy is None:
        sys.exit("caddy is neither beside this Python nor on the path; install it with: make install")
    plain, secure = find_free_port(20200), find_free_port(20300)
    given = {
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "LIMPIDE_HTTP_PORT": str(plain),
        "LIMPIDE_HTTPS_PORT": str(secure),
        "LIMPIDE_API": f"127.0.0.1:{api}",
    }
    command = [caddy, "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    process = subprocess.Popen(command, env={**os.environ, **given}, stderr=subprocess.DEVNULL)
    authority = home / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    for _ in range(100):
        if authority.exists():
            break
        time.sleep(0.1)
    return process, Door(secure, ssl.create_default_context(cafile=authority))


def _under_load(
    door: Door, home: Path, arguments: list[str], environment: dict[str, str], models: tuple[Path, Path]
) -> None:
    def serving() -> Child:
        return stack[-1].__enter__()

    stack = [running("API", arguments, log=home / "api-0.log", environment=environment)]
    serving().wait_until_answers(f"http://127.0.0.1:{arguments[-1]}/ready")
    clients = [each["client_id"] for each in door.send("GET", "/clients?limit=100").json()["clients"]]
    seen, ended = Seen(), threading.Event()
    callers = [*[_read] * READERS, *[_write] * WRITERS]
    threads = [threading.Thread(target=call, args=(door, clients, seen, ended)) for call in callers]
    for thread in threads:
        thread.start()
    for number in range(ROUNDS):
        time.sleep(SECONDS)
        _move(home / "bundle", models[number % 2])
        time.sleep(SECONDS)
        stack[-1].__exit__(None, None, None)
        stack.append(running("API", arguments, log=home / f"api-{number + 1}.log", environment=environment))
        serving()
    time.sleep(2 * SECONDS)
    ended.set()
    for thread in threads:
        thread.join()
    lost = [each for each in seen.written if door.send("GET", f"/decisions/{each}").status_code != 200]
    stack[-1].__exit__(None, None, None)
    print(f"answers {dict(seen.answers)}, failed {len(seen.failed)} {seen.failed[:3]}")
    print(f"decisions {len(seen.written)}, lost {len(lost)}, longest wait {seen.longest:.1f} s")


def _move(link: Path, target: Path) -> None:
    fresh = link.with_name("next")
    fresh.symlink_to(target)
    fresh.replace(link)


def _read(door: Door, clients: list[int], seen: Seen, ended: threading.Event) -> None:
    _call(seen, ended, lambda turn: door.send("GET", f"/predict/{clients[turn % len(clients)]}"))


def _write(door: Door, clients: list[int], seen: Seen, ended: threading.Event) -> None:
    asked = {"choice": "refused", "motive": "policy", "officer": "A"}

    def decide(turn: int) -> httpx.Response:
        body = {"client_id": clients[turn % len(clients)], **asked}
        return door.send("POST", "/decisions", body, key=str(uuid4()))  # as the dashboard does

    _call(seen, ended, decide)


def _call(seen: Seen, ended: threading.Event, ask: Callable[[int], httpx.Response]) -> None:
    turn = 0
    while not ended.is_set():
        begun = time.monotonic()
        try:
            answer = ask(turn)
        except httpx.TransportError as error:
            seen.failed.append(repr(error))
            continue
        seen.longest = max(seen.longest, time.monotonic() - begun)
        seen.answers[f"{answer.request.method} {answer.status_code}"] += 1
        if answer.status_code == 201:
            seen.written.append(answer.json()["decision_id"])
        elif answer.status_code != 200:
            seen.failed.append(f"{answer.status_code} {answer.text[:200]}")
        turn += 1
        time.sleep(0.02)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
