"""Cost ratio: what a wrong decision and a person's review cost the lender, and the break-even that follows."""

import re
from dataclasses import dataclass
from fractions import Fraction

from limpide.core.errors import InvalidInput

COST = "10"
"""The cost that commands assume: a missed default costs ten refused good clients."""
REVIEWER_ERROR = 0.2
"""Share of reviews that end in the wrong decision, where a lender has not measured its own (docs/adr/0025)."""
REVIEW_COST = 0.5
"""What a person's review may cost at 10 to 1, in refused good clients; at other ratios ``default_review_cost``."""
MAX_RATIO = 1000.0
_SHARES = ("loss", "gain")
_DECIMAL = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)


@dataclass(frozen=True)
class CostRatio:
    """Cost of the two mistakes, in units of one refused good client.

    >>> CostRatio().threshold  # a missed default costs ten refused good clients
    0.09090909090909091
    """

    missed_default: float = 10.0
    refused_good: float = 1.0

    def __post_init__(self) -> None:
        if self.missed_default <= 0 or self.refused_good <= 0:
            raise ValueError("both costs must be positive")

    @property
    def ratio(self) -> float:
        """Refused good clients that one missed default costs."""
        return self.missed_default / self.refused_good

    @property
    def threshold(self) -> float:
        """Break-even probability of default: above it, refusing is the cheaper mistake to risk."""
        return self.refused_good / (self.refused_good + self.missed_default)

    @property
    def at_break_even(self) -> float:
        """Expected cost of deciding without a review at the break-even, the most that a review can save."""
        return self.missed_default * self.threshold

    def total(self, *, missed_defaults: float, refused_goods: float) -> float:
        """Cost of a portfolio's mistakes.

        >>> CostRatio().total(missed_defaults=2, refused_goods=5)
        25.0
        """
        return self.missed_default * missed_defaults + self.refused_good * refused_goods


@dataclass(frozen=True)
class ReviewCost:
    """What a review costs, in refused good clients, and in what share of reviews (``error``) it decides wrongly.

    Its expected cost on a client is ``cost`` plus ``error`` times the cost of the mistake that the reviewer then makes.

    >>> ReviewCost(0.5, error=0.2).levels(CostRatio())
    (0.08536585365853659, 0.10714285714285716)
    """

    cost: float
    error: float = 0.0

    def __post_init__(self) -> None:
        if not self.cost >= 0:
            raise InvalidInput(f"a review cannot cost {self.cost:g}; give it in refused good clients, 0 or more")
        if not 0 <= self.error <= 1:
            raise InvalidInput(f"a reviewer cannot err in {self.error:g} of reviews; give a share from 0 to 1")

    def pays(self, cost: CostRatio) -> bool:
        """Whether there is a probability at which a review costs less than deciding without one."""
        return self.cost < self.most(cost)

    def most(self, cost: CostRatio) -> float:
        """Return what a review may cost before none pays: the most it can save, less the reviewer's mistakes."""
        return (1 - 2 * self.error) * cost.at_break_even

    def break_even_error(self, cost: CostRatio) -> float:
        """Return the error rate from which no review of this cost pays."""
        return max(0.0, (1 - self.cost / cost.at_break_even) / 2)

    def levels(self, cost: CostRatio) -> tuple[float, float]:
        """Return the probabilities between which a review costs less than accepting and than refusing."""
        if not self.pays(cost):
            return cost.threshold, cost.threshold
        missed, refused, right = cost.missed_default, cost.refused_good, 1 - self.error
        safe = (self.cost + self.error * refused) / (right * missed + self.error * refused)
        sure = (right * refused - self.cost) / (right * refused + self.error * missed)
        return safe, sure


@dataclass(frozen=True, kw_only=True)
class CostTerms:
    """How a lender states its costs: the text of ``--cost``, what a review costs and errs; None stands for the default.

    >>> CostTerms(cost="loss=0.6,gain=0.06").review
    ReviewCost(cost=0.5, error=0.2)
    """

    cost: str = COST
    review_cost: float | None = None
    reviewer_error: float | None = None

    def __post_init__(self) -> None:
        _ = self.review  # refuses at once what cannot be a cost

    @property
    def ratio(self) -> CostRatio:
        """The ratio stated; ``InvalidInput`` when the text is none."""
        return parse_cost(self.cost)

    @property
    def review(self) -> ReviewCost:
        """What a review costs, in refused good clients, and how often it errs."""
        return ReviewCost(
            default_review_cost(self.ratio) if self.review_cost is None else self.review_cost,
            REVIEWER_ERROR if self.reviewer_error is None else self.reviewer_error,
        )


def default_review_cost(cost: CostRatio) -> float:
    """Return what a review costs where nobody says: ``REVIEW_COST``, scaled with the mistake risked at the break-even.

    >>> round(default_review_cost(CostRatio()), 3), round(default_review_cost(CostRatio(2)), 3)
    (0.5, 0.367)
    """
    return REVIEW_COST * cost.at_break_even / CostRatio().at_break_even


def parse_cost(text: str) -> CostRatio:
    """Parse a cost ratio, or a loss and a gain as shares of the amount lent.

    >>> parse_cost("10") == parse_cost("loss=0.6,gain=0.06")
    True
    """
    try:
        ratio = _ratio(text)
    except ValueError as error:
        raise InvalidInput(
            f'cost "{text}" is not understood; give what a missed default costs in refused good clients, like 10, or '
            "both as shares of the amount, like loss=0.6,gain=0.06"
        ) from error
    if not 0 < ratio <= MAX_RATIO:
        raise InvalidInput(
            f'cost "{text}" makes a ratio of {float(ratio):g}; it must be above 0, at most {MAX_RATIO:g}'
        )
    return CostRatio(missed_default=float(ratio))


def _ratio(text: str) -> Fraction:
    """Return the exact ratio, so that 0.6 / 0.06 is 10."""
    if "=" not in text:
        return _decimal(text)
    pairs = [part.partition("=")[::2] for part in text.split(",")]
    shares = {name.strip(): _decimal(value) for name, value in pairs}
    if len(pairs) != len(_SHARES) or set(shares) != set(_SHARES):
        raise ValueError(text)
    for name, share in shares.items():
        if not 0 < share <= 1:
            raise InvalidInput(
                f'{name}={float(share):g} in cost "{text}" is no share of the amount; 60 % is written {name}=0.6'
            )
    return shares["loss"] / shares["gain"]


def _decimal(text: str) -> Fraction:
    """Return a plain decimal exactly; ``ValueError`` for anything else."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Fraction(found[1])
