"""The pieces of a case as HTML: verdict, measures, reasons. Everything that comes from outside is escaped here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from limpide.contract import Assessment, Explanation, Quality
from limpide.core.decision import Decision
from limpide.dashboard.reasons import Reason
from limpide.dashboard.typography import escape, typeset
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words, decimals_that_separate

TITLES = {
    Decision.ACCEPTED: "verdict.accepted",
    Decision.REFUSED: "verdict.refused",
    Decision.REVIEW: "verdict.review",
}
WHY = {
    Decision.ACCEPTED: "verdict.why_accepted",
    Decision.REFUSED: "verdict.why_refused",
    Decision.REVIEW: "verdict.why_review",
}
WHY_WITHOUT_ZONE = {Decision.ACCEPTED: "verdict.why_below", Decision.REFUSED: "verdict.why_above"}
_MAINLY = {
    Decision.ACCEPTED: "verdict.mainly_accepted",
    Decision.REFUSED: "verdict.mainly_refused",
    Decision.REVIEW: "verdict.mainly_review",
}
_MOST_DIGITS = 9
_LEAST = 0.1  # the weakest strength that one decimal shows
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+.!|<>~$:-])")


@dataclass(frozen=True)
class Shares:
    """Each concept's part (1 = 100 %) of the effects on one client, and on average over all clients, by its name."""

    own: Mapping[str, float]
    usual: Mapping[str, float]


def plain(text: str) -> str:
    """Escape a text for a place where Streamlit reads Markdown."""
    return _MARKDOWN.sub(r"\\\1", typeset(text))


def is_client_number(typed: str) -> bool:
    """Whether somebody typed what can be a client's number."""
    return typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS


def heading(text: str, anchor: str, *, lead: str = "", level: int = 2) -> str:
    """Return a heading that a link can lead to, with the sentence that leads into what follows."""
    told = f'<p class="lp-lead">{escape(lead)}</p>' if lead else ""
    return f'<h{level} id="{anchor}" tabindex="-1">{escape(text)}</h{level}>{told}'


def note(text: str) -> str:
    """Return a remark in small print."""
    return f'<p class="lp-small">{escape(text)}</p>'


def tally(total: int, shown: int, prefix: str, words: Words, *, filters: str = "") -> str:
    """Return how many clients match, as a status that screen readers announce; ``filters`` are told in words."""
    if not total:
        return f'<p role="status">{escape(_nobody(prefix, filters, words))}</p>'
    counted = words.count("find.matches" if prefix or filters else "find.all", total)
    rest = [filters] if filters else []
    rest += [] if shown == total else [words.say("find.first", shown=words.number(shown))]
    return f'<p role="status"><strong>{escape(counted)}</strong>{escape("".join(f" · {each}" for each in rest))}</p>'


def _nobody(prefix: str, filters: str, words: Words) -> str:
    if filters:
        key = "find.none_filtered" if prefix else "find.empty_filtered"
        return words.say(key, prefix=prefix, filters=filters)
    return words.say("find.none", prefix=prefix) if prefix else words.say("find.empty")


def verdict(explanation: Explanation, reasons: list[Reason], words: Words) -> str:
    """Return the verdict: icon, word, and why in one line."""
    title = words.say("assessed.incomplete" if explanation.incomplete else TITLES[explanation.decision])
    lines = [why_decided(explanation, words), _mainly(explanation, reasons, words)]
    why = " ".join(escape(line) for line in lines if line)
    decided = explanation.decision is not Decision.REVIEW  # a case to review is known to be close
    close = decided and explanation.interval.low <= explanation.threshold <= explanation.interval.high
    note = f'<p class="lp-note">{escape(words.say("verdict.close"))}</p>' if close else ""
    return (
        f'<section class="lp-verdict lp-{explanation.decision}" aria-labelledby="verdict">'
        '<span class="lp-icon" aria-hidden="true"></span>'
        f'<div><h2 id="verdict">{escape(title)}</h2><p>{why}</p>{note}</div></section>'
    )


def measures(explanation: Explanation, words: Words) -> str:
    """Return the probability in numbers, its interval, the break-even point, the review zone."""
    entries = [
        (words.say("probability.default"), _probability(explanation, words)),
        (words.say("probability.repaid"), words.percent(1 - explanation.probability_of_default)),
        _interval(explanation, words),
        (words.say("probability.threshold"), _threshold(explanation, words)),
        (words.say("probability.zone"), _zone(explanation, words)),
        (words.say("probability.distance"), _distance(explanation, words)),
        (words.say("probability.score"), words.count("probability.points", explanation.points)),
    ]
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in entries)
    return f'<dl class="lp-measures">{listed}</dl>'


def reason_cards(
    reasons: list[Reason],
    words: Words,
    *,
    increases: bool,
    strongest: float,
    definitions: Mapping[str, str] | None = None,
    shares: Shares | None = None,
) -> str:
    """Return the reasons of one direction as a list; ``strongest`` (points) sets the length of the bars.

    ``definitions`` are those of features, by name: shown on demand.
    """
    title = words.say("reasons.increases" if increases else "reasons.reduces")
    nothing = words.say("reasons.none_increases" if increases else "reasons.none_reduces")
    kind, sign = ("more", "▲") if increases else ("less", "▼")
    cards = "".join(_card(reason, words, strongest, definitions or {}, shares) for reason in reasons)
    body = f"<ol>{cards}</ol>" if reasons else f"<p>{escape(nothing)}</p>"
    return (
        f'<section class="lp-reasons lp-{kind}"><h3><span aria-hidden="true">{sign}</span> {escape(title)}</h3>'
        f"{body}</section>"
    )


