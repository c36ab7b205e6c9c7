"""What a client may be compared on: the features that everybody has, by their weight for this client."""

from limpide.contract import Explanation
from limpide.dashboard.screen import Screen
from limpide.dashboard.typography import typeset


def comparable_features(screen: Screen, explanation: Explanation) -> dict[str, str]:
    """Return labels by name; what the model computes for itself alone is left out."""
    held = {card.name for card in screen.api.features(explanation.model_version).features if card.comparable}
    return {feature.name: typeset(feature.label) for feature in explanation.features if feature.name in held}
