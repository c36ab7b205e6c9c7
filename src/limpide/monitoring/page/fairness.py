"""What a page says of fairness: groups over all, and month by month."""

from limpide.monitoring.alarm import Alarm
from limpide.monitoring.fairness import AttributeFairness, Fairness, GroupFigures
from limpide.monitoring.limits import FairnessLimits
from limpide.monitoring.page.charts import Point, timeline
from limpide.monitoring.page.drift import show_estimate
from limpide.monitoring.page.html import Html, table, tag
from limpide.monitoring.page.page import Subject
from limpide.monitoring.page.words import Words


def name_groups(fairness: Fairness, words: Words) -> Subject:
    """Return how alarms of fairness call what they are about."""
    labels = {
        f"{attribute.name}:{group.value}": f"{words.feature_label(attribute.words, attribute.name)}, "
        + words.label(group.words, f"ages.{group.value}")
        for attribute in fairness.attributes
        for group in attribute.whole
    }

    def subject(alarm: Alarm) -> str:
        name, value, *period = alarm.subject.split(":")
        return ", ".join([labels.get(f"{name}:{value}", value), *period])

    return subject


def tell_fairness(fairness: Fairness, limits: FairnessLimits, words: Words) -> list[Html]:
    """Return the sections, one attribute after the other."""
    who = words.say("fairness.by_officers" if fairness.by_officers else "fairness.by_model")
    pieces = [tag("h2", words.say("fairness.heading")), tag("p", words.say("fairness.lead")), tag("p", who)]
    if fairness.unplaced:
        pieces.append(tag("p", words.say("fairness.unplaced", count=words.figure(fairness.unplaced))))
    for attribute in fairness.attributes:
        if attribute.whole:
            pieces += _attribute(attribute, limits, words)
    return [tag("section", *pieces)]


def _attribute(attribute: AttributeFairness, limits: FairnessLimits, words: Words) -> list[Html]:
    title = words.feature_label(attribute.words, attribute.name)
    pieces = [
        tag("h3", title),
        tag("p", words.say("fairness.learnt" if attribute.learnt else "fairness.not_learnt"), class_="soft"),
        _table(attribute.whole, title, words),
    ]
    for group in attribute.whole:
        points = [
            Point(period=each.period, value=ratio.value, low=ratio.low, high=ratio.high)
            for each in attribute.periods
            if each.value == group.value and (ratio := each.approval_ratio) is not None
        ]
        if len(points) > 1 and group.approval_ratio is not None:
            caption = words.say("fairness.over_time", group=words.label(group.words, f"ages.{group.value}"))
            drawn = timeline(caption, points, limit=limits.approval_ratio.alert, words=words, percent=False)
            pieces.append(tag("details", tag("summary", caption), drawn))
    return pieces


def _table(groups: tuple[GroupFigures, ...], caption: str, words: Words) -> Html:
    keys = ("approval", "approval_ratio", "opportunity_ratio", "calibration")
    head = [words.say("fairness.group"), words.say("performance.decisions")]
    head += [words.say(f"fairness.{key}") for key in keys]
    rows = [
        [
            words.label(each.words, f"ages.{each.value}"),
            words.figure(each.decisions),
            words.share(each.approval),
            show_estimate(each.approval_ratio, words, decimals=2)
            if each.approval_ratio
            else words.say("fairness.best"),
            show_estimate(each.opportunity_ratio, words, decimals=2),
            show_estimate(each.calibration, words, decimals=2),
        ]
        for each in groups
    ]
    return table(caption, head, rows, numbers=5)
