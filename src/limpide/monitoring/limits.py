"""When to look and when to act: thresholds of a TOML file over the defaults of ``limits.toml``."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from limpide.core.errors import InvalidInput

DEFAULTS = Path(__file__).with_name("limits.toml")


class Verdict(StrEnum):
    """What a figure asks for."""

    QUIET = "quiet"
    WATCH = "watch"
    ALERT = "alert"
    UNKNOWN = "unknown"  # too little to say anything


_ORDER = (Verdict.UNKNOWN, Verdict.QUIET, Verdict.WATCH, Verdict.ALERT)


def worst(verdicts: list[Verdict]) -> Verdict:
    """Return the most urgent of some verdicts.

    >>> worst([Verdict.QUIET, Verdict.ALERT, Verdict.UNKNOWN]).value
    'alert'
    """
    return max(verdicts, key=_ORDER.index, default=Verdict.UNKNOWN)


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limit(_Frozen):
    """From ``watch`` on somebody should look, from ``alert`` on somebody must act; downwards where alert is lower."""

    watch: float
    alert: float

    def judge(self, value: float) -> Verdict:
        """Say what a figure asks for.

        >>> [Limit(watch=0.1, alert=0.25).judge(value).value for value in (0.05, 0.1, 0.3)]
        ['quiet', 'watch', 'alert']
        >>> Limit(watch=0.85, alert=0.8).judge(0.7).value
        'alert'
        """
        sign = -1 if self.alert < self.watch else 1
        if sign * value >= sign * self.alert:
            return Verdict.ALERT
        return Verdict.WATCH if sign * value >= sign * self.watch else Verdict.QUIET


_Share = Annotated[float, Field(gt=0, lt=1)]
_Count = Annotated[int, Field(ge=1)]


class DriftLimits(_Frozen):
    """Limits on what clients look like."""

    feature: Limit
    score: Limit
    accepted: Limit
    missing: Limit
    missing_source: Limit
    unseen: Limit
    outside: Limit


class PerformanceLimits(_Frozen):
    """Limits on how the model does."""

    auc: Limit
    calibration: Limit
    cost: Limit
    fewest_outcomes: _Count
    fewest_of_each: _Count


class PracticeLimits(_Frozen):
    """Limits on how officers use it."""

    overrides: Limit
    grey_zone: Limit
    fewest_decisions: _Count


class FairnessLimits(_Frozen):
    """Limits on how groups fare."""

    approval_ratio: Limit
    opportunity_ratio: Limit
    calibration: Limit
    smallest_group: Annotated[int, Field(ge=20)]


class ChallengerLimits(_Frozen):
    """Limits on how far a challenger may differ before somebody looks."""

    disagreement: Limit


class Limits(_Frozen):
    """All of them; ``false_alarms`` is the probability that chance alone raises an alarm somewhere in a report."""

    false_alarms: _Share
    drift: DriftLimits
    performance: PerformanceLimits
    practice: PracticeLimits
    fairness: FairnessLimits
    challenger: ChallengerLimits


def read_limits(path: Path | None = None) -> Limits:
    """Read the defaults, and over them a file of one's own; ``InvalidInput`` names what cannot be used."""
    content = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    if path is not None:
        _lay_over(content, _read(path))
    try:
        return Limits.model_validate(content)
    except ValidationError as error:
        fault = error.errors()[0]
        raise InvalidInput(
            f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}; "
            'see what can be said with "limpide monitor limits"'
        ) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} is not a TOML file: {error}") from error


def _lay_over(below: dict[str, Any], above: dict[str, Any]) -> None:
    for name, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(name), dict):
            _lay_over(below[name], value)
        else:
            below[name] = value
