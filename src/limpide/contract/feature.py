"""A feature of a client as a person reads it."""

from enum import StrEnum

from pydantic import Field

from limpide.contract.message import Message


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


class Risk(StrEnum):
    """What is expected of the risk of default when a value rises, everything else equal."""

    RISES = "rises"
    FALLS = "falls"
    MIXED = "mixed"  # no expectation: a category, or a number whose effect turns


Value = float | str | None


class FeatureValue(Message):
    """One feature of one client, in the caller's language."""

    name: str
    label: str
    family: str
    unit: Unit
    source: str = Field(description="Where the datum comes from, in words.")
    value: Value
    typical: Value = Field(
        description="Value of the reference client: median of the clients learnt from, or most frequent category."
    )
    quality: Quality
