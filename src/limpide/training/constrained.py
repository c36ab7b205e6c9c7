"""Direction constraints: a family fitted on prepared rows, whose risk keeps the direction that each column declares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, cast

from limpide.features.feature import Risk
from limpide.models.fitted import FittedModel
from limpide.models.preparation import Preparation, encode_across_folds, fit_preparation
from limpide.models.prepared import PreparedModel
from limpide.training.learner import Ask, Learner, Learnt, Setting, Unseen
from limpide.training.sample import Matrix, Sample, Vector

ENCODING_FOLDS = 5


@dataclass(frozen=True)
class Constrained(Learner):
    """Another family behind a preparation: categories as weights of evidence, all columns with a direction.

    The family learns from weights of evidence across folds (cross-fitted target encoding), and is served with those of
    all clients: it cannot take for evidence what a category's few clients only repeat of their own outcomes.
    """

    inner: Learner

    @property
    def name(self) -> str:  # type: ignore[override]
        """The family's own name: constraints are the default."""
        return self.inner.name

    @property
    def rank(self) -> int:  # type: ignore[override]
        """That of the family."""
        return self.inner.rank

    def settings(self) -> Mapping[str, Setting]:
        """Return those of the family."""
        return self.inner.settings()

    def suggest(self, ask: Ask) -> Self:
        """Ask for the family's settings."""
        return replace(self, inner=self.inner.suggest(ask))

    def sized(self, *, rounds: int | None) -> Self:
        """Return the same with its number of trees decided, where it has any."""
        return replace(self, inner=self.inner.sized(rounds=rounds))

    def freed(self) -> Self:
        """Return the same without any size decided or limited."""
        return replace(self, inner=self.inner.freed())

    def held(self, *, most_gap: float) -> Self | None:
        """Return the same, stopped before its overfit gap is wider; None where nothing can be stopped."""
        held = self.inner.held(most_gap=most_gap)
        return None if held is None else replace(self, inner=held)

    def learn(self, sample: Sample, unseen: Unseen, *, seed: int) -> Learnt:
        """Fit the preparation on the sample, then the family on prepared rows."""
        preparation, prepared = _prepare(sample)
        learnt = sample.fit_once(
            self.inner,
            lambda: self.inner.learn(prepared, (preparation.apply(unseen[0]), unseen[1]), seed=seed),
            seed=seed,
        )
        return Learnt(PreparedModel(preparation, learnt.model), learnt.rounds)

    def finish(self, sample: Sample, *, rounds: int | None, seed: int) -> FittedModel:
        """Fit preparation and family on everybody."""
        preparation, prepared = _prepare(sample)
        return PreparedModel(preparation, self.inner.finish(prepared, rounds=rounds, seed=seed))

    def agree(self, learnt: Sequence[Learnt]) -> tuple[tuple[FittedModel, ...], int | None]:
        """Let the family settle the size; each fold keeps its own preparation."""
        prepared = [cast(PreparedModel, each.model) for each in learnt]
        inner = [Learnt(model.inner, each.rounds) for model, each in zip(prepared, learnt, strict=True)]
        models, rounds = self.inner.agree(inner)
        return tuple(replace(one, inner=model) for one, model in zip(prepared, models, strict=True)), rounds

    def path(self, learnt: Learnt, rows: Matrix) -> Iterator[tuple[int | None, Vector]]:
        """Yield margins by models of growing size, of rows that are prepared first."""
        model = cast(PreparedModel, learnt.model)
        yield from self.inner.path(Learnt(model.inner, learnt.rounds), model.preparation.apply(rows))


def _prepare(sample: Sample) -> tuple[Preparation, Sample]:
    """Return the preparation fitted on a sample, and the sample prepared; made once for all families."""
    return sample.once("prepared", lambda: _prepared(sample))


def _prepared(sample: Sample) -> tuple[Preparation, Sample]:
    own, target = sample.own
    preparation = fit_preparation(own, target, categorical=sample.categorical)
    fold = sample.drawn % ENCODING_FOLDS  # a client who was drawn twice is in one fold
    rows = preparation.apply(sample.rows)
    rows[: len(own)] = encode_across_folds(preparation, own, target, fold)
    columns = tuple(
        column if column.categories is None else replace(column, categories=None, risk=Risk.RISES)
        for column in sample.columns
    )
    return preparation, replace(sample, columns=columns, rows=rows, constrained=True, _made={})