def _card(reason: Reason, words: Words, strongest: float, definitions: Mapping[str, str], shares: Shares | None) -> str:
    evidence = reason.family.evidence
    if evidence is None:  # reasons.strongest keeps none of these
        return ""
    quality = {Quality.MISSING: "quality.missing", Quality.UNUSUAL: "quality.unusual"}.get(evidence.quality)
    flag = f'<p class="lp-flag"><span aria-hidden="true">⚠</span> {escape(words.say(quality))}</p>' if quality else ""
    length = round(100 * min(abs(reason.points) / strongest, 1)) if strongest else 0
    sign = "+" if reason.increases else "−"
    strength = f"{sign}{words.count('probability.points', abs(reason.points), decimals=1, exact=True)}"
    if not reason.points:
        strength = words.say("reasons.hardly", least=words.number(_LEAST, decimals=1))
    facts = [(words.say("reasons.source"), evidence.source)]
    if reason.family.sentence is None:  # models before the reference client
        facts = [
            (words.say("reasons.value"), show_value(words, evidence.value, evidence.unit)),
            (words.say("reasons.typical"), show_value(words, evidence.typical, evidence.unit)),
            *facts,
        ]
    facts += _shares(reason, shares, words)
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    return (
        f"<li><h4>{escape(reason.family.label)}</h4>"
        f'<p class="lp-strength"><span class="lp-hidden">{escape(words.say("reasons.strength"))}</span> '
        f"{escape(strength)}</p>"
        f'<div class="lp-bar" aria-hidden="true"><i style="width:{length}%"></i></div>'
        f'<p class="lp-evidence">{escape(reason.family.sentence or evidence.label)}</p><dl>{listed}</dl>'
        f"{_definition(evidence.label, definitions.get(evidence.name), words)}{flag}</li>"
    )


def _shares(reason: Reason, shares: Shares | None, words: Words) -> list[tuple[str, str]]:
    """Return the concept's part of this client's effects beside its part over all clients."""
    family = reason.family.family
    if shares is None or family not in shares.own or family not in shares.usual:
        return []
    return [
        (words.say("reasons.own_share"), words.percent(shares.own[family], decimals=0)),
        (words.say("reasons.usual_share"), words.percent(shares.usual[family], decimals=0)),
    ]


def _definition(label: str, definition: str | None, words: Words) -> str:
    """Return the definition of the evidence, closed until somebody opens it."""
    if definition is None:
        return ""
    summary = escape(words.say("reasons.definition"))
    return (
        f'<details class="lp-definition"><summary>{summary}</summary>'
        f"<p><strong>{escape(label)}</strong><br>{escape(definition)}</p></details>"
    )


def why_decided(scored: Explanation | Assessment, words: Words) -> str:
    """Return why the model decides so: the probability beside the break-even point and, if there is one, the zone."""
    if scored.incomplete or scored.contradictions:
        return words.say("verdict.why_incomplete" if scored.incomplete else "verdict.why_contradictory")
    zone, probability = scored.grey_zone, scored.probability_of_default
    marks = {"threshold": scored.threshold, "low": zone.low, "high": zone.high}
    decimals = decimals_that_separate(probability, *marks.values())
    bare = zone.low == zone.high
    return words.say(
        (WHY_WITHOUT_ZONE if bare else WHY)[scored.decision],
        probability=words.percent(probability, decimals=decimals),
        **{name: words.percent(at, decimals=decimals) for name, at in marks.items() if name == "threshold" or not bare},
    )


def _mainly(explanation: Explanation, reasons: list[Reason], words: Words) -> str:
    if explanation.incomplete or explanation.contradictions:
        return ""  # what weighs in a score that decides nothing
    accepted = explanation.decision is Decision.ACCEPTED
    labels = [reason.family.label for reason in reasons if reason.increases != accepted][:2]
    return words.say(_MAINLY[explanation.decision], reasons=words.enumerate(labels)) if labels else ""


def in_words(explanation: Explanation, words: Words) -> str:
    """Return the probability as a number of clients among comparable ones."""
    probability = explanation.probability_of_default
    of = 100 if 0.015 <= probability <= 0.985 else 1000
    bad = round(probability * of)
    numbers = {"of": words.number(of), "bad": words.number(bad), "good": words.number(of - bad)}
    return f'<p class="lp-words">{escape(words.say("probability.in_words", **numbers))}</p>'


def _probability(explanation: Explanation, words: Words) -> str:
    return words.percent(explanation.probability_of_default, decimals=_decimals(explanation))


def _threshold(explanation: Explanation, words: Words) -> str:
    return words.percent(explanation.threshold, decimals=_decimals(explanation))


def _zone(explanation: Explanation, words: Words) -> str:
    zone = explanation.grey_zone
    if zone.low == zone.high:
        return words.say("probability.no_zone")
    return words.say("probability.between", low=words.percent(zone.low), high=words.percent(zone.high))


def _decimals(explanation: Explanation) -> int:
    zone = explanation.grey_zone
    return decimals_that_separate(explanation.probability_of_default, explanation.threshold, zone.low, zone.high)


def _interval(explanation: Explanation, words: Words) -> tuple[str, str]:
    interval = explanation.interval
    name = words.say("probability.interval", level=words.percent(interval.level, decimals=0))
    return name, words.say("probability.between", low=words.percent(interval.low), high=words.percent(interval.high))


def _distance(explanation: Explanation, words: Words) -> str:
    distance = (explanation.probability_of_default - explanation.threshold) * 100
    points = words.count("probability.points", abs(distance), decimals=_decimals(explanation), exact=True)
    return words.say("probability.above" if distance >= 0 else "probability.below", points=points)
