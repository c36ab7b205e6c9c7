"""How steady reasons are: what the same clients are told when persons are resampled or digits change.

Reasons are built and ordered as a bundle tells them (``bundle.reasons``), of calibrated contributions. All concepts are
compared, and again only those that are shown: a concept that weighs just enough in one fit may be none in another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.features import FeatureCard
from limpide.bundle.judgement import Steadiness
from limpide.bundle.reasons import Reason, Weighed, build_plain_reasons, build_reasons
from limpide.bundle.scorer import read_value
from limpide.contract.explanation import AVAILABLE_DATA
from limpide.models.fitted import FittedModel
from limpide.models.prepared import PreparedModel
from limpide.training.lesson import Lesson

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]
Decide = Callable[[Vector], NDArray[np.intp]]
SAMPLE = 500
_FIRST = 4
_DIGITS = 3


@dataclass(frozen=True, eq=False)
class Told:
    """What a model tells some clients: places of the concepts, first reason first, int (clients, concepts).

    ``shown`` are the first concepts that are shown as reasons, at most four a client; ``decided`` int (clients,).
    """

    order: NDArray[np.intp]
    shown: list[frozenset[str]]
    decided: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Teller:
    """How models tell reasons, strongest first: ``slope`` is that of the calibration.

    ``decide`` returns what a margin before calibration is decided as, an int; 0 for the grey zone.
    """

    cards: Sequence[FeatureCard]
    slope: float
    decide: Decide

    def tell(self, model: FittedModel, rows: Matrix) -> Told:
        """Explain float32 (clients, columns)."""
        contributions = self.slope * model.contributions(rows)[:, :-1]
        unknown = model.preparation.unknown(rows) if isinstance(model, PreparedModel) else np.isnan(rows)
        lines = zip(rows.tolist(), contributions.tolist(), unknown.tolist(), strict=True)
        told = [self._reasons(*line, plain=not isinstance(model, PreparedModel)) for line in lines]
        place = {name: at for at, name in enumerate(sorted({card.family for card in self.cards}))}
        return Told(
            order=np.array([[place[each.family] for each in reasons] for reasons in told], dtype=np.intp),
            shown=[frozenset([each.family for each in reasons if each.evidence][:_FIRST]) for reasons in told],
            decided=self.decide(model.margins(rows)),
        )

    def _reasons(
        self, row: list[float], contributions: list[float], unknown: list[bool], *, plain: bool
    ) -> list[Reason]:
        """Return every concept but the available data, first reason first."""
        weighed = [
            Weighed(card, read_value(card, value), added, known=not missing)
            for card, value, added, missing in zip(self.cards, row, contributions, unknown, strict=True)
        ]
        found = build_plain_reasons(weighed) if plain else build_reasons(weighed, availability=0.0)
        return [each for each in found if each.family != AVAILABLE_DATA]


def measure_steadiness(
    lesson: Lesson, model: FittedModel, refits: Sequence[FittedModel], teller: Teller, *, seed: int
) -> tuple[Steadiness, ...]:
    """Explain some clients by the model, by ``refits`` on resampled persons, and with rounded inputs; compare them."""
    drawn = np.sort(np.random.default_rng(seed).permutation(len(lesson.seen))[:SAMPLE])
    some = np.zeros(len(lesson.seen), dtype=bool)
    some[drawn] = True
    rows, inputs = lesson.rows(some), lesson.inputs(some)
    rounded = lesson.recipe.rows(_rounded(inputs, lesson.category_inputs))
    usual = teller.tell(model, rows)
    refitted = [teller.tell(other, rows) for other in refits]
    found = [_compare("bootstrap refit", usual, refitted)] if refitted else []
    return (*found, _compare("inputs rounded to three digits", usual, [teller.tell(model, rounded)]))


def _rounded(inputs: Matrix, categorical: NDArray[np.bool_]) -> Matrix:
    """Keep three significant digits of every number; codes of categories stay."""
    with np.errstate(divide="ignore", invalid="ignore"):
        step = 10.0 ** (np.floor(np.log10(np.abs(inputs))) - (_DIGITS - 1))
        rounded = np.where(np.isfinite(step) & (step > 0), np.round(inputs / step) * step, inputs)
    return np.where(categorical, inputs, rounded).astype(np.float32)


def _compare(
    change: Literal["bootstrap refit", "inputs rounded to three digits"], usual: Told, changed: Sequence[Told]
) -> Steadiness:
    same, shared, all_four, rank = np.mean([_agreement(usual.order, other.order) for other in changed], axis=0)
    shown = [one == two for other in changed for one, two in zip(usual.shown, other.shown, strict=True)]
    return Steadiness(
        change=change,
        clients=len(usual.order),
        same_first=float(same),
        shared=float(shared),
        rank=float(rank),
        same_four=float(all_four),
        flipped=float(np.mean([np.mean(usual.decided * other.decided < 0) for other in changed])),
        same_shown=float(np.mean(shown)),
    )


def _agreement(first: NDArray[np.intp], second: NDArray[np.intp]) -> tuple[float, float, float, float]:
    most = min(_FIRST, first.shape[1])
    shared = np.array(
        [len(np.intersect1d(*pair)) / most for pair in zip(first[:, :most], second[:, :most], strict=True)]
    )
    same = float((first[:, 0] == second[:, 0]).mean())
    return same, float(shared.mean()), float((shared == 1).mean()), _rank_correlation(first, second)


def _rank_correlation(first: NDArray[np.intp], second: NDArray[np.intp]) -> float:
    """Return Spearman's correlation of two orders without ties, averaged over clients; 1 for a single family."""
    families = first.shape[1]
    if families < 2:
        return 1.0
    distance = np.argsort(first, axis=1) - np.argsort(second, axis=1)
    return float(np.mean(1 - 6 * (distance**2).sum(axis=1) / (families * (families**2 - 1))))
