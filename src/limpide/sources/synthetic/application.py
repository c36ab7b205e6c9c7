"""The application row as variables that can be drawn one after the other, and back again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from limpide.sources.synthetic.draws import NOT_YET, Coded, Column, Flags, Floats, Generator
from limpide.sources.synthetic.measured import Measured, Raw
from limpide.sources.synthetic.sequence import Sequence
from limpide.sources.synthetic.tree import Positions
from limpide.sources.synthetic.variables import Category

BUILDINGS = (
    "LIVINGAREA", "APARTMENTS", "FLOORSMAX", "ENTRANCES", "ELEVATORS", "YEARS_BEGINEXPLUATATION", "BASEMENTAREA",
    "LANDAREA", "NONLIVINGAREA", "YEARS_BUILD", "FLOORSMIN", "COMMONAREA", "LIVINGAPARTMENTS", "NONLIVINGAPARTMENTS",
)  # fmt: skip
"""Measures of the client's building, those that are known most often first."""

_PERSON = (
    "NAME_CONTRACT_TYPE", "DAYS_BIRTH", "NAME_INCOME_TYPE", "CODE_GENDER", "DAYS_EMPLOYED", "NAME_EDUCATION_TYPE",
    "NAME_FAMILY_STATUS", "CNT_CHILDREN", "adults", "REGION_POPULATION_RELATIVE", "REGION_RATING_CLIENT",
    "REGION_RATING_CLIENT_W_CITY", "ORGANIZATION_TYPE", "OCCUPATION_TYPE", "AMT_INCOME_TOTAL",
    "OWN_CAR_AGE", "FLAG_OWN_REALTY", "NAME_HOUSING_TYPE",
)  # fmt: skip
_LOAN = (
    "price", "credit_over_price", "credit_over_annuity", "NAME_TYPE_SUITE", "WEEKDAY_APPR_PROCESS_START",
    "HOUR_APPR_PROCESS_START", "DAYS_REGISTRATION", "DAYS_ID_PUBLISH", "DAYS_LAST_PHONE_CHANGE",
)  # fmt: skip
_CONTACT = (
    "FLAG_MOBIL", "FLAG_WORK_PHONE", "FLAG_CONT_MOBILE", "FLAG_PHONE", "FLAG_EMAIL",
    "REG_REGION_NOT_WORK_REGION", "LIVE_REGION_NOT_WORK_REGION", "REG_REGION_NOT_LIVE_REGION",
    "REG_CITY_NOT_WORK_CITY", "LIVE_CITY_NOT_WORK_CITY", "REG_CITY_NOT_LIVE_CITY",
)  # fmt: skip
_SCORES = ("EXT_SOURCE_2", "EXT_SOURCE_3", "EXT_SOURCE_1")
_DOCUMENTS = tuple(f"FLAG_DOCUMENT_{number}" for number in (3, 6, 8, *range(2, 22)))
_CIRCLE = tuple(f"{name}_CNT_SOCIAL_CIRCLE" for name in ("OBS_60", "OBS_30", "DEF_60", "DEF_30"))
_ENQUIRIES = tuple(f"AMT_REQ_CREDIT_BUREAU_{period}" for period in ("YEAR", "QRT", "MON", "WEEK", "DAY", "HOUR"))
_BUILDING_KIND = ("EMERGENCYSTATE_MODE", "HOUSETYPE_MODE", "WALLSMATERIAL_MODE", "FONDKAPREMONT_MODE", "TOTALAREA_MODE")
_NOWHERE = "XNA"
KNOWN_TO_BUREAU = _ENQUIRIES[0]
"""A number that is missing for clients whom the credit bureau does not know."""

_DERIVED = ("adults", "price", "credit_over_price", "credit_over_annuity")

DESCRIBED = (*_BUILDING_KIND, *(f"{name}_MEDI" for name in BUILDINGS))
"""Columns of the building that are missing in patterns: many together."""
PATTERN = "described"
"""The variable of that pattern: for each of ``DESCRIBED`` a 1 if it is known, a 0 if not."""

FIRST = tuple(dict.fromkeys((*_PERSON, *_LOAN, *_CONTACT, *_SCORES, *_DOCUMENTS, *_CIRCLE, *_ENQUIRIES, PATTERN)))
THEN = (*_BUILDING_KIND, *(f"{name}{ending}" for name in BUILDINGS for ending in ("_MEDI", "_AVG", "_MODE")))

ALONG = (
    {"ORGANIZATION_TYPE": "DAYS_EMPLOYED"}
    | dict.fromkeys(_CIRCLE[1:], _CIRCLE[0])
    | dict.fromkeys(_ENQUIRIES[1:], _ENQUIRIES[0])
    | {name: f"known {name}" for name in _BUILDING_KIND}
    | {f"{name}{ending}": f"known {name}_MEDI" for name in BUILDINGS for ending in ("_MEDI", "_AVG", "_MODE")}
)
"""Variables that are missing exactly where another one is."""


