"""Contradictions between facts of an application: plausibility checks with measured false alarms (docs/adr/0031).

What contradicts itself is left to a person; what cannot be at all (``ABSURD``) is refused where it is sent.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from limpide.core.facts import Facts, Truth, negated

_ADULT = 6574 / 365.25  # years: the shortest 18 years have 6,574 days
_OLDEST = 110
_YOUNGEST_WORKER = 14
FEWEST_INSTALMENTS, MANY_INSTALMENTS, _MOST_INSTALMENTS = 3, 120, 600  # amount over instalment, interest left out
MOST_INCOMES = 100  # amount over one period's income; 49 is the highest of 93,727 real applications
_YEAR = 12
LOAN_OVER_GOODS, GOODS_OVER_LOAN = 3, 5
_MANY_CHILDREN, _MANY_PEOPLE = 15, 20


class Contradiction(StrEnum):
    """Facts that do not go together, by what is odd about them."""

    INSTALMENT_OVER_AMOUNT = "instalment_over_amount"
    REPAYMENT_TOO_LONG = "repayment_too_long"
    INSTALMENT_OVER_YEAR_OF_INCOMES = "instalment_over_year_of_incomes"
    UNDER_AGE = "under_age"
    IMPOSSIBLE_AGE = "impossible_age"
    EMPLOYED_BEFORE_BIRTH = "employed_before_birth"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    REPAYMENT_SHORT = "repayment_short"
    REPAYMENT_LONG = "repayment_long"
    NO_INCOME = "no_income"
    INSTALMENT_OVER_INCOME = "instalment_over_income"
    AMOUNT_OVER_INCOME = "amount_over_income"
    AMOUNT_OVER_GOODS = "amount_over_goods"
    GOODS_OVER_AMOUNT = "goods_over_amount"
    WORK_BEGUN_AS_CHILD = "work_begun_as_child"
    UNEMPLOYED_WITH_JOB = "unemployed_with_job"
    CHILDREN_OVER_HOUSEHOLD = "children_over_household"
    LARGE_HOUSEHOLD = "large_household"
    CAR_AGE_WITHOUT_CAR = "car_age_without_car"
    DOCUMENT_BEFORE_BIRTH = "document_before_birth"


ABSURD = frozenset(
    {
        Contradiction.INSTALMENT_OVER_AMOUNT,
        Contradiction.REPAYMENT_TOO_LONG,
        Contradiction.INSTALMENT_OVER_YEAR_OF_INCOMES,
        Contradiction.UNDER_AGE,
        Contradiction.IMPOSSIBLE_AGE,
        Contradiction.EMPLOYED_BEFORE_BIRTH,
        Contradiction.SCORE_OUT_OF_RANGE,
    }
)


def _repays_over(facts: Facts, instalments: int) -> Truth:
    return facts.amount > instalments * facts.instalment


# Comparisons with NaN are false: what is not known contradicts nothing.
_FOUND: Mapping[Contradiction, Callable[[Facts], Truth]] = {
    Contradiction.INSTALMENT_OVER_AMOUNT: lambda each: each.instalment > each.amount,
    Contradiction.REPAYMENT_TOO_LONG: lambda each: _repays_over(each, _MOST_INSTALMENTS),
    Contradiction.INSTALMENT_OVER_YEAR_OF_INCOMES: lambda each: (
        (each.income > 0) & (each.instalment > _YEAR * each.income)
    ),
    Contradiction.UNDER_AGE: lambda each: each.age < _ADULT,
    Contradiction.IMPOSSIBLE_AGE: lambda each: each.age > _OLDEST,
    Contradiction.EMPLOYED_BEFORE_BIRTH: lambda each: (each.employed >= each.age) & (each.age > 0),
    Contradiction.SCORE_OUT_OF_RANGE: lambda each: (each.lowest_score < 0) | (each.highest_score > 1),
    Contradiction.REPAYMENT_SHORT: lambda each: (
        (each.instalment <= each.amount) & (each.amount < FEWEST_INSTALMENTS * each.instalment)
    ),
    Contradiction.REPAYMENT_LONG: lambda each: (
        _repays_over(each, MANY_INSTALMENTS) & negated(_repays_over(each, _MOST_INSTALMENTS))
    ),
    Contradiction.NO_INCOME: lambda each: each.income == 0,
    Contradiction.INSTALMENT_OVER_INCOME: lambda each: (
        (each.income > 0) & (each.instalment > each.income) & (each.instalment <= _YEAR * each.income)
    ),
    Contradiction.AMOUNT_OVER_INCOME: lambda each: (each.income > 0) & (each.amount > MOST_INCOMES * each.income),
    Contradiction.AMOUNT_OVER_GOODS: lambda each: (
        negated(each.revolving) & (each.goods > 0) & (each.amount > LOAN_OVER_GOODS * each.goods)
    ),
    Contradiction.GOODS_OVER_AMOUNT: lambda each: (
        negated(each.revolving) & (each.goods > GOODS_OVER_LOAN * each.amount)
    ),
    Contradiction.WORK_BEGUN_AS_CHILD: lambda each: (
        (each.employed < each.age) & (each.employed > each.age - _YOUNGEST_WORKER) & (each.employed > 0)
    ),
    Contradiction.UNEMPLOYED_WITH_JOB: lambda each: each.is_unemployed & (each.employed >= 0),
    Contradiction.CHILDREN_OVER_HOUSEHOLD: lambda each: each.children >= each.household,  # the client counts
    Contradiction.LARGE_HOUSEHOLD: lambda each: (each.children > _MANY_CHILDREN) | (each.household > _MANY_PEOPLE),
    Contradiction.CAR_AGE_WITHOUT_CAR: lambda each: each.has_no_car & (each.car_age >= 0),
    Contradiction.DOCUMENT_BEFORE_BIRTH: lambda each: each.document_age > each.age,
}


def find_contradictions(facts: Facts) -> list[Contradiction]:
    """Return what contradicts itself in one application, in the order of ``Contradiction``.

    >>> [each.value for each in find_contradictions(Facts(amount=10_000.0, instalment=20_000.0))]
    ['instalment_over_amount']
    """
    return [each for each, holds in _FOUND.items() if holds(facts)]


def is_contradictory(facts: Facts) -> Truth:
    """Whether anything contradicts itself: a bool, or an array of bools over many applications."""
    found: Truth = False
    for holds in _FOUND.values():
        found = holds(facts) | found
    return found
