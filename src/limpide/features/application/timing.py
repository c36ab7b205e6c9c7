"""The moment of the application, and what other lenders were asked lately."""

from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import over
from limpide.features.feature import Change, Feature, Risk, category_feature, row_feature

_RECENT = _.AMT_REQ_CREDIT_BUREAU_HOUR + _.AMT_REQ_CREDIT_BUREAU_DAY + _.AMT_REQ_CREDIT_BUREAU_WEEK
_QUARTER = _RECENT + _.AMT_REQ_CREDIT_BUREAU_MON + _.AMT_REQ_CREDIT_BUREAU_QRT


def _enquiries(name: str, value: object, fr: str, en: str, unit: Unit = Unit.COUNT) -> Feature:
    return row_feature(
        f"enquiries_{name}",
        value,
        f"Consultations par d’autres prêteurs ({fr})",
        f"Enquiries by other lenders ({en})",
        "enquiries",
        unit,
        risk=Risk.RISES,
        change=Change.LESS,
    )


# fmt: off
FEATURES = (
    category_feature("weekday", "WEEKDAY_APPR_PROCESS_START", "Jour de la demande", "Day of the application",
                     "application_timing"),
    row_feature("hour", _.HOUR_APPR_PROCESS_START, "Heure de la demande", "Hour of the application",
                "application_timing", Unit.HOUR, risk=Risk.MIXED),
    _enquiries("hour", _.AMT_REQ_CREDIT_BUREAU_HOUR, "dernière heure", "last hour"),
    _enquiries("day", _.AMT_REQ_CREDIT_BUREAU_DAY, "il y a 1 à 24 heures", "1 to 24 hours ago"),
    _enquiries("week", _.AMT_REQ_CREDIT_BUREAU_WEEK, "il y a 1 à 7 jours", "1 to 7 days ago"),
    _enquiries("month", _.AMT_REQ_CREDIT_BUREAU_MON, "il y a 1 à 4 semaines", "1 to 4 weeks ago"),
    _enquiries("quarter", _.AMT_REQ_CREDIT_BUREAU_QRT, "il y a 1 à 3 mois", "1 to 3 months ago"),
    _enquiries("year", _.AMT_REQ_CREDIT_BUREAU_YEAR, "il y a 3 à 12 mois", "3 to 12 months ago"),
    # The lender's periods do not overlap: the year is counted without the quarter, and so on.
    _enquiries("last_3_months", _QUARTER, "3 derniers mois", "last 3 months"),
    _enquiries("total", _QUARTER + _.AMT_REQ_CREDIT_BUREAU_YEAR, "12 derniers mois", "last 12 months"),
    _enquiries("recent_share",
               over(_.AMT_REQ_CREDIT_BUREAU_MON + _.AMT_REQ_CREDIT_BUREAU_QRT, _.AMT_REQ_CREDIT_BUREAU_YEAR),
               "dernier trimestre, comparé à l’année", "last quarter over year", Unit.RATIO),
)
# fmt: on
