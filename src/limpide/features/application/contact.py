"""How the applicant can be reached, what was provided, what was left unanswered, and who is near."""

from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import over, total
from limpide.features.feature import Change, Feature, Risk, row_feature

_CONTACT, _CIRCLE = "contact", "social_circle"
_COUNT, _FLAG, _SHARE = Unit.COUNT, Unit.FLAG, Unit.SHARE
_RISES, _FALLS, _MIXED, _MORE = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.MORE
_WAYS = ("FLAG_EMP_PHONE", "FLAG_WORK_PHONE", "FLAG_PHONE", "FLAG_EMAIL", "FLAG_CONT_MOBILE")
_LATE = _.DEF_30_CNT_SOCIAL_CIRCLE, _.DEF_60_CNT_SOCIAL_CIRCLE
_OBSERVED = _.OBS_30_CNT_SOCIAL_CIRCLE, _.OBS_60_CNT_SOCIAL_CIRCLE


def _contact(name: str, column: str, fr: str, en: str) -> Feature:
    return row_feature(name, _[column], fr, en, _CONTACT, _FLAG, risk=_MIXED, change=_MORE)


def _document(number: int) -> Feature:
    return row_feature(
        f"document_{number}",
        _[f"FLAG_DOCUMENT_{number}"],
        f"Pièce n° {number} fournie",
        f"Document no. {number} provided",
        _CONTACT,
        _FLAG,
        risk=_MIXED,
        change=_MORE,
    )


# fmt: off
FEATURES = (
    _contact("work_phone", "FLAG_WORK_PHONE", "Second téléphone fixe fourni", "Second landline given"),
    _contact("employer_phone", "FLAG_EMP_PHONE", "Téléphone de l’employeur fourni", "Employer’s telephone given"),
    _contact("home_phone", "FLAG_PHONE", "Téléphone du domicile fourni", "Home telephone given"),
    _contact("email", "FLAG_EMAIL", "Adresse électronique fournie", "E-mail address given"),
    _contact("reachable", "FLAG_CONT_MOBILE", "Mobile joignable", "Mobile reachable"),
    row_feature("contacts", total(_[way] for way in _WAYS), "Nombre de moyens de joindre le client",
                "Number of ways to reach the client", _CONTACT, _COUNT, risk=_MIXED, change=_MORE),
    row_feature("documents", _.documents, "Nombre de pièces fournies", "Number of documents provided",
                _CONTACT, _COUNT, risk=_MIXED, change=_MORE),
    row_feature("missing_answers", _.missing, "Nombre de rubriques non renseignées",
                "Number of questions left unanswered", _CONTACT, _COUNT, risk=_RISES, change=Change.LESS),
    *(_document(number) for number in (3, 6, 8, 13, 16, 18)),
    row_feature("circle_observed_30", _OBSERVED[0], "Proches emprunteurs observés (retards de 30 jours)",
                "Acquaintances observed (30 days late)", _CIRCLE, _COUNT, risk=_MIXED),
    row_feature("circle_observed_60", _OBSERVED[1], "Proches emprunteurs observés (retards de 60 jours)",
                "Acquaintances observed (60 days late)", _CIRCLE, _COUNT, risk=_MIXED),
    row_feature("circle_late_30", _LATE[0], "Proches en retard de plus de 30 jours",
                "Acquaintances over 30 days late", _CIRCLE, _COUNT, risk=_RISES),
    row_feature("circle_late_60", _LATE[1], "Proches en retard de plus de 60 jours",
                "Acquaintances over 60 days late", _CIRCLE, _COUNT, risk=_RISES),
    row_feature("circle_late_share_30", over(_LATE[0], _OBSERVED[0]),
                "Part des proches en retard de plus de 30 jours", "Share of acquaintances over 30 days late",
                _CIRCLE, _SHARE, risk=_RISES),
    row_feature("circle_late_share_60", over(_LATE[1], _OBSERVED[1]),
                "Part des proches en retard de plus de 60 jours", "Share of acquaintances over 60 days late",
                _CIRCLE, _SHARE, risk=_RISES),
)
# fmt: on
