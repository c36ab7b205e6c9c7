"""Every feature and every column of the lender's tables, in words."""

from pydantic import Field

from limpide.contract.feature import Unit, Value
from limpide.contract.message import Message


class FeatureCard(Message):
    """A feature of the client base."""

    name: str
    label: str
    family: str
    family_label: str
    source: str
    unit: Unit
    in_model: bool
    comparable: bool = Field(description="Distributions and pairs know it.")
    protected: bool = Field(description="Never used by the model: only to compare groups and to measure fairness.")
    risk: str = Field(description="What an expert expects of the risk when the value rises: rises, falls, mixed.")
    change: str = Field(description="What the client can do about it: more, less, either, none.")
    column: str | None = Field(description="The lender's column whose categories it holds.")
    typical: Value = Field(description="Among the clients that the model learnt from; null outside the model.")
    low: float | None = Field(description="0.5 % of those clients are below.")
    high: float | None = Field(description="0.5 % are above.")
    definition: str | None = Field(
        default=None, description="What it is; null where no words are written, and with models before format 4."
    )
    sentence: str | None = Field(
        default=None,
        description="How a person says it; {value} stands for the value. Of a flag, what is said when it is set.",
    )
    policy: str | None = Field(
        default=None,
        description="Who may use it: model, challenger (models without direction constraints), comparison (nobody: "
        "only to compare groups); null with models before format 4.",
    )
    attribute: str | None = Field(
        default=None, description="The attribute whose policy it follows, in words; null where it follows none."
    )
    policy_reason: str | None = Field(default=None, description="Why the policy leaves the attribute out.")
    left_out: str | None = Field(
        default=None,
        description="Why training left it out: constant, twin (repeats another one), useless, drifting, undirected "
        "(no direction declared), contrary (the clients go against its direction); null where it did not.",
    )


class FeatureList(Message):
    """The features, those of the model first, in its order."""

    model_version: str
    snapshot_version: str
    features: list[FeatureCard]


class ColumnCard(Message):
    """A column of one of the lender's tables."""

    table: str
    column: str
    label: str
    meaning: str
    type: str
    unit: Unit
    required: bool
    minimum: float | None
    maximum: float | None
    not_known: list[str] = Field(description='Values that the lender writes for "not known" or "does not apply".')
    categories: list[str] = Field(description="The values known so far, as the lender writes them.")
    category_labels: list[str] = Field(description="The same in words.")
    editable: bool = Field(description="May be changed in a simulation.")
    in_model: bool | None = Field(
        default=None,
        description="Of a column of the application: whether anything of it reaches a feature of the model.",
    )


class ColumnList(Message):
    """The columns of the lender's tables, table by table; editable ones that this model does not use come last."""

    columns: list[ColumnCard]
