"""How far today's clients differ from those that the model learnt from, as the last report of monitoring tells it."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from limpide.contract.message import Message, Probability


class Urgency(StrEnum):
    """What a figure asks for; ``unknown``: too little is known to say anything."""

    QUIET = "quiet"
    WATCH = "watch"
    ALERT = "alert"
    UNKNOWN = "unknown"


class DriftedFeature(Message):
    """One feature that moved: its stability index, and the share of clients without it, before and now."""

    name: str
    label: str
    psi: float = Field(description="Population stability index; 0 is no change.")
    missing_before: Probability
    missing_now: Probability
    urgency: Urgency


class ScoreShift(Message):
    """How the scores moved: their stability index, and the mean and the shares accepted, before and now."""

    psi: float
    mean_before: Probability
    mean_now: Probability
    accepted_before: Probability
    accepted_now: Probability


class DriftSummary(Message):
    """The last report: its verdict, how many figures are beyond a limit, the scores, the features that moved most."""

    measured_at: datetime
    urgency: Urgency
    alarms: int
    clients_before: int = Field(description="Clients that the model learnt from.")
    clients_now: int
    compared: int = Field(description="Features that were compared.")
    score: ScoreShift | None = Field(description="None when the report was made without a model.")
    features: list[DriftedFeature] = Field(description="Features in use, those beyond a limit and most moved first.")
