"""A bundle in MLflow's registry: where its files are, asked without importing MLflow.

A tracking server is asked over HTTP. Any other store (SQLite, say) is asked by MLflow itself in a process of its own.
"""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
from dataclasses import dataclass
from functools import cached_property

from limpide.core.errors import InvalidInput, Unavailable
from limpide.delivery.opener import open_web

SCHEME = "models:/"
FOLDER = "data/bundle"  # where a registered model keeps its bundle
_NAME = re.compile(r"models:/(?P<model>[^/@:]+)(@(?P<alias>[\w.-]+)|/(?P<number>\d+))")
_API = "api/2.0/mlflow"
_PATIENCE_SECONDS = 20.0
_CHILD_SECONDS = 120.0


@dataclass(frozen=True)
class Registered:
    """A model's name with the alias or the number wanted, and the registry that knows it."""

    model: str
    wanted: str
    registry: str
    token: str | None = None

    @cached_property
    def source(self) -> str:
        """The address of the folder of the bundle; ``Unavailable`` when the registry does not say."""
        found = self._ask_server() if self.registry.startswith(("http://", "https://")) else self._ask_child()
        server, artifacts = self.registry.rstrip("/"), "api/2.0/mlflow-artifacts/artifacts"
        proxied = re.sub(r"^mlflow-artifacts:(//[^/]*)?/", f"{server}/{artifacts}/", found)
        return f"{proxied.removeprefix('file://').rstrip('/')}/{FOLDER}"

    def _ask_server(self) -> str:
        number = self.wanted
        if number.startswith("@"):
            found = self._get("registered-models/alias", name=self.model, alias=number[1:])
            number = str(found["model_version"]["version"])
        uri = str(self._get("model-versions/get-download-uri", name=self.model, version=number)["artifact_uri"])
        if uri.startswith(SCHEME):  # since MLflow 3 a version may point to the model as it was logged
            logged = self._get(f"logged-models/{uri.removeprefix(SCHEME)}")
            uri = str(logged["model"]["info"]["artifact_uri"])
        return uri

    def _get(self, what: str, **asked: str) -> dict[str, "dict[str, dict[str, str]]"]:
        address = f"{self.registry.rstrip('/')}/{_API}/{what}?{urllib.parse.urlencode(asked)}"
        try:
            with open_web(address, seconds=_PATIENCE_SECONDS, token=self.token) as answer:
                found: dict[str, dict[str, dict[str, str]]] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            raise Unavailable(f"the registry {self._shown} does not know {self._named}: {error}") from error
        except (OSError, ValueError) as error:
            raise Unavailable(f"the registry {self._shown} cannot be asked for {self._named}: {error}") from error

    def _ask_child(self) -> str:
        command = [sys.executable, "-m", "limpide.training.registry", self.registry, self.model, self.wanted]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_CHILD_SECONDS, check=False)  # noqa: S603 - ours
        except subprocess.TimeoutExpired as error:
            raise Unavailable(f"the registry {self._shown} did not answer in {_CHILD_SECONDS:.0f} s") from error
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Unavailable(f"the registry {self._shown} does not know {self._named}: {said}")
        return done.stdout.strip().splitlines()[-1]

    @property
    def _named(self) -> str:
        return f"{self.model}{self.wanted if self.wanted.startswith('@') else f' version {self.wanted}'}"

    @property
    def _shown(self) -> str:
        """The registry as logs may show it: without password."""
        return re.sub(r"//[^/@]*@", "//", self.registry)


def read_registered(text: str, *, registry: str, token: str | None = None) -> Registered:
    """Read ``models:/name@alias`` or ``models:/name/3``; ``InvalidInput`` when it is neither."""
    found = _NAME.fullmatch(text)
    if found is None:
        raise InvalidInput(f"{text} is not a model of a registry; write models:/limpide@champion or models:/limpide/3")
    wanted = f"@{found['alias']}" if found["alias"] else found["number"]
    return Registered(found["model"], wanted, registry, token)
