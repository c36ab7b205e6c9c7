"""How well a model did on clients whose outcome is known: against its bundle, and against what it promised of them.

Outcomes are mostly known of accepted clients only, among whom telling good from bad is harder than among all. So each
figure is compared with what the model's own probabilities lead to expect on the very same clients (``expectation``),
and with the figures in the bundle only where outcomes stand for everybody.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.bundle.estimate import Estimate
from limpide.core.cost import CostRatio
from limpide.monitoring.alarm import Alarm, find_alarm, sort_alarms
from limpide.monitoring.expectation import RESAMPLES, Figures, Ruler, expect, gather
from limpide.monitoring.limits import Limits, PerformanceLimits, Verdict, worst
from limpide.monitoring.practice import Practice, measure_practice
from limpide.monitoring.record import TrackRecord
from limpide.monitoring.shares import deviation, is_beyond

WHOLE = "all"
_BINS = 10
_FIGURES = 5


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Clients with close probabilities: the mean one, and the default rate observed with its 95 % interval."""

    clients: int
    probability: float
    default_rate: Estimate


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """The decisions of a month, or of all; figures are None where too few outcomes are known."""

    period: str
    decisions: int
    outcomes: int
    defaults: int
    observed: Figures | None
    expected: Figures | None


@dataclass(frozen=True, kw_only=True)
class Performance:
    """Everything measured; ``selected`` says that outcomes stand for accepted clients only.

    ``others`` counts decisions that other models scored. ``reference`` are the bundle's figures out of fold.
    """

    model_version: str
    others: int
    selected: bool
    reference: dict[str, Estimate]
    whole: Stretch
    periods: tuple[Stretch, ...]
    bins: tuple[Bin, ...]
    practice: Practice | None
    alarms: tuple[Alarm, ...]

    @property
    def verdict(self) -> Verdict:
        """The most urgent of all alarms; unknown when there are too few outcomes."""
        least = Verdict.UNKNOWN if self.whole.observed is None else Verdict.QUIET
        return worst([least, *(alarm.verdict for alarm in self.alarms)])

    def as_json(self) -> dict[str, Any]:
        """Return everything as objects, lists, text, numbers and nulls."""
        return asdict(self) | {"verdict": self.verdict.value}


def measure_performance(record: TrackRecord, bundle: Bundle, *, limits: Limits) -> Performance:
    """Measure a model by its outcomes, over all and by month."""
    own = record.of_model(bundle.version)
    whole = _measure(own, WHOLE, bundle.cost, limits.performance)
    months = tuple(
        _measure(own.where(own.period == month), month, bundle.cost, limits.performance) for month in own.periods
    )
    quality = bundle.quality
    reference = {"auc": quality.auc, "brier": quality.brier, "cost_per_client": quality.cost_per_client}
    selected = _is_selected(own, bundle.threshold)
    practice = measure_practice(own, bundle, limits=limits)
    told = [each for each in months if each.observed is not None]
    judged = [whole] + told[-1:] * (len(told) > 1)
    risk = limits.false_alarms / (_FIGURES * len(judged))
    raised = [alarm for each in judged for alarm in _alarms(each, limits.performance, risk=risk)]
    if not selected:
        raised += _against_reference(whole, reference, limits.performance, risk=risk)
    return Performance(
        model_version=bundle.version,
        others=len(record) - len(own),
        selected=selected,
        reference=reference,
        whole=whole,
        periods=months,
        bins=tuple(_bins(own.where(own.known))) if whole.observed else (),
        practice=practice,
        alarms=sort_alarms([*raised, *(practice.alarms if practice else ())]),
    )


def _measure(record: TrackRecord, period: str, cost: CostRatio, limits: PerformanceLimits) -> Stretch:
    known = record.where(record.known)
    defaults = int(known.target.sum())
    enough = len(known) >= limits.fewest_outcomes
    enough &= min(defaults, len(known) - defaults) >= limits.fewest_of_each
    return Stretch(
        period=period,
        decisions=len(record),
        outcomes=len(known),
        defaults=defaults,
        observed=observe(known.chances, known.target, cost=cost) if enough else None,
        expected=expect(known.chances, cost=cost, same_clients=True) if enough else None,
    )


def observe(
    chances: NDArray[np.float64], target: NDArray[np.float64], *, cost: CostRatio, seed: int = 1
) -> Figures | None:
    """Measure probabilities by outcomes, float64 (clients,) each, with intervals from resampling clients."""
    ruler = Ruler.of(chances, cost)
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(RESAMPLES):
        weights = np.bincount(random.integers(0, len(target), len(target)), minlength=len(target)).astype(np.float64)
        drawn.append(ruler.measure(weights * target, weights * (1 - target)))
    return gather(ruler.measure(target, 1 - target), drawn)


def _is_selected(record: TrackRecord, threshold: float) -> bool:
    """Whether the outcomes of clients beyond the threshold are mostly missing: they were refused."""
    risky = record.chances >= threshold
    if not record.known.any() or not (risky & record.known).any():
        return True
    return bool(record.known[risky].mean() < record.known[~risky].mean() / 2)


def _alarms(stretch: Stretch, limits: PerformanceLimits, *, risk: float) -> Iterator[Alarm]:
    """Compare with what was expected of the same clients; the chance of the outcomes is in the interval expected."""
    if stretch.observed is None or stretch.expected is None:
        return
    found, due, period = stretch.observed, stretch.expected, stretch.period
    lost = due.auc.value - found.auc.value
    yield from find_alarm("auc", period, lost, limits.auc, sure=is_beyond(lost, due.auc, risk=risk))
    off = found.calibration.value
    sure = is_beyond(abs(off - 1), due.calibration, risk=risk)
    yield from find_alarm("calibration", period, deviation(off), limits.calibration, sure=sure)
    dearer = found.cost_per_client.value - due.cost_per_client.value
    sure = is_beyond(dearer, due.cost_per_client, risk=risk)
    yield from find_alarm("cost", period, dearer / due.cost_per_client.value, limits.cost, sure=sure)


def _against_reference(
    whole: Stretch, reference: dict[str, Estimate], limits: PerformanceLimits, *, risk: float
) -> Iterator[Alarm]:
    if whole.observed is None:
        return
    lost = reference["auc"].value - whole.observed.auc.value
    sure = is_beyond(lost, whole.observed.auc, reference["auc"], risk=risk)
    yield from find_alarm("auc_reference", whole.period, lost, limits.auc, sure=sure)
    before, now = reference["cost_per_client"], whole.observed.cost_per_client
    dearer = now.value - before.value
    sure = is_beyond(dearer, now, before, risk=risk)
    yield from find_alarm("cost_reference", whole.period, dearer / before.value, limits.cost, sure=sure)


def _bins(known: TrackRecord) -> Iterator[Bin]:
    order = np.argsort(known.chances, kind="stable")
    for rows in np.array_split(order, _BINS):
        rate = float(known.target[rows].mean())
        yield Bin(
            clients=len(rows),
            probability=float(known.chances[rows].mean()),
            default_rate=share_estimate(rate, len(rows)),
        )


def share_estimate(share: float, clients: int) -> Estimate:
    """Return a share of so many clients with its 95 % interval (Wilson's)."""
    z = 1.96
    middle = (share + z * z / (2 * clients)) / (1 + z * z / clients)
    half = z * np.sqrt(share * (1 - share) / clients + z * z / (4 * clients**2)) / (1 + z * z / clients)
    return Estimate(share, float(max(0.0, middle - half)), float(min(1.0, middle + half)))
