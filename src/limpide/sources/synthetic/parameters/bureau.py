"""Loans at other lenders, as the credit bureau reports them."""

# ruff: noqa: RUF009 - the defaults are frozen values

from dataclasses import dataclass

from limpide.sources.synthetic.draws import Quantiles

_LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
# Types too rare to be measured share one made-up curve.
_RARE_AMOUNT = (5_000.0, 25_000.0, 75_000.0, 150_000.0, 400_000.0, 1_500_000.0, 5_000_000.0)
_RARE_DURATION = (90.0, 180.0, 365.0, 730.0, 1100.0, 1826.0, 2560.0)  # days


@dataclass(frozen=True)
class BureauKind:
    """One type of credit at the bureau."""

    name: str
    weight: float
    risk: float  # how much likelier at one standard deviation more risk (log)
    amount: tuple[float, ...]  # quantiles at 0, .05, .25, .5, .75, .95, 1
    duration: tuple[float, ...]  # days, same levels
    open_ended: float  # share without an end date
    revolving: bool = False


_KINDS = (
    BureauKind(
        "Consumer credit",
        34026,
        0.0,
        (4500, 21073, 53730, 118539, 307908, 1296000, 5000000),
        (20, 90, 184, 365, 1080, 1826, 2560),
        0.009,
    ),
    BureauKind(
        "Credit card",
        10932,
        0.10,
        (0, 0, 30000, 112500, 225000, 540000, 1500000),
        (30, 330, 900, 1480, 2900, 31200, 32400),
        0.22,
        revolving=True,
    ),
    BureauKind(
        "Car loan",
        734,
        -0.25,
        (90000, 450000, 990000, 1500000, 2350000, 3900000, 8000000),
        (90, 365, 1093, 1460, 1826, 1827, 2560),
        0.01,
    ),
    BureauKind(
        "Mortgage",
        483,
        -0.10,
        (500000, 1500000, 2900000, 4900000, 7000000, 12000000, 20000000),
        (200, 1100, 3650, 5480, 7300, 9130, 10958),
        0.045,
    ),
    BureauKind(
        "Microloan", 449, 0.45, (3000, 4500, 13500, 27000, 45000, 110000, 250000), (5, 7, 14, 18, 45, 300, 735), 0.44
    ),
    BureauKind("Loan for business development", 55, -0.2, _RARE_AMOUNT, _RARE_DURATION, 0.02),
    BureauKind("Another type of loan", 30, 0.0, _RARE_AMOUNT, _RARE_DURATION, 0.5),
    BureauKind("Loan for working capital replenishment", 20, 0.0, _RARE_AMOUNT, _RARE_DURATION, 0.02),
    BureauKind("Unknown type of loan", 20, 0.0, _RARE_AMOUNT, _RARE_DURATION, 0.1),
    BureauKind("Cash loan (non-earmarked)", 20, 0.0, _RARE_AMOUNT, _RARE_DURATION, 0.02),
)


@dataclass(frozen=True)
class BureauParameters:
    """How many loans, how old, how they end, how they are paid; amounts in the lender's currency."""

    loans_mean: float = 5.65  # of the clients whom the bureau knows
    loans_shape: float = 2.1
    loans_most: int = 60
    age: Quantiles = Quantiles(_LEVELS, (1, 110, 470, 985, 1660, 2640, 2922))  # days since the loan was granted
    age_with_risk: float = -0.16  # a riskier client's loans are more recent (log)
    kinds: tuple[BureauKind, ...] = _KINDS
    amount_of_recent: float = 0.55  # open loans are larger (log)
    closed_early: float = 0.33
    early_with_risk: float = -0.50  # log-odds of an early end, by unit of risk
    overrun: float = 0.03  # share not closed at their end date
    sold: float = 0.0037
    debt_unknown: float = 0.14
    overdue: float = 0.006  # share of open loans that are overdue at the average risk
    overdue_with_risk: float = 0.8
    peak_unknown: float = 0.66  # AMT_CREDIT_MAX_OVERDUE missing
    peak_positive: float = 0.26  # positive where known
    annuity_unknown: float = 0.56
    limit_unknown: float = 0.30
    prolonged: float = 0.005
    foreign: float = 0.0008
    # Monthly statuses (bureau_balance)
    followed: float = 0.42  # share of the known clients whose months are reported
    months_most: int = 97
    unknown_stretch: float = 0.30  # share of a loan's months with status X
    late: float = 0.115  # share of loans with an episode of late payment
    late_with_risk: float = 0.22
    worst: tuple[float, ...] = (0.925, 0.045, 0.009, 0.005, 0.016)  # peak of an episode: 1, 2, 3, 4, 5
    stay_at_worst: float = 12.0  # months at status 5
