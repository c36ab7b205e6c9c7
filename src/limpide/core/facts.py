"""Facts of an application that decide whether it may be decided: amounts, ages and what others know of the person."""

import math
from dataclasses import dataclass
from typing import Any

Number = Any  # a float, or an array of floats with one entry an application; NaN stands for "not known"
Truth = Any  # a bool, or an array of bools
UNKNOWN = math.nan


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One application, or many at once where every field is an array; amounts in the lender's currency, ages in years.

    ``instalment`` is one instalment, ``employed`` the time in the job, ``has_source`` whether anybody but the applicant
    says something of them: an external score, or a dated row of any history. Scores are between 0 and 1.
    """

    revolving: Truth = False
    amount: Number = UNKNOWN
    instalment: Number = UNKNOWN
    goods: Number = UNKNOWN
    income: Number = UNKNOWN
    age: Number = UNKNOWN
    employed: Number = UNKNOWN
    has_income_kind: Truth = False
    is_unemployed: Truth = False
    children: Number = UNKNOWN
    household: Number = UNKNOWN
    has_no_car: Truth = False
    car_age: Number = UNKNOWN
    document_age: Number = UNKNOWN
    lowest_score: Number = UNKNOWN
    highest_score: Number = UNKNOWN
    has_source: Truth = False


def negated(truth: Truth) -> Truth:
    """Return the opposite, of a bool and of an array alike.

    >>> negated(True), negated(2.0 > 3.0)
    (False, True)
    """
    return truth ^ True
