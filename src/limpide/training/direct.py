"""The families that are fitted in one go: the dummy, logistic regression, and the glass boxes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Self

from limpide.models.dummy import fit_dummy
from limpide.models.ebm_fit import AdditiveSettings, fit_additive
from limpide.models.fitted import FittedModel
from limpide.models.logistic_fit import STRENGTH, prepare_design, solve_logistic
from limpide.models.scorecard_fit import BinnedColumns, ScorecardSettings, bin_columns, fit_scorecard
from limpide.training.learner import Ask, Direct, Setting
from limpide.training.sample import Sample


@dataclass(frozen=True)
class Dummy(Direct):
    """Everybody has the default rate."""

    name = "dummy"
    rank = 0

    def fit(self, sample: Sample, *, seed: int) -> FittedModel:
        """Learn the default rate."""
        return fit_dummy(sample.rows, sample.target, seed=seed)


@dataclass(frozen=True)
class Logistic(Direct):
    """Logistic regression; ``strength`` is scikit-learn's C."""

    strength: float = STRENGTH

    name = "logistic"
    rank = 2

    def settings(self) -> Mapping[str, Setting]:
        """Return the strength."""
        return {"strength": self.strength}

    def suggest(self, ask: Ask) -> Self:
        """Ask for the strength."""
        return replace(self, strength=ask.suggest_float("strength", 1e-4, 1.0, log=True))

    def fit(self, sample: Sample, *, seed: int) -> FittedModel:  # noqa: ARG002 - Newton's method needs no chance
        """Fit the coefficients."""
        design = sample.once("design", lambda: prepare_design(sample.rows, categorical=sample.categorical))
        return solve_logistic(
            design,
            sample.target,
            strength=self.strength,
            weights=sample.weights,
            directions=sample.directions,
        )


@dataclass(frozen=True)
class Scorecard(Direct):
    """Bins by optbinning, weighted by a logistic regression."""

    chosen: ScorecardSettings = field(default_factory=ScorecardSettings)

    name = "scorecard"
    rank = 1

    def settings(self) -> Mapping[str, Setting]:
        """Return all settings."""
        return asdict(self.chosen)

    def suggest(self, ask: Ask) -> Self:
        """Ask for all settings."""
        return replace(
            self,
            chosen=ScorecardSettings(
                strength=ask.suggest_float("strength", 1e-4, 1.0, log=True),
                least_value=ask.suggest_float("least_value", 0.001, 0.05, log=True),
            ),
        )

    def fit(self, sample: Sample, *, seed: int) -> FittedModel:  # noqa: ARG002
        """Cut the columns once, then weigh them."""
        binned = sample.once("bins", lambda: _bin(sample))
        return fit_scorecard(binned, sample.target, settings=self.chosen, signed=sample.constrained)


@dataclass(frozen=True)
class Additive(Direct):
    """An explainable boosting machine (interpret)."""

    chosen: AdditiveSettings = field(default_factory=AdditiveSettings)

    name = "ebm"
    rank = 3

    def settings(self) -> Mapping[str, Setting]:
        """Return what is worth searching."""
        return {name: value for name, value in asdict(self.chosen).items() if name != "outer_bags"}

    def suggest(self, ask: Ask) -> Self:
        """Ask for what is worth searching."""
        return replace(
            self,
            chosen=replace(
                self.chosen,
                learning_rate=ask.suggest_float("learning_rate", 0.01, 0.2, log=True),
                max_bins=ask.suggest_int("max_bins", 8, 256, log=True),
                min_samples_leaf=ask.suggest_int("min_samples_leaf", 4, 400, log=True),
                reg_lambda=ask.suggest_float("reg_lambda", 0.1, 100.0, log=True),
                smoothing_rounds=ask.suggest_int("smoothing_rounds", 0, 400),
            ),
        )

    def fit(self, sample: Sample, *, seed: int) -> FittedModel:
        """Grow the curves."""
        return fit_additive(
            sample.rows,
            sample.target,
            categorical=sample.categorical,
            seed=seed,
            settings=self.chosen,
            directions=sample.directions,
        )


def _bin(sample: Sample) -> BinnedColumns:
    return bin_columns(sample.rows, sample.target, categorical=sample.categorical, directions=sample.directions)
