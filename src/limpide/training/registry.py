"""Bundles in MLflow's registry: the sealed folder as it is, behind the alias ``champion``.

Run as a program with a store, a model and a version, it says where that version's files are: so that a server can ask
without importing MLflow.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from limpide import __version__
from limpide.bundle.archive import open_bundle
from limpide.features.fitted.recipe import Input

MODEL = "limpide"
CHAMPION = "champion"
FOLDER = "bundle"  # its name below the model's own data folder
_LOGGED = "models:/"
_LOADER = "limpide.bundle.pyfunc"


def register(mlflow: Any, bundle: Path) -> str:
    """Log a verified bundle in the active run, register it and let ``champion`` name it; return its number."""
    opened = open_bundle(bundle)
    with tempfile.TemporaryDirectory() as room:
        copy = Path(room, FOLDER)
        shutil.copytree(bundle, copy)
        logged = mlflow.pyfunc.log_model(
            name=MODEL,
            loader_module=_LOADER,
            data_path=str(copy),
            signature=_signature(opened.recipe.inputs),
            pip_requirements=[f"limpide=={__version__}"],
            registered_model_name=MODEL,
            metadata={"bundle": opened.version, "kind": opened.manifest.kind},
        )
    number = str(logged.registered_model_version)
    client = mlflow.MlflowClient()
    client.set_model_version_tag(MODEL, number, "bundle", opened.version)
    client.set_registered_model_alias(MODEL, CHAMPION, number)
    return number


def find_source(store: str, name: str, wanted: str) -> str:
    """Return where the files of a model version are; ``wanted`` is its number or "@" and an alias."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    import mlflow

    client = mlflow.MlflowClient(tracking_uri=store, registry_uri=store)
    if wanted.startswith("@"):
        found = client.get_model_version_by_alias(name, wanted[1:])
    else:
        found = client.get_model_version(name, wanted)
    uri = str(client.get_model_version_download_uri(name, found.version))
    return str(client.get_logged_model(uri.removeprefix(_LOGGED)).artifact_location) if uri.startswith(_LOGGED) else uri


def _signature(inputs: tuple[Input, ...]) -> Any:
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema

    asked = [ColSpec("double" if each.categories is None else "string", each.name) for each in inputs]
    told = [
        ColSpec("double", "probability_of_default"),
        ColSpec("long", "points"),
        ColSpec("string", "decision"),
    ]
    return ModelSignature(inputs=Schema(asked), outputs=Schema(told))


if __name__ == "__main__":
    sys.stdout.write(find_source(*sys.argv[1:4]) + "\n")
