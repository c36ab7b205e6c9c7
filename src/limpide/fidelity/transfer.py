"""Whether what a model learns on synthetic applications is true of real ones."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import lightgbm
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from limpide.features.feature import PROTECTED
from limpide.fidelity.discriminator import pool
from limpide.fidelity.measure import Bar, Measure
from limpide.fidelity.sides import MOST_CLIENTS, Ids, Side, read_applications
from limpide.sources.tables import TARGET

BAR = Bar(limit=0.71, stretch=0.735, at_least=True)
FOLDS = 5
ROUNDS = 500
_CORES = 2
_LEAF, _LEAVES_AT_LEAST = 300, 40
_FEWEST = 50  # defaults a side
_PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 12,
    "max_depth": 4,
    "feature_fraction": 0.1,
    "lambda_l2": 100,
    "cat_smooth": 50,
    "cat_l2": 50,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
Vector = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """AUC on real labelled applications of a model trained on synthetic ones, and of models trained on real ones.

    The second is out of fold, one person's applications together. Both are None when ``why`` says so.
    """

    synthetic_trained: float | None
    real_trained: float | None
    real_rows: int
    synthetic_rows: int
    why: str

    def measure(self) -> Measure:
        """Return the figure with its bar."""
        remark = self.why
        if self.real_trained is not None:
            remark = (
                f"trained on real: {self.real_trained:.4f}; {self.synthetic_rows:,} synthetic, {self.real_rows:,} real "
                "labelled applications, without protected attributes"
            )
        return Measure(
            name="trained on synthetic, tested on real (AUC)", value=self.synthetic_trained, bar=BAR, remark=remark
        )


def measure_transfer(real: Side, synthetic: Side, *, seed: int = 0, most: int = MOST_CLIENTS) -> Transfer:
    """Train on synthetic labelled applications and test on real ones, at most ``most`` rows a side."""
    real_rows, synthetic_rows = (
        read_applications(side, _sample(side.labelled, most=most, seed=seed)) for side in (real, synthetic)
    )
    return compare_learning(real_rows, synthetic_rows, seed=seed)


def compare_learning(real: pd.DataFrame, synthetic: pd.DataFrame, *, seed: int = 0) -> Transfer:
    """Compare on labelled application rows with their column ``target``; protected attributes are left out."""
    sides = (real, synthetic)
    for rows, name in zip(sides, ("real", "synthetic"), strict=True):
        outcomes = (rows[TARGET] == 1).sum(), (rows[TARGET] == 0).sum()
        if min(outcomes) < _FEWEST:
            why = f"{name} has {outcomes[0]} defaults and {outcomes[1]} repaid labelled applications; {_FEWEST} needed"
            return Transfer(
                synthetic_trained=None, real_trained=None, real_rows=len(real), synthetic_rows=len(synthetic), why=why
            )
    matrix = pool(*(_columns(rows) for rows in sides))
    target = np.concatenate([rows[TARGET].to_numpy(dtype=np.float64) for rows in sides])
    is_real = np.arange(len(matrix)) < len(real)
    taught = _fit(matrix[~is_real], target[~is_real], seed=seed)
    return Transfer(
        synthetic_trained=float(roc_auc_score(target[is_real], taught.predict(matrix[is_real], num_threads=1))),
        real_trained=_cross_validate(matrix[is_real], target[is_real], _persons(real), seed=seed),
        real_rows=len(real),
        synthetic_rows=len(synthetic),
        why="",
    )


def _columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what a model may see: the lender's columns but protected ones, and the ratios every lender looks at."""
    scores = rows[["EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3"]]
    ratios = {
        "credit_over_annuity": rows["AMT_CREDIT"] / rows["AMT_ANNUITY"],
        "credit_over_goods": rows["AMT_CREDIT"] / rows["AMT_GOODS_PRICE"],
        "annuity_over_income": rows["AMT_ANNUITY"] / rows["AMT_INCOME_TOTAL"],
        "employed_over_age": rows["DAYS_EMPLOYED"].where(rows["DAYS_EMPLOYED"] <= 0) / rows["DAYS_BIRTH"],
        "mean_score": scores.mean(axis=1),
        "least_score": scores.min(axis=1),
    }
    kept = rows.drop(columns=[TARGET, *PROTECTED])
    return pd.concat([kept, pd.DataFrame(ratios).replace([np.inf, -np.inf], np.nan)], axis=1)


def _persons(rows: pd.DataFrame) -> Ids:
    """Return equal numbers for applications that look like the same person's: all their days shifted alike."""
    birth = rows["DAYS_BIRTH"]
    shift = (birth - rows["DAYS_REGISTRATION"]) * 100_000 + (birth - rows["DAYS_ID_PUBLISH"])
    return shift.fillna(pd.Series(-np.arange(1, len(rows) + 1), index=rows.index)).to_numpy(dtype=np.int64)


def _cross_validate(matrix: pd.DataFrame, target: Vector, persons: Ids, *, seed: int) -> float:
    folds = list(GroupKFold(FOLDS, shuffle=True, random_state=seed).split(matrix, target, persons))
    chances = np.zeros(len(target))
    # A thread a fold, one core each: LightGBM's own threads wait for each other when the machine is busy.
    with ThreadPoolExecutor(_CORES) as threads:
        fitted = threads.map(lambda rows: _fit(matrix.iloc[rows[0]], target[rows[0]], seed=seed), folds)
        for booster, (_, unseen) in zip(fitted, folds, strict=True):
            chances[unseen] = booster.predict(matrix.iloc[unseen], num_threads=1)
    return float(roc_auc_score(target, chances))


def _fit(matrix: pd.DataFrame, target: Vector, *, seed: int) -> lightgbm.Booster:
    leaf = min(_LEAF, len(target) // _LEAVES_AT_LEAST)
    parameters = {**_PARAMETERS, "min_data_in_leaf": leaf, "seed": seed}
    return lightgbm.train(parameters, lightgbm.Dataset(matrix, target, params=parameters), num_boost_round=ROUNDS)


def _sample(client_ids: Ids, *, most: int, seed: int) -> Ids:
    if len(client_ids) <= most:
        return client_ids
    return np.sort(np.random.default_rng(seed).choice(client_ids, most, replace=False))
