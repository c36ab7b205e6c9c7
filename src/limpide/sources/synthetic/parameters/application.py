"""What is asked for and how: the loan, the scores of outside agencies, the building, the documents."""

# ruff: noqa: RUF009 - the defaults are frozen values

from dataclasses import dataclass

from limpide.sources.synthetic.draws import Categories, Quantiles, weigh

_WIDE = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
_FIVE = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


@dataclass(frozen=True)
class Score:
    """An outside agency's score between 0 and 1: high is safe."""

    values: Quantiles
    risk: float  # correlation of the normal score with the risk, negative
    age: float  # correlation with the age beyond the risk
    missing: float  # share missing, whatever else is known


@dataclass(frozen=True)
class BuildingTrait:
    """One measure of the building, scaled to 0–1 by the lender."""

    name: str
    quantiles: tuple[float, ...]  # at 0, .05, .25, .5, .75, .95, 1
    common: float  # correlation with the size of the building
    step: float  # grid of the _MODE and _MEDI values; 0: none
    detailed: bool  # only known of buildings described in detail
    missing: float = 0.03  # share missing from a described building


@dataclass(frozen=True)
class ApplicationParameters:
    """Frequencies and quantiles of the application table."""

    test_share: float = 48744 / 356255
    revolving: float = 0.0948
    revolving_effect: float = -0.40
    # Requested amounts: popular prices stand out.
    goods_centre: float = 12.93
    goods_spread: float = 0.72
    goods_with_income: float = 0.45
    goods_steps: tuple[tuple[float, float], ...] = ((225000.0, 0.36), (45000.0, 0.27), (22500.0, 0.17), (4500.0, 0.20))
    goods_range: tuple[float, float] = (40500.0, 4050000.0)
    # AMT_CREDIT / AMT_GOODS_PRICE: the insurance that is financed with the loan; frequency, effect.
    insurance: tuple[tuple[float, float, float], ...] = (
        (1.0, 11645, -0.10), (1.198, 3701, 0.0), (1.158, 3514, 0.14), (1.119, 2681, -0.15), (1.132, 2004, -0.03),
        (1.211, 1904, 0.36),
        (1.317, 1484, 0.33), (1.396, 1433, 0.27), (1.106, 1368, 0.0), (1.145, 1358, -0.1), (1.264, 1251, 0.28),
        (1.238, 1114, -0.15),
        (1.079, 1026, -0.55), (1.066, 876, -0.3), (1.422, 780, 0.60), (1.087, 474, -0.7), (1.099, 358, -0.05),
        (1.528, 339, 0.2),
        (1.053, 324, -0.35), (1.116, 271, -0.6), (1.277, 263, -0.4), (1.257, 259, 0.0), (1.059, 201, -0.8),
        (1.139, 175, -0.4),
        (1.04, 174, -1.0),
    )  # fmt: skip
    terms: Categories = weigh(
        ("12", 0.15, -0.45), ("18", 0.09, -0.10), ("24", 0.20, 0.12), ("30", 0.17, 0.18), ("36", 0.15, 0.15),
        ("48", 0.12, 0.0), ("60", 0.12, -0.15),
    )  # months  # fmt: skip
    yearly_rate: Quantiles = Quantiles(_FIVE, (0.06, 0.10, 0.15, 0.20, 0.26, 0.36, 0.50))
    rate_with_risk: float = 0.15
    term_with_amount: float = 0.5  # correlation of normal scores
    burden_effect: float = 0.12  # by 10 points of annuity over income, around 18 %
    amount_effect: float = -0.10  # by unit of the logarithm of the price
    suite: Categories = weigh(
        ("Unaccompanied", 36335), ("Family", 5880), ("Spouse, partner", 1654), ("Children", 477), ("Other_B", 267),
        ("Other_A", 120), ("Group of people", 50),
    )  # fmt: skip
    suite_missing: float = 0.0044
    weekday: Categories = weigh(
        ("TUESDAY", 7836), ("WEDNESDAY", 7655), ("MONDAY", 7539), ("THURSDAY", 7434), ("FRIDAY", 7404),
        ("SATURDAY", 4647), ("SUNDAY", 2468),
    )  # fmt: skip
    hour: Quantiles = Quantiles(_WIDE, (0, 4, 7, 8, 10, 12, 14, 16, 17, 19, 23))
    # The target: logit of the probability of default = intercept + the effects.
    intercept: float = -3.246
    # The risk that drives the columns is the margin, standardised with these.
    margin_centre: float = -3.442
    margin_spread: float = 1.709
    scores: tuple[Score, Score, Score] = (
        Score(
            Quantiles(_WIDE, (0.01, 0.084, 0.161, 0.216, 0.336, 0.508, 0.674, 0.787, 0.832, 0.889, 0.95)),
            risk=-0.37, age=0.50, missing=0.563,
        ),
        Score(
            Quantiles(_WIDE, (0.0, 0.0296, 0.133, 0.216, 0.390, 0.566, 0.663, 0.721, 0.747, 0.782, 0.86)),
            risk=-0.44, age=0.0, missing=0.0022,
        ),
        Score(
            Quantiles(_WIDE, (0.0, 0.063, 0.151, 0.224, 0.369, 0.533, 0.667, 0.749, 0.785, 0.833, 0.90)),
            risk=-0.52, age=0.12, missing=0.072,
        ),
    )  # fmt: skip
    enquiries: tuple[tuple[str, tuple[float, ...]], ...] = (
        ("HOUR", (0.993, 0.0062, 0.0005)), ("DAY", (0.994, 0.0051, 0.0005)), ("WEEK", (0.967, 0.0317, 0.0008, 0.0005)),
        ("MON", (0.832, 0.1274, 0.0195, 0.0077, 0.0048, 0.0023, 0.0015, 0.0011, 0.0008, 0.0008, 0.0021)),
        ("QRT", (0.808, 0.1293, 0.0534, 0.0071, 0.002, 0.0005)),
        ("YEAR", (0.2655, 0.2368, 0.1918, 0.127, 0.0791, 0.046, 0.0263, 0.0149, 0.0078, 0.0043, 0.0005)),
    )  # fmt: skip
    observed_circle: tuple[float, ...] = (
        0.533,
        0.158,
        0.097,
        0.066,
        0.046,
        0.031,
        0.021,
        0.015,
        0.010,
        0.007,
        0.005,
        0.011,
    )
    circle_default: float = 0.082
    circle_missing: float = 0.0033
    documents: tuple[tuple[int, float], ...] = (
        (2, 0.0003), (4, 0.0003), (5, 0.0148), (7, 0.0003), (9, 0.0042), (10, 0.0003), (11, 0.0041), (12, 0.0003),
        (13, 0.0034), (14, 0.0028), (15, 0.0012), (16, 0.0095), (17, 0.0003), (18, 0.0075), (19, 0.0007), (20, 0.0006),
        (21, 0.0003),
    )  # fmt: skip
    document_3_effect: float = 0.12
    # Buildings: the whole block is missing together, or described, or described in detail.
    described: float = 0.527
    detailed: float = 0.64
    described_effect: float = -0.12
    building: tuple[BuildingTrait, ...] = (
        BuildingTrait(
            "APARTMENTS", (0, 0.0093, 0.0579, 0.0876, 0.1485, 0.33, 1), 1.0, 0, detailed=False, missing=0.062
        ),
        BuildingTrait("BASEMENTAREA", (0, 0, 0.0446, 0.0758, 0.1115, 0.223, 1), 0.70, 0, detailed=False, missing=0.208),
        BuildingTrait(
            "YEARS_BEGINEXPLUATATION",
            (0.9, 0.9692, 0.9767, 0.9821, 0.9866, 0.9955, 1),
            0.10,
            0.0005,
            detailed=False,
            missing=0.027,
        ),
        BuildingTrait(
            "YEARS_BUILD", (0.1, 0.5988, 0.6872, 0.7552, 0.8232, 0.9456, 1), 0.33, 0.0068, detailed=True, missing=0
        ),
        BuildingTrait("COMMONAREA", (0, 0, 0.0078, 0.0211, 0.0512, 0.163, 1), 0.54, 0, detailed=True, missing=0.1),
        BuildingTrait("ELEVATORS", (0, 0, 0, 0, 0.12, 0.36, 1), 0.84, 0.0403, detailed=False, missing=0.11),
        BuildingTrait(
            "ENTRANCES", (0, 0.0345, 0.069, 0.1379, 0.2069, 0.3103, 1), 0.62, 0.069, detailed=False, missing=0.055
        ),
        BuildingTrait(
            "FLOORSMAX", (0, 0.0417, 0.1667, 0.1667, 0.3333, 0.5, 1), 0.62, 1 / 24, detailed=False, missing=0.045
        ),
        BuildingTrait(
            "FLOORSMIN", (0, 0.0417, 0.0833, 0.2083, 0.375, 0.5, 1), 0.44, 1 / 24, detailed=True, missing=0.04
        ),
        BuildingTrait("LANDAREA", (0, 0, 0.0189, 0.0484, 0.085, 0.196, 1), 0.50, 0, detailed=False, missing=0.224),
        BuildingTrait(
            "LIVINGAPARTMENTS", (0, 0.0101, 0.0504, 0.0756, 0.121, 0.275, 1), 0.96, 0, detailed=True, missing=0.055
        ),
        BuildingTrait(
            "LIVINGAREA", (0, 0.0083, 0.0463, 0.0748, 0.1311, 0.326, 1), 0.91, 0, detailed=False, missing=0.053
        ),
        BuildingTrait("NONLIVINGAPARTMENTS", (0, 0, 0, 0, 0.0039, 0.031, 1), 0.20, 0.0039, detailed=True, missing=0.09),
        BuildingTrait("NONLIVINGAREA", (0, 0, 0, 0.0035, 0.0272, 0.127, 1), 0.30, 0, detailed=False, missing=0.146),
    )
    fond: Categories = weigh(
        ("reg oper account", 10861),
        ("reg oper spec account", 1768),
        ("org spec account", 893),
        ("not specified", 841),
    )
    house: Categories = weigh(("block of flats", 22123), ("specific housing", 232), ("terraced house", 189))
    walls: Categories = weigh(
        ("Panel", 9777), ("Stone, brick", 9436), ("Block", 1393), ("Wooden", 775), ("Mixed", 315),
        ("Monolithic", 252), ("Others", 242),
    )  # fmt: skip
    emergency: Categories = weigh(("No", 23390), ("Yes", 328))
