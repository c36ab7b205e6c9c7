"""The applicant: age, work, education, dependants, papers and contact details. Protected attributes only compare."""

from ibis import _

from limpide.contract import Unit
from limpide.features.application.rows import over
from limpide.features.feature import Policy, category_feature, row_feature

_JOB, _IDENTITY, _CONTACT, _CIRCLE = "employment", "identity", "contact", "social_circle"
_YEARS, _SHARE, _COUNT, _FLAG = Unit.YEARS, Unit.SHARE, Unit.COUNT, Unit.FLAG

# fmt: off
FEATURES = (
    category_feature("gender", "CODE_GENDER", "Sexe", "Gender", "household", policy=Policy.COMPARISON),
    category_feature("family_status", "NAME_FAMILY_STATUS", "Situation de famille", "Family status", "household",
                policy=Policy.COMPARISON),
    row_feature("family_members", _.CNT_FAM_MEMBERS, "Personnes dans le foyer", "People in the household", "household",
                _COUNT, policy=Policy.COMPARISON),
    row_feature("children", _.CNT_CHILDREN, "Enfants à charge", "Dependent children", "household", _COUNT),
    row_feature("age", _.age, "Âge", "Age", "age", _YEARS),
    category_feature("education", "NAME_EDUCATION_TYPE", "Niveau d'études", "Level of education", "education"),
    category_feature("income_kind", "NAME_INCOME_TYPE", "Nature des revenus", "Kind of income", "income"),
    category_feature("occupation", "OCCUPATION_TYPE", "Métier", "Occupation", _JOB),
    category_feature("organisation", "ORGANIZATION_TYPE", "Secteur de l'employeur", "Employer's sector", _JOB),
    row_feature("employed", _.employed, "Ancienneté dans l'emploi", "Years in the job", _JOB, _YEARS),
    row_feature("not_employed", _.employed.isnull().cast("int64"), "Sans emploi ou à la retraite",
                "Without a job or retired", _JOB, _FLAG),
    row_feature("employed_over_age", over(_.employed, _.age), "Part de la vie passée dans l'emploi actuel",
                "Share of life spent in the present job", _JOB, _SHARE),
    row_feature("age_when_hired", _.age - _.employed, "Âge à l'embauche", "Age when hired", _JOB, _YEARS),
    row_feature("registered", _.registered, "Ancienneté de l'inscription à l'adresse",
                "Years since registration at the address",
                _IDENTITY, _YEARS),
    row_feature("identified", _.identified, "Ancienneté de la pièce d'identité", "Age of the identity document",
                _IDENTITY, _YEARS),
    row_feature("phone_age", _.phone_age, "Ancienneté du numéro de téléphone", "Age of the telephone number",
                _IDENTITY, _YEARS),
    row_feature("registered_over_age", over(_.registered, _.age), "Part de la vie à l'adresse déclarée",
                "Share of life at the registered address", _IDENTITY, _SHARE),
    row_feature("identified_over_age", over(_.identified, _.age), "Ancienneté de la pièce d'identité rapportée à l'âge",
                "Age of the identity document over age", _IDENTITY, _SHARE),
    row_feature("phone_over_age", over(_.phone_age, _.age), "Ancienneté du téléphone rapportée à l'âge",
                "Age of the telephone number over age", _IDENTITY, _SHARE),
    row_feature("phone_over_employment", over(_.phone_age, _.employed + 1),
                "Ancienneté du téléphone rapportée à l'emploi",
                "Age of the telephone number over years in the job", _IDENTITY, Unit.RATIO),
    row_feature("age_when_identified", _.age - _.identified, "Âge à la délivrance de la pièce d'identité",
                "Age when the identity document was issued", _IDENTITY, _YEARS),
    row_feature("age_when_registered", _.age - _.registered, "Âge à l'inscription à l'adresse",
                "Age when registered at the address", _IDENTITY, _YEARS),
    row_feature("identified_to_registered", _.registered - _.identified,
                "Écart entre l'adresse et la pièce d'identité", "Gap between address and identity document",
                _IDENTITY, _YEARS),
    row_feature("work_phone", _.FLAG_WORK_PHONE, "Téléphone professionnel fourni",
                "Work telephone given", _CONTACT, _FLAG),
    row_feature("employer_phone", _.FLAG_EMP_PHONE, "Téléphone de l'employeur fourni", "Employer's telephone given",
                _CONTACT, _FLAG),
    row_feature("home_phone", _.FLAG_PHONE, "Téléphone fixe fourni", "Home telephone given", _CONTACT, _FLAG),
    row_feature("email", _.FLAG_EMAIL, "Adresse électronique fournie", "E-mail address given", _CONTACT, _FLAG),
    row_feature("reachable", _.FLAG_CONT_MOBILE, "Mobile joignable", "Mobile reachable", _CONTACT, _FLAG),
    row_feature("documents", _.documents, "Nombre de pièces fournies",
                "Number of documents provided", _CONTACT, _COUNT),
    row_feature("document_3", _.FLAG_DOCUMENT_3, "Pièce n° 3 fournie", "Document no. 3 provided", _CONTACT, _FLAG),
    row_feature("document_6", _.FLAG_DOCUMENT_6, "Pièce n° 6 fournie", "Document no. 6 provided", _CONTACT, _FLAG),
    row_feature("document_8", _.FLAG_DOCUMENT_8, "Pièce n° 8 fournie", "Document no. 8 provided", _CONTACT, _FLAG),
    row_feature("document_13", _.FLAG_DOCUMENT_13, "Pièce n° 13 fournie", "Document no. 13 provided", _CONTACT, _FLAG),
    row_feature("document_16", _.FLAG_DOCUMENT_16, "Pièce n° 16 fournie", "Document no. 16 provided", _CONTACT, _FLAG),
    row_feature("document_18", _.FLAG_DOCUMENT_18, "Pièce n° 18 fournie", "Document no. 18 provided", _CONTACT, _FLAG),
    row_feature("circle_observed_30", _.OBS_30_CNT_SOCIAL_CIRCLE, "Proches emprunteurs observés (retards de 30 jours)",
                "Acquaintances observed (30 days late)", _CIRCLE, _COUNT),
    row_feature("circle_late_30", _.DEF_30_CNT_SOCIAL_CIRCLE, "Proches en retard de plus de 30 jours",
                "Acquaintances over 30 days late", _CIRCLE, _COUNT),
    row_feature("circle_late_60", _.DEF_60_CNT_SOCIAL_CIRCLE, "Proches en retard de plus de 60 jours",
                "Acquaintances over 60 days late", _CIRCLE, _COUNT),
    row_feature("circle_late_share_30", over(_.DEF_30_CNT_SOCIAL_CIRCLE, _.OBS_30_CNT_SOCIAL_CIRCLE),
                "Part des proches en retard de plus de 30 jours", "Share of acquaintances over 30 days late",
                _CIRCLE, _SHARE),
)
# fmt: on
