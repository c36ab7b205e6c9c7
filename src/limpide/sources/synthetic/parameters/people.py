"""Who the clients are: demography, work, home, and what each trait adds to the log-odds of default."""

# ruff: noqa: RUF009 - the defaults are frozen values

from dataclasses import dataclass

from limpide.sources.synthetic.draws import Categories, Quantiles, weigh

_LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
_WIDE = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)


@dataclass(frozen=True)
class AgeBand:
    """Habits of one age band: household, children, home."""

    below: float  # years
    family: Categories
    children: tuple[float, ...]  # shares of 0, 1, 2, 3, 4, 5 children
    with_parents: float
    owns_home: float
    car_of_men: float
    car_of_women: float


def _family(married: float, single: float, civil: float, separated: float, widow: float) -> Categories:
    return weigh(
        ("Married", married, -0.08), ("Single / not married", single, 0.12), ("Civil marriage", civil, 0.10),
        ("Separated", separated, 0.0), ("Widow", widow, -0.05),
    )  # fmt: skip


_BANDS = (
    AgeBand(
        27, _family(0.392, 0.442, 0.141, 0.025, 0.0), (0.765, 0.205, 0.028, 0.002, 0, 0), 0.193, 0.612, 0.449, 0.220
    ),
    AgeBand(
        35,
        _family(0.663, 0.183, 0.107, 0.043, 0.004),
        (0.482, 0.326, 0.169, 0.02, 0.0024, 0.0006),
        0.101,
        0.622,
        0.569,
        0.292,
    ),
    AgeBand(
        45,
        _family(0.690, 0.112, 0.110, 0.073, 0.015),
        (0.499, 0.313, 0.16, 0.025, 0.0028, 0.0004),
        0.0385,
        0.674,
        0.597,
        0.279,
    ),
    AgeBand(
        55,
        _family(0.667, 0.106, 0.096, 0.082, 0.049),
        (0.843, 0.131, 0.0235, 0.0025, 0, 0),
        0.0113,
        0.747,
        0.594,
        0.213,
    ),
    AgeBand(
        99, _family(0.588, 0.107, 0.067, 0.068, 0.169), (0.9805, 0.017, 0.0025, 0, 0, 0), 0.0036, 0.764, 0.518, 0.135
    ),
)


@dataclass(frozen=True)
class Job:
    """An occupation: its frequency, who holds it, what it pays, how risky it is."""

    name: str
    weight: float
    men: float  # share of men
    graduates: float  # share with higher education
    income: float  # added to the logarithm of the income
    effect: float  # added to the log-odds of default


# "" is the missing occupation of somebody who works.
_JOBS = (
    Job("", 5912, 0.25, 0.27, -0.02, -0.08), Job("Laborers", 8045, 0.568, 0.12, -0.01, 0.14),
    Job("Sales staff", 4808, 0.119, 0.176, -0.08, 0.10), Job("Core staff", 3995, 0.208, 0.477, -0.03, -0.20),
    Job("Managers", 3120, 0.451, 0.530, 0.27, -0.14), Job("Drivers", 2777, 0.942, 0.111, 0.06, 0.20),
    Job("High skill tech staff", 1602, 0.356, 0.411, 0.02, -0.25),
    Job("Accountants", 1452, 0.030, 0.575, 0.10, -0.42),
    Job("Medicine staff", 1253, 0.029, 0.120, -0.08, -0.15), Job("Security staff", 953, 0.698, 0.114, -0.12, 0.18),
    Job("Cooking staff", 858, 0.105, 0.062, -0.10, 0.22), Job("Cleaning staff", 698, 0.070, 0.050, -0.17, 0.08),
    Job("Private service staff", 387, 0.036, 0.204, 0.07, -0.10),
    Job("Low-skill Laborers", 342, 0.816, 0.044, -0.22, 0.55),
    Job("Secretaries", 210, 0.052, 0.386, -0.06, 0.05), Job("Waiters/barmen staff", 187, 0.096, 0.150, -0.14, 0.25),
    Job("Realty agents", 112, 0.071, 0.330, 0.15, 0.0), Job("HR staff", 91, 0.077, 0.615, 0.03, -0.40),
    Job("IT staff", 83, 0.711, 0.663, 0.10, -0.20),
)  # fmt: skip

