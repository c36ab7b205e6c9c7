"""The applicant: age, work, education, dependants. Protected attributes only compare."""

from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import over
from limpide.features.feature import Change, Risk, category_feature, row_feature

_JOB = "employment"
_YEARS, _SHARE, _COUNT, _FLAG = Unit.YEARS, Unit.SHARE, Unit.COUNT, Unit.FLAG
_RISES, _FALLS, _MIXED, _MORE = Risk.RISES, Risk.FALLS, Risk.MIXED, Change.MORE

# fmt: off
FEATURES = (
    category_feature("gender", "CODE_GENDER", "Sexe", "Sex", "household"),
    category_feature("family_status", "NAME_FAMILY_STATUS", "Situation de famille", "Family status", "household"),
    row_feature("family_members", _.CNT_FAM_MEMBERS, "Personnes dans le foyer", "People in the household", "household",
                _COUNT, risk=_MIXED),
    row_feature("children", _.CNT_CHILDREN, "Enfants à charge", "Dependent children", "household", _COUNT, risk=_RISES),
    row_feature("age", _.age, "Âge", "Age", "age", _YEARS, risk=_FALLS),
    category_feature("education", "NAME_EDUCATION_TYPE", "Niveau d’études", "Level of education", "education"),
    category_feature("income_kind", "NAME_INCOME_TYPE", "Nature des revenus", "Kind of income", "income"),
    category_feature("occupation", "OCCUPATION_TYPE", "Métier", "Occupation", _JOB),
    category_feature("organisation", "ORGANIZATION_TYPE", "Secteur de l’employeur", "Employer’s sector", _JOB),
    row_feature("employed", _.employed, "Ancienneté dans l’emploi", "Time in the present job", _JOB, _YEARS,
                risk=_FALLS, change=_MORE),
    row_feature("not_employed", _.employed.isnull().cast("int64"),
                "Aucun emploi déclaré (sans emploi, retraite)", "No job declared (without one, retired)", _JOB, _FLAG,
                risk=_MIXED),
    row_feature("employed_over_age", over(_.employed, _.age), "Part de la vie passée dans l’emploi actuel",
                "Share of life spent in the present job", _JOB, _SHARE, risk=_FALLS, change=_MORE),
    row_feature("age_when_hired", _.age - _.employed, "Âge à l’embauche", "Age when hired", _JOB, _YEARS, risk=_MIXED),
)
# fmt: on
