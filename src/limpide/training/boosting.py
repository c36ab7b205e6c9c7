"""Gradient-boosted trees as a family: how many trees there are is found on the folds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, cast

import numpy as np

from limpide.models.boosted import BoostedModel
from limpide.models.boosted_fit import (
    FULL,
    QUICK,
    BoostedSettings,
    fit_boosted,
    fit_boosted_until_flat,
    margins_while_growing,
)
from limpide.models.fitted import FittedModel
from limpide.models.ranking import auc
from limpide.training.learner import Ask, Learner, Learnt, Setting, Unseen
from limpide.training.sample import Matrix, Sample, Vector

EFFORTS: dict[str, BoostedSettings] = {"quick": QUICK, "full": FULL}
_GROWTH = 1.1  # a model of all clients carries a few more trees than one of 80 % of them
_LOOKS = 30  # how often growing trees are looked at
_SEARCHED = ("num_leaves", "max_depth", "min_data_in_leaf", "feature_fraction", "lambda_l2", "cat_smooth")


@dataclass(frozen=True)
class Boosted(Learner):
    """Each fold's trees stop when its own unseen clients show no more gain, or when the gap becomes ``most_gap``.

    Scores out of fold are then taken at the number of trees that the *other* folds found, so that no client helps to
    choose the model that judges them. With ``rounds``, the number is given.
    """

    chosen: BoostedSettings
    rounds: int | None = None
    most_gap: float | None = None

    name = "boosted"
    rank = 4

    def settings(self) -> Mapping[str, Setting]:
        """Return what is worth searching."""
        return {name: getattr(self.chosen, name) for name in _SEARCHED}

    def suggest(self, ask: Ask) -> Self:
        """Ask for what is worth searching."""
        leaves, depth = ask.suggest_int("num_leaves", 6, 40, log=True), ask.suggest_int("max_depth", 3, 8)
        chosen = replace(
            self.chosen,
            num_leaves=leaves,
            max_depth=depth,
            min_data_in_leaf=ask.suggest_int("min_data_in_leaf", 100, 1000, log=True),
            feature_fraction=ask.suggest_float("feature_fraction", 0.05, 0.5, log=True),
            lambda_l2=ask.suggest_float("lambda_l2", 10.0, 300.0, log=True),
            cat_smooth=ask.suggest_float("cat_smooth", 5.0, 100.0, log=True),
        )
        return replace(self, chosen=chosen)

    def sized(self, *, rounds: int | None) -> Self:
        """Return the same with its number of trees decided."""
        return replace(self, rounds=rounds)

    def freed(self) -> Self:
        """Return the same, to be stopped by unseen clients alone."""
        return replace(self, rounds=None, most_gap=None)

    def held(self, *, most_gap: float) -> Self:
        """Return the same, stopped before the gap of a fold is wider."""
        return replace(self, rounds=None, most_gap=most_gap)

    def learn(self, sample: Sample, unseen: Unseen, *, seed: int) -> Learnt:
        """Grow trees."""
        if self.rounds is not None:
            return Learnt(self._grow(sample, rounds=self.rounds, seed=seed, threads=1), self.rounds)
        model, rounds = fit_boosted_until_flat(
            sample.rows,
            sample.target,
            validation=unseen,
            categorical=sample.categorical,
            seed=seed,
            settings=self.chosen,
            weights=_weights(sample),
            directions=sample.directions,
        )
        if self.most_gap is not None:
            rounds = min(rounds, _rounds_within(model, sample.own, unseen, most_gap=self.most_gap))
        return Learnt(model, rounds)

    def finish(self, sample: Sample, *, rounds: int | None, seed: int) -> FittedModel:
        """Grow as many trees as the folds found."""
        return self._grow(sample, rounds=rounds or 1, seed=seed)

    def agree(self, learnt: Sequence[Learnt]) -> tuple[tuple[FittedModel, ...], int | None]:
        """Cut each fold's trees at the mean number of the other folds; everybody gets a tenth more."""
        if self.rounds is not None:
            return tuple(each.model for each in learnt), grown(self.rounds)
        found = np.array([each.rounds for each in learnt], dtype=np.float64)
        models = [cast(BoostedModel, each.model) for each in learnt]
        cut = [
            model.first(min(model.rounds, mean_rounds(np.delete(found, number)))) for number, model in enumerate(models)
        ]
        return tuple(cut), grown(mean_rounds(found))

    def path(self, learnt: Learnt, rows: Matrix) -> Iterator[tuple[int | None, Vector]]:
        """Yield margins while the trees grow, some thirty times."""
        yield from _looks(cast(BoostedModel, learnt.model), rows)

    def _grow(self, sample: Sample, *, rounds: int, seed: int, threads: int | None = None) -> BoostedModel:
        return fit_boosted(
            sample.rows,
            sample.target,
            categorical=sample.categorical,
            seed=seed,
            settings=self.chosen,
            rounds=rounds,
            weights=_weights(sample),
            threads=threads,
            directions=sample.directions,
        )


def mean_rounds(found: Vector) -> int:
    """Return the mean number of trees, at least one."""
    return max(1, round(float(found.mean())))


def grown(rounds: int) -> int:
    """Return how many trees all clients can carry when a part of them carries so many."""
    return max(1, round(rounds * _GROWTH))


def _weights(sample: Sample) -> Vector | None:
    """Let a good client count one, as LightGBM's ``scale_pos_weight`` does, for its penalties to mean the same."""
    return None if sample.weights is None else sample.weights / sample.weights[sample.target == 0].min()


def _looks(model: BoostedModel, rows: Matrix) -> Iterator[tuple[int, Vector]]:
    return margins_while_growing(model, rows, every=max(1, -(-model.rounds // _LOOKS)))


def _rounds_within(model: BoostedModel, own: Unseen, unseen: Unseen, *, most_gap: float) -> int:
    """Return the largest number of trees looked at whose gap is not above ``most_gap``; one tree in the worst case."""
    best = 1
    for (rounds, seen), (_, kept_back) in zip(_looks(model, own[0]), _looks(model, unseen[0]), strict=True):
        if auc(seen, own[1]) - auc(kept_back, unseen[1]) > most_gap:
            break
        best = rounds
    return best
