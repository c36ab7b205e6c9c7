"""What is worked out once for every client of a snapshot with one model, and kept beside them on disk.

A population is a sealed folder (``core.seal``) that belongs to one bundle and one snapshot:

=============== ================================================================================
manifest.json   format, both versions, what each feature and concept adds to scores, the axes of the space
margins.npy     float64 (clients,): calibrated log-odds of default, as the scorer computes them
places.npy      float32 (clients, axes): where clients lie (``portfolio.space``)
head.npy        float32 (leading axes, clients): the same for the first axes
rotation.npy    float64 (axes, axes)
learnt.npy      float32 (features, clients): what the model learnt to compute beside the snapshot, by feature
=============== ================================================================================
"""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.scorer import Scorer
from limpide.core import seal
from limpide.core.errors import Corrupt, Unavailable
from limpide.core.output import new_folder
from limpide.core.progress import Progress, silent
from limpide.models.calibration import probabilities
from limpide.portfolio.importance import FamilyWeight, Weight, measure_importance
from limpide.portfolio.neighbours import HEAD, Neighbourhood
from limpide.portfolio.snapshot import Snapshot
from limpide.portfolio.space import Axis, Space, build_space

_FORMAT: Final = 3
_MANIFEST = "manifest.json"
_BLOCK = 8_192
_EXPLAINED = 1_000  # clients whose contributions are averaged: at most a second, and each mean within some 4 %


class Preparing(Unavailable):
    """The clients of a new model or client base are still being scored."""


@dataclass(frozen=True, eq=False)
class Population:
    """Every client's score and place; arrays are mapped, not loaded."""

    path: Path
    margins: NDArray[np.float64]
    learnt: NDArray[np.float32]
    weights: tuple[Weight, ...]
    family_weights: tuple[FamilyWeight, ...]
    explained: int
    space: Space
    neighbourhood: Neighbourhood

    @cached_property
    def chances(self) -> NDArray[np.float32]:
        """Probabilities of default, float32 (clients,), for counting; margins are what decides."""
        return probabilities(np.asarray(self.margins)).astype(np.float32)


def folder_name(scorer: Scorer, snapshot: Snapshot) -> str:
    """Return the name of the folder that belongs to a model and a client base, in the format of this release."""
    return f"{scorer.bundle.version[:12]}-{snapshot.version[:12]}-{_FORMAT}"


def find_population(folder: Path, scorer: Scorer, snapshot: Snapshot) -> Population | None:
    """Open what ``build_population`` left in a folder; None when it never did, ``Corrupt`` when it was changed."""
    path = folder / folder_name(scorer, snapshot)
    if not path.is_dir():
        return None
    seal.verify(path)
    content = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
    expected = [_FORMAT, scorer.bundle.version, snapshot.version]
    if [content.get("format"), content.get("model"), content.get("snapshot")] != expected:
        raise Corrupt(f"{path} belongs to another model, client base or release; remove it and it will be made anew")
    return Population(
        path=path,
        margins=_map(path, "margins"),
        learnt=_map(path, "learnt"),
        weights=tuple(Weight(**each) for each in content["weights"]),
        family_weights=tuple(FamilyWeight(**each) for each in content["family_weights"]),
        explained=int(content["explained"]),
        space=Space(tuple(_axis(each) for each in content["axes"]), np.array(_map(path, "rotation"))),
        neighbourhood=Neighbourhood(_map(path, "places"), _map(path, "head")),
    )


def build_population(folder: Path, scorer: Scorer, snapshot: Snapshot, *, progress: Progress = silent) -> Population:
    """Score and place every client once; a second call with the same model and client base only opens the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        found = find_population(folder, scorer, snapshot)
        return found or _build(folder, scorer, snapshot, progress)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process builds, the others wait for it and open what it has built."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(folder: Path, scorer: Scorer, snapshot: Snapshot, progress: Progress) -> Population:
    with (
        new_folder(folder / folder_name(scorer, snapshot), replace=True) as partial,
        progress("Population", total=2 * len(snapshot.client_ids)) as advance,
    ):
        _write(partial, scorer, snapshot, advance)
        seal.seal(partial)
    built = find_population(folder, scorer, snapshot)
    if built is None:
        raise Corrupt(f"{folder} lost what was just written into it; is another program removing files?")
    return built


def _write(partial: Path, scorer: Scorer, snapshot: Snapshot, advance: Callable[[int], None]) -> None:
    some = _some_rows(snapshot)
    weights, family_weights = measure_importance(scorer, some)
    space = build_space(snapshot.matrix, _numbers(snapshot, weights))
    clients = len(snapshot.client_ids)
    margins = np.zeros(clients)
    places = np.zeros((clients, len(space.axes)), dtype=np.float32)
    learnt_places = list(scorer.learnt_places.values())
    learnt = np.zeros((len(learnt_places), clients), dtype=np.float32)
    for start in range(0, clients, _BLOCK):
        block = slice(start, min(start + _BLOCK, clients))
        rows = np.asarray(snapshot.matrix[block])
        selected = scorer.select(rows)
        margins[block] = scorer.margins_of_selected(selected)
        learnt[:, block] = selected[:, learnt_places].T
        advance(len(rows))
        places[block] = space.places(rows)
        advance(len(rows))
    head = np.ascontiguousarray(places[:, :HEAD].T)
    arrays: dict[str, NDArray[Any]] = {
        "margins": margins,
        "places": places,
        "head": head,
        "rotation": space.rotation,
        "learnt": learnt,
    }
    for name, array in arrays.items():
        np.save(partial / f"{name}.npy", array, allow_pickle=False)
    content = {
        "format": _FORMAT,
        "model": scorer.bundle.version,
        "snapshot": snapshot.version,
        "explained": len(some),
        "weights": [vars(weight) for weight in weights],
        "family_weights": [vars(weight) for weight in family_weights],
        "axes": [_as_json(axis) for axis in space.axes],
    }
    (partial / _MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _some_rows(snapshot: Snapshot) -> NDArray[np.float32]:
    """Return the rows of at most so many clients, spread evenly, float32 (clients, columns)."""
    clients = len(snapshot.client_ids)
    places = np.linspace(0, clients - 1, min(clients, _EXPLAINED)).round().astype(np.intp)
    return np.asarray(snapshot.matrix[places])


def _numbers(snapshot: Snapshot, weights: list[Weight]) -> list[tuple[str, int, float]]:
    used = {weight.feature: weight.contribution for weight in weights}
    return [
        (column.name, place, used[column.name])
        for place, column in enumerate(snapshot.columns)
        if column.name in used and column.categories is None
    ]


def _map(path: Path, name: str) -> Any:
    # A plain array on the mapped pages: looking things up in NumPy's own class of maps costs twenty times as much.
    return np.asarray(np.load(path / f"{name}.npy", mmap_mode="r", allow_pickle=False))


def _as_json(axis: Axis) -> dict[str, Any]:
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in vars(axis).items()}


def _axis(content: dict[str, Any]) -> Axis:
    return Axis(
        feature=str(content["feature"]),
        column=int(content["column"]),
        weight=float(content["weight"]),
        values=np.array(content["values"], dtype=np.float64),
        ranks=np.array(content["ranks"], dtype=np.float64),
    )
