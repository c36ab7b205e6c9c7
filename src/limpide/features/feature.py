"""One feature: its expression, and what a person must know to read it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from limpide.contract import Risk as Risk
from limpide.contract import Unit
from limpide.features.policy import Policy as Policy
from limpide.features.policy import policy_of
from limpide.language.wording import Wording


class Change(StrEnum):
    """What the client can do about the value before the next application."""

    MORE = "more"
    LESS = "less"
    EITHER = "either"
    NONE = "none"


PROTECTED = ("CODE_GENDER", "NAME_FAMILY_STATUS", "CNT_FAM_MEMBERS", "NAME_TYPE_SUITE")
"""The lender's columns that are protected attributes, or give one away: nothing of policy MODEL is made of them."""


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A number or a category computed for each client.

    ``expression`` is an Ibis deferred expression. In a history table it aggregates the client's rows; on the
    application it is computed row by row. ``absent`` is the value for a client without any row in that table:
    0 for a count, missing otherwise. ``column`` is the lender's column whose categories a category feature holds.
    ``risk`` is what an expert expects when the value rises, ``change`` what the client can do about it. ``measure`` is
    the name under which its words are written (its own where empty), ``rows`` the rows that it is computed over.
    """

    name: str
    expression: Any
    fr: str
    en: str
    family: str
    unit: Unit
    risk: Risk | None = None
    change: Change = Change.NONE
    absent: float | None = None
    column: str | None = None
    measure: str = ""
    rows: Wording | None = None

    @property
    def policy(self) -> Policy:
        """Who may use it."""
        return policy_of(self.name)

    @property
    def is_category(self) -> bool:
        """Whether the value is text rather than a number."""
        return self.unit is Unit.CATEGORY


@dataclass(frozen=True)
class Part:
    """More features of a history, on rows that are made of its prepared rows: one for each loan, for example.

    ``prepare`` takes the rows that the history prepared and returns an Ibis table with ``client_id``; the features'
    expressions aggregate it, grouped by client. This is how two stages are written, by loan and then by client:

        Part("loans", lambda rows: rows.group_by("client_id", "loan_id").aggregate(late=_.late.sum()), features)
    """

    name: str
    prepare: Callable[[Any], Any]
    features: tuple[Feature, ...]


@dataclass(frozen=True)
class History:
    """A history table: how its rows are cleaned, and what is counted on them for each client.

    ``prepare`` takes the lender's ``Tables`` and returns an Ibis table with ``client_id``; ``features`` aggregate it,
    grouped by client. It is computed once and stored, whatever the number of features, so that joins, stages and
    window functions (``rows.ranked`` for ``measures.last``) belong into it rather than into the features. ``parts``
    aggregate further rows, made of the prepared ones. Names are unique over all of them.
    """

    source: str
    prepare: Callable[[Any], Any]
    features: tuple[Feature, ...]
    parts: tuple[Part, ...] = ()

    @property
    def every_feature(self) -> tuple[Feature, ...]:
        """The features of the prepared rows, then those of each part."""
        return (*self.features, *(feature for part in self.parts for feature in part.features))


def row_feature(
    name: str,
    expression: Any,
    fr: str,
    en: str,
    family: str,
    unit: Unit,
    *,
    risk: Risk | None = None,
    change: Change = Change.NONE,
) -> Feature:
    """Define a feature computed row by row, on one line or two."""
    return Feature(
        name=name,
        expression=expression,
        fr=fr,
        en=en,
        family=family,
        unit=unit,
        risk=risk,
        change=change,
    )


def category_feature(
    name: str,
    column: str,
    fr: str,
    en: str,
    family: str,
    *,
    change: Change = Change.NONE,
) -> Feature:
    """Define a feature that is a category of the application row, as the lender writes it."""
    from ibis import _  # here, because a scoring server reads policies and never needs an engine

    return Feature(
        name=name,
        expression=_[column],
        fr=fr,
        en=en,
        family=family,
        unit=Unit.CATEGORY,
        risk=Risk.MIXED,
        change=change,
        column=column,
    )
