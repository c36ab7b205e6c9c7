"""A small real bundle, made without training's help: fitted on random clients, written, sealed."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import write_bundle
from limpide.bundle.features import FeatureCard
from limpide.bundle.golden import invent_rows
from limpide.bundle.grey_zone import find_abstention
from limpide.bundle.interval import build_comparables
from limpide.bundle.judgement import Curve, Judgement
from limpide.bundle.manifest import Candidate, Estimate, LearntFrom, Manifest, Quality
from limpide.bundle.outcomes import tabulate
from limpide.contract import Unit
from limpide.core.cost import CostTerms
from limpide.core.points import build_scale
from limpide.features.families import FAMILIES, SOURCES
from limpide.features.feature import Policy
from limpide.features.fitted.recipe import Input, Recipe
from limpide.features.layout import FeatureColumn
from limpide.models.boosted_fit import BoostedSettings, fit_boosted
from limpide.models.calibration import Calibration, probabilities
from limpide.models.fitted import FittedModel
from limpide.models.logistic_fit import fit_logistic

WORDS = ("clerk", "student", "worker")
SETTINGS = BoostedSettings(
    learning_rate=0.1,
    num_leaves=4,
    max_depth=3,
    min_data_in_leaf=20,
    feature_fraction=1,
    lambda_l2=1,
    cat_smooth=10,
    cat_l2=10,
    most_rounds=20,
    patience=5,
)
JUDGEMENT = Judgement(
    calibrations=(),
    bins=(),
    curve=Curve(threshold=(), accepted_defaults=(), refused_goods=()),
    attributes=(),
    prices=(),
    steadiness=(),
)
CALIBRATION = Calibration(slope=0.9, intercept=-0.1)


def draw_clients(clients: int = 2000, seed: int = 1) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return a matrix of two numbers and a category, and the outcomes."""
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(clients, 3)).astype(np.float32)
    matrix[random.random(clients) < 0.2, 1] = np.nan
    matrix[:, 2] = random.integers(0, 3, clients)
    margin = matrix[:, 0] + (matrix[:, 2] == 1) - 2.0
    return matrix, (random.random(clients) < 1 / (1 + np.exp(-margin))).astype(np.float64)


def columns(words: tuple[str, ...] = WORDS) -> tuple[FeatureColumn, ...]:
    """Return the columns of the client base that the bundle learnt from."""
    return tuple(
        FeatureColumn(policy=Policy.MODEL, **described)  # type: ignore[arg-type]
        for described in (_words("income"), _words("wealth"), _words("job") | {"categories": words})
    )


def write_small_bundle(folder: Path, *, kind: str = "boosted") -> str:
    """Fit, write and seal a bundle; return its version."""
    matrix, target = draw_clients()
    model: FittedModel
    if kind == "boosted":
        model = fit_boosted(matrix, target, categorical=[2], seed=1, settings=SETTINGS, rounds=20)
    else:
        model = fit_logistic(matrix, target, categorical=[2])
    margins = CALIBRATION.apply(model.margins(matrix))
    golden = invent_rows(matrix, categorical=np.array([False, False, True]), seed=1)
    folder.mkdir(exist_ok=True)
    recipe = Recipe(
        inputs=(Input("income"), Input("wealth"), Input("job", WORDS)), features=("income", "wealth", "job")
    )
    return write_bundle(folder, build_manifest(kind, margins, target), recipe=recipe, model=model, golden=golden)


def build_manifest(kind: str, margins: NDArray[np.float64], target: NDArray[np.float64]) -> Manifest:
    """Return what the bundle says of itself."""
    words = [_words("income"), _words("wealth"), _words("job") | {"categories": WORDS}]
    typical = ({"typical": 0.0, "low": -2.5, "high": 2.5}, {"typical": "clerk", "low": None, "high": None})
    cards = tuple(FeatureCard(**(each | typical[each["unit"] is Unit.CATEGORY])) for each in words)  # type: ignore[arg-type]
    terms = CostTerms(review_cost=0.85, reviewer_error=0.0)
    outcomes = tabulate(probabilities(margins), target)
    quality = Quality(**dict.fromkeys(Quality.__dataclass_fields__, Estimate(0.5, 0.4, 0.6)))
    return Manifest(
        limpide="test",
        libraries={"numpy": "test"},
        kind=kind,
        monotone=False,
        features=cards,
        dropped=(),
        families={"income": FAMILIES["income"].record()},
        sources={"application": SOURCES["application"].record()},
        calibration=CALIBRATION,
        cost=terms.ratio,
        threshold=terms.ratio.threshold,
        abstention=find_abstention(outcomes, cost=terms.ratio, review=terms.review),
        points=build_scale(float(target.mean())),
        comparables=build_comparables(margins, target),
        candidates=(Candidate(name=kind, chosen=True, quality=quality, outcomes=outcomes),),
        reason="the only one",
        contact="",
        judgement=JUDGEMENT,
        data=LearntFrom(
            snapshot_version="0" * 64,
            clients=len(target),
            persons=len(target),
            defaults=int(target.sum()),
            default_rate=float(target.mean()),
            folds=5,
            seed=1,
        ),
        terms=terms,
        outcomes=outcomes,
    )


def _words(name: str) -> dict[str, object]:
    return {
        "name": name,
        "fr": f"{name} fr",
        "en": f"{name} en",
        "family": "income",
        "unit": Unit.CATEGORY if name == "job" else Unit.SCORE,
        "source": "application",
        "categories": None,
    }
