"""Where and how the applicant lives: region, addresses, dwelling, building."""

from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import over
from limpide.features.feature import Feature, category_feature, row_feature

_REGION, _HOUSING = "region", "housing"


def _building(name: str, column: str, fr: str, en: str) -> Feature:
    return row_feature(
        name,
        _[column],
        f"Immeuble : {fr} (indice)",
        f"Building: {en} (index)",
        _HOUSING,
        Unit.INDEX,
    )


# fmt: off
FEATURES = (
    row_feature("region_population", _.REGION_POPULATION_RELATIVE, "Population de la région (indice)",
                "Population of the region (index)", _REGION, Unit.INDEX),
    row_feature("region_rating", _.REGION_RATING_CLIENT, "Note de la région (1 la meilleure)",
                "Rating of the region (1 is best)", _REGION, Unit.INDEX),
    row_feature("city_rating", _.REGION_RATING_CLIENT_W_CITY, "Note de la ville (1 la meilleure)",
                "Rating of the town (1 is best)", _REGION, Unit.INDEX),
    row_feature("lives_outside_region", _.REG_REGION_NOT_LIVE_REGION, "Vit hors de la région déclarée",
                "Lives outside the registered region", _REGION, Unit.FLAG),
    row_feature("works_outside_region", _.REG_REGION_NOT_WORK_REGION, "Travaille hors de la région déclarée",
                "Works outside the registered region", _REGION, Unit.FLAG),
    row_feature("lives_outside_town", _.REG_CITY_NOT_LIVE_CITY, "Vit hors de la ville déclarée",
                "Lives outside the registered town", _REGION, Unit.FLAG),
    row_feature("works_outside_town", _.REG_CITY_NOT_WORK_CITY, "Travaille hors de la ville déclarée",
                "Works outside the registered town", _REGION, Unit.FLAG),
    row_feature("lives_far_from_work", _.LIVE_CITY_NOT_WORK_CITY, "Ne travaille pas dans sa ville",
                "Works in another town than home", _REGION, Unit.FLAG),
    row_feature("owns_car", (_.FLAG_OWN_CAR == "Y").cast("int64"), "Possède une voiture", "Owns a car",
                _HOUSING, Unit.FLAG),
    row_feature("owns_home", (_.FLAG_OWN_REALTY == "Y").cast("int64"), "Propriétaire d'un logement", "Owns a home",
                _HOUSING, Unit.FLAG),
    row_feature("car_age", _.OWN_CAR_AGE, "Âge de la voiture", "Age of the car", _HOUSING, Unit.YEARS),
    row_feature("car_age_over_age", over(_.OWN_CAR_AGE, _.age), "Âge de la voiture rapporté à celui du client",
                "Age of the car over the client's age", _HOUSING, Unit.RATIO),
    category_feature("dwelling", "NAME_HOUSING_TYPE", "Type de logement", "Kind of dwelling", _HOUSING),
    row_feature("building_known", _.building_known, "Caractéristiques connues de l'immeuble",
                "Known characteristics of the building", _HOUSING, Unit.COUNT),
    category_feature("building_material", "WALLSMATERIAL_MODE", "Matériau de l'immeuble", "Material of the building",
                _HOUSING),
    category_feature("building_kind", "HOUSETYPE_MODE", "Type d'immeuble", "Kind of building", _HOUSING),
    category_feature("building_fund", "FONDKAPREMONT_MODE", "Fonds de travaux de l'immeuble", "Building's repair fund",
                _HOUSING),
    _building("building_area", "TOTALAREA_MODE", "surface totale", "total area"),
    _building("building_flats", "APARTMENTS_AVG", "nombre d'appartements", "number of flats"),
    _building("building_basement", "BASEMENTAREA_AVG", "surface du sous-sol", "area of the basement"),
    _building("building_first_use", "YEARS_BEGINEXPLUATATION_MEDI", "mise en service", "first use"),
    _building("building_year", "YEARS_BUILD_AVG", "année de construction", "year of construction"),
    _building("building_lifts", "ELEVATORS_AVG", "nombre d'ascenseurs", "number of lifts"),
    _building("building_entrances", "ENTRANCES_AVG", "nombre d'entrées", "number of entrances"),
    _building("building_floors", "FLOORSMAX_AVG", "nombre d'étages", "number of floors"),
    _building("building_land", "LANDAREA_AVG", "surface du terrain", "area of the land"),
    _building("building_living_area", "LIVINGAREA_AVG", "surface habitable", "living area"),
    _building("building_common_area", "COMMONAREA_AVG", "surface des parties communes", "common area"),
    _building("building_other_area", "NONLIVINGAREA_AVG", "surface non habitable", "non-living area"),
)
# fmt: on
