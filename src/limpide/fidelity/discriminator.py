"""Telling real rows from synthetic ones with LightGBM: .5 means that it cannot be done, 1 that it always can."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

Vector = NDArray[np.float64]

FOLDS = 3
ROUNDS = 200
GIVEAWAYS = 10
_ROUNDS_ALONE = 40
_CORES = 2
_NOTHING = 1e-12
_FEWEST = 30  # rows a side: below that an AUC says nothing
_PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 31,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.3,
    "lambda_l2": 1.0,
    "max_cat_threshold": 16,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


@dataclass(frozen=True, kw_only=True)
class Giveaway:
    """A column that tells the sides apart.

    ``gain`` is its share of all that the trees gained, ``alone`` the AUC with no other column: a column with much
    gain and .5 alone has the right values, but not in the right company.
    """

    column: str
    gain: float
    alone: float


@dataclass(frozen=True, kw_only=True)
class Discrimination:
    """``auc`` is cross-validated, ``rows`` is the number of rows of each side, giveaways come worst first."""

    auc: float
    rows: int
    columns: int
    giveaways: tuple[Giveaway, ...]

    def named(self) -> str:
        """Return the giveaways in one line: column, share of gain, AUC alone."""
        return ", ".join(f"{each.column} ({each.gain:.0%}, {each.alone:.2f} alone)" for each in self.giveaways)


def tell_apart(
    real: pd.DataFrame, synthetic: pd.DataFrame, *, seed: int = 0, giveaways: int = GIVEAWAYS
) -> Discrimination | None:
    """Measure how well rows of numbers and text (any order; no ids, no target) betray their side.

    The larger side is cut to the size of the smaller one. None below 30 rows a side.
    """
    rows = min(len(real), len(synthetic))
    if rows < _FEWEST:
        return None
    matrix = pool(real.sample(rows, random_state=seed), synthetic.sample(rows, random_state=seed))
    side = np.repeat([0.0, 1.0], rows)
    auc, gain = _judge(matrix, side, seed=seed, rounds=ROUNDS)
    worst = [place for place in np.argsort(-gain, kind="stable")[:giveaways] if gain[place] > 0]
    alone = [_judge(matrix.iloc[:, [place]], side, seed=seed, rounds=_ROUNDS_ALONE)[0] for place in worst]
    return Discrimination(
        auc=auc,
        rows=rows,
        columns=matrix.shape[1],
        giveaways=tuple(
            Giveaway(column=str(matrix.columns[place]), gain=float(gain[place]), alone=judged)
            for place, judged in zip(worst, alone, strict=True)
        ),
    )


def pool(real: pd.DataFrame, synthetic: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of both sides under each other; text becomes categories, columns of one side only are left out."""
    shared = [name for name in real.columns if name in synthetic.columns]
    pooled = pd.concat([real[shared], synthetic[shared]], ignore_index=True)
    for name in shared:
        if not pd.api.types.is_numeric_dtype(pooled[name]):
            categories = sorted(pooled[name].dropna().astype(str).unique())
            pooled[name] = pd.Categorical(pooled[name], categories=categories)
    return pooled


def _judge(matrix: pd.DataFrame, side: Vector, *, seed: int, rounds: int) -> tuple[float, Vector]:
    """Return the AUC out of fold and each column's share of the gain, float64 (columns,)."""
    parameters: dict[str, Any] = {**_PARAMETERS, "seed": seed}
    matrix = matrix.set_axis([str(place) for place in range(matrix.shape[1])], axis=1)  # LightGBM is choosy about names
    chances, gain = np.zeros(len(side)), np.zeros(matrix.shape[1])
    whole = lightgbm.Dataset(matrix, side, free_raw_data=False, params=parameters).construct()
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(matrix, side))
    learnt = [whole.subset(np.sort(seen)).construct() for seen, _ in folds]
    # A thread a fold, one core each: LightGBM's own threads wait for each other when the machine is busy.
    with ThreadPoolExecutor(_CORES) as threads:
        boosters = list(threads.map(lambda rows: lightgbm.train(parameters, rows, num_boost_round=rounds), learnt))
    for booster, (_, unseen) in zip(boosters, folds, strict=True):
        chances[unseen] = booster.predict(matrix.iloc[unseen], num_threads=1)
        gain += booster.feature_importance("gain")
    return float(roc_auc_score(side, chances)), gain / max(gain.sum(), _NOTHING)
