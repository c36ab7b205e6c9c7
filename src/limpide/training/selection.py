"""Which features a model does without: twins of others, what may be noise, what helps no more, what drifts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from limpide.bundle.manifest import Dropped
from limpide.features.stability import psi
from limpide.training.likeness import find_twins
from limpide.training.usefulness import Matrix, Vector

DRIFTS = 0.25
# Helping unseen halves cannot tell noise for certain: all halves are of the same clients, and a column that goes with
# their defaults by chance goes with them in every half. So a column has to be tied to default more closely than chance
# would tie one of 10,000. On 3,600 clients with 591 columns that left 78 columns, an AUC of .772 and a gap of .035 for
# a regression; one of 1,000 gave .774 and .046, one of 100,000 .765 and .028.
CHANCE = 1e-4
# On 4,500 clients with 500 columns, asking for more than a gain above nothing cost .01 of AUC; on 45,000 with 140 it
# cost less than .001 and left half of the columns out.
_AMPLE = 150  # clients for each column
_WORTH = 0.7  # log-likelihood that a column must bring to an unseen half where clients are ample
_HARM = 0.5  # share of the halves that a useful column may harm
_SURE = 2.0  # standard errors above nothing that a drifting column must bring
_FEWEST = 3  # the best that stay when nobody can be told from chance: a model has to be made of something


@dataclass(frozen=True, eq=False)
class Crowds:
    """Two crowds that should look alike, such as early and late applications: float32 (clients, columns) each."""

    reference: Matrix
    current: Matrix


@dataclass(frozen=True)
class Outline:
    """What is known of columns without any outcome: which other one a twin repeats, how far each one drifts (PSI)."""

    twins: dict[str, str]
    drift: dict[str, float]


def draw_outline(
    matrix: Matrix, names: Sequence[str], words: Sequence[int | None], crowds: Sequence[Crowds], *, seed: int
) -> Outline:
    """Look for twins and for drift.

    ``matrix`` is float32 (clients, columns) of the clients to learn from, ``words`` how many categories each column
    has, None for a number. A column drifts as far as it does between the crowds where it differs most.
    """
    twins = find_twins(matrix, np.array([count is None for count in words]), seed=seed)
    drift = {
        name: max((_drift(each, place, words[place]) for each in crowds), default=0.0)
        for place, name in enumerate(names)
    }
    return Outline({names[place]: names[of] for place, of in twins.items()}, drift)


def drop_useless(
    names: Sequence[str], gains: Vector, coincidence: Vector, drift: dict[str, float], *, clients: int
) -> tuple[Dropped, ...]:
    """Return the columns that may be noise or do not help unseen clients, or that drift and do not surely help.

    ``gains`` are those of ``measure_usefulness``, float64 (halves, columns), ``coincidence`` that of
    ``measure_coincidence``: no column of noise passes it more often than once in 10,000. With few ``clients`` for each
    column, a column has to help on average and must not harm most halves, because small gains add up; with many, it
    has to bring more. A drifting column was useful to the clients learnt from; whether it still is to others is a
    guess, so that it has to be worth it.
    """
    mean = gains.mean(axis=0)
    error = gains.std(axis=0, ddof=1) / np.sqrt(len(gains))
    scarce = clients < _AMPLE * len(names)
    helps = (mean > 0) & ((gains < 0).mean(axis=0) <= _HARM) if scarce else mean > np.maximum(error, _WORTH)
    useful = helps & (coincidence < CHANCE)
    drifts = np.array([drift.get(name, 0.0) > DRIFTS for name in names])
    kept = useful & (~drifts | (mean > _SURE * error))
    if not kept.any():
        kept[np.argsort(-mean, kind="stable")[:_FEWEST]] = True
    return tuple(
        Dropped(name=name, why="drifting" if useful[place] else "useless", psi=round(drift.get(name, 0.0), 3))
        for place, name in enumerate(names)
        if not kept[place]
    )


def _drift(crowds: Crowds, place: int, words: int | None) -> float:
    return psi(crowds.reference[:, place], crowds.current[:, place], categories=words)
