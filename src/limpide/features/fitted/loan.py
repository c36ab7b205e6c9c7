"""What the loan that is asked for will cost: its length, judged by past loans, tells the interest and the rate."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from limpide.features.fitted.relative import Matrix, Vector
from limpide.features.fitted.terms import KIND, TermTable

NAMES = ("expected_term", "expected_interest", "expected_rate")
NEEDS = ("credit", "annuity", "goods_price", "contract_kind")


@dataclass(frozen=True, eq=False)
class FittedLoan:
    """The lengths of past loans, and the code of the kind of loan that they tell something about."""

    terms: TermTable
    code: int

    names: ClassVar[tuple[str, ...]] = NAMES
    needs: ClassVar[tuple[str, ...]] = NEEDS

    @classmethod
    def find(cls, terms: TermTable | None, kinds: tuple[str, ...] | None) -> "FittedLoan | None":
        """Make one for a client base with these kinds of loan; None when past loans say nothing about any of them."""
        return None if terms is None or KIND not in (kinds or ()) else cls(terms, (kinds or ()).index(KIND))

    def apply(self, matrix: Matrix) -> Vector:
        """Return months, interest over credit and yearly rate, float64 (clients, 3), of ``needs``.

        Paid back in n instalments a, a loan of C costs a·n - C; as half of C is owed on average, the yearly rate is
        about 24·(a·n - C) / (C·(n + 1)).
        """
        credit, annuity, goods, kind = matrix.astype(np.float64).T
        months = np.where(kind == self.code, self.terms.months(credit, annuity, goods), np.nan)
        interest = (months * annuity - credit) / np.where(credit > 0, credit, np.nan)
        return np.column_stack([months, interest, 24 * interest / (months + 1)])

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"code": self.code, **self.terms.as_json()}

    @classmethod
    def of_json(cls, content: dict[str, Any]) -> "FittedLoan":
        """Read plain data."""
        return cls(TermTable.of_json(content), int(content["code"]))
