"""A model in a registry, asked over HTTP as MLflow's tracking server answers, and without it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from limpide.core import seal
from limpide.core.errors import InvalidInput, Unavailable
from limpide.delivery import deliver
from limpide.delivery.registered import FOLDER, read_registered
from sealed_shelf import offered

ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/1/models/m-1/artifacts/data/bundle/"


def sealed(folder: Path, text: str = "one") -> tuple[Path, str]:
    folder.mkdir()
    (folder / "model.txt").write_text(text)
    return folder, seal.seal(folder)


@contextmanager
def tracking_server(
    bundle: Path, *, artifacts: str = "mlflow-artifacts:/1/models/m-1/artifacts", shown: list[str | None] | None = None
) -> Iterator[str]:
    """Answer as MLflow 3 does: an alias, a version, the model that was logged, and its files; note tokens ``shown``."""
    tokens = [] if shown is None else shown

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tokens.append(self.headers.get("Authorization"))
            asked = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            if asked.path.startswith(ARTIFACTS):
                self._say((bundle / asked.path.removeprefix(ARTIFACTS)).read_bytes())
            elif asked.path.endswith("/registered-models/alias") and query == {"name": "limpide", "alias": "champion"}:
                self._say(b'{"model_version": {"name": "limpide", "version": "7"}}')
            elif asked.path.endswith("/get-download-uri") and query == {"name": "limpide", "version": "7"}:
                self._say(b'{"artifact_uri": "models:/m-1"}')
            elif asked.path.endswith("/logged-models/m-1"):
                self._say(json.dumps({"model": {"info": {"artifact_uri": artifacts}}}).encode())
            else:
                self.send_error(404)

        def _say(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("asked", ["models:/limpide@champion", "models:/limpide/7"])
def test_the_champion_is_fetched_verified_and_kept_for_a_day_without_registry(asked: str, tmp_path: Path) -> None:
    bundle, version = sealed(tmp_path / "bundle")
    with tracking_server(bundle) as registry:
        folder = deliver(asked, kept_in=tmp_path / "kept", registry=registry)
        assert folder.name == version == seal.verify(folder)
    assert deliver(asked, kept_in=tmp_path / "kept", registry=registry) == folder
    with pytest.raises(Unavailable, match="no earlier copy"):
        deliver(asked, kept_in=tmp_path / "elsewhere", registry=registry)


def test_the_next_champion_takes_over_and_a_damaged_one_does_not(tmp_path: Path) -> None:
    bundle, first = sealed(tmp_path / "bundle")
    with tracking_server(bundle) as registry:
        asked, kept = "models:/limpide@champion", tmp_path / "kept"
        assert deliver(asked, kept_in=kept, registry=registry).name == first
        (bundle / "model.txt").write_text("two")
        second = seal.seal(bundle)
        assert deliver(asked, kept_in=kept, registry=registry).name == second != first
        (bundle / "model.txt").write_text("three")
        seal.seal(bundle)
        (bundle / "model.txt").write_text("bent")
        assert deliver(asked, kept_in=kept, registry=registry).name == second


def test_a_token_is_shown_to_the_registry_and_not_to_another_host_that_it_names(tmp_path: Path) -> None:
    shown: list[str | None] = []
    bundle, version = sealed(tmp_path / "bundle")
    with tracking_server(bundle, shown=shown) as registry:
        deliver("models:/limpide@champion", kept_in=tmp_path / "own", registry=registry, token="secret")  # noqa: S106
    assert set(shown) == {"Bearer secret"}
    with offered(tmp_path / "shelf") as other:
        (other.folder / FOLDER).parent.mkdir(parents=True)
        sealed(other.folder / FOLDER)
        with tracking_server(bundle, artifacts=other.url) as registry:
            folder = deliver("models:/limpide@champion", kept_in=tmp_path / "kept", registry=registry, token="secret")  # noqa: S106
    assert folder.name == version
    assert set(other.shown) == {None}


def test_what_anybody_on_the_way_could_change_is_not_fetched_unless_its_version_is_pinned(tmp_path: Path) -> None:
    bundle, _ = sealed(tmp_path / "bundle")
    asked, kept = "models:/limpide@champion", tmp_path / "kept"
    with pytest.raises(InvalidInput, match=r"http://mlflow\.example is not encrypted"):
        deliver(asked, kept_in=kept, registry="http://mlflow.example")
    with (
        tracking_server(bundle, artifacts="http://store.example/1") as registry,
        pytest.raises(InvalidInput, match=r"http://store\.example/1/data/bundle is not encrypted"),
    ):
        deliver(asked, kept_in=kept, registry=registry)


def test_an_unknown_alias_is_told_with_the_registry_and_without_its_password(tmp_path: Path) -> None:
    with tracking_server(tmp_path) as registry:
        asked = read_registered("models:/limpide@nobody", registry=registry)
        with pytest.raises(Unavailable, match="does not know limpide@nobody"):
            _ = asked.source
        hidden = read_registered("models:/limpide@champion", registry=registry.replace("//", "//me:secret@"))
        with pytest.raises(Unavailable, match="cannot be asked for limpide@champion") as refusal:
            _ = hidden.source
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("text", ["models:/limpide", "models:/limpide@", "models:/@champion", "models:/limpide/latest"])
def test_a_name_that_says_no_version_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="models:/limpide@champion"):
        deliver(text, kept_in=tmp_path, registry="http://127.0.0.1:1")
