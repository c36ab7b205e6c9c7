"""How long the applicant has had the same papers, address and telephone number."""

from functools import reduce
from typing import Any

import ibis
from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import over
from limpide.features.feature import Risk, row_feature

_IDENTITY, _CONTACT = "identity", "contact"
_YEARS, _SHARE = Unit.YEARS, Unit.SHARE
_FALLS, _MIXED = Risk.FALLS, Risk.MIXED
# The first identity document, then the ages at which the old one ends, in years.
_RENEWALS = (14, 20, 45)


def _reached(age: Any) -> Any:
    """The last of the renewal ages that someone of this age has passed."""
    return reduce(lambda found, birthday: (age >= birthday).ifelse(birthday, found), _RENEWALS, ibis.null("int64"))


_ISSUED_AT = _.age - _.identified

# fmt: off
FEATURES = (
    row_feature("registered", _.registered, "Ancienneté de l’adresse déclarée", "Time at the registered address",
                _IDENTITY, _YEARS, risk=_FALLS),
    row_feature("identified", _.identified, "Ancienneté de la pièce d’identité", "Age of the identity document",
                _IDENTITY, _YEARS, risk=_FALLS),
    row_feature("phone_age", _.phone_age, "Ancienneté du numéro de téléphone", "Age of the telephone number", _CONTACT,
                _YEARS, risk=_FALLS),
    row_feature("registered_over_age", over(_.registered, _.age), "Part de la vie à l’adresse déclarée",
                "Share of life at the registered address", _IDENTITY, _SHARE, risk=_FALLS),
    row_feature("identified_over_age", over(_.identified, _.age), "Ancienneté de la pièce d’identité divisée par l’âge",
                "Age of the identity document over age", _IDENTITY, _SHARE, risk=_FALLS),
    row_feature("phone_over_age", over(_.phone_age, _.age), "Ancienneté du téléphone divisée par l’âge",
                "Age of the telephone number over age", _CONTACT, _SHARE, risk=_FALLS),
    row_feature("phone_over_employment", over(_.phone_age, _.employed + 1),
                "Ancienneté du téléphone divisée par celle de l’emploi",
                "Age of the telephone number over years in the job", _CONTACT, Unit.RATIO, risk=_MIXED),
    row_feature("age_when_identified", _ISSUED_AT, "Âge à la délivrance de la pièce d’identité",
                "Age when the identity document was issued", _IDENTITY, _YEARS, risk=_MIXED),
    row_feature("identified_after_renewal", _ISSUED_AT - _reached(_ISSUED_AT),
                "Pièce d’identité délivrée après l’âge de renouvellement",
                "Identity document issued after the age of renewal", _IDENTITY, _YEARS, risk=_MIXED),
    row_feature("identity_outdated", (_reached(_ISSUED_AT) < _reached(_.age)).cast("int64"),
                "Pièce d’identité antérieure au dernier renouvellement",
                "Identity document older than the last renewal", _IDENTITY, Unit.FLAG, risk=Risk.RISES),
    row_feature("age_when_registered", _.age - _.registered, "Âge à l’inscription à l’adresse",
                "Age when registered at the address", _IDENTITY, _YEARS, risk=_MIXED),
    row_feature("identified_to_registered", _.registered - _.identified, "Écart entre l’adresse et la pièce d’identité",
                "Gap between address and identity document", _IDENTITY, _YEARS, risk=_MIXED),
    row_feature("registered_to_hired", _.employed - _.registered, "Écart entre l’embauche et l’inscription à l’adresse",
                "Gap between the job and registration at the address", _IDENTITY, _YEARS, risk=_MIXED),
)
# fmt: on
