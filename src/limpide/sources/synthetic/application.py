"""The application row as variables that can be drawn one after the other, and back again."""

from collections.abc import Mapping

import numpy as np

from limpide.sources.synthetic.draws import NOT_YET, Column, Floats
from limpide.sources.synthetic.measured import Measured, Raw

BUILDINGS = (
    "LIVINGAREA", "APARTMENTS", "FLOORSMAX", "ENTRANCES", "ELEVATORS", "YEARS_BEGINEXPLUATATION", "BASEMENTAREA",
    "LANDAREA", "NONLIVINGAREA", "YEARS_BUILD", "FLOORSMIN", "COMMONAREA", "LIVINGAPARTMENTS", "NONLIVINGAPARTMENTS",
)  # fmt: skip
"""Measures of the client's building, those that are known most often first."""

_PERSON = (
    "NAME_CONTRACT_TYPE", "DAYS_BIRTH", "NAME_INCOME_TYPE", "CODE_GENDER", "DAYS_EMPLOYED", "NAME_EDUCATION_TYPE",
    "NAME_FAMILY_STATUS", "CNT_CHILDREN", "adults", "REGION_POPULATION_RELATIVE", "REGION_RATING_CLIENT",
    "REGION_RATING_CLIENT_W_CITY", "ORGANIZATION_TYPE", "OCCUPATION_TYPE", "AMT_INCOME_TOTAL", "FLAG_OWN_CAR",
    "OWN_CAR_AGE", "FLAG_OWN_REALTY", "NAME_HOUSING_TYPE",
)  # fmt: skip
_LOAN = (
    "price", "credit_over_price", "credit_over_annuity", "NAME_TYPE_SUITE", "WEEKDAY_APPR_PROCESS_START",
    "HOUR_APPR_PROCESS_START", "DAYS_REGISTRATION", "DAYS_ID_PUBLISH", "DAYS_LAST_PHONE_CHANGE",
)  # fmt: skip
_CONTACT = (
    "FLAG_MOBIL", "FLAG_EMP_PHONE", "FLAG_WORK_PHONE", "FLAG_CONT_MOBILE", "FLAG_PHONE", "FLAG_EMAIL",
    "REG_REGION_NOT_WORK_REGION", "LIVE_REGION_NOT_WORK_REGION", "REG_REGION_NOT_LIVE_REGION",
    "REG_CITY_NOT_WORK_CITY", "LIVE_CITY_NOT_WORK_CITY", "REG_CITY_NOT_LIVE_CITY",
)  # fmt: skip
_SCORES = ("EXT_SOURCE_2", "EXT_SOURCE_3", "EXT_SOURCE_1")
_DOCUMENTS = tuple(f"FLAG_DOCUMENT_{number}" for number in (3, 6, 8, *range(2, 22)))
_CIRCLE = tuple(f"{name}_CNT_SOCIAL_CIRCLE" for name in ("OBS_60", "OBS_30", "DEF_60", "DEF_30"))
_ENQUIRIES = tuple(f"AMT_REQ_CREDIT_BUREAU_{period}" for period in ("YEAR", "QRT", "MON", "WEEK", "DAY", "HOUR"))
_BUILDING_KIND = ("EMERGENCYSTATE_MODE", "HOUSETYPE_MODE", "WALLSMATERIAL_MODE", "FONDKAPREMONT_MODE", "TOTALAREA_MODE")
_DERIVED = ("adults", "price", "credit_over_price", "credit_over_annuity")

ORDER = tuple(dict.fromkeys((
    *_PERSON, *_LOAN, *_CONTACT, *_SCORES, *_DOCUMENTS, *_CIRCLE, *_ENQUIRIES, *_BUILDING_KIND,
    *(f"{name}{ending}" for name in BUILDINGS for ending in ("_MEDI", "_AVG", "_MODE")),
)))  # fmt: skip

ALONG = (
    dict.fromkeys(_CIRCLE[1:], _CIRCLE[0])
    | dict.fromkeys(_ENQUIRIES[1:], _ENQUIRIES[0])
    | {f"{name}{ending}": f"{name}_MEDI" for name in BUILDINGS for ending in ("_AVG", "_MODE")}
)
"""Numbers that are missing exactly where another one is."""


def measure_applications(raw: Raw) -> Measured:
    """Return the variables of application rows, in the order in which they are drawn."""
    price = np.where(np.isnan(raw["AMT_GOODS_PRICE"]), raw["AMT_CREDIT"], raw["AMT_GOODS_PRICE"])
    annuity = np.where(raw["AMT_ANNUITY"] > 0, raw["AMT_ANNUITY"], np.nan)
    derived = {
        "adults": raw["CNT_FAM_MEMBERS"] - raw["CNT_CHILDREN"],
        "price": price,
        "credit_over_price": raw["AMT_CREDIT"] / price,
        "credit_over_annuity": raw["AMT_CREDIT"] / annuity,
        "DAYS_EMPLOYED": np.where(raw["DAYS_EMPLOYED"] == NOT_YET, np.nan, raw["DAYS_EMPLOYED"]),
    }
    for name in BUILDINGS:
        middle = _from_end(name, raw[f"{name}_MEDI"])
        for ending in ("_AVG", "_MODE"):
            ratio = _from_end(name, raw[f"{name}{ending}"]) / np.where(middle > 0, middle, np.nan)
            derived[f"{name}{ending}"] = np.where(middle == 0, 1.0, ratio)
    return {name: derived[name] if name in derived else raw[name] for name in ORDER}


def compose_applications(values: Mapping[str, Column]) -> dict[str, Column]:
    """Return the lender's columns, without key and target, from drawn variables."""
    numbers = {name: column for name, column in values.items() if isinstance(column, np.ndarray)}
    columns = {name: column for name, column in values.items() if name not in _DERIVED}
    credit = _to_grid(numbers["price"] * numbers["credit_over_price"])
    columns |= {
        "AMT_CREDIT": credit,
        "AMT_ANNUITY": _to_grid(credit / numbers["credit_over_annuity"]),
        "AMT_GOODS_PRICE": numbers["price"],
        "CNT_FAM_MEMBERS": numbers["CNT_CHILDREN"] + numbers["adults"],
        "DAYS_EMPLOYED": np.where(np.isnan(numbers["DAYS_EMPLOYED"]), NOT_YET, numbers["DAYS_EMPLOYED"]),
    }
    for name in BUILDINGS:
        for ending in ("_AVG", "_MODE"):
            middle = _from_end(name, numbers[f"{name}_MEDI"])
            exact = _from_end(name, middle * numbers[f"{name}{ending}"])
            columns[f"{name}{ending}"] = np.rint(np.clip(exact, 0.0, 1.0) * 1e4) / 1e4
    return columns


def _from_end(building: str, value: Floats) -> Floats:
    """Count years from the other end of their scale, where mean, mode and median are proportional; its own inverse."""
    return np.asarray(1 - value) if building.startswith("YEARS") else value


def _to_grid(amount: Floats) -> Floats:
    """Round to the lender's smallest amount, 4.5."""
    return np.asarray(np.rint(amount / 4.5) * 4.5)
