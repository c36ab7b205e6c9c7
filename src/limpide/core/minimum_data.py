"""Minimum of data that earns a decision, by kind of contract: below it an application is to complete, never accepted.

Evidence for the minimum is in docs/adr/0031-a-minimum-of-data-earns-a-decision.md.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from limpide.core.facts import Facts, Truth, negated


class Fact(StrEnum):
    """What an application must say before it can be decided."""

    AMOUNT = "amount"
    INSTALMENT = "instalment"
    INCOME = "income"
    AGE = "age"
    EMPLOYMENT = "employment"
    SOURCE = "independent_source"


# A revolving credit has a limit and no instalment that is agreed beforehand. Comparisons with NaN are false.
_MISSING: Mapping[Fact, Callable[[Facts], Truth]] = {
    Fact.AMOUNT: lambda facts: negated(facts.amount > 0),
    Fact.INSTALMENT: lambda facts: negated((facts.instalment > 0) | facts.revolving),
    Fact.INCOME: lambda facts: negated(facts.income >= 0),
    Fact.AGE: lambda facts: negated(facts.age > 0),
    Fact.EMPLOYMENT: lambda facts: negated((facts.employed >= 0) | facts.has_income_kind),
    Fact.SOURCE: lambda facts: negated(facts.has_source),
}


def required_facts(*, revolving: bool) -> tuple[Fact, ...]:
    """Return the facts that a kind of contract needs.

    >>> Fact.INSTALMENT in required_facts(revolving=True)
    False
    """
    return tuple(fact for fact in Fact if not (revolving and fact is Fact.INSTALMENT))


def find_missing(facts: Facts) -> list[Fact]:
    """Return the facts that one application lacks, in the order of ``Fact``.

    >>> [fact.value for fact in find_missing(Facts(amount=5000.0, instalment=200.0, income=2000.0, age=40.0))]
    ['employment', 'independent_source']
    """
    return [fact for fact, lacks in _MISSING.items() if lacks(facts)]


def is_incomplete(facts: Facts) -> Truth:
    """Whether any fact is missing: a bool, or an array of bools over many applications."""
    found: Truth = False
    for lacks in _MISSING.values():
        found = lacks(facts) | found
    return found
