"""The building the client lives in: 47 columns that are missing together or known together."""

import numpy as np

from limpide.sources.synthetic.draws import Column, Flags, Floats, Generator, Quantiles, nullable
from limpide.sources.synthetic.parameters import ApplicationParameters
from limpide.sources.synthetic.parameters.application import BuildingTrait

_LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def draw_buildings(rng: Generator, described: Flags, p: ApplicationParameters) -> dict[str, Column]:
    """Return the columns of the building, missing where ``described`` is false."""
    size = len(described)
    detailed = described & (rng.random(size) < p.detailed)
    common = rng.normal(0, 1, size)
    columns: dict[str, Column] = {}
    for trait in p.building:
        known = (detailed if trait.detailed else described) & (rng.random(size) >= trait.missing)
        columns |= _draw_trait(rng, trait, common=common, known=known)
    columns["FONDKAPREMONT_MODE"] = p.fond.draw(rng, size).where(detailed & (rng.random(size) < 0.95))
    columns["HOUSETYPE_MODE"] = p.house.draw(rng, size).where(described & (rng.random(size) < 0.95))
    area = np.clip(
        Quantiles(_LEVELS, (0, 0.009, 0.0412, 0.0688, 0.1276, 0.32, 1)).at_normal(common + rng.normal(0, 0.25, size)),
        0,
        1,
    )
    columns["TOTALAREA_MODE"] = nullable(np.round(area, 4), described & (rng.random(size) < 0.983))
    columns["WALLSMATERIAL_MODE"] = p.walls.draw(rng, size).where(described & (rng.random(size) < 0.94))
    columns["EMERGENCYSTATE_MODE"] = p.emergency.draw(rng, size).where(described)
    return columns


def _draw_trait(rng: Generator, trait: BuildingTrait, *, common: Floats, known: Flags) -> dict[str, Column]:
    size = len(common)
    score = trait.common * common + np.sqrt(1 - trait.common**2) * rng.normal(0, 1, size)
    average = np.round(Quantiles(_LEVELS, trait.quantiles).at_normal(score), 4)
    if trait.step:
        average = np.round(np.rint(average / trait.step) * trait.step, 4)
    around = average * (1 + (0.0 if trait.step else rng.normal(0, 0.05, size)))
    mode = np.round(np.clip(around, 0, 1), 4)
    median = np.where(rng.random(size) < 0.5, average, mode)
    values = {"AVG": average, "MODE": mode, "MEDI": median}
    return {f"{trait.name}_{kind}": nullable(value, known) for kind, value in values.items()}
