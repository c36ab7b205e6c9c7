"""The search for a candidate's settings: it can be left and taken up again, and gives up early on bad ones."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from limpide.models.calibration import fit_platt, probabilities
from limpide.models.ranking import auc
from limpide.training.candidates import Candidate, draw_sample, unseen_of
from limpide.training.learner import Learner, Unseen
from limpide.training.lesson import Lesson
from limpide.training.parallel import in_parallel
from limpide.training.sample import Sample, Vector

if TYPE_CHECKING:
    import optuna

_FIRST = 2  # folds after which a setting worse than the median of the others is given up
_STARTUP = 5  # settings that are tried to the end, whatever they show
_AHEAD = 0.96  # of the gap allowed: the folds' gaps scatter around their mean


@dataclass(frozen=True)
class FoldScore:
    """How one setting did on one fold: log-loss and AUC on clients kept back, gap to its own, number of trees."""

    loss: float
    auc: float
    gap: float
    rounds: int | None = None


@dataclass(frozen=True)
class Attempt:
    """One setting on every fold: at its best, and at its best within the gap allowed (the same where it keeps it)."""

    learner: Learner
    free: tuple[FoldScore, ...]
    held: tuple[FoldScore, ...]


@dataclass(frozen=True, eq=False)
class Search:
    """What all studies share. ``storage`` is Optuna's; ``title`` names the data, so that a study is never mixed up."""

    storage: Any
    title: str
    trials: int
    max_gap: float | None
    seed: int

    def run(self, candidate: Candidate, lessons: Sequence[Lesson], *, goes_on: Callable[[], bool]) -> Iterator[int]:
        """Try settings until there are enough or ``goes_on`` says no; yield how many are done, those of before too."""
        study = self._study(candidate)
        samples = in_parallel(partial(draw_sample, candidate.method, seed=self.seed), lessons, step=lambda _: None)
        unseen = [unseen_of(lesson) for lesson in lessons]
        done = len(_finished(study))
        yield done
        while done < self.trials and (done == 0 or goes_on()):
            self._try(study, candidate.learner, list(zip(samples, unseen, strict=True)), number=done)
            done += 1
            yield done

    def attempts(self, candidate: Candidate) -> tuple[Attempt, ...]:
        """Return the settings that were tried on every fold."""
        import optuna

        complete = [
            each for each in _finished(self._study(candidate)) if each.state == optuna.trial.TrialState.COMPLETE
        ]
        return tuple(
            Attempt(
                learner=candidate.learner.suggest(optuna.trial.FixedTrial(each.params)),
                free=tuple(FoldScore(**score) for score in each.user_attrs["free"]),
                held=tuple(FoldScore(**score) for score in each.user_attrs["held"]),
            )
            for each in complete
        )

    def counts(self, candidate: Candidate) -> tuple[int, int]:
        """Return how many settings were tried, and how many of them were given up early."""
        finished = _finished(self._study(candidate))
        return len(finished), len(finished) - len(self.attempts(candidate))

    def _study(self, candidate: Candidate) -> "optuna.Study":
        import optuna

        return optuna.create_study(
            storage=self.storage,
            study_name=f"{candidate.name} | {self.title}",
            load_if_exists=True,
            pruner=optuna.pruners.MedianPruner(n_startup_trials=_STARTUP),
        )

    def _try(
        self, study: "optuna.Study", learner: Learner, folds: Sequence[tuple[Sample, Unseen]], *, number: int
    ) -> None:
        """Try one more setting; the first is the learner's own.

        Which settings follow depends on those before and on the seed alone, whether or not the study was left between.
        """
        import optuna

        study.sampler = optuna.samplers.TPESampler(seed=self.seed + number, n_startup_trials=_STARTUP)
        if number == 0:
            study.enqueue_trial(dict(learner.settings()), skip_if_exists=True)
        trial = study.ask()
        asked = learner.suggest(trial)
        look = partial(
            score_fold, asked, most_gap=np.inf if self.max_gap is None else _AHEAD * self.max_gap, seed=self.seed
        )
        scores = in_parallel(look, folds[:_FIRST], step=lambda _: None)
        trial.report(_mean_loss(scores), step=1)
        if trial.should_prune():
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            return
        scores += in_parallel(look, folds[_FIRST:], step=lambda _: None)
        trial.set_user_attr("free", [asdict(free) for free, _ in scores])
        trial.set_user_attr("held", [asdict(held) for _, held in scores])
        study.tell(trial, _mean_loss(scores))


def _finished(study: "optuna.Study") -> list[Any]:
    """Return what was tried to the end or given up; what an interruption cut short does not count."""
    import optuna

    return study.get_trials(states=(optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.PRUNED))


def _mean_loss(scores: Sequence[tuple[FoldScore, FoldScore]]) -> float:
    return float(np.mean([free.loss for free, _ in scores]))


def score_fold(
    learner: Learner, fold: tuple[Sample, Unseen], *, most_gap: float, seed: int
) -> tuple[FoldScore, FoldScore]:
    """Learn on a fold; return how it does at its best, and at its best within the gap."""
    sample, unseen = fold
    learnt = learner.learn(sample, unseen, seed=seed)
    own, outcomes = sample.own
    looks = zip(learner.path(learnt, own), learner.path(learnt, unseen[0]), strict=True)
    scores = [_fold_score(before, outcomes, after, unseen[1], rounds) for (rounds, before), (_, after) in looks]
    best = min(scores, key=lambda score: score.loss)
    calmest = min(scores, key=lambda score: score.gap)
    within = [score for score in scores if score.gap <= most_gap]
    return best, min(within, key=lambda score: score.loss, default=calmest)


def _fold_score(own: Vector, outcomes: Vector, margins: Vector, target: Vector, rounds: int | None) -> FoldScore:
    found = auc(margins, target)
    return FoldScore(_loss(margins, target), found, auc(own, outcomes) - found, rounds)


def _loss(margins: Vector, target: Vector) -> float:
    """Return the log-loss after calibration: resampling shifts probabilities, and that is mended afterwards anyway."""
    chances = probabilities(fit_platt(margins, target).apply(margins))
    return float(-np.mean(np.log(np.where(target == 1, chances, 1 - chances)).clip(min=math.log(1e-12))))
