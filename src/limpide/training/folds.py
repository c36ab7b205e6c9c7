"""Folds that a model is tried on: every one like the others, no person on both sides."""

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput


def assign_folds(target: NDArray[np.float64], person: NDArray[np.int64], *, folds: int, seed: int) -> NDArray[np.intp]:
    """Return the fold of each client, int (clients,): stratified by target, whole persons together.

    Persons with the same numbers of applications and of defaults are shuffled and dealt out in turn.

    >>> assign_folds(np.array([1.0, 1.0, 0.0, 0.0]), np.array([7, 8, 9, 9]), folds=2, seed=1).tolist()[2:]
    [1, 1]
    """
    if folds < 2:
        raise InvalidInput(f"{folds} folds cannot check a model on clients it has not seen; use 2 or more")
    _, position, applications = np.unique(person, return_inverse=True, return_counts=True)
    defaults = np.bincount(position, weights=target)
    shuffle = np.random.default_rng(seed).random(len(applications))
    order = np.lexsort((shuffle, applications, defaults))
    fold_of_person = np.empty(len(order), dtype=np.intp)
    fold_of_person[order] = np.arange(len(order)) % folds
    fold: NDArray[np.intp] = fold_of_person[position]
    _check_folds(fold, target, folds=folds)
    return fold


def _check_folds(fold: NDArray[np.intp], target: NDArray[np.float64], *, folds: int) -> None:
    for number in range(folds):
        seen = target[fold == number]
        if not len(seen) or seen.min() == seen.max():
            raise InvalidInput(
                f"fold {number + 1} of {folds} has only one outcome among its {len(seen)} clients; use fewer folds: "
                "the same persons stay together"
            )
