"""What a client may be compared on: data of the application first, then the model's features."""

from collections.abc import Mapping
from dataclasses import dataclass

from limpide.contract import ComparableList, Explanation
from limpide.dashboard.screen import Screen
from limpide.dashboard.typography import typeset
from limpide.dashboard.words import Words


@dataclass(frozen=True)
class ComparableFeatures:
    """``labels`` by name, in the order of the API; ``related`` names what is computed from the same data."""

    labels: Mapping[str, str]
    related: Mapping[str, frozenset[str]]
    pairs: tuple[tuple[str, str], ...]

    def partners(self, name: str) -> dict[str, str]:
        """Return the labels of what says something beside one feature: nothing computed from the same data."""
        apart = {name, *self.related[name]}
        return {other: label for other, label in self.labels.items() if other not in apart}

    def partner(self, name: str) -> str | None:
        """Return what to look at beside a feature: of the API's pair, or the first that is not related to it."""
        paired = dict(self.pairs) | {y: x for x, y in self.pairs}
        return paired.get(name) or next(iter(self.partners(name)), None)


def comparable_features(screen: Screen, explanation: Explanation) -> ComparableFeatures:
    """Return what the API lets a client be compared on."""
    return build_comparable(screen.api.comparable(explanation), screen.words)


def build_comparable(found: ComparableList, words: Words) -> ComparableFeatures:
    """Return the list with labels that say where each datum comes from."""
    return ComparableFeatures(
        labels={
            each.name: words.say(
                "comparison.declared" if each.declared else "comparison.computed", label=typeset(each.label)
            )
            for each in found.features
        },
        related={each.name: frozenset(each.related) for each in found.features},
        pairs=tuple((pair.x, pair.y) for pair in found.pairs),
    )
