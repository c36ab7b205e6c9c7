"""Earlier applications at this lender, and how their loans were repaid."""

# ruff: noqa: RUF009 - the defaults are frozen values

from dataclasses import dataclass

from limpide.sources.synthetic.draws import Categories, Quantiles, weigh

_LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


@dataclass(frozen=True)
class Outcome:
    """A contract type and what became of the application: frequency, and how it grows with the risk (log)."""

    contract: str
    status: str
    weight: float
    risk: float


_OUTCOMES = (
    Outcome("Cash loans", "Approved", 8694, 0.0), Outcome("Cash loans", "Canceled", 8274, 0.14),
    Outcome("Cash loans", "Refused", 4717, 0.36),
    Outcome("Consumer loans", "Approved", 16823, -0.08), Outcome("Consumer loans", "Refused", 2026, 0.36),
    Outcome("Consumer loans", "Unused offer", 737, 0.12), Outcome("Consumer loans", "Canceled", 43, 0.1),
    Outcome("Revolving loans", "Approved", 0, 0.0), Outcome("Revolving loans", "Canceled", 1471, 0.14),
    Outcome("Revolving loans", "Refused", 1369, 0.36), Outcome("XNA", "Canceled", 20, 0.0),
)  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """Where a consumer loan was sold: industry, goods, the name of the product line."""

    industry: str
    goods: Categories
    line: str
    weight: float
    area: float  # typical floor space


_SHOPS = (
    Shop(
        "Consumer electronics",
        weigh(
            ("Consumer Electronics", 3110),
            ("Audio/Video", 2473),
            ("Computers", 2399),
            ("Mobile", 453),
            ("Photo / Cinema Equipment", 336),
            ("XNA", 77),
        ),
        "household",
        9300,
        400,
    ),
    Shop(
        "Connectivity",
        weigh(
            ("Mobile", 5554), ("Computers", 482), ("Photo / Cinema Equipment", 324), ("Audio/Video", 126), ("XNA", 73)
        ),
        "mobile",
        6700,
        36,
    ),
    Shop("Furniture", weigh(("Furniture", 1347), ("Homewares", 30)), "industry", 1560, 110),
    Shop("Construction", weigh(("Construction Materials", 592), ("Homewares", 121)), "industry", 840, 55),
    Shop("Clothing", weigh(("Clothing and Accessories", 663), ("Sport and Leisure", 30)), "industry", 700, 55),
    Shop(
        "Industry",
        weigh(("Medical Supplies", 83), ("Jewelry", 81), ("Auto Accessories", 73), ("Vehicles", 40), ("Gardening", 40)),
        "industry",
        480,
        66,
    ),
    Shop("Auto technology", weigh(("Auto Accessories", 89), ("Vehicles", 30)), "other", 155, 84),
    Shop(
        "Jewelry",
        weigh(
            ("Jewelry", 82),
        ),
        "other",
        90,
        50,
    ),
)


@dataclass(frozen=True)
class LoanParameters:
    """Counts, amounts, terms and payment habits of earlier loans."""

    none: float = 0.03  # share without any earlier application
    further_mean: float = 4.1  # applications beyond the first
    further_shape: float = 1.12
    most: int = 40
    age: Quantiles = Quantiles(_LEVELS, (2, 110, 300, 620, 1300, 2600, 2922))  # days since the decision
    age_with_risk: float = -0.10  # a riskier client's applications are more recent (log)
    outcomes: tuple[Outcome, ...] = _OUTCOMES
    approved_card: int = 7  # index of that outcome, drawn apart: at most one card a client
    card_holders: float = 0.31  # share of the clients with earlier applications
    rejections: Categories = weigh(
        ("HC", 5072), ("LIMIT", 1534), ("SCO", 908), ("SCOFR", 341), ("XNA", 131), ("VERIF", 101), ("SYSTEM", 20)
    )
    scofr_with_risk: float = 0.5
    yields: Categories = weigh(("middle", 10807), ("high", 9454), ("low_normal", 8754), ("low_action", 2410))
    yield_rates: tuple[float, float, float, float] = (0.42, 0.68, 0.27, 0.13)  # nominal, a year
    cash_terms: Categories = weigh(
        ("6", 669), ("12", 2374), ("18", 1216), ("24", 1591), ("30", 313), ("36", 1102), ("48", 697), ("60", 481)
    )
    consumer_terms: Categories = weigh(
        ("4", 650), ("6", 4110), ("8", 736), ("10", 3292), ("12", 5396), ("14", 196), ("18", 589), ("24", 1371)
    )
    cash_amount: Quantiles = Quantiles(_LEVELS, (22500, 45000, 135000, 247500, 450000, 1125000, 3150000))
    consumer_amount: Quantiles = Quantiles(_LEVELS, (5000, 20000, 40000, 69000, 117000, 245000, 900000))
    card_limits: Categories = weigh(
        ("45000", 0.16),
        ("67500", 0.10),
        ("90000", 0.12),
        ("135000", 0.10),
        ("180000", 0.20),
        ("225000", 0.10),
        ("270000", 0.08),
        ("450000", 0.11),
        ("675000", 0.03),
    )
    cash_insurance: Quantiles = Quantiles(_LEVELS, (1.0, 1.0, 1.058, 1.099, 1.17, 1.31, 1.5))
    shops: tuple[Shop, ...] = _SHOPS
    purposes: Categories = weigh(
        ("XNA", 19747), ("Repairs", 640), ("Other", 417), ("Urgent needs", 253), ("Buying a used car", 97),
        ("Everyday expenses", 81),
        ("Building a house or an annex", 73), ("Payments on other loans", 71), ("Medicine", 62), ("Education", 38),
        ("Buying a holiday home / land", 31),
        ("Buying a new car", 29), ("Journey", 26), ("Purchase of electronic equipment", 25), ("Car repairs", 25),
        ("Buying a home", 24),
    )  # fmt: skip
    # Payment habits
    cash_ended_early: float = 0.52
    consumer_ended_early: float = 0.36
    days_late: Quantiles = Quantiles(
        (0.0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.97, 0.99, 1.0), (-45, -29, -14, -6, -1, 0, 4, 12, 29)
    )
    late_with_risk: float = 0.30  # shift of the normal score of the days late
    own_habit: float = 0.55  # spread of the client's own habit, unrelated to the risk
    episode: float = 0.045  # share of loans with missed instalments, at the average habit
    episode_with_habit: float = 0.75
    written_off: float = 0.05  # share of those episodes that never end
    split: float = 0.055  # share of instalments paid in two parts
    short: float = 0.006  # share of instalments never paid in full
    never_used_card: float = 0.33
    card_missed: float = 0.020  # months in which nothing is paid, at the average habit
    card_rate: float = 0.0225  # interest a month
    use_with_risk: float = 1.25
