"""Experiments in MLflow: a run for a training or comparison, one below it for each candidate, and the bundle.

The tracking store is SQLite in the current folder or any tracking server by its address. Nothing but this room and
``training.registry`` imports MLflow, and the service never does.
"""

import json
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from limpide.bundle.estimate import Estimate
from limpide.bundle.manifest import Candidate, Manifest
from limpide.core.errors import InvalidInput, Unavailable
from limpide.training.registry import register

LOCAL = "local"
EXPERIMENT = "limpide"
_DATABASE = "mlflow.db"
_NOT_A_NAME = re.compile(r"[^\w./ -]")  # what MLflow does not take in the name of a figure
_ARTIFACTS = "mlartifacts"


@dataclass(frozen=True)
class Tracked:
    """Where a run is kept; ``model_version`` is the registry's number, None when nothing was registered."""

    store: str
    run_id: str
    model_version: str | None

    @property
    def sentence(self) -> str:
        """Say where it is."""
        champion = "" if self.model_version is None else f"; version {self.model_version} of the model is the champion"
        return f"run {self.run_id} is in {self.store}{champion}"


def store_address(where: str) -> str:
    """Return the address of a tracking store: SQLite in the current folder for "local", otherwise as it is."""
    return f"sqlite:///{_DATABASE}" if where == LOCAL else where


def track(
    manifest: Manifest,
    *,
    where: str,
    command: str,
    bundle: Path | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    curves: Mapping[str, Sequence[tuple[int, Mapping[str, float]]]] | None = None,
    files: Sequence[Path] = (),
) -> Tracked:
    """Write a run: every candidate's measures, the champion's curves and files; register the bundle as champion.

    ``settings`` are those of candidates, by name; ``curves`` further ones, by name, of (step, figures). Raises
    ``Unavailable`` when the store does not answer, ``InvalidInput`` when MLflow is not installed or the address wrong.
    """
    with _mlflow(store_address(where)) as mlflow:
        mlflow.set_experiment(_experiment(mlflow))
        with mlflow.start_run(run_name=command) as run:
            _log_outline(mlflow, manifest, command)
            for candidate in manifest.candidates:
                _log_candidate(mlflow, candidate, (settings or {}).get(candidate.name, {}))
            for name, points in {**_curves_of(manifest), **(curves or {})}.items():
                _log_curve(mlflow, name, points)
            for path in files:
                mlflow.log_artifact(str(path))
            number = None if bundle is None else register(mlflow, bundle)
        return Tracked(store_address(where), str(run.info.run_id), number)


@contextmanager
def _mlflow(store: str) -> Iterator[Any]:
    """Yield MLflow, quiet and bound to a store; its own settings come back afterwards."""
    _check_installed()
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # a lender's laboratory tells nobody what it does
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # MLflow's own
        import mlflow
        from mlflow.exceptions import MlflowException

        before = mlflow.get_tracking_uri() if mlflow.is_tracking_uri_set() else None
        try:
            mlflow.set_tracking_uri(store)
            yield mlflow
        except MlflowException as error:
            raise Unavailable(f"the tracking store {store} cannot be used: {_first_line(error)}") from error
        finally:
            mlflow.set_tracking_uri(before)


def _check_installed() -> None:
    try:
        version("mlflow")
    except PackageNotFoundError as error:
        raise InvalidInput('tracking needs MLflow; install it with: pip install "limpide[lab]"') from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _experiment(mlflow: Any) -> str:
    """Make the experiment if it is not there; SQLite in this folder keeps its artifacts beside it."""
    if mlflow.get_experiment_by_name(EXPERIMENT) is None:
        local = str(mlflow.get_tracking_uri()).startswith("sqlite:")
        mlflow.create_experiment(EXPERIMENT, artifact_location=Path(_ARTIFACTS).resolve().as_uri() if local else None)
    return EXPERIMENT


def _log_outline(mlflow: Any, manifest: Manifest, command: str) -> None:
    outline = {**asdict(manifest.data), "threshold": manifest.threshold, "features": len(manifest.features)}
    found = manifest.abstention
    costs = {"cost": manifest.cost.ratio, "review_cost": found.review_cost, "reviewer_error": found.reviewer_error}
    mlflow.log_params({**outline, "kind": manifest.kind, **costs})
    mlflow.set_tags({"command": command, "limpide": manifest.limpide, "reason": manifest.reason})
    mlflow.log_dict(json.loads(json.dumps(asdict(manifest.judgement))), "judgement.json")
    chosen = next(candidate for candidate in manifest.candidates if candidate.chosen)
    mlflow.log_metrics(_measures(chosen))


def _log_candidate(mlflow: Any, candidate: Candidate, settings: Mapping[str, Any]) -> None:
    with mlflow.start_run(run_name=candidate.name, nested=True):
        mlflow.log_params(dict(settings))
        mlflow.set_tag("chosen", str(candidate.chosen).lower())
        mlflow.log_metrics(_measures(candidate))


def _measures(candidate: Candidate) -> dict[str, float]:
    """Return every measure by name, its interval as ``name_low`` and ``name_high``."""
    found: dict[str, float] = {}
    for name, each in vars(candidate.quality).items():
        if isinstance(each, Estimate):
            found |= {name: each.value, f"{name}_low": each.low, f"{name}_high": each.high}
    return found


def _curves_of(manifest: Manifest) -> dict[str, list[tuple[int, dict[str, float]]]]:
    """Return what the champion's curves are: by threshold in thousandths, and by bin of probability."""
    curve, cost, rate = manifest.judgement.curve, manifest.cost, manifest.data.default_rate
    mistakes = zip(curve.threshold, curve.accepted_defaults, curve.refused_goods, strict=True)
    by_threshold = [
        (
            round(1000 * threshold),
            {
                "accepted_defaults": missed,
                "refused_goods": refused,
                "cost_per_client": cost.total(missed_defaults=rate * missed, refused_goods=(1 - rate) * refused),
            },
        )
        for threshold, missed, refused in mistakes
    ]
    bins = [
        (number, {"probability": each.probability, "default_rate": each.default_rate})
        for number, each in enumerate(manifest.judgement.bins, start=1)
    ]
    return {"by_threshold": by_threshold, "reliability": bins}


def _log_curve(mlflow: Any, name: str, points: Sequence[tuple[int, Mapping[str, float]]]) -> None:
    from mlflow.entities import Metric

    metrics = [
        Metric(f"{_NOT_A_NAME.sub('', name)}.{figure}", value, 0, step)
        for step, figures in points
        for figure, value in figures.items()
    ]
    run = mlflow.active_run().info.run_id
    for start in range(0, len(metrics), 1000):  # the most that MLflow takes at a time
        mlflow.MlflowClient().log_batch(run, metrics=metrics[start : start + 1000])
