"""What a page says of drift."""

from collections.abc import Callable

from limpide.bundle.estimate import Estimate
from limpide.monitoring.alarm import Alarm
from limpide.monitoring.drift import Drift
from limpide.monitoring.expectation import Figures
from limpide.monitoring.feature_drift import FeatureDrift
from limpide.monitoring.limits import DriftLimits, Verdict
from limpide.monitoring.page.charts import histograms
from limpide.monitoring.page.html import Html, join, table, tag
from limpide.monitoring.page.page import Subject, facts, mark
from limpide.monitoring.page.words import Words
from limpide.monitoring.scores import MOST_SCORED, ScoreDrift, ScoreSide
from limpide.sources.tables import TABLES
from limpide.sources.values import value_label

_FIRST = 25


def name_drift_subjects(drift: Drift, words: Words) -> Subject:
    """Return how alarms of drift call what they are about."""
    labels = {each.name: words.feature_label(each, each.name) for each in drift.features}

    def subject(alarm: Alarm) -> str:
        if alarm.kind in ("score", "accepted"):
            return words.say("drift.score")
        if alarm.kind.startswith("raw_"):
            return _raw_subject(alarm.subject, words)
        return labels.get(alarm.subject) or words.source(alarm.subject)

    return subject


def _raw_subject(subject: str, words: Words) -> str:
    """Return what a raw column is called, or its table."""
    stem, _, column = subject.partition(".")
    table = next(table for table in TABLES.values() if stem in table.files)
    return table.by_name[column].label(words.language) if column else words.source(table.name)


def tell_drift(drift: Drift, limits: DriftLimits, words: Words) -> list[Html]:
    """Return the sections: who was compared, scores, sources, features."""
    pieces = [tag("h2", words.say("drift.heading")), _sides(drift, words)]
    if drift.score is not None:
        pieces += [tag("h3", words.say("drift.score")), *_score(drift.score, words)]
    pieces += [tag("h3", words.say("drift.sources")), _sources(drift, words)]
    pieces += _features(drift, limits, words)
    return [tag("section", *pieces)]


def _sides(drift: Drift, words: Words) -> Html:
    entries = {}
    for side, found in (("page.reference", drift.reference), ("page.current", drift.current)):
        which = words.say(f"page.which_{found.which}")
        name = words.say("page.snapshot", side=words.say(side), version=found.version[:12], which=which)
        entries[name] = f"{words.figure(found.clients)} {words.say('page.clients')}"
    return facts(entries)


def _score(score: ScoreDrift, words: Words) -> list[Html]:
    before, now = score.reference, score.current
    drawn = histograms(before.histogram, now.histogram, step=score.step, threshold=score.threshold, words=words)
    lines = [
        [words.say("drift.score_psi"), "", words.figure(score.psi, 4)],
        *([words.say(f"drift.{key}"), words.share(of(before)), words.share(of(now))] for key, of in _SHARES.items()),
    ]
    head = [words.say("drift.figure"), words.say("page.reference"), words.say("page.current")]
    pieces = [drawn, table(words.say("drift.score"), head, lines, numbers=2)]
    if max(before.clients, now.clients) > MOST_SCORED:
        pieces.append(tag("p", words.say("drift.sampled", count=words.figure(MOST_SCORED)), class_="soft"))
    if before.expected and now.expected:
        pieces += [tag("h3", words.say("drift.expected")), tag("p", words.say("drift.expected_lead"))]
        pieces.append(_expected(before.expected, now.expected, head, words))
    return pieces


_SHARES: dict[str, Callable[[ScoreSide], float | None]] = {
    "accepted": lambda side: side.accepted,
    "reviewed": lambda side: side.reviewed,
    "refused": lambda side: side.refused,
    "mean": lambda side: side.mean_probability,
    "default_rate": lambda side: side.default_rate,
}


def show_estimate(estimate: Estimate | None, words: Words, *, decimals: int = 3) -> str:
    """Return a figure with its interval."""
    if estimate is None:
        return "–"
    value, low, high = (words.figure(each, decimals) for each in (estimate.value, estimate.low, estimate.high))
    return words.say("drift.estimate", value=value, low=low, high=high)


def _expected(before: Figures, now: Figures, head: list[str], words: Words) -> Html:
    named = {"auc": "drift.auc", "cost_per_client": "drift.cost", "brier": "drift.brier"}
    rows = [
        [words.say(key), *(show_estimate(getattr(side, name), words) for side in (before, now))]
        for name, key in named.items()
    ]
    return table(words.say("drift.expected"), head, rows, numbers=2)


def _sources(drift: Drift, words: Words) -> Html:
    rows = [
        [words.source(each.source), words.figure(each.features), *(words.share(share) for share in each.missing)]
        for each in drift.sources
    ]
    head = [words.say(f"drift.{key}") for key in ("source", "count", "missing_before", "missing_now")]
    return table(words.say("drift.sources"), head, rows, numbers=3)


def _features(drift: Drift, limits: DriftLimits, words: Words) -> list[Html]:
    used = [each for each in drift.features if each.used]
    others = [each for each in drift.features if not each.used]
    numbers = {"watch": limits.feature.watch, "alert": limits.feature.alert}
    lead = words.say("drift.features_lead", **{name: words.figure(value, 2) for name, value in numbers.items()})
    title = words.say("drift.features")
    pieces = [tag("h3", title), tag("p", lead), _table(used[:_FIRST], title, limits, words)]
    for rest, caption in ((used[_FIRST:], title), (others, words.say("drift.others"))):
        if rest:
            summary = words.say("page.more", count=len(rest)) if caption == title else caption
            pieces.append(tag("details", tag("summary", summary), _table(rest, caption, limits, words)))
    return pieces


def _table(features: list[FeatureDrift], caption: str, limits: DriftLimits, words: Words) -> Html:
    keys = ("psi", "chance", "missing_before", "missing_now", "typical_before", "typical_now", "new", "effect")
    head = [words.say("drift.feature"), words.say("page.urgency"), *(words.say(f"drift.{key}") for key in keys)]
    return table(caption, head, [_row(each, limits, words) for each in features], numbers=len(keys))


def _row(feature: FeatureDrift, limits: DriftLimits, words: Words) -> list[str]:
    alarms = [alarm.verdict for alarm in feature.alarms(limits)]
    verdict = Verdict.ALERT if Verdict.ALERT in alarms else Verdict.WATCH if alarms else Verdict.QUIET
    strange = max(feature.unseen, feature.outside)
    return [
        join(words.feature_label(feature, feature.name), tag("small", words.source(feature.source))),
        mark(verdict, words) if feature.used else "–",
        words.figure(feature.psi, 3),
        words.figure(feature.chance, 3),
        *(words.share(share) for share in feature.missing),
        *(_typical(feature, value, words) for value in feature.typical),
        join(words.share(strange, 2), tag("small", _unseen(feature, words))) if strange else "–",
        words.figure(feature.effect[0], 3) if feature.effect else "–",
    ]


def _typical(feature: FeatureDrift, value: float | str | None, words: Words) -> str:
    if isinstance(value, str) and feature.column is not None:
        return value_label(feature.column, value, words.language)
    return words.value(value)


def _unseen(feature: FeatureDrift, words: Words) -> str:
    return ", ".join(_typical(feature, word, words) for word in feature.unseen_words)
