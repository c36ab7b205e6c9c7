"""The learning curve: how well a family does, and how well it knows its own clients, by their number."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from limpide.bundle.judgement import CurvePoint as CurvePoint
from limpide.training.candidates import Candidate, draw_sample, unseen_of
from limpide.training.lesson import Lesson
from limpide.training.parallel import Step, in_parallel
from limpide.training.search import score_fold

SHARES = (0.125, 0.25, 0.5, 1.0)


def draw_curve(candidate: Candidate, lessons: Sequence[Lesson], *, seed: int, step: Step) -> tuple[CurvePoint, ...]:
    """Learn from an eighth, a quarter, half and all of each fold's clients; ``step(1)`` after each of these.

    Trees stop where unseen clients say.
    """
    points = []
    for share in SHARES:
        scores = in_parallel(partial(_measure, candidate, share=share, seed=seed), lessons, step=lambda _: None)
        clients, auc, gap, log_loss = np.mean(scores, axis=0).tolist()
        points.append(CurvePoint(round(clients), auc, gap, log_loss))
        step(1)
    return tuple(points)


def _measure(candidate: Candidate, lesson: Lesson, *, share: float, seed: int) -> tuple[int, float, float, float]:
    clients = round(share * int(lesson.seen.sum()))
    sample = draw_sample(candidate.method, lesson, seed=seed, most=clients)
    free, _ = score_fold(candidate.learner.freed(), (sample, unseen_of(lesson)), most_gap=np.inf, seed=seed)
    return clients, free.auc, free.gap, free.loss
