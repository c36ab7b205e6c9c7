"""Where and how the applicant lives: region, addresses, dwelling, building."""

from typing import Any

from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import BUILDING, known, over, total
from limpide.features.feature import Change, Feature, Risk, category_feature, row_feature

_REGION, _HOUSING = "region", "housing"
_RISES, _FALLS, _MIXED = Risk.RISES, Risk.FALLS, Risk.MIXED
_MISMATCHES = (
    "REG_REGION_NOT_LIVE_REGION", "REG_REGION_NOT_WORK_REGION", "LIVE_REGION_NOT_WORK_REGION",
    "REG_CITY_NOT_LIVE_CITY", "REG_CITY_NOT_WORK_CITY", "LIVE_CITY_NOT_WORK_CITY",
)  # fmt: skip
_INDICES = [_[f"{name}_AVG"] for name in BUILDING]
_BUILDING_MEAN = total(known(index) for index in _INDICES) / _.building_known.nullif(0)


def _building(name: str, expression: Any, fr: str, en: str, *, risk: Risk = _FALLS) -> Feature:
    return row_feature(
        name, expression, f"Immeuble : {fr} (indice)", f"Building: {en} (index)", _HOUSING, Unit.INDEX, risk=risk
    )


def _apart(name: str, column: str, fr: str, en: str) -> Feature:
    return row_feature(name, _[column], fr, en, _REGION, Unit.FLAG, risk=_RISES)


# fmt: off
FEATURES = (
    row_feature("region_population", _.REGION_POPULATION_RELATIVE, "Population de la région (indice)",
                "Population of the region (index)", _REGION, Unit.INDEX, risk=_MIXED),
    row_feature("region_rating", _.REGION_RATING_CLIENT, "Note de la région (1 la meilleure)",
                "Rating of the region (1 is best)", _REGION, Unit.INDEX, risk=_RISES),
    row_feature("city_rating", _.REGION_RATING_CLIENT_W_CITY, "Note de la ville (1 la meilleure)",
                "Rating of the town (1 is best)", _REGION, Unit.INDEX, risk=_RISES),
    _apart("lives_outside_region", "REG_REGION_NOT_LIVE_REGION", "Vit hors de la région déclarée",
           "Lives outside the registered region"),
    _apart("works_outside_region", "REG_REGION_NOT_WORK_REGION", "Travaille hors de la région déclarée",
           "Works outside the registered region"),
    _apart("lives_outside_town", "REG_CITY_NOT_LIVE_CITY", "Vit hors de la ville déclarée",
           "Lives outside the registered town"),
    _apart("works_outside_town", "REG_CITY_NOT_WORK_CITY", "Travaille hors de la ville déclarée",
           "Works outside the registered town"),
    _apart("lives_far_from_work", "LIVE_CITY_NOT_WORK_CITY", "Ne travaille pas dans sa ville",
           "Works in another town than home"),
    row_feature("address_mismatches", total(_[name] for name in _MISMATCHES),
                "Écarts entre adresses déclarée, de vie et de travail",
                "Differences between registered, home and work addresses", _REGION, Unit.COUNT, risk=_RISES),
    row_feature("owns_car", (_.FLAG_OWN_CAR == "Y").cast("int64"), "Possède une voiture", "Owns a car",
                _HOUSING, Unit.FLAG, risk=_FALLS, change=Change.MORE),
    row_feature("owns_home", (_.FLAG_OWN_REALTY == "Y").cast("int64"), "Propriétaire d’un logement", "Owns a home",
                _HOUSING, Unit.FLAG, risk=_FALLS, change=Change.MORE),
    row_feature("car_age", _.OWN_CAR_AGE, "Âge de la voiture", "Age of the car", _HOUSING, Unit.YEARS, risk=_RISES),
    row_feature("car_age_over_age", over(_.OWN_CAR_AGE, _.age), "Âge de la voiture divisé par celui du client",
                "Age of the car over the client’s age", _HOUSING, Unit.RATIO, risk=_RISES),
    category_feature("dwelling", "NAME_HOUSING_TYPE", "Type de logement", "Kind of dwelling", _HOUSING),
    row_feature("building_known", _.building_known, "Nombre de caractéristiques connues de l’immeuble",
                "Number of known characteristics of the building", _HOUSING, Unit.COUNT, risk=_FALLS),
    category_feature("building_material", "WALLSMATERIAL_MODE", "Matériau de l’immeuble", "Material of the building",
                     _HOUSING),
    category_feature("building_kind", "HOUSETYPE_MODE", "Type d’immeuble", "Kind of building", _HOUSING),
    category_feature("building_fund", "FONDKAPREMONT_MODE", "Fonds de travaux de l’immeuble", "Building’s repair fund",
                     _HOUSING),
    _building("building_mean", _BUILDING_MEAN, "ensemble des caractéristiques", "all characteristics together"),
    _building("building_spread",
              (total(known((index - _BUILDING_MEAN).pow(2)) for index in _INDICES) / _.building_known.nullif(0)).sqrt(),
              "disparité des caractéristiques", "disparity of the characteristics", risk=_MIXED),
    _building("building_area", _.TOTALAREA_MODE, "surface totale", "total area"),
    _building("building_flats", _.APARTMENTS_AVG, "nombre d’appartements", "number of flats", risk=_MIXED),
    _building("building_basement", _.BASEMENTAREA_AVG, "surface du sous-sol", "area of the basement", risk=_MIXED),
    _building("building_first_use", _.YEARS_BEGINEXPLUATATION_MEDI, "mise en service", "first use", risk=_MIXED),
    _building("building_year", _.YEARS_BUILD_AVG, "année de construction", "year of construction", risk=_MIXED),
    _building("building_lifts", _.ELEVATORS_AVG, "nombre d’ascenseurs", "number of lifts", risk=_MIXED),
    _building("building_entrances", _.ENTRANCES_AVG, "nombre d’entrées", "number of entrances", risk=_MIXED),
    _building("building_floors", _.FLOORSMAX_AVG, "nombre d’étages", "number of floors", risk=_MIXED),
    _building("building_land", _.LANDAREA_AVG, "surface du terrain", "area of the land", risk=_MIXED),
    _building("building_living_area", _.LIVINGAREA_AVG, "surface habitable", "living area"),
    _building("building_common_area", _.COMMONAREA_AVG, "surface des parties communes", "common area", risk=_MIXED),
    _building("building_other_area", _.NONLIVINGAREA_AVG, "surface non habitable", "non-living area", risk=_MIXED),
)
# fmt: on