_EMPLOYERS = weigh(
    ("Business Entity Type 3", 9973, 0.06), ("Self-employed", 5684, 0.16), ("Other", 2426, -0.08),
    ("Medicine", 1618, -0.10),
    ("Government", 1558, -0.15), ("Business Entity Type 2", 1543, -0.05), ("School", 1254, -0.10),
    ("Trade: type 7", 1121, 0.12),
    ("Construction", 971, 0.25), ("Kindergarten", 958, -0.12), ("Business Entity Type 1", 902, 0.0),
    ("Transport: type 4", 815, 0.0),
    ("Trade: type 3", 538, 0.15), ("Industry: type 3", 518, 0.18), ("Industry: type 9", 477, -0.20),
    ("Housing", 443, 0.0),
    ("Security", 433, 0.15), ("Industry: type 11", 402, 0.05), ("Military", 380, -0.45), ("Bank", 371, -0.30),
    ("Police", 331, -0.35), ("Agriculture", 325, 0.15), ("Transport: type 2", 306, -0.05), ("Postal", 291, 0.0),
    ("Security Ministries", 284, -0.45), ("Trade: type 2", 264, -0.05), ("Restaurant", 253, 0.20),
    ("Services", 252, -0.05),
    ("Industry: type 7", 199, 0.0), ("University", 178, -0.40), ("Industry: type 1", 169, 0.15),
    ("Transport: type 3", 158, 0.45),
    ("Electricity", 149, -0.15), ("Hotel", 143, -0.15), ("Industry: type 4", 125, 0.10),
    ("Industry: type 5", 95, 0.0),
    ("Trade: type 6", 94, -0.2), ("Telecom", 87, 0.0), ("Insurance", 86, -0.1), ("Emergency", 81, 0.0),
    ("Industry: type 2", 79, 0.0),
    ("Industry: type 12", 70, -0.3), ("Advertising", 62, 0.05), ("Culture", 60, -0.35), ("Trade: type 1", 55, 0.1),
    ("Legal Services", 52, 0.0), ("Mobile", 48, 0.05), ("Realtor", 46, 0.1), ("Transport: type 1", 36, -0.2),
    ("Cleaning", 35, 0.2),
    ("Industry: type 6", 20), ("Industry: type 10", 23), ("Religion", 20), ("Industry: type 13", 20),
    ("Trade: type 4", 20),
    ("Trade: type 5", 20), ("Industry: type 8", 20),
)  # fmt: skip

# REGION_POPULATION_RELATIVE, REGION_RATING_CLIENT, frequency
_REGIONS = (
    (0.04622, 1, 1973), (0.030755, 2, 1718), (0.025164, 2, 1712), (0.028663, 2, 1701), (0.035792, 2, 2388),
    (0.031329, 2, 1651),
    (0.072508, 1, 1297), (0.019101, 2, 1280), (0.020713, 3, 1199), (0.01885, 2, 1140), (0.018634, 2, 1057),
    (0.020246, 3, 1054),
    (0.015221, 2, 1035), (0.026392, 2, 1657), (0.022625, 2, 1015), (0.032561, 1, 1008), (0.018029, 3, 928),
    (0.018801, 2, 902),
    (0.02461, 2, 882), (0.018209, 3, 877), (0.019689, 2, 918), (0.00702, 2, 555), (0.0228, 2, 549), (0.01452, 2, 695),
    (0.014464, 2, 505), (0.010032, 2, 499), (0.00496, 2, 472), (0.016612, 2, 652), (0.011703, 2, 458),
    (0.00733, 2, 452),
    (0.010966, 2, 447), (0.010147, 2, 441), (0.006629, 2, 413), (0.009175, 2, 397), (0.0105, 3, 381),
    (0.010276, 2, 366),
    (0.006852, 3, 347), (0.00963, 2, 345), (0.008625, 2, 334), (0.009334, 2, 326), (0.010556, 3, 323),
    (0.010006, 2, 533),
    (0.003069, 3, 291), (0.011657, 1, 465), (0.007305, 3, 277), (0.00712, 2, 397), (0.008019, 2, 275),
    (0.006207, 2, 265),
    (0.00823, 2, 262), (0.008575, 2, 255), (0.002042, 3, 245), (0.009549, 2, 245), (0.007114, 2, 240),
    (0.008068, 3, 236),
    (0.006305, 3, 233), (0.009657, 2, 367), (0.010643, 2, 394), (0.005084, 2, 212), (0.005313, 2, 192),
    (0.007274, 2, 235),
    (0.008474, 2, 239), (0.004849, 2, 172), (0.002134, 3, 168), (0.003813, 2, 262), (0.006296, 3, 166),
    (0.006671, 2, 252),
    (0.006008, 2, 223), (0.005002, 3, 156), (0.002506, 2, 156), (0.008866, 2, 230), (0.006233, 2, 142),
    (0.005144, 2, 139),
    (0.003818, 2, 182), (0.003122, 3, 174), (0.001276, 2, 78), (0.001417, 2, 73), (0.003541, 1, 90),
)  # fmt: skip


