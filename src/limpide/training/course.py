"""A client base made ready for trials: labelled clients, folds of persons, and one lesson a fold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.manifest import LearntFrom
from limpide.features.feature import Policy
from limpide.portfolio.groupings import Grouping, read_groupings
from limpide.portfolio.snapshot import open_snapshot
from limpide.training.candidates import Candidate
from limpide.training.data import LearningData, select_learning_data
from limpide.training.folds import assign_folds
from limpide.training.lesson import Lesson, outline_lessons, plan_lesson
from limpide.training.parallel import Step, in_parallel
from limpide.training.selection import Outline


@dataclass(frozen=True, eq=False)
class Course:
    """``fold`` is the fold of each client, int (clients,); ``lessons`` one a fold; ``final`` the one with everybody.

    ``wide`` is the same with every column that the policy leaves to challengers, None where nobody asks for it.
    """

    snapshot_version: str
    data: LearningData
    fold: NDArray[np.intp]
    seed: int
    lessons: tuple[Lesson, ...]
    final: Lesson
    groupings: tuple[Grouping, ...]
    outline: Outline
    wide: "Course | None" = None

    def of(self, candidate: Candidate) -> "Course":
        """Return the course of a candidate: that of every column for challengers without constraints."""
        return self.wide if candidate.free and self.wide is not None else self

    @property
    def drift(self) -> Mapping[str, float]:
        """How far each column drifts (PSI), by name."""
        return self.outline.drift

    @property
    def learnt_from(self) -> LearntFrom:
        """What the bundle tells of the clients."""
        return LearntFrom(
            snapshot_version=self.snapshot_version,
            clients=len(self.data.target),
            persons=len(np.unique(self.data.person)),
            defaults=self.data.defaults,
            default_rate=float(self.data.target.mean()),
            folds=len(self.lessons),
            seed=self.seed,
            accepted=self.data.accepted,
        )


@dataclass(frozen=True, eq=False)
class Roll:
    """The labelled clients of a snapshot, the groups between which they are compared, and their folds."""

    snapshot_version: str
    data: LearningData
    groupings: tuple[Grouping, ...]
    fold: NDArray[np.intp]
    seed: int


def call_roll(
    snapshot: Path,
    *,
    folds: int,
    seed: int,
    policies: tuple[Policy, ...] = (Policy.MODEL,),
    directed: bool = True,
    extra: tuple[str, ...] = (),
) -> Roll:
    """Read the labelled clients of a verified snapshot and divide them; ``InvalidInput`` when they cannot teach."""
    base = open_snapshot(snapshot, thorough=True)
    data = select_learning_data(base, folds=folds, policies=policies, directed=directed, extra=extra)
    if base.manifest.admission is not None:
        data = replace(data, accepted=tuple(fault.sentence for fault in base.manifest.admission.accepted))
    fold = assign_folds(data.target, data.person, folds=folds, seed=seed)
    labelled = np.flatnonzero(~np.isnan(np.asarray(base.target)))
    return Roll(base.version, data, read_groupings(base, labelled), fold, seed)


def plan_wide_course(snapshot: Path, course: Course, *, step: Step) -> Course:
    """Add the lessons of challengers without constraints: every column but those that only compare groups."""
    folds = len(course.lessons)
    policies = (Policy.MODEL, Policy.CHALLENGER)
    roll = call_roll(snapshot, folds=folds, seed=course.seed, policies=policies, directed=False)
    return replace(course, wide=plan_course(roll, step=step))


def plan_course(roll: Roll, *, step: Step) -> Course:
    """Plan the lessons, in which nothing comes from the clients kept back; ``step(1)`` after each, folds and one."""
    outline = outline_lessons(roll.data, seed=roll.seed)
    crowds = [roll.fold != number for number in range(int(roll.fold.max()) + 2)]
    planned = in_parallel(lambda seen: plan_lesson(roll.data, seen, outline, seed=roll.seed), crowds, step=step)
    return Course(
        roll.snapshot_version,
        roll.data,
        roll.fold,
        roll.seed,
        tuple(planned[:-1]),
        planned[-1],
        roll.groupings,
        outline,
    )
