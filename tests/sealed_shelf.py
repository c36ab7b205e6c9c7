"""A shelf of sealed folders behind a real HTTP server, which can lose, damage or refuse things."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from limpide.core.seal import seal


@dataclass
class Shelf:
    """What the server offers, what it was asked for, and how it fails (status by number of request)."""

    folder: Path
    url: str = ""
    asked: list[str] = field(default_factory=list)
    shown: list[str | None] = field(default_factory=list)
    failing: list[int] = field(default_factory=list)
    elsewhere: str | None = None


def sealed(folder: Path, content: str = "first") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(content)
    (folder / "model.txt").write_bytes(b"\x00tree\n" * 1000)
    return seal(folder)


@contextmanager
def offered(folder: Path, *, port: int = 0) -> Iterator[Shelf]:
    shelf = Shelf(folder)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shelf.asked.append(self.path)
            shelf.shown.append(self.headers.get("Authorization"))
            if shelf.failing:
                self.send_error(shelf.failing.pop(0))
            elif shelf.elsewhere:
                self.send_response(302)
                self.send_header("Location", shelf.elsewhere + self.path)
                self.end_headers()
            elif (path := folder / self.path.lstrip("/").partition("?")[0]).is_file():
                self.send_response(200)
                self.send_header("Content-Length", str(path.stat().st_size))
                self.end_headers()
                self.wfile.write(path.read_bytes())
            else:
                self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", port), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        shelf.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield shelf
        finally:
            server.shutdown()
            thread.join()
