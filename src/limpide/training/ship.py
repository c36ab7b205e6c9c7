"""From the trial that was chosen to a sealed bundle."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from limpide import __version__
from limpide.bundle.archive import open_bundle, write_bundle
from limpide.bundle.golden import invent_rows
from limpide.bundle.grey_zone import build_abstention
from limpide.bundle.interval import build_comparables
from limpide.bundle.judgement import Judgement, Price
from limpide.bundle.manifest import Candidate as Verdict
from limpide.bundle.manifest import Manifest
from limpide.core.cost import CostRatio
from limpide.core.points import build_scale
from limpide.models.calibration import fit_platt, probabilities
from limpide.models.fitted import FittedModel
from limpide.training.boosting import Boosted
from limpide.training.cards import describe_features, used_families, used_sources
from limpide.training.choice import Choice
from limpide.training.course import Course
from limpide.training.judge import judge
from limpide.training.parallel import in_parallel
from limpide.training.steadiness import measure_steadiness
from limpide.training.trial import Trial

_LIBRARIES = ("lightgbm", "numpy", "scikit-learn")


def ship(
    folder: Path,
    choice: Choice,
    trials: Sequence[Trial],
    course: Course,
    *,
    cost: CostRatio,
    review_cost: float,
    prices: tuple[Price, ...] = (),
    contact: str = "",
) -> tuple[str, Manifest]:
    """Fit the champion on everybody and write its bundle into an empty folder; return its version and manifest."""
    best, final = choice.champion, course.final
    (fitted,) = in_parallel(  # so that an interruption need not wait for it
        lambda lesson: best.candidate.fit_all(lesson, best.found, seed=course.seed), [final], step=lambda _: None
    )
    (other,) = in_parallel(
        lambda lesson: best.candidate.fit_all(lesson, best.found, seed=course.seed + 1), [final], step=lambda _: None
    )
    judgement = judge(
        best.scores,
        course.data,
        course.groupings,
        cost=cost,
        review_cost=review_cost,
        seed=course.seed,
        prices=prices,
        steadiness=measure_steadiness(final, fitted, [other], seed=course.seed),
    )
    manifest = _manifest(
        choice, trials, course, cost=cost, review_cost=review_cost, fitted=fitted, judgement=judgement, contact=contact
    )
    golden = invent_rows(final.inputs(final.seen), categorical=final.category_inputs, seed=course.seed)
    write_bundle(folder, manifest, model=fitted, recipe=final.recipe, golden=golden)
    return open_bundle(folder).version, manifest  # what cannot be opened is not handed over


def _manifest(
    choice: Choice,
    trials: Sequence[Trial],
    course: Course,
    *,
    cost: CostRatio,
    review_cost: float,
    fitted: FittedModel,
    judgement: Judgement,
    contact: str,
) -> Manifest:
    final, scores = course.final, choice.champion.scores
    target = final.data.target
    calibration = fit_platt(scores.margins, target)
    margins = calibration.apply(scores.margins)
    return Manifest(
        limpide=__version__,
        libraries={name: version(name) for name in _LIBRARIES},
        kind=fitted.kind,
        monotone=_is_monotone(choice.champion),
        features=describe_features(final),
        dropped=final.dropped,
        families=used_families(final),
        sources=used_sources(final),
        calibration=calibration,
        cost=cost,
        threshold=cost.threshold,
        abstention=build_abstention(probabilities(margins), target, cost=cost, review_cost=review_cost),
        points=build_scale(float(target.mean())),
        comparables=build_comparables(margins, target),
        candidates=tuple(
            Verdict(name=each.name, chosen=each is choice.champion, quality=each.quality) for each in trials
        ),
        reason=choice.reason,
        contact=contact,
        judgement=judgement,
        data=course.learnt_from,
    )


def _is_monotone(trial: Trial) -> bool:
    learner = trial.candidate.learner
    return isinstance(learner, Boosted) and learner.chosen.monotone
