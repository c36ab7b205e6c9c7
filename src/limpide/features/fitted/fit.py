"""Learns everything that can be learnt from the columns of some clients, and from nobody else."""

from collections.abc import Sequence

import numpy as np

from limpide.features.fitted.groups import COMPARISONS
from limpide.features.fitted.loan import NEEDS, FittedLoan
from limpide.features.fitted.recipe import Input, Recipe
from limpide.features.fitted.relative import Matrix, Values
from limpide.features.fitted.relative_fit import fit_groups
from limpide.features.fitted.terms import TermTable
from limpide.features.layout import FeatureColumn


def fit_recipe(columns: Sequence[FeatureColumn], matrix: Matrix, *, terms: TermTable | None = None) -> Recipe:
    """Return the recipe of every column and of every feature that can be learnt from these clients.

    ``matrix`` is float32 (clients, columns) of the clients to learn from; ``terms`` the lengths of past loans.
    """
    categories = {column.name: column.categories for column in columns}
    values_of = {column.name: matrix[:, place] for place, column in enumerate(columns)}
    loan = FittedLoan.find(terms, categories["contract_kind"]) if set(NEEDS) <= set(categories) else None
    if loan is not None:
        values_of |= _of_loan(loan, values_of)
        categories |= dict.fromkeys(loan.names)
    groups = fit_groups(COMPARISONS, values_of, categories)
    return Recipe(
        inputs=tuple(Input(column.name, column.categories, column.revision) for column in columns),
        features=(
            *(column.name for column in columns),
            *(() if loan is None else loan.names),
            *(name for group in groups for name in group.names),
        ),
        loan=loan,
        groups=groups,
    )


def _of_loan(loan: FittedLoan, values_of: Values) -> Values:
    made = loan.apply(np.column_stack([values_of[name] for name in loan.needs]))
    return dict(zip(loan.names, made.astype(np.float32).T, strict=True))
