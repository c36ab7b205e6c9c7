"""Bundles on disk: written sealed; opened by verifying every byte, then parsing, then scoring the golden rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.features import FeatureCard
from limpide.bundle.golden import TOLERANCE, GoldenRows, Reproduction, read_golden_rows
from limpide.bundle.interval import ComparableRates
from limpide.bundle.limits import LearntLimits, find_limits
from limpide.bundle.manifest import Candidate, LearntFrom, Manifest, Quality, read_manifest
from limpide.core import seal
from limpide.core.cost import CostRatio
from limpide.core.decision import GreyZone
from limpide.core.errors import Corrupt
from limpide.core.points import PointScale
from limpide.features.fitted.recipe import Recipe, read_recipe
from limpide.language.wording import Wording
from limpide.models.calibration import Calibration
from limpide.models.fitted import FittedModel
from limpide.models.kinds import load_model
from limpide.models.preparation import Preparation
from limpide.models.prepared import PreparedModel


@dataclass(frozen=True, eq=False)
class Bundle:
    """A model that has been verified and can be bound to a client base (``bundle.scorer.bind``)."""

    version: str
    manifest: Manifest
    recipe: Recipe
    model: FittedModel
    comparables: ComparableRates
    base: float
    reproduced: Reproduction
    limits: LearntLimits | None = None  # None in bundles of older releases

    @property
    def preparation(self) -> Preparation | None:
        """What gives every column one direction; with it, contributions are against its reference client."""
        return self.model.preparation if isinstance(self.model, PreparedModel) else None

    @property
    def features(self) -> tuple[FeatureCard, ...]:
        """The features that the model uses, in its order."""
        return self.manifest.features

    @property
    def families(self) -> Mapping[str, Wording]:
        """What the families of features are called."""
        return self.manifest.families

    @property
    def sources(self) -> Mapping[str, Wording]:
        """What the sources of features are called."""
        return self.manifest.sources

    @property
    def calibration(self) -> Calibration:
        """The map from the model's margin to calibrated log-odds."""
        return self.manifest.calibration

    @property
    def threshold(self) -> float:
        """Probability of default from which an application is refused."""
        return self.manifest.threshold

    @property
    def grey_zone(self) -> GreyZone:
        """Probabilities of default at which the model leaves the decision to a person."""
        return self.manifest.abstention.zone

    @property
    def points(self) -> PointScale:
        """How a margin is told in points."""
        return self.manifest.points

    @property
    def cost(self) -> CostRatio:
        """What the two mistakes cost; the threshold follows from it."""
        return self.manifest.cost

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Every model that was tried, with its quality."""
        return self.manifest.candidates

    @property
    def quality(self) -> Quality:
        """The quality of the model that was chosen."""
        return next(candidate.quality for candidate in self.candidates if candidate.chosen)

    @property
    def data(self) -> LearntFrom:
        """The clients that the model learnt from."""
        return self.manifest.data

    @property
    def short_version(self) -> str:
        """The first twelve digits of the version, for sentences."""
        return self.version[:12]


def write_bundle(
    folder: Path,
    manifest: Manifest,
    *,
    recipe: Recipe,
    model: FittedModel,
    golden: NDArray[np.float32],
    limits: LearntLimits | None = None,
) -> str:
    """Write a bundle into an empty folder and seal it; return its version.

    ``golden`` are invented inputs of the recipe, float32 (rows, inputs); their margins are computed here. ``limits``
    are what later client bases are held to.
    """
    manifest.write(folder)
    if limits is not None:
        limits.write(folder)
    recipe.write(folder)
    model.save(folder)
    margins = manifest.calibration.apply(model.margins(recipe.rows(golden)))
    GoldenRows(golden, margins).write(folder)
    return seal.seal(folder)


def open_bundle(path: Path) -> Bundle:
    """Verify every byte of a bundle, parse it, and score its golden rows again.

    Raises ``InvalidInput`` when the folder is no bundle, ``Corrupt`` naming the file when it is damaged.
    """
    version = seal.verify(path)
    manifest = read_manifest(path)
    recipe = read_recipe(path)
    model = load_model(manifest.kind, path)
    reproduced = _score_golden_rows(path, manifest, recipe, model)
    return Bundle(
        version=version,
        manifest=manifest,
        recipe=recipe,
        model=model,
        comparables=ComparableRates.of(manifest.comparables),
        base=_base(manifest, model),
        reproduced=reproduced,
        limits=find_limits(path),
    )


def _base(manifest: Manifest, model: FittedModel) -> float:
    if isinstance(model, PreparedModel):
        return float(manifest.calibration.apply(np.array([model.base]))[0])
    nobody = np.full((1, len(manifest.features)), np.nan, dtype=np.float32)
    return float(manifest.calibration.apply(model.contributions(nobody)[:, -1])[0])


def _score_golden_rows(path: Path, manifest: Manifest, recipe: Recipe, model: FittedModel) -> Reproduction:
    golden = read_golden_rows(path, inputs=len(recipe.inputs))
    difference = np.abs(manifest.calibration.apply(model.margins(recipe.rows(golden.matrix))) - golden.margins)
    wrong = int((~(difference <= TOLERANCE)).sum())
    if wrong:
        raise Corrupt(
            f"{path} scores {wrong} of its {len(difference)} golden rows differently on this machine "
            f"(by up to {np.nanmax(difference):.1e}, {TOLERANCE:.0e} allowed); train it anew with what is installed"
        )
    return Reproduction(len(difference), float(difference.max(initial=0.0)))
