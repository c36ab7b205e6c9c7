"""What a page says of performance: figures against their promises, month by month, calibration, practice."""

from limpide.monitoring.alarm import Alarm
from limpide.monitoring.page.charts import Point, timeline
from limpide.monitoring.page.drift import show_estimate
from limpide.monitoring.page.html import Html, table, tag
from limpide.monitoring.page.page import facts
from limpide.monitoring.page.words import Words
from limpide.monitoring.performance import WHOLE, Performance, Stretch
from limpide.monitoring.practice import Practice

_NAMED = {
    "auc": "drift.auc",
    "cost_per_client": "drift.cost",
    "calibration": "performance.calibration",
    "brier": "drift.brier",
}


def name_period(alarm: Alarm, words: Words) -> str:
    """Return how alarms of performance call what they are about."""
    return words.say("page.all") if alarm.subject == WHOLE else alarm.subject


def tell_performance(performance: Performance, words: Words) -> list[Html]:
    """Return the sections."""
    whole = performance.whole
    pieces = [
        tag("h2", words.say("performance.heading")),
        facts(
            {
                words.say("performance.decisions"): words.figure(whole.decisions),
                words.say("performance.outcomes"): words.figure(whole.outcomes),
                words.say("performance.defaults"): words.figure(whole.defaults),
            }
        ),
    ]
    if performance.others:
        pieces.append(tag("p", words.say("performance.others", count=words.figure(performance.others))))
    if whole.observed is None:
        text = words.say("performance.too_few", outcomes=words.figure(whole.outcomes), defaults=whole.defaults)
        pieces.append(tag("p", text))
    else:
        pieces.append(tag("p", words.say("performance.selected" if performance.selected else "performance.everybody")))
        pieces += [_figures(performance, words), *_months(performance, words), *_bins(performance, words)]
    if performance.practice is not None:
        pieces += _practice(performance.practice, words)
    return [tag("section", *pieces)]


def _figures(performance: Performance, words: Words) -> Html:
    rows = [
        [
            words.say(key),
            show_estimate(getattr(performance.whole.observed, name), words),
            show_estimate(getattr(performance.whole.expected, name), words),
            show_estimate(performance.reference.get(name), words),
        ]
        for name, key in _NAMED.items()
    ]
    head = [words.say(key) for key in ("drift.figure", "performance.observed", "performance.expected")]
    return table(words.say("performance.heading"), [*head, words.say("performance.bundle")], rows, numbers=3)


def _months(performance: Performance, words: Words) -> list[Html]:
    told = [each for each in performance.periods if each.observed and each.expected]
    if len(told) < 2:
        return []
    pieces = [_over_time(told, name, words) for name in ("auc", "cost_per_client", "calibration")]
    rows = [
        [
            each.period,
            words.figure(each.decisions),
            words.figure(each.outcomes),
            *(show_estimate(getattr(each.observed, name), words) if each.observed else "–" for name in _NAMED),
        ]
        for each in performance.periods
    ]
    head = [
        words.say(key) for key in ("page.period", "performance.decisions", "performance.outcomes", *_NAMED.values())
    ]
    title = words.say("performance.months")
    return [*pieces, tag("details", tag("summary", title), table(title, head, rows, numbers=6))]


def _over_time(told: list[Stretch], name: str, words: Words) -> Html:
    points = [
        Point(
            period=each.period,
            value=getattr(each.observed, name).value,
            low=getattr(each.observed, name).low,
            high=getattr(each.observed, name).high,
            expected=getattr(each.expected, name).value,
        )
        for each in told
    ]
    title = words.say("performance.over_time", what=words.say(_NAMED[name]))
    return timeline(title, points, limit=None, words=words, percent=False)


def _bins(performance: Performance, words: Words) -> list[Html]:
    rows = [
        [
            str(place),
            words.figure(each.clients),
            words.share(each.probability),
            words.share(each.default_rate.value),
            f"{words.share(each.default_rate.low)} – {words.share(each.default_rate.high)}",
        ]
        for place, each in enumerate(performance.bins, 1)
    ]
    keys = ("probability", "rate", "interval")
    head = ["", words.say("performance.outcomes"), *(words.say(f"performance.{key}") for key in keys)]
    return [
        tag("h3", words.say("performance.bins")),
        tag("p", words.say("performance.bins_caption"), class_="soft"),
        table(words.say("performance.bins_caption"), head, rows, numbers=4),
    ]


def _practice(practice: Practice, words: Words) -> list[Html]:
    rows = [
        [
            words.say("page.all") if each.period == WHOLE else each.period,
            words.figure(each.decisions),
            words.share(each.reviewed),
            words.share(each.overrides),
            words.figure(each.lenient),
            words.figure(each.strict),
        ]
        for each in (practice.whole, *practice.periods)
    ]
    keys = ("decisions", "reviewed", "overrides", "lenient", "strict")
    head = [words.say("page.period"), *(words.say(f"performance.{key}") for key in keys)]
    promised = words.say("performance.promised", share=words.share(practice.promised))
    title = words.say("performance.practice")
    return [tag("h3", title), tag("p", promised), table(title, head, rows, numbers=5)]
