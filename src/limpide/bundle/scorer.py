"""A bundle at work: bound to the columns of a client base, it scores and explains its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.bundle.features import FeatureCard
from limpide.core.errors import InvalidInput
from limpide.features.layout import FeatureColumn
from limpide.models.calibration import probabilities

_NAMED = 5


@dataclass(frozen=True, eq=False)
class Scorer:
    """Scores rows of one client base, float32 (clients, columns of the base).

    ``positions`` says where each input of the model's recipe is; ``codes[i, c]`` is what the model calls category
    ``c`` of its i-th category input, NaN when it does not know it.
    """

    bundle: Bundle
    positions: NDArray[np.intp]
    category_places: NDArray[np.intp]
    codes: NDArray[np.float32]

    def margins(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return calibrated log-odds of default, float64 (clients,)."""
        return self.margins_of_selected(self.select(matrix))

    def margins_of_selected(self, selected: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return calibrated log-odds of rows that ``select`` returned."""
        return self.bundle.calibration.apply(self.bundle.model.margins(selected))

    def probabilities(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return probabilities of default, float64 (clients,)."""
        return probabilities(self.margins(matrix))

    def contributions(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return what each feature adds to the calibrated margin, float64 (clients, features + 1), base last."""
        contributions = self.bundle.model.contributions(self.select(matrix))
        return self.bundle.calibration.apply_to_contributions(contributions)

    def interval(self, margin: float) -> tuple[float, float]:
        """Return the 90 % interval of the default rate among clients with a margin close to this one."""
        return self.bundle.comparables.interval(margin)

    def values(self, row: NDArray[np.float32]) -> list[float | str | None]:
        """Return one client's values in the order of the features: numbers, words for categories, None if missing."""
        selected = self.select(row.reshape(1, -1))[0]
        return [read_value(card, float(value)) for card, value in zip(self.bundle.features, selected, strict=True)]

    def unknown(self, row: NDArray[np.float32]) -> list[bool]:
        """Return which of one client's values say nothing: missing, or a category that the model has never seen."""
        selected = self.select(row.reshape(1, -1))
        preparation = self.bundle.preparation
        found = np.isnan(selected) if preparation is None else preparation.unknown(selected)
        return [bool(each) for each in found[0]]

    @cached_property
    def learnt_places(self) -> dict[str, int]:
        """Where the features that the client base does not hold stand in the model's own matrix."""
        held = {each.name for each in self.bundle.recipe.inputs}
        return {card.name: place for place, card in enumerate(self.bundle.features) if card.name not in held}

    def learnt(self, row: NDArray[np.float32]) -> dict[str, float | str | None]:
        """Return one client's values of the features that the client base does not hold, by name."""
        values = self.values(row)
        return {name: values[place] for name, place in self.learnt_places.items()}

    def select(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the model's own matrix, float32 (clients, features), in its order and with its category codes.

        Anything infinite is missing, as it was in training; what was learnt from other clients is applied.
        """
        selected = matrix[:, self.positions]
        selected[np.isinf(selected)] = np.nan
        if len(self.category_places):
            found = selected[:, self.category_places]
            unknown = self.codes.shape[1] - 1
            places = np.where((found >= 0) & (found < unknown), found, unknown).astype(np.intp)
            selected[:, self.category_places] = self.codes[np.arange(len(self.category_places)), places]
        return self.bundle.recipe.rows(selected)


def bind(bundle: Bundle, columns: Sequence[FeatureColumn]) -> Scorer:
    """Bind a bundle to the columns of a client base; ``InvalidInput`` names the features that it lacks."""
    places = {column.name: place for place, column in enumerate(columns)}
    _check_columns(bundle, {column.name: column for column in columns})
    inputs = bundle.recipe.inputs
    coded = [(place, each) for place, each in enumerate(inputs) if each.categories is not None]
    known = [columns[places[each.name]].categories or () for _, each in coded]
    codes = np.full((len(coded), 1 + max(map(len, known), default=0)), np.nan, dtype=np.float32)
    for line, ((_, each), words) in enumerate(zip(coded, known, strict=True)):
        meaning = {word: code for code, word in enumerate(each.categories or ())}
        codes[line, : len(words)] = [meaning.get(word, np.nan) for word in words]
    return Scorer(
        bundle=bundle,
        positions=np.array([places[each.name] for each in inputs], dtype=np.intp),
        category_places=np.array([place for place, _ in coded], dtype=np.intp),
        codes=codes,
    )


def bind_to_inputs(bundle: Bundle) -> Scorer:
    """Bind a bundle to rows that hold exactly its inputs, in its order, with its own codes of categories."""
    inputs = bundle.recipe.inputs
    coded = [(place, len(each.categories)) for place, each in enumerate(inputs) if each.categories is not None]
    codes = np.full((len(coded), 1 + max((words for _, words in coded), default=0)), np.nan, dtype=np.float32)
    for line, (_, words) in enumerate(coded):
        codes[line, :words] = np.arange(words)
    return Scorer(
        bundle=bundle,
        positions=np.arange(len(inputs)),
        category_places=np.array([place for place, _ in coded], dtype=np.intp),
        codes=codes,
    )


def _check_columns(bundle: Bundle, columns: dict[str, FeatureColumn]) -> None:
    inputs = bundle.recipe.inputs
    lacking = [each.name for each in inputs if each.name not in columns]
    if lacking:
        raise InvalidInput(
            f"the client base lacks {len(lacking)} of {len(inputs)} features that model "
            f'{bundle.short_version} needs: {_listed(lacking)}; rebuild it with "limpide features build"'
        )
    changed = [each.name for each in inputs if each.revision != columns[each.name].revision]
    if changed:
        raise InvalidInput(
            f"{len(changed)} of {len(inputs)} features of model {bundle.short_version} have another definition in the "
            f'client base than the one it learnt from: {_listed(changed)}; train anew with "limpide train", or keep '
            "the client base that was built with the model"
        )
    for each in inputs:
        if (each.categories is None) != (columns[each.name].categories is None):
            base, model = ("number", "category") if each.categories is not None else ("category", "number")
            raise InvalidInput(
                f"{each.name} is a {base} in the client base but a {model} for model {bundle.short_version}; "
                'rebuild the client base with "limpide features build", or train anew with "limpide train"'
            )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def read_value(card: FeatureCard, value: float) -> float | str | None:
    """Return a value of the model's matrix as it is meant: a number, a category's word, None where it is missing."""
    if not np.isfinite(value):
        return None
    return value if card.categories is None else card.categories[int(value)]
