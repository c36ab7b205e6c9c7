"""What is done about there being few defaults: nothing, weights, or another sample; never to clients kept back."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput
from limpide.training.neighbourhood import Neighbourhood
from limpide.training.sample import Sample

FEW = 6_000  # clients at most whose nearest neighbours are looked for: the time grows with their square


class Draw(Protocol):
    """Makes a sample of a sample."""

    def __call__(self, sample: Sample, *, seed: int) -> Sample:
        """Return another sample of the same clients."""
        ...


@dataclass(frozen=True)
class Method:
    """A way of handling imbalance; ``most`` clients are drawn first where the method cannot run on all."""

    name: str
    title: str
    rank: int
    draw: Draw
    most: int | None = None

    def apply(self, sample: Sample, *, seed: int) -> Sample:
        """Return the sample to learn from; the one given stays as it is."""
        return self.draw(draw_some(sample, most=self.most, seed=seed), seed=seed)


def keep(sample: Sample, *, seed: int) -> Sample:  # noqa: ARG001 - every method is called with the same words
    """Leave everything as it is."""
    return sample


def weigh(sample: Sample, *, seed: int) -> Sample:  # noqa: ARG001
    """Let both outcomes count the same in total (scikit-learn's ``balanced``), and all clients as many as they are."""
    share = float(sample.target.mean())
    return replace(sample, weights=np.where(sample.target == 1, 0.5 / share, 0.5 / (1 - share)), _made={})


def undersample(sample: Sample, *, seed: int) -> Sample:
    """Draw as many good clients as there are defaults."""
    from imblearn.under_sampling import RandomUnderSampler

    return _redraw(sample, RandomUnderSampler(random_state=seed))


def oversample(sample: Sample, *, seed: int) -> Sample:
    """Draw defaults again and again, until there are as many as good clients."""
    from imblearn.over_sampling import RandomOverSampler

    return _redraw(sample, RandomOverSampler(random_state=seed))


def smote_tomek(sample: Sample, *, seed: int) -> Sample:
    """Make up defaults between neighbours, then drop both of each pair of nearest opposites."""
    from imblearn.combine import SMOTETomek

    sampler = SMOTETomek(random_state=seed, smote=_smote(sample, seed=seed))
    return _make_up(sample, sampler, cleaner="tomek_")


def smote_enn(sample: Sample, *, seed: int) -> Sample:
    """Make up defaults between neighbours, then drop whoever's neighbours have the other outcome."""
    from imblearn.combine import SMOTEENN

    sampler = SMOTEENN(random_state=seed, smote=_smote(sample, seed=seed))
    return _make_up(sample, sampler, cleaner="enn_")


def draw_some(sample: Sample, *, most: int | None, seed: int) -> Sample:
    """Draw so many clients at most, with the same share of defaults; None for all of them."""
    if most is None or len(sample.rows) <= most:
        return sample
    order = np.lexsort((np.random.default_rng(seed).random(len(sample.target)), sample.target))
    spread = np.linspace(0, len(order) - 1, most).astype(np.intp)
    return _pick(sample, np.sort(order[spread]))


METHODS = (
    Method("none", "nothing", 0, keep),
    Method("weights", "class weights", 1, weigh),
    Method("undersampling", "undersampling", 2, undersample),
    Method("oversampling", "oversampling", 3, oversample),
    Method("smote-tomek", "SMOTE and Tomek links", 4, smote_tomek, most=FEW),
    Method("smote-enn", "SMOTE and edited neighbours", 5, smote_enn, most=FEW),
)
PLAIN = METHODS[0]


def _redraw(sample: Sample, sampler: Any) -> Sample:
    sampler.fit_resample(np.arange(len(sample.target))[:, None], sample.target)
    return _pick(sample, np.sort(np.asarray(sampler.sample_indices_, dtype=np.intp)))


def _pick(sample: Sample, places: NDArray[np.intp]) -> Sample:
    return replace(sample, rows=sample.rows[places], target=sample.target[places], drawn=sample.drawn[places], _made={})


def _smote(sample: Sample, *, seed: int) -> Any:
    from imblearn.over_sampling import SMOTE

    rarest = int(min(sample.target.sum(), (1 - sample.target).sum()))
    if rarest < 2:
        raise InvalidInput(
            f"SMOTE makes up clients between two neighbours, and only {rarest} of {len(sample.target)} has the rarer "
            "outcome; learn from more clients or leave this method out"
        )
    return SMOTE(random_state=seed, k_neighbors=min(5, rarest - 1))


def _make_up(sample: Sample, sampler: Any, *, cleaner: str) -> Sample:
    space = Neighbourhood.of(sample.rows, sample.categorical)
    points, outcomes = sampler.fit_resample(space.points(sample.rows), sample.target)
    places = np.asarray(getattr(sampler, cleaner).sample_indices_, dtype=np.intp)
    real = places < len(sample.rows)  # the sampler appends what it makes up
    drawn = places[real]
    return replace(
        sample,
        rows=np.vstack([sample.rows[drawn], space.rows(points[~real])]),
        target=np.concatenate([sample.target[drawn], np.asarray(outcomes, dtype=np.float64)[~real]]),
        drawn=sample.drawn[drawn],
        _made={},
    )
