"""Which numbers of a client are compared with those of which other clients; one line a comparison."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a client's number is compared with the centre of a group."""

    MINUS_MEAN = "minus_mean"
    MINUS_MEDIAN = "minus_median"
    OVER_MEAN = "over_mean"
    OVER_MEDIAN = "over_median"

    @property
    def divides(self) -> bool:
        """Whether the result is a ratio rather than a difference."""
        return self in (Way.OVER_MEAN, Way.OVER_MEDIAN)

    @property
    def median(self) -> bool:
        """Whether the centre is the median rather than the mean."""
        return self in (Way.MINUS_MEDIAN, Way.OVER_MEDIAN)


@dataclass(frozen=True)
class Axis:
    """A feature that tells groups apart: by its words, by its bands between ``edges``, or by each of its values."""

    feature: str
    edges: tuple[float, ...] = ()


@dataclass(frozen=True)
class Group:
    """Clients who are alike; ``fr`` and ``en`` go in brackets behind the words of the feature."""

    name: str
    axes: tuple[Axis, ...]
    fr: str
    en: str


@dataclass(frozen=True)
class Comparison:
    """One feature: a number of the client beside the centre of the client's group."""

    quantity: str
    way: Way
    group: Group

    @property
    def name(self) -> str:
        """The feature's name, for example ``income_over_median_of_occupation``."""
        return f"{self.quantity}_{self.way}_of_{self.group.name}"


def compare(quantity: str, way: Way, *groups: Group) -> tuple[Comparison, ...]:
    """Compare one feature with several groups."""
    return tuple(Comparison(quantity, way, group) for group in groups)


# A group is made of features that the model may use; protected attributes and their stand-ins are refused by a test.
_TERMS = (9.0, 15.0, 21.0, 27.0, 33.0)
_EDUCATION, _JOB, _KIND = Axis("education"), Axis("occupation"), Axis("income_kind")

# fmt: off
OCCUPATION = Group("occupation", (_JOB,), "même métier", "same occupation")
ORGANISATION = Group("organisation", (Axis("organisation"),), "même secteur", "same sector")
REGION = Group("region", (Axis("region_population"),), "même région", "same region")
EDUCATION_JOB = Group("education_and_job", (_EDUCATION, _JOB),
                      "mêmes études et métier", "same education and occupation")
INCOME_TERM = Group("income_kind_and_term", (_KIND, _EDUCATION, Axis("credit_over_annuity", _TERMS)),
                    "mêmes revenus, études et durée", "same kind of income, education and length")

COMPARISONS = (
    *compare("external_mean", Way.MINUS_MEAN, OCCUPATION, ORGANISATION, REGION, EDUCATION_JOB, INCOME_TERM),
    *compare("income", Way.OVER_MEDIAN, OCCUPATION, ORGANISATION, REGION, EDUCATION_JOB, INCOME_TERM),
    *compare("credit", Way.OVER_MEDIAN, OCCUPATION, ORGANISATION, REGION, EDUCATION_JOB, INCOME_TERM),
    *compare("annuity", Way.OVER_MEDIAN, OCCUPATION, ORGANISATION, REGION, EDUCATION_JOB, INCOME_TERM),
    *compare("credit_over_annuity", Way.MINUS_MEAN, OCCUPATION, ORGANISATION, REGION, EDUCATION_JOB),
    *compare("age", Way.MINUS_MEAN, OCCUPATION, ORGANISATION, EDUCATION_JOB),
    *compare("employed", Way.MINUS_MEDIAN, OCCUPATION, ORGANISATION, EDUCATION_JOB),
    *compare("identified", Way.MINUS_MEDIAN, EDUCATION_JOB, REGION),
)
# fmt: on
