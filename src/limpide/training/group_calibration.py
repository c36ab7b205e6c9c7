"""Test of calibration by group: observed against predicted defaults, with a correction for the number of groups."""

from collections.abc import Sequence
from dataclasses import replace
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.judgement import Attribute

Vector = NDArray[np.float64]


def calibration_z(chances: Vector, target: Vector) -> float:
    """Standardise observed minus predicted defaults: z = (sum y - sum p) / sqrt(sum p (1 - p)), float64 (clients,).

    >>> round(calibration_z(np.full(100, 0.1), np.repeat([1.0, 0.0], [16, 84])), 2)
    2.0
    """
    spread = float(np.sum(chances * (1 - chances)))
    return float(target.sum() - chances.sum()) / sqrt(spread) if spread > 0 else 0.0


def two_sided_p_value(z: float) -> float:
    """Return the chance of a normal deviate at least so far from 0.

    >>> round(two_sided_p_value(1.96), 2)
    0.05
    """
    return erfc(abs(z) / sqrt(2))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for being several (Holm's step-down correction): they bound the chance of any false alarm.

    >>> [round(each, 3) for each in holm([0.04, 0.001, 0.5])]
    [0.08, 0.003, 0.5]
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return adjusted


def adjust_for_looks(attributes: Sequence[Attribute]) -> tuple[tuple[Attribute, ...], int]:
    """Give every group the p-value of its z, adjusted over all groups of all attributes; return how many these are."""
    tested = [group.z for attribute in attributes for group in attribute.groups if group.z is not None]
    p_values = iter(holm([two_sided_p_value(z) for z in tested]))
    adjusted = tuple(
        replace(
            attribute,
            groups=tuple(
                group if group.z is None else replace(group, p_value=next(p_values)) for group in attribute.groups
            ),
        )
        for attribute in attributes
    )
    return adjusted, len(tested)
