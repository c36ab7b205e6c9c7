"""What every family can do with a sample, whatever its settings."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

from limpide.models.fitted import FittedModel
from limpide.training.sample import Matrix, Sample, Vector

Setting = float | int
Unseen = tuple[Matrix, Vector]


class Ask(Protocol):
    """Where settings to try come from; Optuna's trial is one."""

    def suggest_float(self, name: str, low: float, high: float, *, log: bool = False) -> float:
        """Return a number between two others."""
        ...

    def suggest_int(self, name: str, low: int, high: int, *, log: bool = False) -> int:
        """Return a whole number between two others."""
        ...


@dataclass(frozen=True, eq=False)
class Learnt:
    """A model, and how many trees unseen clients found best; None where there is no such number."""

    model: FittedModel
    rounds: int | None = None


class Learner(ABC):
    """A family with its settings; ``rank`` says how hard it is to understand, 0 for the simplest."""

    name: ClassVar[str]
    rank: ClassVar[int]

    @abstractmethod
    def learn(self, sample: Sample, unseen: Unseen, *, seed: int) -> Learnt:
        """Fit on a sample, on one core; the unseen clients may say when to stop, and nothing else."""

    @abstractmethod
    def finish(self, sample: Sample, *, rounds: int | None, seed: int) -> FittedModel:
        """Fit on everybody, with the size that the folds found."""

    def settings(self) -> Mapping[str, Setting]:
        """Return what can be searched, by the names that ``suggest`` asks for; nothing by default."""
        return {}

    def suggest(self, ask: Ask) -> Self:  # noqa: ARG002
        """Return the same family with the settings asked for."""
        return self

    def sized(self, *, rounds: int | None) -> Self:  # noqa: ARG002
        """Return the same with its number of trees decided, where it has any."""
        return self

    def freed(self) -> Self:
        """Return the same without any size decided or limited."""
        return self

    def held(self, *, most_gap: float) -> Self | None:  # noqa: ARG002
        """Return the same, stopped before it knows its own clients too well; None where nothing can be stopped."""
        return None

    def agree(self, learnt: Sequence[Learnt]) -> tuple[tuple[FittedModel, ...], int | None]:
        """Return the folds' models and the size for everybody; no fold helps to settle its own model's size."""
        return tuple(each.model for each in learnt), None

    def path(self, learnt: Learnt, rows: Matrix) -> Iterator[tuple[int | None, Vector]]:
        """Yield margins of the rows, float64 (clients,), by models of growing size, with the size."""
        yield None, learnt.model.margins(rows)


class Direct(Learner):
    """A family without a size to find."""

    @abstractmethod
    def fit(self, sample: Sample, *, seed: int) -> FittedModel:
        """Fit on a sample."""

    def learn(self, sample: Sample, unseen: Unseen, *, seed: int) -> Learnt:  # noqa: ARG002
        """Fit on a sample."""
        return Learnt(self.fit(sample, seed=seed))

    def finish(self, sample: Sample, *, rounds: int | None, seed: int) -> FittedModel:  # noqa: ARG002
        """Fit on everybody."""
        return self.fit(sample, seed=seed)
