"""Themes of the application: what each of the lender's columns is about, in the order that a person reads them."""

from collections.abc import Mapping
from dataclasses import dataclass

from limpide.language.wording import Phrase
from limpide.sources.tables import CLIENT, TABLES, TARGET


@dataclass(frozen=True)
class Theme:
    """Columns that belong together, by their names or the beginnings of these; ``others``: they tell of others."""

    name: str
    wording: Phrase
    columns: tuple[str, ...]
    others: bool = False


THEMES = (
    Theme(
        "loan",
        Phrase("themes.loan"),
        ("NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE", "NAME_TYPE_SUITE", "WEEKDAY_", "HOUR_"),
    ),
    Theme(
        "person",
        Phrase("themes.person"),
        (
            "CODE_GENDER", "DAYS_BIRTH", "NAME_FAMILY_STATUS", "CNT_CHILDREN", "CNT_FAM_MEMBERS",
            "NAME_EDUCATION_TYPE",
        ),
    ),
    Theme(
        "work",
        Phrase("themes.work"),
        ("AMT_INCOME_TOTAL", "NAME_INCOME_TYPE", "OCCUPATION_TYPE", "ORGANIZATION_TYPE", "DAYS_EMPLOYED"),
    ),
    Theme(
        "home",
        Phrase("themes.home"),
        ("NAME_HOUSING_TYPE", "FLAG_OWN_REALTY", "FLAG_OWN_CAR", "OWN_CAR_AGE", "REGION_", "REG_", "LIVE_"),
    ),
    Theme(
        "contact",
        Phrase("themes.contact"),
        (
            "FLAG_MOBIL", "FLAG_EMP_PHONE", "FLAG_WORK_PHONE", "FLAG_CONT_MOBILE", "FLAG_PHONE", "FLAG_EMAIL",
            "DAYS_LAST_PHONE_CHANGE", "DAYS_REGISTRATION", "DAYS_ID_PUBLISH",
        ),
    ),
    Theme("scores", Phrase("themes.scores"), ("EXT_SOURCE_",)),
    Theme(
        "enquiries",
        Phrase("themes.enquiries"),
        ("AMT_REQ_CREDIT_BUREAU_",),
    ),
    Theme("documents", Phrase("themes.documents"), ("FLAG_DOCUMENT_",)),
    Theme("circle", Phrase("themes.circle"), ("OBS_", "DEF_"), others=True),
    Theme(
        "building",
        Phrase("themes.building"),
        (
            "APARTMENTS_", "BASEMENTAREA_", "YEARS_", "COMMONAREA_", "ELEVATORS_", "ENTRANCES_", "FLOORS", "LANDAREA_",
            "LIVINGAPARTMENTS_", "LIVINGAREA_", "NONLIVING", "FONDKAPREMONT_", "HOUSETYPE_", "TOTALAREA_",
            "WALLSMATERIAL_", "EMERGENCYSTATE_",
        ),
    ),
)  # fmt: skip


def theme_of(column: str) -> Theme:
    """Return the theme of a column of the application; ``KeyError`` for what is none of a client's."""
    return _THEMES[column]


def _find_theme(column: str) -> Theme | None:
    return next((theme for theme in THEMES if column.startswith(theme.columns)), None)


_FOUND = {
    column.name: _find_theme(column.name)
    for column in TABLES["application"].columns
    if column.renamed not in (CLIENT, TARGET)
}
_THEMES: Mapping[str, Theme] = {name: theme for name, theme in _FOUND.items() if theme is not None}
