"""One applicant's features, by the same definitions as everybody's, in milliseconds."""

from limpide.features.applicant.engine import Applicant, ApplicantEngine, build_engine

__all__ = ["Applicant", "ApplicantEngine", "build_engine"]
