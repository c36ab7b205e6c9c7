"""How far today's clients differ from those a model learnt from, feature by feature, source by source, in the score."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from limpide.bundle.archive import Bundle
from limpide.core.progress import Progress, silent
from limpide.features.feature import Policy
from limpide.features.layout import FeatureColumn
from limpide.monitoring.alarm import Alarm, find_alarm, sort_alarms
from limpide.monitoring.crowd import Crowd
from limpide.monitoring.feature_drift import FeatureDrift, compare_column
from limpide.monitoring.limits import DriftLimits, Limits, Verdict, worst
from limpide.monitoring.raw_drift import find_raw_alarms
from limpide.monitoring.scores import Scored, ScoreDrift, compare_scores, score_crowd
from limpide.monitoring.shares import is_change

_FIGURES = 4  # of a feature that chance may put beyond a limit: index, missing, unseen, outside


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two crowds."""

    path: Path
    version: str
    clients: int
    which: str
    missing_tables: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SourceDrift:
    """The mean share of missing values over the features of one of the lender's tables, before and now."""

    source: str
    features: int
    missing: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Everything that was compared; ``absent`` are features of the reference that are not there any more."""

    reference: Side
    current: Side
    features: tuple[FeatureDrift, ...]
    sources: tuple[SourceDrift, ...]
    absent: tuple[str, ...]
    score: ScoreDrift | None
    alarms: tuple[Alarm, ...]

    @property
    def verdict(self) -> Verdict:
        """The most urgent of all alarms."""
        return worst([Verdict.QUIET, *(alarm.verdict for alarm in self.alarms)])

    def as_json(self) -> dict[str, Any]:
        """Return everything as objects, lists, text, numbers and nulls."""
        content = asdict(self) | {"verdict": self.verdict.value}
        for side in ("reference", "current"):
            content[side]["path"] = str(content[side]["path"])
        return content


def measure_drift(
    reference: Crowd,
    current: Crowd,
    *,
    limits: Limits,
    bundle: Bundle | None = None,
    names: tuple[str, str] = ("all", "all"),
    progress: Progress = silent,
) -> Drift:
    """Compare two crowds; with a bundle also their scores, and alarms are raised on the features that it uses only.

    ``names`` say which clients of each snapshot were chosen. Something is told beyond its limit only when chance
    alone would say so anywhere in the report with the probability ``limits.false_alarms``.
    """
    crowds = (reference, current)
    scored = None
    if bundle is not None:
        scored = (score_crowd(bundle, reference, progress=progress), score_crowd(bundle, current, progress=progress))
    risk = limits.false_alarms / (_FIGURES * (len(reference.snapshot.columns) + 1))
    features = tuple(_features(crowds, bundle, scored, risk=risk, progress=progress))
    score = None if bundle is None or scored is None else compare_scores(bundle, crowds, scored, risk=risk)
    held = {column.name for column in current.snapshot.columns}
    absent = tuple(column.name for column in reference.snapshot.columns if column.name not in held)
    sources = tuple(_sources(features))
    sides = tuple(_side(crowd, which) for crowd, which in zip(crowds, names, strict=True))
    learnt = None if bundle is None or bundle.limits is None else bundle.limits.base
    raised = [
        *_of_sides(*sides, absent=absent),
        *find_raw_alarms(reference.snapshot.profile or learnt, current.snapshot.profile),
        *_of_score(score, limits.drift, risk=risk),
        *_of_sources(sources, limits.drift, sides=sides, risk=risk),
        *(alarm for each in features if each.used for alarm in each.alarms(limits.drift)),
    ]
    return Drift(
        reference=sides[0],
        current=sides[1],
        features=tuple(sorted(features, key=lambda each: (not each.used, -each.psi))),
        sources=sources,
        absent=absent,
        score=score,
        alarms=sort_alarms(raised),
    )


def _side(crowd: Crowd, which: str) -> Side:
    snapshot = crowd.snapshot
    return Side(
        path=snapshot.path,
        version=snapshot.version,
        clients=len(crowd),
        which=which,
        missing_tables=snapshot.manifest.missing_tables,
    )


def _features(
    crowds: tuple[Crowd, Crowd],
    bundle: Bundle | None,
    scored: tuple[Scored, Scored] | None,
    *,
    risk: float,
    progress: Progress,
) -> Iterator[FeatureDrift]:
    places = [{column.name: place for place, column in enumerate(crowd.snapshot.columns)} for crowd in crowds]
    shared = [name for name in places[0] if name in places[1]]
    used = _used(bundle, crowds[0].snapshot.columns)
    effects = _effects(bundle, scored)
    read = [crowd.columns([where[name] for name in shared]) for crowd, where in zip(crowds, places, strict=True)]
    with progress("Features", total=len(shared)) as advance:
        for (first, before), (second, now) in zip(*read, strict=True):
            columns = crowds[0].snapshot.columns[first], crowds[1].snapshot.columns[second]
            name = columns[0].name
            yield compare_column(columns, (before, now), used=name in used, effect=effects.get(name), risk=risk)
            advance(1)
    if bundle is not None and scored is not None:
        for place, card in enumerate(bundle.features):
            if card.name not in places[0]:
                values = scored[0].rows[:, place], scored[1].rows[:, place]
                yield compare_column((card, card), values, used=True, effect=effects.get(card.name), risk=risk)


def _used(bundle: Bundle | None, columns: tuple[FeatureColumn, ...]) -> set[str]:
    if bundle is None:
        return {column.name for column in columns if column.policy is Policy.MODEL}
    return {card.name for card in bundle.features} | {each.name for each in bundle.recipe.inputs}


def _effects(bundle: Bundle | None, scored: tuple[Scored, Scored] | None) -> dict[str, tuple[float, float]]:
    """Return by how much each feature moves the mean margin, and the standard error of that."""
    if bundle is None or scored is None:
        return {}
    moved = scored[1].effects - scored[0].effects
    noise = (scored[0].noise ** 2 + scored[1].noise ** 2) ** 0.5
    return {card.name: (float(by), float(error)) for card, by, error in zip(bundle.features, moved, noise, strict=True)}


def _sources(features: tuple[FeatureDrift, ...]) -> Iterator[SourceDrift]:
    for source in dict.fromkeys(each.source for each in features):
        found = [each.missing for each in features if each.source == source]
        before, now = (sum(shares) / len(found) for shares in zip(*found, strict=True))
        yield SourceDrift(source=source, features=len(found), missing=(before, now))


def _of_sides(reference: Side, current: Side, *, absent: tuple[str, ...]) -> Iterator[Alarm]:
    for table in current.missing_tables:
        if table not in reference.missing_tables:
            yield Alarm(kind="missing_table", subject=table, value=1, limit=1, verdict=Verdict.ALERT)
    if absent:
        yield Alarm(kind="absent_features", subject=absent[0], value=len(absent), limit=1, verdict=Verdict.ALERT)


def _of_score(score: ScoreDrift | None, limits: DriftLimits, *, risk: float) -> Iterator[Alarm]:
    if score is None:
        return
    yield from find_alarm("score", "probability_of_default", score.psi, limits.score, sure=score.psi > score.chance)
    before, now = score.reference, score.current
    sure = is_change((before.accepted, now.accepted), (before.scored, now.scored), risk=risk)
    yield from find_alarm("accepted", "accepted", abs(now.accepted - before.accepted), limits.accepted, sure=sure)


def _of_sources(
    sources: tuple[SourceDrift, ...], limits: DriftLimits, *, sides: tuple[Side, ...], risk: float
) -> Iterator[Alarm]:
    sizes = sides[0].clients, sides[1].clients
    for each in sources:
        before, now = each.missing
        sure = is_change(each.missing, sizes, risk=risk)
        yield from find_alarm("missing_source", each.source, now - before, limits.missing_source, sure=sure)
