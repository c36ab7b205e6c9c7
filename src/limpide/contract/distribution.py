"""How a feature, or two, are spread over a group of clients: counts only, never anybody's value."""

from enum import StrEnum

from pydantic import Field

from limpide.contract.feature import Unit, Value
from limpide.contract.message import Message, Probability


class Group(StrEnum):
    """Whom to look at."""

    ALL = "all"
    ACCEPTED = "accepted"
    REVIEW = "review"
    REFUSED = "refused"
    REPAID = "repaid"
    DEFAULTED = "defaulted"
    SIMILAR = "similar"


class Bins(Message):
    """Where values are counted: ``edges`` of a number (one more than bins; first and last bin are open), or words.

    ``values`` are the lender's categories, or whole numbers that have a bin each; ``labels`` are words for them.
    """

    edges: list[float] | None = None
    values: list[Value] | None = None
    labels: list[str] | None = None


class Boxplot(Message):
    """Five quantiles: 5, 25, 50, 75, 95 %, rounded; not the extremes, which are somebody's."""

    p5: float
    p25: float
    median: float
    p75: float
    p95: float


class GroupDistribution(Message):
    """One group; a group of fewer than ten clients is suppressed and says nothing but that."""

    group: Group
    suppressed: bool = False
    clients: int | None = Field(default=None, description="How many; null when suppressed.")
    missing: int | None = Field(default=None, description="How many of them have no value.")
    counts: list[int] | None = Field(
        default=None, description="Clients of each entry of bins; a number under ten is never given."
    )
    bins: list[list[int]] | None = Field(
        default=None, description="The bins that each count covers: those of fewer than ten clients are merged."
    )
    boxplot: Boxplot | None = Field(default=None, description="Null for categories, and when suppressed.")
    quantile: Probability | None = Field(
        default=None, description="Share of the group at or below the client's value; null without a client."
    )


class Axis(Message):
    """One feature with its words, its bins, and where the client is."""

    name: str
    label: str
    family: str
    unit: Unit
    bins: Bins
    value: Value = Field(default=None, description="The client's value; null without a client.")
    bin: int | None = Field(default=None, description="The bin that holds it.")


class Distribution(Message):
    """A feature over one or several groups, all counted in the same bins."""

    model_version: str
    snapshot_version: str
    feature: Axis
    groups: list[GroupDistribution]


class PairsCell(Message):
    """Clients of one bin of x and one of y; cells of fewer than ten clients are left out."""

    x: int
    y: int
    clients: int
    known_outcomes: int
    default_rate: Probability | None = Field(description="Null when fewer than ten outcomes are known.")


class Pairs(Message):
    """Two features together over a group."""

    model_version: str
    snapshot_version: str
    group: Group
    suppressed: bool
    clients: int | None
    left_out: int | None = Field(description="Clients of cells too small to show, or without a value.")
    x: Axis
    y: Axis
    cells: list[PairsCell]
