"""The application row: everything the lender notes about a client on the day of the request."""

import numpy as np

from limpide.sources.synthetic.buildings import draw_buildings
from limpide.sources.synthetic.credit import Credit
from limpide.sources.synthetic.draws import NOT_YET, Coded, Column, Flags, Floats, Generator, Ints, flags, nullable
from limpide.sources.synthetic.parameters import Parameters
from limpide.sources.synthetic.people import People

NO_YES = ("N", "Y")


def draw_application(
    rng: Generator, *, people: People, credit: Credit, described: Flags, document_3: Ints, risk: Floats, p: Parameters
) -> dict[str, Column]:
    """Return the columns of the application table, without key and target."""
    columns = _loan(rng, people=people, credit=credit, p=p)
    columns |= _person(people, p=p) | _contact(rng, people)
    columns |= _scores(rng, people=people, risk=risk, p=p) | draw_buildings(rng, described, p.application)
    columns |= _circle(rng, risk, p) | _documents(rng, document_3, p) | _enquiries(rng, people.known_to_bureau, p)
    return columns


def _loan(rng: Generator, *, people: People, credit: Credit, p: Parameters) -> dict[str, Column]:
    size = len(people.age)
    suite = p.application.suite.draw(rng, size)
    hour = p.application.hour.draw(rng, size)
    return {
        "NAME_CONTRACT_TYPE": credit.contract,
        "AMT_INCOME_TOTAL": people.income,
        "AMT_CREDIT": credit.amount,
        "AMT_ANNUITY": nullable(credit.annuity, rng.random(size) >= 0.00004),
        "AMT_GOODS_PRICE": nullable(credit.goods, ~credit.revolving | (rng.random(size) >= 0.009)),
        "NAME_TYPE_SUITE": suite.where(rng.random(size) >= p.application.suite_missing),
        "WEEKDAY_APPR_PROCESS_START": p.application.weekday.draw(rng, size),
        "HOUR_APPR_PROCESS_START": np.floor(hour + rng.random(size)).clip(0, 23).astype(np.int64),
    }


def _person(people: People, *, p: Parameters) -> dict[str, Column]:
    couple = people.family.equals("Married") | people.family.equals("Civil marriage")
    region = np.array([(population, rating) for population, rating, _ in p.people.regions])[people.region]
    return {
        "CODE_GENDER": people.gender,
        "FLAG_OWN_CAR": Coded(people.car, NO_YES),
        "FLAG_OWN_REALTY": Coded(people.realty, NO_YES),
        "CNT_CHILDREN": people.children,
        "NAME_INCOME_TYPE": people.income_type,
        "NAME_EDUCATION_TYPE": people.education,
        "NAME_FAMILY_STATUS": people.family,
        "NAME_HOUSING_TYPE": people.housing,
        "REGION_POPULATION_RELATIVE": region[:, 0],
        "DAYS_BIRTH": -people.age.astype(np.int64),
        "DAYS_EMPLOYED": np.where(people.retired, NOT_YET, -people.employed).astype(np.int64),
        "DAYS_REGISTRATION": 0.0 - people.registration,
        "DAYS_ID_PUBLISH": -people.id_publish.astype(np.int64),
        "OWN_CAR_AGE": nullable(people.car_age, people.car == 1),
        "OCCUPATION_TYPE": people.occupation,
        "CNT_FAM_MEMBERS": people.children + 1.0 + couple,
        "REGION_RATING_CLIENT": region[:, 1].astype(np.int64),
        "REGION_RATING_CLIENT_W_CITY": people.region_in_city,
        "ORGANIZATION_TYPE": people.employer,
        "DAYS_LAST_PHONE_CHANGE": 0.0 - people.phone_change,
    }


def _contact(rng: Generator, people: People) -> dict[str, Column]:
    size = len(people.age)
    live_region = flags(rng, 0.15 * people.lives_elsewhere + 0.004, size)
    work_region = flags(rng, np.where(people.retired, 0.0, 0.19 * people.works_elsewhere + 0.005), size)
    return {
        "FLAG_MOBIL": np.ones(size, dtype=np.int64),
        "FLAG_EMP_PHONE": (~people.retired).astype(np.int64),
        "FLAG_WORK_PHONE": flags(rng, np.where(people.retired, 0.01, 0.24), size),
        "FLAG_CONT_MOBILE": flags(rng, 0.998, size),
        "FLAG_PHONE": flags(rng, 0.279, size),
        "FLAG_EMAIL": flags(rng, 0.056, size),
        "REG_REGION_NOT_LIVE_REGION": live_region,
        "REG_REGION_NOT_WORK_REGION": work_region,
        "LIVE_REGION_NOT_WORK_REGION": work_region * flags(rng, 0.8, size),
        "REG_CITY_NOT_LIVE_CITY": people.lives_elsewhere,
        "REG_CITY_NOT_WORK_CITY": people.works_elsewhere,
        "LIVE_CITY_NOT_WORK_CITY": people.works_elsewhere * flags(rng, 0.77, size),
    }


def _scores(rng: Generator, *, people: People, risk: Floats, p: Parameters) -> dict[str, Column]:
    size = len(risk)
    years = (people.age / 365.25 - 43.8) / 11.9
    columns: dict[str, Column] = {}
    for number, score in enumerate(p.application.scores, start=1):
        own = np.sqrt(1 - score.risk**2 - score.age**2)
        values = score.values.at_normal(score.risk * risk + score.age * years + own * rng.normal(0, 1, size))
        # The third agency is the credit bureau: it has no score for whom it does not know.
        known = (rng.random(size) >= score.missing) & (people.known_to_bureau if number == 3 else True)
        columns[f"EXT_SOURCE_{number}"] = nullable(values, known)
    return columns


def _circle(rng: Generator, risk: Floats, p: Parameters) -> dict[str, Column]:
    size = len(risk)
    known = rng.random(size) >= p.application.circle_missing
    share = p.application.observed_circle
    seen = np.searchsorted(np.cumsum(share), rng.random(size), side="right")
    seen = np.where(seen >= len(share) - 1, seen + rng.geometric(0.3, size) - 1, seen)
    late = rng.binomial(seen, np.clip(p.application.circle_default * np.exp(0.25 * risk), 0, 0.9))
    later = rng.binomial(late, 0.7)
    seen_longer = np.maximum(seen - flags(rng, 0.02, size), later)
    values = {"OBS_30": np.maximum(seen, late), "DEF_30": late, "OBS_60": seen_longer, "DEF_60": later}
    return {f"{name}_CNT_SOCIAL_CIRCLE": nullable(value, known) for name, value in values.items()}


def _documents(rng: Generator, document_3: Ints, p: Parameters) -> dict[str, Column]:
    size = len(document_3)
    columns: dict[str, Column] = {
        f"FLAG_DOCUMENT_{number}": flags(rng, share, size) for number, share in p.application.documents
    }
    other = rng.random(size)
    columns["FLAG_DOCUMENT_3"] = document_3
    columns["FLAG_DOCUMENT_6"] = (1 - document_3) * (other < 0.303).astype(np.int64)
    columns["FLAG_DOCUMENT_8"] = (1 - document_3) * ((other >= 0.303) & (other < 0.583)).astype(np.int64)
    return columns


def _enquiries(rng: Generator, known: Flags, p: Parameters) -> dict[str, Column]:
    return {
        f"AMT_REQ_CREDIT_BUREAU_{period}": nullable(
            np.searchsorted(np.cumsum(share), rng.random(len(known)), side="right").clip(0, len(share) - 1), known
        )
        for period, share in p.application.enquiries
    }
