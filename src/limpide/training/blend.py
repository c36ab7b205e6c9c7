"""Blend of logistic regression and boosted trees: both fitted on the same sample, averaged in log-odds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self, cast

from limpide.models.blend import BlendModel
from limpide.models.boosted import BoostedModel
from limpide.models.fitted import FittedModel
from limpide.models.logistic import LogisticModel
from limpide.training.boosting import Boosted
from limpide.training.direct import Logistic
from limpide.training.learner import Ask, Learner, Learnt, Setting, Unseen
from limpide.training.sample import Matrix, Sample, Vector

TREES = 1 / 3
"""Share of the trees: with the regression's steadier part, log-loss falls surely (benchmarks/RESULTS.md, ADR 32)."""


@dataclass(frozen=True)
class Blend(Learner):
    """The trees weigh ``TREES``; the number of trees is found as for the trees alone."""

    logistic: Logistic
    boosted: Boosted

    name = "blend"
    rank = 5

    def settings(self) -> Mapping[str, Setting]:
        """Return those of both."""
        return {**self.logistic.settings(), **self.boosted.settings()}

    def suggest(self, ask: Ask) -> Self:
        """Ask for the settings of both."""
        return replace(self, logistic=self.logistic.suggest(ask), boosted=self.boosted.suggest(ask))

    def sized(self, *, rounds: int | None) -> Self:
        """Return the same with its number of trees decided."""
        return replace(self, boosted=self.boosted.sized(rounds=rounds))

    def freed(self) -> Self:
        """Return the same, to be stopped by unseen clients alone."""
        return replace(self, boosted=self.boosted.freed())

    def held(self, *, most_gap: float) -> Self:
        """Return the same with trees that stop before their overfit gap is wider."""
        return replace(self, boosted=self.boosted.held(most_gap=most_gap))

    def learn(self, sample: Sample, unseen: Unseen, *, seed: int) -> Learnt:
        """Fit both, or take what was fitted for them alone on the same sample."""
        linear, trees = (
            sample.fit_once(part, partial(part.learn, sample, unseen, seed=seed), seed=seed)
            for part in (self.logistic, self.boosted)
        )
        return Learnt(_blend(linear.model, trees.model), trees.rounds)

    def finish(self, sample: Sample, *, rounds: int | None, seed: int) -> FittedModel:
        """Fit both on everybody."""
        linear = self.logistic.finish(sample, rounds=None, seed=seed)
        return _blend(linear, self.boosted.finish(sample, rounds=rounds, seed=seed))

    def agree(self, learnt: Sequence[Learnt]) -> tuple[tuple[FittedModel, ...], int | None]:
        """Cut the trees of each fold at the mean number of the other folds."""
        blends = [cast(BlendModel, each.model) for each in learnt]
        trees = [Learnt(blend.boosted, each.rounds) for blend, each in zip(blends, learnt, strict=True)]
        models, rounds = self.boosted.agree(trees)
        return tuple(_blend(blend.logistic, model) for blend, model in zip(blends, models, strict=True)), rounds

    def path(self, learnt: Learnt, rows: Matrix) -> Iterator[tuple[int | None, Vector]]:
        """Yield margins while the trees grow beside the finished regression."""
        blend = cast(BlendModel, learnt.model)
        linear = blend.logistic.margins(rows)
        for rounds, margins in self.boosted.path(Learnt(blend.boosted, learnt.rounds), rows):
            yield rounds, (1 - blend.share) * linear + blend.share * margins


def _blend(linear: FittedModel, trees: FittedModel) -> BlendModel:
    return BlendModel(cast(LogisticModel, linear), cast(BoostedModel, trees), share=TREES)
