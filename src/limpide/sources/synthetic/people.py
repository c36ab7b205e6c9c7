"""The persons behind the applications: traits, and the log-odds of default that the traits add up to."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from limpide.sources.synthetic.draws import Coded, Flags, Floats, Generator, Ints, choose, flags
from limpide.sources.synthetic.parameters import PeopleParameters

YEAR = 365.25


@dataclass(frozen=True)
class People:
    """One entry per application: arrays of the same length. Days are counted back from the application (positive)."""

    gender: Coded
    male: Flags
    retired: Flags
    age: Floats  # days
    education: Coded
    graduate: Flags
    income_type: Coded
    occupation: Coded
    employer: Coded
    employed: Floats  # days; meaningless for the retired
    family: Coded
    children: Ints
    housing: Coded
    realty: Ints
    car: Ints
    car_age: Floats  # years
    region: Ints  # index into the parameters' regions
    region_in_city: Ints  # rating 1 to 3
    registration: Floats  # days
    id_publish: Floats  # days
    phone_change: Floats  # days
    income: Floats
    lives_elsewhere: Ints  # registered in another city than the one lived in
    works_elsewhere: Ints
    known_to_bureau: Flags
    hidden: Floats  # the part of the log-odds that no trait explains

    def take(self, rows: Ints) -> "People":
        """Return the chosen persons."""
        taken: dict[str, Any] = {field.name: getattr(self, field.name)[rows] for field in fields(self)}
        return People(**taken)


def draw_people(rng: Generator, size: int, p: PeopleParameters) -> People:
    """Draw ``size`` applicants; a few of them come back later as somebody already drawn."""
    return _come_back(rng, _draw_strangers(rng, size, p), p)


def _draw_strangers(rng: Generator, size: int, p: PeopleParameters) -> People:
    gender = p.gender.draw(rng, size)
    male = gender.equals("M")
    retired = rng.random(size) < np.where(male, p.pensioner_among_men, p.pensioner_among_women)
    level = rng.random(size)
    age = YEAR * np.where(retired, p.age_of_pensioners.at(level), p.age_of_workers.at(level))
    band = np.digitize(age / YEAR, [one.below for one in p.bands[:-1]])
    education = p.education.draw(rng, size)
    graduate = education.equals("Higher education") | education.equals("Academic degree")
    income_type = p.income_type.draw(rng, size)
    income_type = Coded(np.where(retired, income_type.names.index("Pensioner"), income_type.codes), income_type.names)
    retired = retired | income_type.equals("Unemployed")
    occupation, job = _draw_jobs(rng, male=male, graduate=graduate, retired=retired, p=p)
    region = choose(rng, np.tile([weight for _, _, weight in p.regions], (size, 1)))
    rating = np.array([rating for _, rating, _ in p.regions])[region]
    car_share = np.array([(one.car_of_women, one.car_of_men) for one in p.bands])[band, male.astype(int)]
    return People(
        gender=gender,
        male=male,
        retired=retired,
        age=np.floor(age),
        education=education,
        graduate=graduate,
        income_type=income_type,
        occupation=occupation,
        employer=_draw_employers(rng, occupation, retired=retired, p=p),
        employed=np.floor(np.minimum(p.days_employed.draw(rng, size), np.maximum(age - 18 * YEAR, 30))),
        family=_draw_families(rng, band, p),
        children=choose(rng, np.array([one.children for one in p.bands])[band]),
        housing=_draw_homes(rng, band, p),
        realty=flags(rng, np.array([one.owns_home for one in p.bands])[band], size),
        car=flags(rng, car_share, size),
        car_age=np.floor(p.car_age.draw(rng, size)),
        region=region,
        region_in_city=np.where(
            (rating == 3) & (rng.random(size) < 0.1), 2, np.where((rating == 2) & (rng.random(size) < 0.009), 1, rating)
        ),
        registration=np.floor(np.minimum(p.days_registration.draw(rng, size) * (0.55 + 0.45 * age / 16000), age)),
        id_publish=np.floor(np.minimum(p.days_id_publish.draw(rng, size), age - 14 * YEAR)),
        phone_change=np.floor(p.days_phone_change.draw(rng, size)),
        income=_draw_income(
            rng,
            male=male,
            graduate=graduate,
            retired=retired,
            associate=income_type.equals("Commercial associate"),
            job=job,
            rating=rating,
            p=p,
        ),
        lives_elsewhere=flags(rng, np.where(age < 35 * YEAR, 0.11, 0.06), size),
        works_elsewhere=flags(rng, np.where(retired, 0.0, 0.28), size),
        known_to_bureau=rng.random(size) >= p.no_bureau_file,
        hidden=rng.normal(0, p.hidden_spread, size),
    )


def _draw_jobs(
    rng: Generator, *, male: Flags, graduate: Flags, retired: Flags, p: PeopleParameters
) -> tuple[Coded, Ints]:
    men = np.array([job.men for job in p.jobs])
    graduates = np.array([job.graduates for job in p.jobs])
    weights = np.array([job.weight for job in p.jobs])
    by_group = weights * np.where(male[:, None], men, 1 - men) * np.where(graduate[:, None], graduates, 1 - graduates)
    job = choose(rng, by_group)
    names = tuple(one.name for one in p.jobs)
    return Coded(np.where(retired | (job == names.index("")), -1, job), names), job


def _draw_employers(rng: Generator, occupation: Coded, *, retired: Flags, p: PeopleParameters) -> Coded:
    size = len(retired)
    names = (*p.employers.names, "XNA")
    codes = p.employers.draw(rng, size).codes
    follows = rng.random(size) < p.employer_follows_job
    for job, employer in p.employer_of_job:
        codes = np.where(follows & occupation.equals(job), names.index(employer), codes)
    return Coded(np.where(retired, len(names) - 1, codes), names)


def _draw_families(rng: Generator, band: Ints, p: PeopleParameters) -> Coded:
    return Coded(choose(rng, np.array([one.family.weights for one in p.bands])[band]), p.bands[0].family.names)


def _draw_homes(rng: Generator, band: Ints, p: PeopleParameters) -> Coded:
    home = p.housing.draw(rng, len(band))
    with_parents = rng.random(len(band)) < np.array([one.with_parents for one in p.bands])[band]
    return Coded(np.where(with_parents, home.names.index("With parents"), home.codes), home.names)


def _draw_income(
    rng: Generator,
    *,
    male: Flags,
    graduate: Flags,
    retired: Flags,
    associate: Flags,
    job: Ints,
    rating: Ints,
    p: PeopleParameters,
) -> Floats:
    centre = (
        p.income_centre
        + p.income_of_men * male
        + p.income_of_graduates * graduate
        + p.income_of_associates * associate
        + np.where(retired, p.income_of_pensioners, np.array([one.income for one in p.jobs])[job])
        + np.array(p.income_by_rating)[rating - 1]
    )
    amount = np.exp(rng.normal(centre, p.income_spread))
    habit = rng.random(len(amount))
    step = np.where(habit < 0.55, 22500.0, np.where(habit < 0.9, 4500.0, 450.0))
    return np.asarray(np.maximum(np.rint(amount / step) * step, 25650.0))


def _come_back(rng: Generator, people: People, p: PeopleParameters) -> People:
    """Let a share of the applications be later ones of persons already there: their day counts grow alike."""
    size = len(people.age)
    later = (rng.random(size) < p.repeats) & (np.arange(size) > 0)
    earlier = np.flatnonzero(~later)
    before = np.searchsorted(earlier, np.arange(size))  # how many first applications stand above this row
    source = np.where(later, earlier[(rng.random(size) * np.maximum(before, 1)).astype(np.int64)], np.arange(size))
    days = np.where(later, rng.integers(60, 1100, size), 0)
    people = people.take(source)
    return replace(
        people,
        age=people.age + days,
        registration=people.registration + days,
        id_publish=people.id_publish + days,
        employed=people.employed + days,
        phone_change=people.phone_change + days,
    )


def traits_effect(people: People, p: PeopleParameters) -> Floats:
    """Return the log-odds of default that the traits and the hidden part add up to."""
    rating = np.array([rating for _, rating, _ in p.regions])[people.region]
    jobs = np.append([job.effect for job in p.jobs], 0.0)
    employers = np.append(np.asarray(p.employers.effects), 0.0)
    traits = (
        p.gender.effect(people.gender)
        + p.education.effect(people.education)
        + p.income_type.effect(people.income_type)
        + jobs[people.occupation.codes]
        + employers[people.employer.codes]
        + p.bands[0].family.effect(people.family)
        + p.housing.effect(people.housing)
        + np.array(p.region_effects)[rating - 1]
        + p.age_effect * (people.age / YEAR - 43)
        + np.where(people.retired, -0.15, p.tenure_effect * (np.minimum(people.employed / YEAR, 12) - 5))
        - 0.14 * people.car
        + 0.12 * people.lives_elsewhere
        + 0.08 * people.works_elsewhere
        + p.no_bureau_effect * ~people.known_to_bureau
        + p.id_effect * (people.id_publish / YEAR - 8)
        + p.phone_effect * (people.phone_change / YEAR - 2.6)
    )
    return np.asarray(people.hidden + p.traits_scale * traits)
