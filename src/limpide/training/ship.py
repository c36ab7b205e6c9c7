"""From the trial that was chosen to a sealed bundle."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide import __version__
from limpide.bundle.archive import Bundle, open_bundle, write_bundle
from limpide.bundle.coherence import check_coherence
from limpide.bundle.golden import Reproduction, invent_rows
from limpide.bundle.grey_zone import find_abstention
from limpide.bundle.interval import ComparableRates, build_comparables
from limpide.bundle.judgement import CurvePoint, Judgement, Price, Proxy
from limpide.bundle.manifest import Abstention, Coherence, Manifest
from limpide.bundle.manifest import Candidate as Verdict
from limpide.bundle.outcomes import CELLS_OF_CANDIDATE, OutcomeTable, tabulate
from limpide.bundle.scorer import bind_to_inputs
from limpide.core.cost import CostTerms
from limpide.core.decision import GreyZone
from limpide.core.errors import InvalidInput
from limpide.core.points import build_scale
from limpide.models.calibration import Calibration, fit_platt, probabilities
from limpide.models.fitted import FittedModel
from limpide.models.prepared import PreparedModel
from limpide.training.alternatives import measure_alternatives
from limpide.training.candidates import draw_sample
from limpide.training.cards import describe_dropped, describe_features, used_families, used_sources
from limpide.training.choice import Choice
from limpide.training.course import Course
from limpide.training.evaluate import calibrate_across_folds
from limpide.training.judge import judge
from limpide.training.limits import measure_limits
from limpide.training.out_of_time import measure_out_of_time
from limpide.training.parallel import in_parallel
from limpide.training.sample import resample_persons
from limpide.training.steadiness import Teller, measure_steadiness
from limpide.training.trial import Trial

_REFITS = 2  # on resampled persons, to see how far reasons depend on who was learnt from
_CHECKED = 1_000  # clients whose reasons are checked
_LIBRARIES = ("lightgbm", "numpy", "scikit-learn")


def ship(
    folder: Path,
    snapshot: Path,
    choice: Choice,
    trials: Sequence[Trial],
    course: Course,
    *,
    terms: CostTerms,
    prices: tuple[Price, ...] = (),
    proxies: tuple[Proxy, ...] = (),
    learning_curve: tuple[CurvePoint, ...] = (),
    contact: str = "",
    allow_incoherent: bool = False,
) -> tuple[str, Manifest]:
    """Fit the champion on everybody and write its bundle into an empty folder; return its version and manifest.

    ``InvalidInput`` when its reasons contradict themselves and that is not allowed.
    """
    best, cost = choice.champion, terms.ratio
    course = course.of(best.candidate)
    final = course.final
    (fitted,) = in_parallel(  # so that an interruption need not wait for it
        lambda lesson: best.candidate.fit_all(lesson, best.found, seed=course.seed), [final], step=lambda _: None
    )
    calibration = fit_platt(best.scores.margins, course.data.target)
    chances = probabilities(calibration.apply(best.scores.margins))
    outcomes = tabulate(chances, course.data.target, course.data.amount)
    abstention = find_abstention(outcomes, cost=cost, review=terms.review)
    judgement = judge(
        best.scores,
        course.data,
        course.groupings,
        cost=cost,
        review=terms.review,
        seed=course.seed,
        prices=prices,
        steadiness=measure_steadiness(
            final,
            fitted,
            _refit(best, course),
            Teller(
                describe_features(final, fitted, course.drift),
                calibration.slope,
                partial(_decide, calibration=calibration, zone=abstention.zone, threshold=cost.threshold),
            ),
            seed=course.seed,
        ),
        proxies=proxies,
        out_of_time=measure_out_of_time(best, course, cost=cost),
        learning_curve=learning_curve,
    )
    manifest = _manifest(
        choice,
        trials,
        course,
        terms=terms,
        outcomes=outcomes,
        abstention=abstention,
        fitted=fitted,
        judgement=judgement,
        contact=contact,
    )
    bundle = _unsealed(manifest, fitted, course)
    manifest = replace(
        manifest,
        coherence=_check(bundle, course, allow_incoherent=allow_incoherent),
        alternatives=measure_alternatives(bundle, snapshot, seed=course.seed),
    )
    golden = invent_rows(final.inputs(final.seen), categorical=final.category_inputs, seed=course.seed)
    limits = measure_limits(bundle, snapshot, course)
    write_bundle(folder, manifest, model=fitted, recipe=final.recipe, golden=golden, limits=limits)
    return open_bundle(folder).version, manifest  # what cannot be opened is not handed over


def _refit(best: Trial, course: Course) -> list[FittedModel]:
    """Fit the champion again on resampled persons, with the columns and the size that it has."""
    final, seeds = course.final, [course.seed + 1 + number for number in range(_REFITS)]

    def fit(seed: int) -> FittedModel:
        sample = draw_sample(best.candidate.method, final, seed=course.seed)
        drawn = resample_persons(sample, course.data.person[final.seen], seed=seed)
        return best.candidate.learner.finish(drawn, rounds=best.found.rounds, seed=course.seed)

    return in_parallel(fit, seeds, step=lambda _: None)


def _decide(
    margins: NDArray[np.float64], *, calibration: Calibration, zone: GreyZone, threshold: float
) -> NDArray[np.intp]:
    """Return 1 where a margin is refused, -1 where accepted, 0 where a person decides, int (clients,)."""
    chances = probabilities(calibration.apply(margins))
    refused = np.where(chances >= threshold, 1, -1)
    return np.where((chances >= zone.low) & (chances < zone.high), 0, refused)


def _unsealed(manifest: Manifest, fitted: FittedModel, course: Course) -> Bundle:
    """Return the bundle as it will be, before its own manifest is complete."""
    return Bundle(
        version="",
        manifest=manifest,
        recipe=course.final.recipe,
        model=fitted,
        comparables=ComparableRates.of(manifest.comparables),
        base=0.0,
        reproduced=Reproduction(0, 0.0),
    )


def _check(bundle: Bundle, course: Course, *, allow_incoherent: bool) -> Coherence:
    """Check the reasons of some training clients; refuse a bundle that contradicts itself unless that is allowed."""
    final = course.final
    drawn = np.zeros(len(final.seen), dtype=bool)
    drawn[np.random.default_rng(course.seed).permutation(len(final.seen))[:_CHECKED]] = True
    found = check_coherence(bind_to_inputs(bundle), final.inputs(drawn))
    if not found.holds and not allow_incoherent:
        raise InvalidInput(
            f"{bundle.manifest.kind} contradicts itself: {found.contradictory} of {found.clients} clients have a "
            f"reason that cannot be one, and {len(found.opposite)} features act against their direction"
            f"{': ' + ', '.join(found.opposite[:3]) if found.opposite else ''}; choose a constrained model, or write "
            "it with --allow-incoherent: its card will say so"
        )
    return found


def _manifest(
    choice: Choice,
    trials: Sequence[Trial],
    course: Course,
    *,
    terms: CostTerms,
    outcomes: OutcomeTable,
    abstention: Abstention,
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
        monotone=isinstance(fitted, PreparedModel),
        features=describe_features(final, fitted, course.drift),
        dropped=describe_dropped(final),
        families=used_families(final),
        sources=used_sources(final),
        calibration=calibration,
        cost=terms.ratio,
        threshold=terms.ratio.threshold,
        abstention=abstention,
        points=build_scale(float(target.mean())),
        comparables=build_comparables(margins, target),
        candidates=tuple(_candidate(each, course, chosen=each is choice.champion) for each in trials),
        reason=choice.reason,
        contact=contact,
        judgement=judgement,
        data=course.learnt_from,
        terms=terms,
        outcomes=outcomes,
    )


def _candidate(trial: Trial, course: Course, *, chosen: bool) -> Verdict:
    """Return what the bundle says of a trial; its outcomes are by the cross-fitted probability, as its quality is."""
    data = course.data
    chances = probabilities(calibrate_across_folds(trial.scores.margins, data.target, trial.scores.fold))
    outcomes = tabulate(chances, data.target, data.amount, cells=CELLS_OF_CANDIDATE)
    return Verdict(name=trial.name, chosen=chosen, quality=trial.quality, outcomes=outcomes)
