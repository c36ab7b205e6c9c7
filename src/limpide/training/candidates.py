"""The models that compete: a family, its settings, and what is done about there being few defaults."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput
from limpide.models.fitted import FittedModel
from limpide.training.blend import Blend
from limpide.training.boosting import EFFORTS, Boosted
from limpide.training.constrained import Constrained
from limpide.training.direct import Additive, Dummy, Logistic, Scorecard
from limpide.training.imbalance import METHODS, PLAIN, Method, draw_some
from limpide.training.learner import Learner, Learnt
from limpide.training.lesson import Lesson
from limpide.training.parallel import Step, in_parallel
from limpide.training.sample import Sample, Vector, whole_sample

Samples = Callable[[Lesson], Sample]
# Stronger shrinkage than of free models (0.01): steadier reasons at the same AUC (benchmarks/RESULTS.md, ADR 32); .001
# is steadier still on 45,000 clients, and costs .004 of AUC on 4,500.
CONSTRAINED_STRENGTH = 0.003


@dataclass(frozen=True, eq=False)
class FoldModels:
    """One model a fold, which has not seen the clients of that fold.

    ``used``, bool (folds, clients), are the clients that each learnt from; ``rounds`` how many trees everybody gets;
    ``drawn`` from how many clients of a fold, of how many, a sample was drawn; ``seconds`` what fitting took, a fold.
    """

    models: tuple[FittedModel, ...]
    used: NDArray[np.bool_]
    rounds: int | None = None
    drawn: tuple[int, int] = (0, 0)
    seconds: float = 0.0


@dataclass(frozen=True)
class Candidate:
    """A way of making a model; it learns from the clients that a lesson shows and from nothing else.

    ``by_fold`` are settings that were chosen fold by fold without the clients of that fold; ``held`` says that the
    trees were stopped, or the settings chosen, so that the gap stays within its limit. A ``free`` one is a challenger:
    it learns from every column, without direction constraints, and its reasons may contradict themselves.
    """

    learner: Learner
    method: Method = PLAIN
    by_fold: tuple[Learner, ...] = ()
    held: bool = False
    free: bool = False

    @property
    def name(self) -> str:
        """What it is called in tables and in the bundle."""
        method = "" if self.method == PLAIN else f" + {self.method.name}"
        free = "free " if self.free else ""
        return f"{free}{self.learner.name}{method}{', held' if self.held else ''}"

    @property
    def complexity(self) -> tuple[int, int, int]:
        """What sorts the simplest first."""
        return self.learner.rank, self.method.rank + (10 if self.free else 0), 0 if self.held else 1

    def fit_folds(self, lessons: Sequence[Lesson], *, seed: int, step: Step) -> FoldModels:
        """Fit one model a fold; ``step(1)`` after each."""
        learners = self.by_fold or (self.learner,) * len(lessons)
        fitted = in_parallel(partial(self._learn, seed=seed), list(zip(learners, lessons, strict=True)), step=step)
        models, rounds = self.learner.agree([learnt for learnt, _, _ in fitted])
        samples = [sample for _, sample, _ in fitted]
        return FoldModels(
            models,
            used=np.array([used_clients(lesson, each) for lesson, each in zip(lessons, samples, strict=True)]),
            rounds=rounds,
            drawn=(len(np.unique(samples[0].drawn)), samples[0].offered),
            seconds=float(np.mean([seconds for _, _, seconds in fitted])),
        )

    def fit_all(self, lesson: Lesson, found: FoldModels, *, seed: int) -> FittedModel:
        """Fit on all clients, with the size that the folds found."""
        return self.learner.finish(draw_sample(self.method, lesson, seed=seed), rounds=found.rounds, seed=seed)

    def hold(self, *, most_gap: float) -> "Candidate | None":
        """Return the same, stopped before its gap is too wide; None when there is nothing to stop."""
        learner = self.learner.held(most_gap=most_gap)
        return None if learner is None else replace(self, learner=learner, held=True)

    def _learn(self, task: tuple[Learner, Lesson], *, seed: int) -> tuple[Learnt, Sample, float]:
        learner, lesson = task
        sample = draw_sample(self.method, lesson, seed=seed)
        started = time.perf_counter()
        learnt = learner.learn(sample, unseen_of(lesson), seed=seed)
        return learnt, replace(sample, rows=sample.rows[:0], _made={}), time.perf_counter() - started


def draw_sample(method: Method, lesson: Lesson, *, seed: int, most: int | None = None) -> Sample:
    """Return what a method makes of the clients that a lesson shows, or of some of them; of nobody else.

    What takes long to draw is drawn once, for every family.
    """
    seen, name = lesson.seen, f"{method.name} {seed} {most}"
    if name in lesson.kept:
        kept: Sample = lesson.kept[name]
        return replace(kept, _made={})
    offered = whole_sample(lesson.columns, lesson.rows(seen), lesson.data.target[seen])
    offered = replace(offered, fits=lesson.kept.setdefault(f"fits {name}", {}))
    sample = method.apply(draw_some(offered, most=most, seed=seed), seed=seed)
    if method.most is not None:
        lesson.kept[name] = sample
    return sample


def unseen_of(lesson: Lesson) -> tuple[NDArray[np.float32], Vector]:
    """Return the rows and the target of the clients kept back, as they are."""
    return lesson.rows(~lesson.seen), lesson.data.target[~lesson.seen]


def used_clients(lesson: Lesson, sample: Sample) -> NDArray[np.bool_]:
    """Return which clients a sample holds, bool (clients,)."""
    used = np.zeros(len(lesson.seen), dtype=bool)
    used[np.flatnonzero(lesson.seen)[sample.drawn]] = True
    return used


def build_candidates(*, model: str | None, effort: str) -> tuple[Candidate, ...]:
    """Return the competitors of plain training, simplest first; with ``model``, that one and the dummy as its bar."""
    families = build_families(effort)
    usual = (families["dummy"], families["logistic"], families["boosted"], families["blend"])
    if model is None:
        return usual
    if model not in families:
        raise InvalidInput(f'there is no model "{model}"; choose one of {", ".join(families)}')
    return (families["dummy"],) if model == "dummy" else (families["dummy"], families[model])


def build_families(effort: str) -> dict[str, Candidate]:
    """Return every family with its usual settings by name, simplest first; free ones are challengers."""
    boosted, logistic = build_boosted(effort), Logistic(CONSTRAINED_STRENGTH)
    constrained = (Scorecard(), logistic, Additive(), boosted, Blend(logistic, boosted))
    candidates = (
        Candidate(Dummy()),
        *(Candidate(Constrained(learner)) for learner in constrained),
        *(Candidate(learner, free=True) for learner in (Logistic(), boosted)),
    )
    return {candidate.name: candidate for candidate in candidates}


def build_everybody(*, models: Sequence[str], effort: str) -> tuple[Candidate, ...]:
    """Return the competitors of the laboratory, simplest first: families with every method, glass boxes, challengers.

    The dummy needs no method: it tells nobody apart, so that calibration gives everybody the default rate under each.
    ``models`` leaves only some families, by name, and the dummy.
    """
    families = build_families(effort)
    crossed = [replace(families[name], method=method) for name in ("logistic", "boosted") for method in METHODS]
    alone = [each for name, each in families.items() if name not in ("logistic", "boosted")]
    everybody = sorted((*alone, *crossed), key=lambda candidate: candidate.complexity)
    unknown = [name for name in models if name not in families]
    if unknown:
        raise InvalidInput(f'there is no model "{unknown[0]}"; choose some of {", ".join(families)}')
    wanted = {*models, "dummy"}
    return tuple(each for each in everybody if not models or replace(each, method=PLAIN).name in wanted)


def build_boosted(effort: str) -> Boosted:
    """Return boosted trees with the settings of an effort."""
    if effort not in EFFORTS:
        raise InvalidInput(f'there is no effort "{effort}"; choose one of {", ".join(EFFORTS)}')
    return Boosted(EFFORTS[effort])
