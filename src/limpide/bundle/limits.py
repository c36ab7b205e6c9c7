"""Limits sealed in a bundle: what the base looked like that the model learnt from, and what later bases are held to."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from limpide.core.errors import Corrupt
from limpide.features import stability
from limpide.features.fitted.recipe import Input
from limpide.sources.base_profile import BaseProfile

FILE = "limits.json"


@dataclass(frozen=True, kw_only=True)
class InputFigures:
    """Distribution of one input of the recipe among the training clients.

    ``counts`` are clients by band of ``edges`` (a category: by code, and ``edges`` None), the last ones missing.
    """

    name: str
    edges: tuple[float, ...] | None
    counts: tuple[float, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class LearntLimits:
    """What later client bases, batches and applications are held to.

    ``base`` is the profile of the tables behind the training snapshot, None where it had none; ``columns`` are the
    lender's columns of the application that reach the model. ``tables`` says what the features of a table together
    add to the calibrated log-odds: the 5 % and 95 % quantiles over training clients.
    """

    base: BaseProfile | None
    columns: tuple[str, ...]
    inputs: tuple[InputFigures, ...]
    tables: dict[str, tuple[float, float]] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write ``limits.json``."""
        text = json.dumps(asdict(self), ensure_ascii=False, allow_nan=False)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")


def find_limits(folder: Path) -> LearntLimits | None:
    """Read the limits of a verified bundle, None where it has none; ``Corrupt`` when they make no sense."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        return TypeAdapter(LearntLimits).validate_json(path.read_bytes())
    except ValidationError as error:
        raise Corrupt(f'{path} does not hold limits; make a bundle anew with "limpide train"') from error


def describe_inputs(inputs: tuple[Input, ...], matrix: NDArray[np.float32]) -> tuple[InputFigures, ...]:
    """Return the distribution of each input of a recipe; ``matrix`` is float32 (clients, inputs)."""
    return tuple(_figures(each, matrix[:, place]) for place, each in enumerate(inputs))


def count_input(figures: InputFigures, values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Count other clients' values, float32 (clients,), in the bands of the training clients."""
    if figures.edges is None:
        return stability.count_codes(values, len(figures.counts) - 1)
    return stability.count_ordered(np.sort(_finite(values)), np.array(figures.edges))


def _figures(each: Input, values: NDArray[np.float32]) -> InputFigures:
    if each.categories is not None:
        counts = stability.count_codes(_finite(values), len(each.categories))
        return InputFigures(name=each.name, edges=None, counts=tuple(counts.tolist()))
    ordered = np.sort(_finite(values))
    edges = stability.draw_edges(ordered)
    counts = stability.count_ordered(ordered, edges)
    return InputFigures(name=each.name, edges=tuple(edges.tolist()), counts=tuple(counts.tolist()))


def _finite(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(np.isinf(values), np.float32(np.nan), values)
