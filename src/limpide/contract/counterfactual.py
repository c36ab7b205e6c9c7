"""What would change the decision: other loans that this client could ask for."""

from enum import StrEnum

from pydantic import Field

from limpide.contract.message import Message
from limpide.contract.prediction import Prediction
from limpide.contract.simulation import ChangedValue, LoanTerms


class Lever(StrEnum):
    """What the client does differently."""

    LESS = "less"  # borrows less, over the same time
    DOWN_PAYMENT = "down_payment"  # pays a part of the goods at once
    CHEAPER_GOODS = "cheaper_goods"
    LONGER = "longer"  # pays back over a longer time, at the rate of that time
    SHORTER = "shorter"  # over a shorter time, the instalment no higher than the one asked for


class Prospect(StrEnum):
    """What was found."""

    ALREADY_ACCEPTED = "already_accepted"
    FOUND = "found"
    NONE = "none"  # no plausible loan among those tried is accepted


class Counterfactual(Message):
    """One other loan that would be accepted; ``score`` is what POST …/simulate answers for the same changes.

    It stays accepted with 5 % more and 5 % less of the amount. ``changes`` hold the whole loan: a column that stays as
    it is has the same value before and after.
    """

    levers: list[Lever]
    sentence: str = Field(description="What to ask for instead, in the caller's language.")
    changes: list[ChangedValue] = Field(max_length=3)
    duration_before: float | None = Field(description="Number of monthly instalments; null where no tariff tells it.")
    duration_after: float | None
    loan: LoanTerms
    score: Prediction


class Counterfactuals(Message):
    """Other loans, the smallest change first, each by other levers than the ones before."""

    prospect: Prospect
    sentence: str = Field(description="What was found, in the caller's language.")
    score: Prediction
    tried: int = Field(description="How many loans were scored.")
    counterfactuals: list[Counterfactual]
