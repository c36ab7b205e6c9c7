"""The words that travel over HTTP: every request and answer of the scoring API, for service, client and dashboard."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from limpide.core.decision import Decision

Language = Literal["fr", "en"]
Probability = Annotated[float, Field(ge=0, le=1)]
ClientId = Annotated[int, Field(strict=True, ge=1, le=999_999_999)]
# PostgreSQL keeps every character but NUL; blanks around a name are not part of it.
PlainText = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]


class Message(BaseModel):
    """Base of every message: unknown fields are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Health(Message):
    """The process is alive."""

    status: Literal["ok"] = "ok"
    version: str


class Check(Message):
    """One thing that must be true before the service can answer."""

    name: Literal["bundle", "snapshot", "database"]
    ready: bool
    detail: str


class Readiness(Message):
    """The service can answer: everything it needs is there."""

    ready: bool
    checks: list[Check]


class Interval(Message):
    """Where the probability lies with the given confidence."""

    low: Probability
    high: Probability
    level: Probability = Field(description="Confidence, .9 for 90 %.")


class Scored(Message):
    """What every scored answer carries."""

    model_version: str
    snapshot_version: str
    threshold: Probability = Field(description="Probability of default from which an application is refused.")


class Prediction(Scored):
    """A client's probability of default and the decision that follows."""

    client_id: int
    probability_of_default: Probability
    interval: Interval
    decision: Decision


class PredictionRequest(Message):
    """Which client to score."""

    client_id: ClientId


class Quality(StrEnum):
    """What to know about a value before relying on it."""

    OK = "ok"
    MISSING = "missing"
    UNUSUAL = "unusual"  # outside the 0.5–99.5 % range of the clients that the model learnt from


class Unit(StrEnum):
    """The unit of a feature's value; the screen decides how to write it."""

    EURO = "euro"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    SHARE = "share"  # 1 = 100 %
    RATIO = "ratio"  # a times b
    COUNT = "count"
    SCORE = "score"  # between 0 and 1, higher is safer
    HOUR = "hour"  # of the day
    FLAG = "flag"  # 0 no, 1 yes
    CATEGORY = "category"
    INDEX = "index"  # no unit


Value = float | str | None


class FeatureValue(Message):
    """One feature of one client, in the caller's language."""

    name: str
    label: str
    family: str
    unit: Unit
    source: str = Field(description="Where the datum comes from, in words.")
    value: Value
    typical: Value = Field(description="Median of the clients that the model learnt from; most frequent category.")
    quality: Quality


class Contribution(FeatureValue):
    """What one feature adds to the margin (log-odds); positive means riskier."""

    contribution: float


class FamilyContribution(Message):
    """What a family of features adds to the margin, with its strongest feature as evidence."""

    family: str
    label: str
    contribution: float
    evidence: Contribution


class Explanation(Prediction):
    """Why: base + the contributions of all families = margin, and likewise over all features."""

    base: float = Field(description="Margin of the average client (log-odds).")
    base_probability: Probability
    margin: float = Field(description="Log-odds of the probability of default.")
    families: list[FamilyContribution] = Field(description="Strongest first; they sum to margin - base.")
    features: list[Contribution] = Field(description="Strongest first; they sum to margin - base.")


class ClientSummary(Message):
    """One line of the list of clients."""

    client_id: int
    contract: str | None
    credit_amount: float | None
    annuity: float | None


class ClientPage(Message):
    """Clients in order of number; ask again with ``cursor`` for the next ones."""

    clients: list[ClientSummary]
    total: int = Field(description="How many clients match the prefix.")
    next_cursor: str | None


class RawValue(Message):
    """One column of the lender's application row."""

    column: str
    label: str
    unit: Unit
    value: Value


class ClientDetails(Message):
    """Everything held on a client: the application as the lender gave it, and every feature."""

    client_id: int
    snapshot_version: str
    application: list[RawValue]
    features: list[FeatureValue]


class Motive(StrEnum):
    """Why the officer decides so."""

    FOLLOWS_SCORE = "follows_score"
    NEW_INFORMATION = "new_information"
    DATA_ERROR = "data_error"
    CLIENT_HISTORY = "client_history"
    POLICY = "policy"
    OTHER = "other"


class DecisionRequest(Message):
    """What an officer decides on a client's application."""

    client_id: ClientId
    choice: Decision
    motive: Motive
    comment: PlainText = Field(default="", max_length=2000)
    officer: PlainText = Field(min_length=1, max_length=100)


class DecisionRecord(Scored):
    """A decision as the journal keeps it."""

    decision_id: UUID
    decided_at: datetime
    client_id: int
    choice: Decision
    motive: Motive
    comment: str
    officer: str
    probability_of_default: Probability
    model_decision: Decision
    overridden: bool = Field(description="The officer decided otherwise than the model.")
    reasons: list[FamilyContribution] = Field(description="The reasons that were shown, in their order.")


class DecisionList(Message):
    """A client's decisions, newest first."""

    decisions: list[DecisionRecord]


class FieldProblem(Message):
    """One field that was refused, and why."""

    field: str
    message: str


class Problem(Message):
    """An error, as RFC 9457 problem+json, in the caller's language."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[FieldProblem] = []
