"""The clients closest to one, and what became of them."""

from pydantic import Field

from limpide.contract.feature import Unit
from limpide.contract.message import ClientId, Message, Probability
from limpide.contract.prediction import Interval, Scored
from limpide.core.decision import Decision


class SpaceAxis(Message):
    """One feature that says how close two clients are."""

    name: str
    label: str
    unit: Unit
    weight: float = Field(description="Shares of the squared weights sum to 1.")


class SimilarClient(Message):
    """One client nearby; ``defaulted`` is null where the outcome is not known."""

    client_id: ClientId
    distance: float
    probability_of_default: Probability
    decision: Decision
    defaulted: bool | None


class SimilarClients(Scored):
    """The closest clients, the closest first, without the client themself."""

    client_id: ClientId
    method: str = Field(description="How closeness is measured, in the caller's language.")
    axes: list[SpaceAxis]
    known_outcomes: int
    default_rate: Probability | None = Field(description="Among known outcomes; null when fewer than ten are known.")
    default_interval: Interval | None = Field(
        default=None, description="What so few outcomes can say of the default rate: Wilson's interval."
    )
    clients: list[SimilarClient]
