"""Small sealed snapshots of random clients, whose defaults depend on two of their features."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from limpide.contract import Unit
from limpide.core import seal
from limpide.features import layout
from limpide.features.feature import Policy, Risk
from limpide.features.layout import FeatureColumn, SnapshotManifest
from limpide.language.wording import Wording

WORDS = ("worker", "pensioner", "student", "clerk")


@dataclass(frozen=True, eq=False)
class RandomClients:
    """Everything a snapshot is made of, to be bent by a test before it is written."""

    columns: tuple[FeatureColumn, ...]
    matrix: NDArray[np.float32]
    target: NDArray[np.float32]
    person: NDArray[np.int64]


def draw_clients(clients: int = 3000, *, numbers: int = 6, seed: int = 1) -> RandomClients:
    """Draw clients: numbers of which the first matters, a category that matters, a protected one that tells all."""
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(clients, numbers + 2)).astype(np.float32)
    matrix[random.random(matrix.shape) < 0.1] = np.nan
    job = random.integers(0, len(WORDS), clients)
    margin = -2 + np.nan_to_num(matrix[:, 0]) + 0.8 * (job == 2)
    target = (random.random(clients) < 1 / (1 + np.exp(-margin))).astype(np.float32)
    matrix[:, numbers] = job
    matrix[:, numbers + 1] = target
    person = np.where(random.random(clients) < 0.1, random.integers(0, clients, clients), np.arange(clients))
    columns = [_column(f"number_{place}", Unit.SCORE, risk=Risk.RISES) for place in range(numbers)]
    columns += [_column("job", Unit.CATEGORY, categories=WORDS)]
    columns += [_column("protected", Unit.FLAG, policy=Policy.COMPARISON)]
    return RandomClients(tuple(columns), matrix, target, person.astype(np.int64))


def write_snapshot(folder: Path, clients: RandomClients) -> Path:
    """Write and seal the folder."""
    folder.mkdir()
    client_ids = np.arange(100_001, 100_001 + len(clients.target), dtype=np.int64)
    SnapshotManifest(
        limpide="test", clients=len(client_ids), rows={}, missing_tables=(), columns=clients.columns
    ).write(folder)
    np.save(folder / layout.CLIENT_IDS, client_ids)
    np.save(folder / layout.FEATURES, clients.matrix)
    np.save(folder / layout.TARGET, clients.target)
    np.save(folder / layout.PERSON, clients.person)
    applications = pa.table({"client_id": client_ids})
    with pa.OSFile(str(folder / layout.APPLICATIONS), "wb") as file, pa.ipc.new_file(file, applications.schema) as out:
        out.write_table(applications)
    seal.seal(folder)
    return folder


def _column(
    name: str,
    unit: Unit,
    *,
    policy: Policy = Policy.MODEL,
    categories: tuple[str, ...] | None = None,
    risk: Risk = Risk.MIXED,
) -> FeatureColumn:
    return FeatureColumn(
        name=name,
        fr=f"{name} fr",
        en=f"{name} en",
        family="income" if unit is Unit.SCORE else "employment",
        unit=unit,
        source="application",
        policy=policy,
        categories=categories,
        risk=risk,
        sentence=Wording(f"{name} vaut {{value}}", f"{name} is {{value}}"),
    )
