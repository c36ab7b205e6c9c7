"""One page: what it is about, whether somebody must act, what is beyond its limit, then the sections."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from limpide import __version__
from limpide.language.languages import installed_languages
from limpide.monitoring.alarm import Alarm
from limpide.monitoring.limits import Verdict
from limpide.monitoring.page.html import Html, join, table, tag
from limpide.monitoring.page.words import Words, get_words

_SHEET = Path(__file__).with_name("page.css")
_SIGN = {Verdict.QUIET: "✓", Verdict.WATCH: "◔", Verdict.ALERT: "▲", Verdict.UNKNOWN: "…"}
_SHOWN = 12
_PLAIN = {"feature", "score"}  # an index, not a share
_RATIOS = {"approval_ratio", "opportunity_ratio", "grey_zone"}
_COUNTS = {"missing_table", "absent_features"}
Subject = Callable[[Alarm], str]


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a page says. ``subject`` names what an alarm is about, ``name`` is that of the files."""

    name: str
    title: str
    verdict: Verdict
    alarms: Sequence[Alarm]
    subject: Subject
    sections: Sequence[Html]
    false_alarms: float


def _other_languages(name: str, words: Words) -> Iterator[Html]:
    """Link the same report in the other languages, each in its own words."""
    for code in installed_languages():
        if code != words.language:
            yield tag("a", get_words(code).say("page.here"), href=f"{name}.{code}.html", hreflang=code, lang=code)


def render(content: Content, words: Words) -> str:
    """Return the whole page as HTML, with its style inside."""
    title = words.say("page.title", what=content.title)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Html(_SHEET.read_text(encoding="utf-8"))),
    )
    body = tag(
        "main",
        tag(
            "header",
            tag("h1", title),
            *_other_languages(content.name, words),
        ),
        _verdict(content, words),
        _alarms(content, words),
        *content.sections,
        tag(
            "footer",
            tag("p", words.say("page.fidelity", risk=words.share(content.false_alarms, 0))),
            tag("p", words.say("page.figures", file=f"{content.name}.json"), " ", _made_by(words)),
        ),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', body), lang=words.language)}\n"


def facts(entries: Mapping[str, str]) -> Html:
    """Return a few figures that one should see first, by what they are."""
    return tag(
        "ul", *(tag("li", tag("b", value), tag("span", name)) for name, value in entries.items()), class_="facts"
    )


def mark(verdict: Verdict, words: Words) -> Html:
    """Return a verdict in a word."""
    return tag("span", f"{_SIGN[verdict]} {words.say(f'verdict.{verdict}')}", class_=f"mark {verdict}")


def show_value(kind: str, value: float, words: Words) -> str:
    """Return the value of an alarm of that kind, or its limit."""
    if kind in _COUNTS:
        return words.figure(value)
    if kind == "raw_shifted_scale":
        return words.figure(value, 2)
    if kind in _PLAIN or kind.startswith("auc"):
        return words.figure(value, 3)
    return words.figure(value, 2) if kind in _RATIOS else words.share(value)


def _made_by(words: Words) -> str:
    return words.say("page.produced", version=__version__)


def _verdict(content: Content, words: Words) -> Html:
    alerts = sum(alarm.verdict is Verdict.ALERT for alarm in content.alarms)
    watches = len(content.alarms) - alerts
    key = f"page.{content.verdict}_lead"
    lead = words.say(key, alerts=alerts, watches=watches)
    return tag(
        "section",
        tag("span", _SIGN[content.verdict], class_="sign", aria_hidden="true"),
        tag("p", tag("strong", words.say(f"page.{content.verdict}")), lead),
        class_=f"verdict {content.verdict}",
    )


def _alarms(content: Content, words: Words) -> Html:
    if not content.alarms:
        return Html("")
    rows = [
        [
            content.subject(alarm),
            words.say(f"alarm.{alarm.kind}"),
            mark(alarm.verdict, words),
            show_value(alarm.kind, alarm.value, words),
            show_value(alarm.kind, alarm.limit, words),
        ]
        for alarm in content.alarms
    ]
    head = [words.say(f"page.{key}") for key in ("of", "what", "urgency", "value", "limit")]
    caption = words.say("page.alarms")
    pieces = [tag("h2", caption), table(caption, head, rows[:_SHOWN], numbers=2)]
    if rows[_SHOWN:]:
        more = words.say("page.more", count=len(rows) - _SHOWN)
        pieces.append(tag("details", tag("summary", more), table(caption, head, rows[_SHOWN:], numbers=2)))
    return join(*pieces)