@dataclass(frozen=True)
class PeopleParameters:
    """Demography, work and home; frequencies of the public competition's schema, effects in log-odds of default."""

    gender: Categories = weigh(("F", 0.66, -0.08), ("M", 0.34, 0.16), ("XNA", 0.0001))
    pensioner_among_women: float = 0.223
    pensioner_among_men: float = 0.096
    age_of_workers: Quantiles = Quantiles(_LEVELS, (20.8, 25.2, 32.3, 40.0, 48.0, 57.1, 69.0))  # years
    age_of_pensioners: Quantiles = Quantiles(_LEVELS, (35.0, 50.5, 56.8, 60.3, 63.6, 66.8, 69.0))
    education: Categories = weigh(
        ("Secondary / secondary special", 0.712, 0.06), ("Higher education", 0.242, -0.28),
        ("Incomplete higher", 0.0335, 0.0),
        ("Lower secondary", 0.0118, 0.22), ("Academic degree", 0.0006, -0.9),
    )  # fmt: skip
    income_type: Categories = weigh(
        ("Working", 0.633, 0.08), ("Commercial associate", 0.282, -0.05), ("State servant", 0.0847, -0.12),
        ("Pensioner", 0.0, -0.1), ("Unemployed", 0.0001, 1.0), ("Student", 0.0001), ("Businessman", 0.0001),
        ("Maternity leave", 0.0001),
    )  # fmt: skip
    jobs: tuple[Job, ...] = _JOBS
    employers: Categories = _EMPLOYERS
    employer_of_job: tuple[tuple[str, str], ...] = (
        ("Medicine staff", "Medicine"), ("Security staff", "Security"), ("Cooking staff", "Restaurant"),
        ("Realty agents", "Realtor"),
    )  # fmt: skip
    employer_follows_job: float = 0.6
    bands: tuple[AgeBand, ...] = _BANDS
    housing: Categories = weigh(
        ("House / apartment", 0.932, -0.02), ("Municipal apartment", 0.039, 0.08), ("Rented apartment", 0.0171, 0.28),
        ("Office apartment", 0.0086, -0.1), ("Co-op apartment", 0.0035, -0.1), ("With parents", 0.0, 0.12),
    )  # fmt: skip
    regions: tuple[tuple[float, int, int], ...] = _REGIONS
    region_effects: tuple[float, float, float] = (-0.38, -0.02, 0.26)  # by rating 1, 2, 3
    car_age: Quantiles = Quantiles(_WIDE, (0, 0, 1, 2, 5, 9, 15, 22, 29, 64, 65))  # years
    days_employed: Quantiles = Quantiles(_WIDE, (0, 111, 207, 339, 766, 1646, 3154, 5319, 7295, 11151, 18000))
    days_registration: Quantiles = Quantiles(_WIDE, (0, 52, 322, 684, 2020, 4531, 7500, 9994, 11490, 13912, 23000))
    days_id_publish: Quantiles = Quantiles(_WIDE, (0, 60, 383, 761, 1765, 3288, 4311, 4730, 4947, 5470, 6300))
    days_phone_change: Quantiles = Quantiles(_WIDE, (0, 0, 0, 0, 280, 785, 1592, 2174, 2527, 3160, 4200))
    income_centre: float = 11.78  # logarithm of the yearly income of a woman at work, secondary education
    income_spread: float = 0.41
    income_of_men: float = 0.19
    income_of_graduates: float = 0.22
    income_of_pensioners: float = -0.12
    income_by_rating: tuple[float, float, float] = (0.28, 0.0, -0.04)
    income_of_associates: float = 0.17
    repeats: float = 0.0253  # share of applications by a person already present in the block
    no_bureau_file: float = 0.133  # share unknown to the credit bureau
    hidden_spread: float = 1.50  # spread of the risk that no trait explains
    traits_scale: float = 1.35  # the effects below and above are marginal; the hidden risk dilutes them
    age_effect: float = -0.012  # by year above 43
    tenure_effect: float = -0.055  # by year of employment, 12 at most
    id_effect: float = -0.030  # by year since the identity paper was issued
    phone_effect: float = -0.055  # by year since the telephone number changed
    no_bureau_effect: float = 0.22
