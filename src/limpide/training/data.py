"""The clients and columns that a model may learn from, and the refusals when they cannot teach anything."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limpide.core.errors import InvalidInput
from limpide.features.feature import Policy, Risk
from limpide.features.fitted.arrival import read_arrival
from limpide.features.fitted.groups import COMPARISONS
from limpide.features.fitted.terms import TermTable, read_terms
from limpide.features.layout import FeatureColumn
from limpide.portfolio.snapshot import Snapshot

_AMOUNT = "credit"
COMPARED = {comparison.name for comparison in COMPARISONS}


@dataclass(frozen=True, eq=False)
class LearningData:
    """Labelled clients only, and only the columns that the policy leaves to the model.

    ``matrix`` is float32 (clients, columns), ``target`` float64 (clients,) of 0 and 1, ``person`` int64 (clients,);
    ``constant`` names the columns that were left out because they tell nobody apart; ``unlabelled`` are rows of
    clients whose outcome is not known, at most as many as the others; ``arrival`` grows with the time of application,
    NaN where it is not known, float64 (clients,); ``terms`` are the lengths of past loans; ``amount``, float64
    (clients,), the amounts of the loans asked for. None where there are none. ``accepted`` are errors of the tables
    that the data gate let pass.
    """

    matrix: NDArray[np.float32]
    target: NDArray[np.float64]
    person: NDArray[np.int64]
    columns: tuple[FeatureColumn, ...]
    constant: tuple[str, ...] = ()
    unlabelled: NDArray[np.float32] | None = None
    arrival: NDArray[np.float64] | None = None
    terms: TermTable | None = None
    policies: tuple[Policy, ...] = (Policy.MODEL,)
    directed: bool = True
    extra: tuple[str, ...] = ()
    amount: NDArray[np.float64] | None = None
    accepted: tuple[str, ...] = ()

    def is_feature(self, column: FeatureColumn) -> bool:
        """Whether a model may learn from a column; of ``directed`` data, only a category or a number with a direction.

        Other columns may still be what a learnt feature is made of.
        """
        if column.name in self.extra:
            return True
        if column.policy not in self.policies or (column.name in COMPARED and self.directed):
            return False
        return not self.directed or column.categories is not None or column.risk is not Risk.MIXED

    @property
    def defaults(self) -> int:
        """How many clients defaulted."""
        return int(self.target.sum())


def select_learning_data(
    snapshot: Snapshot,
    *,
    folds: int,
    policies: tuple[Policy, ...] = (Policy.MODEL,),
    directed: bool = True,
    extra: tuple[str, ...] = (),
) -> LearningData:
    """Select what may be learnt from, or refuse in one sentence: ``InvalidInput``.

    ``policies`` other than the model's own, and data without ``directed``, are for challengers and for measuring what
    leaving those columns out costs; so are ``extra`` columns, by name, whatever their policy and direction.
    """
    target = np.asarray(snapshot.target, dtype=np.float64)
    labelled = ~np.isnan(target)
    _check_target(target[labelled], snapshot=snapshot, folds=folds)
    matrix = _rows(snapshot.matrix, labelled)
    allowed = [
        place for place, column in enumerate(snapshot.columns) if column.policy in policies or column.name in extra
    ]
    kept = [place for place in allowed if _varies(matrix[:, place])]
    if not kept:
        raise InvalidInput(
            f"none of the {len(snapshot.columns)} columns of {snapshot.path} can be learnt from: every one is "
            "missing, constant or reserved for comparison; check the tables that it was built from"
        )
    arrival = read_arrival(snapshot.path)
    return LearningData(
        matrix=np.ascontiguousarray(matrix[:, kept]),
        target=target[labelled],
        person=np.asarray(snapshot.person)[labelled],
        columns=tuple(snapshot.columns[place] for place in kept),
        constant=tuple(snapshot.columns[place].name for place in allowed if place not in set(kept)),
        unlabelled=_rows(snapshot.matrix, _some(~labelled, most=int(labelled.sum())))[:, kept],
        arrival=None if arrival is None else arrival[labelled],
        terms=read_terms(snapshot.path),
        policies=policies,
        directed=directed,
        extra=extra,
        amount=_amounts(snapshot, labelled),
    )


def _amounts(snapshot: Snapshot, labelled: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """Return the amounts of the loans asked for, None where the client base does not hold them."""
    place = next((place for place, column in enumerate(snapshot.columns) if column.name == _AMOUNT), None)
    return None if place is None else np.asarray(snapshot.matrix[labelled, place], dtype=np.float64)


def _rows(matrix: NDArray[np.float32], wanted: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Copy the wanted rows out of the map; a ratio that divided by zero counts as missing."""
    rows = np.array(matrix[wanted], dtype=np.float32)
    rows[np.isinf(rows)] = np.nan
    return rows


def _some(wanted: NDArray[np.bool_], *, most: int) -> NDArray[np.bool_]:
    """Keep at most so many of the wanted, spread evenly."""
    places = np.flatnonzero(wanted)
    few = np.zeros(len(wanted), dtype=bool)
    few[places[:: max(1, -(-len(places) // most))]] = True
    return few


def _varies(values: NDArray[np.float32]) -> bool:
    present = values[~np.isnan(values)]
    if not len(present):
        return False
    return len(present) < len(values) or bool((present != present[0]).any())


def _check_target(target: NDArray[np.float64], *, snapshot: Snapshot, folds: int) -> None:
    if not len(target):
        raise InvalidInput(
            f"none of the {len(snapshot.client_ids)} clients of {snapshot.path} has a known outcome; "
            "build the snapshot from labelled applications"
        )
    strange = target[(target != 0) & (target != 1)]
    if len(strange):
        raise InvalidInput(
            f"{len(strange)} clients of {snapshot.path} have a target that is neither 0 nor 1, for example "
            f'{strange[0]:g}; mend it in the lender\'s tables and rebuild with "limpide features build"'
        )
    defaults = int(target.sum())
    rarest = min(defaults, len(target) - defaults)
    if not rarest:
        found = "defaulted" if defaults else "repaid"
        raise InvalidInput(
            f"all {len(target)} labelled clients of {snapshot.path} {found}: a model needs both outcomes"
        )
    if rarest < folds:
        outcome = "defaulted" if rarest == defaults else "repaid"
        raise InvalidInput(
            f"only {rarest} of {len(target)} labelled clients of {snapshot.path} {outcome}, fewer than the {folds} "
            "folds; use fewer folds or more clients"
        )