@dataclass(frozen=True)
class Applications:
    """``first``: the person, the loan, and what is known of the building; ``then``: the building itself."""

    first: Sequence
    then: Sequence

    def draw(self, rng: Generator, given: Positions, size: int) -> dict[str, Floats]:
        """Return the position of each of ``size`` applications for each variable."""
        first = self.first.draw(rng, given, size)
        pattern = next(one for one in self.first.variables if one.name == PATTERN)
        if not isinstance(pattern, Category):
            raise TypeError(f"{PATTERN} is text")
        known = described(np.array(pattern.levels, dtype=object)[first[PATTERN].astype(np.int64)])
        return first | self.then.draw(rng, {**given, **first, **known}, size)

    def columns(self, positions: Positions) -> dict[str, Column]:
        """Return the lender's columns at these positions, without key and target."""
        values = self.first.values(positions) | self.then.values(positions)
        return compose_applications({name: column for name, column in values.items() if name != PATTERN})

    def to_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return the variables for a file."""
        return {"first": self.first.to_json(), "then": self.then.to_json()}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return the variables of a file."""
        return cls(Sequence.from_json(read["first"]), Sequence.from_json(read["then"]))


def described(pattern: "np.ndarray[Any, Any]") -> dict[str, Floats]:
    """Return, for each column of the building, 0 where the pattern says it is known and NaN where not."""
    different, code = np.unique(pattern.astype(str), return_inverse=True)
    known = np.array([[np.nan if mark == "0" else 0.0 for mark in one] for one in different])
    return {f"known {name}": known[code, place] for place, name in enumerate(DESCRIBED)}


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
        "ORGANIZATION_TYPE": np.array([None if name == _NOWHERE else name for name in raw["ORGANIZATION_TYPE"]]),
    }
    for name in BUILDINGS:
        middle = _from_end(name, raw[f"{name}_MEDI"])
        for ending in ("_AVG", "_MODE"):
            ratio = _from_end(name, raw[f"{name}{ending}"]) / np.where(middle > 0, middle, np.nan)
            derived[f"{name}{ending}"] = np.where(middle == 0, 1.0, ratio)
    return {name: derived[name] if name in derived else raw[name] for name in (*FIRST, *THEN) if name != PATTERN}


def measure_patterns(raw: Raw) -> "np.ndarray[Any, Any]":
    """Return which columns of the building are known, as text, for each application."""
    marks = [["0" if _is_missing(value) else "1" for value in raw[name].tolist()] for name in DESCRIBED]
    return np.array(["".join(row) for row in zip(*marks, strict=True)], dtype=object)


def _is_missing(value: object) -> bool:
    return value is None or value != value


def compose_applications(values: Mapping[str, Column]) -> dict[str, Column]:
    """Return the lender's columns, without key and target, from drawn variables."""
    numbers: dict[str, Floats] = {
        name: column.astype(np.float64) for name, column in values.items() if isinstance(column, np.ndarray)
    }
    columns = {name: column for name, column in values.items() if name not in _DERIVED}
    exact = numbers["price"] * numbers["credit_over_price"]
    credit = np.where(exact >= numbers["price"], np.maximum(_to_grid(exact), numbers["price"]), _to_grid(exact))
    revolving = _text(values, "NAME_CONTRACT_TYPE").equals("Revolving loans")
    annuity = np.where(revolving, credit / 20, _to_grid(credit / numbers["credit_over_annuity"]))
    columns |= _at_work(values, retired=np.isnan(numbers["DAYS_EMPLOYED"]))
    columns |= {
        "AMT_CREDIT": credit,
        "AMT_ANNUITY": np.where(np.isnan(numbers["credit_over_annuity"]), np.nan, annuity),
        "AMT_GOODS_PRICE": numbers["price"],
        "CNT_FAM_MEMBERS": numbers["CNT_CHILDREN"] + numbers["adults"],
        "DAYS_EMPLOYED": np.where(np.isnan(numbers["DAYS_EMPLOYED"]), NOT_YET, numbers["DAYS_EMPLOYED"]),
        "FLAG_OWN_CAR": Coded(np.where(np.isnan(numbers["OWN_CAR_AGE"]), 0, 1), ("N", "Y")),
        # The third agency is the credit bureau: it has no score for whom it does not know.
        "EXT_SOURCE_3": np.where(np.isnan(numbers[_ENQUIRIES[0]]), np.nan, numbers["EXT_SOURCE_3"]),
    }
    for name in BUILDINGS:
        for ending in ("_AVG", "_MODE"):
            middle = _from_end(name, numbers[f"{name}_MEDI"])
            measure = _from_end(name, middle * numbers[f"{name}{ending}"])
            columns[f"{name}{ending}"] = np.rint(np.clip(measure, 0.0, 1.0) * 1e4) / 1e4
    return columns


def _at_work(values: Mapping[str, Column], *, retired: Flags) -> dict[str, Column]:
    """Return what the lender writes of the work of those who work, and of those who do not."""
    employer = _text(values, "ORGANIZATION_TYPE")
    return {
        "ORGANIZATION_TYPE": Coded(np.where(retired, len(employer.names), employer.codes), (*employer.names, _NOWHERE)),
        "OCCUPATION_TYPE": _text(values, "OCCUPATION_TYPE").where(~retired),
        "FLAG_EMP_PHONE": (~retired).astype(np.int64),
    }


def _text(values: Mapping[str, Column], name: str) -> Coded:
    column = values[name]
    if not isinstance(column, Coded):
        raise TypeError(f"{name} is text")
    return column


def _from_end(building: str, value: Floats) -> Floats:
    """Count years from the other end of their scale, where mean, mode and median are proportional; its own inverse."""
    return np.asarray(1 - value) if building.startswith("YEARS") else value


def _to_grid(amount: Floats) -> Floats:
    """Round to the lender's smallest amount, 4.5."""
    return np.asarray(np.rint(amount / 4.5) * 4.5)
