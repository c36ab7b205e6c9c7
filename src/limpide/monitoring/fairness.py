"""How groups fare with a model over time: who is accepted, who of those that repaid, whose probabilities are right."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import exp, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limpide.bundle.archive import Bundle
from limpide.bundle.estimate import Estimate
from limpide.bundle.scorer import bind
from limpide.core.errors import InvalidInput
from limpide.language.wording import Wording
from limpide.monitoring.alarm import Alarm, find_alarm, sort_alarms
from limpide.monitoring.limits import FairnessLimits, Limits, Verdict, worst
from limpide.monitoring.record import TrackRecord
from limpide.monitoring.shares import deviation, is_beyond
from limpide.portfolio.groupings import Grouping, read_groupings
from limpide.portfolio.snapshot import Snapshot

WHOLE = "all"
_Z = 1.96
_BLOCK = 16_384


@dataclass(frozen=True, kw_only=True)
class GroupFigures:
    """One group in a month, or over all; a ratio divides by the group that is accepted most, None for itself.

    ``approval`` is the share accepted, ``opportunity`` the same among those who repaid, ``calibration`` is defaults
    observed over defaults expected. What too few clients stand for is None.
    """

    period: str
    value: str
    words: Wording
    decisions: int
    approval: float
    approval_ratio: Estimate | None
    opportunity_ratio: Estimate | None
    calibration: Estimate | None


@dataclass(frozen=True, kw_only=True)
class AttributeFairness:
    """Groups by one attribute, over all and by month; ``learnt`` says whether the model uses the attribute."""

    name: str
    words: Wording
    learnt: bool
    whole: tuple[GroupFigures, ...]
    periods: tuple[GroupFigures, ...]


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """All attributes; ``by_officers`` says whether decisions are the officers' or the model's alone.

    ``unplaced`` counts decisions on clients whom the snapshot does not hold: nobody knows their groups.
    """

    decisions: int
    unplaced: int
    by_officers: bool
    attributes: tuple[AttributeFairness, ...]
    alarms: tuple[Alarm, ...]

    @property
    def verdict(self) -> Verdict:
        """The most urgent of all alarms; unknown when no two groups are large enough."""
        told = any(len(each.whole) > 1 for each in self.attributes)
        return worst([Verdict.QUIET if told else Verdict.UNKNOWN, *(alarm.verdict for alarm in self.alarms)])

    def as_json(self) -> dict[str, Any]:
        """Return everything as objects, lists, text, numbers and nulls."""
        return asdict(self) | {"verdict": self.verdict.value}


def measure_fairness(record: TrackRecord, snapshot: Snapshot, bundle: Bundle, *, limits: Limits) -> Fairness:
    """Compare groups; ``snapshot`` says to which each client belongs. ``InvalidInput`` when it holds none of them."""
    places = snapshot.index.find_all(record.client_ids.tolist())
    held = places >= 0
    if not held.any():
        raise InvalidInput(
            f"{snapshot.path} holds none of the {len(record)} clients decided on; give the one they were scored from"
        )
    own = record.where(held)
    accepted = _accepted(own, bundle.threshold)
    groupings = read_groupings(snapshot, places[held])
    attributes = tuple(_measure(each, own, accepted, limits.fairness) for each in groupings)
    judged = [(each, group) for each in attributes for group in (*each.whole, *_latest(each))]
    risk = limits.false_alarms / max(1, 3 * len(judged))
    raised = [alarm for each, group in judged for alarm in _alarms(each, group, limits.fairness, risk=risk)]
    return Fairness(
        decisions=len(own),
        unplaced=int((~held).sum()),
        by_officers=own.choice is not None,
        attributes=attributes,
        alarms=sort_alarms(raised),
    )


def score_everybody(bundle: Bundle, snapshot: Snapshot) -> TrackRecord:
    """Return a decision on each client of a snapshot by the model alone, on one day; outcomes where they are known."""
    scorer = bind(bundle, snapshot.columns)
    clients = len(snapshot.client_ids)
    blocks = (np.asarray(snapshot.matrix[at : at + _BLOCK]) for at in range(0, clients, _BLOCK))
    return TrackRecord(
        client_ids=np.asarray(snapshot.client_ids).astype(np.str_),
        chances=np.concatenate([scorer.probabilities(block) for block in blocks]),
        target=np.asarray(snapshot.target, dtype=np.float64),
        period=np.full(clients, WHOLE),
        model_decision=None,
        choice=None,
        model_version=None,
    )


def _accepted(record: TrackRecord, threshold: float) -> NDArray[np.bool_]:
    """Who was accepted: by the officer where one decided, otherwise by the threshold."""
    by_model = record.chances < threshold
    if record.choice is None:
        return by_model
    return np.where(record.choice == "", by_model, record.choice == "accepted")


def _measure(
    grouping: Grouping, record: TrackRecord, accepted: NDArray[np.bool_], limits: FairnessLimits
) -> AttributeFairness:
    months = record.periods if len(record.periods) > 1 else []
    periods = [each for month in months for each in _groups(grouping, record, accepted, limits, month)]
    return AttributeFairness(
        name=grouping.name,
        words=grouping.words,
        learnt=grouping.learnt,
        whole=tuple(_groups(grouping, record, accepted, limits, WHOLE)),
        periods=tuple(periods),
    )


def _groups(
    grouping: Grouping, record: TrackRecord, accepted: NDArray[np.bool_], limits: FairnessLimits, period: str
) -> Iterator[GroupFigures]:
    during = np.ones(len(record), dtype=bool) if period == WHOLE else record.period == period
    members = [during & (grouping.code == code) for code in range(len(grouping.values))]
    large = [code for code, rows in enumerate(members) if rows.sum() >= limits.smallest_group]
    if not large:
        return
    best = max(large, key=lambda code: float(accepted[members[code]].mean()))
    for code in large:
        rows = members[code]
        repaid = [members[each] & (record.target == 0) for each in (code, best)]
        enough = code != best and min(int(each.sum()) for each in repaid) >= limits.smallest_group
        # Who was refused never repaid: without outcomes of refused clients everybody who repaid was accepted.
        enough &= not accepted[repaid[0] | repaid[1]].all()
        yield GroupFigures(
            period=period,
            value=grouping.values[code],
            words=grouping.labels[code],
            decisions=int(rows.sum()),
            approval=float(accepted[rows].mean()),
            approval_ratio=None if code == best else _ratio(accepted[rows], accepted[members[best]]),
            opportunity_ratio=_ratio(accepted[repaid[0]], accepted[repaid[1]]) if enough else None,
            calibration=_calibration(record.where(rows & record.known), limits),
        )


def _ratio(of: NDArray[np.bool_], best: NDArray[np.bool_]) -> Estimate | None:
    """Return the ratio of two shares with its 95 % interval (on a logarithmic scale)."""
    shares = float(of.mean()), float(best.mean())
    if not all(shares):
        return None
    error = sqrt(sum((1 - share) / (share * len(all_)) for share, all_ in zip(shares, (of, best), strict=True)))
    ratio = shares[0] / shares[1]
    return Estimate(ratio, ratio * exp(-_Z * error), ratio * exp(_Z * error))


def _calibration(known: TrackRecord, limits: FairnessLimits) -> Estimate | None:
    expected = float(known.chances.sum())
    if len(known) < limits.smallest_group or expected == 0:
        return None
    error = sqrt(float((known.chances * (1 - known.chances)).sum())) / expected
    ratio = float(known.target.sum()) / expected
    return Estimate(ratio, max(0.0, ratio - _Z * error), ratio + _Z * error)


def _latest(attribute: AttributeFairness) -> list[GroupFigures]:
    last = attribute.periods[-1].period if attribute.periods else None
    return [each for each in attribute.periods if each.period == last]


def _alarms(
    attribute: AttributeFairness, group: GroupFigures, limits: FairnessLimits, *, risk: float
) -> Iterator[Alarm]:
    subject = ":".join([attribute.name, group.value, *([] if group.period == WHOLE else [group.period])])
    for kind, ratio, limit in (
        ("approval_ratio", group.approval_ratio, limits.approval_ratio),
        ("opportunity_ratio", group.opportunity_ratio, limits.opportunity_ratio),
    ):
        if ratio is not None and ratio.value < limit.watch:
            log_scale = Estimate(log(ratio.value), log(ratio.low), log(ratio.high))
            sure = is_beyond(-log_scale.value, log_scale, risk=risk)
            yield from find_alarm(kind, subject, ratio.value, limit, sure=sure)
    if group.calibration is not None:
        sure = is_beyond(abs(group.calibration.value - 1), group.calibration, risk=risk)
        off = deviation(group.calibration.value)
        yield from find_alarm("group_calibration", subject, off, limits.calibration, sure=sure)
