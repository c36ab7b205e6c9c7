"""The pieces of a case as HTML: measures, reasons. Everything that comes from outside is escaped here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from limpide.contract import Assessment, Contribution, Explanation, Quality
from limpide.core.decision import Decision
from limpide.core.errors import InvalidInput
from limpide.core.identifiers import ClientId, read_identifier
from limpide.dashboard.reasons import Reason
from limpide.dashboard.typography import escape, typeset
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words, decimals_that_separate
from limpide.language.languages import DEFAULT

WHY = {
    Decision.ACCEPTED: "verdict.why_accepted",
    Decision.REFUSED: "verdict.why_refused",
    Decision.REVIEW: "verdict.why_review",
}
WHY_WITHOUT_ZONE = {Decision.ACCEPTED: "verdict.why_below", Decision.REFUSED: "verdict.why_above"}
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


def escape_markdown(text: str) -> str:
    """Escape an id for a place where Streamlit reads Markdown; unlike ``plain``, no character becomes another."""
    return _MARKDOWN.sub(r"\\\1", text)


def read_client_id(typed: str) -> ClientId | None:
    """Return the identifier that somebody typed, None where nothing can be called so."""
    try:
        return read_identifier(typed.strip())
    except InvalidInput:
        return None


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


def reason_cards(
    reasons: list[Reason],
    words: Words,
    *,
    increases: bool,
    definitions: Mapping[str, str] | None = None,
    shares: Shares | None = None,
) -> str:
    """Return the reasons of one direction as a list.

    ``definitions`` are those of features, by name: shown on demand.
    """
    title = words.say("reasons.increases" if increases else "reasons.reduces")
    nothing = words.say("reasons.none_increases" if increases else "reasons.none_reduces")
    kind, sign = ("more", "▲") if increases else ("less", "▼")
    cards = "".join(_card(reason, words, definitions or {}, shares) for reason in reasons)
    body = f"<ol>{cards}</ol>" if reasons else f"<p>{escape(nothing)}</p>"
    return (
        f'<section class="lp-reasons lp-{kind}"><h3><span aria-hidden="true">{sign}</span> {escape(title)}</h3>'
        f"{body}</section>"
    )


def _card(reason: Reason, words: Words, definitions: Mapping[str, str], shares: Shares | None) -> str:
    evidence = reason.family.evidence
    if evidence is None:  # reasons.strongest keeps none of these
        return ""
    quality = {Quality.MISSING: "quality.missing", Quality.UNUSUAL: "quality.unusual"}.get(evidence.quality)
    flag = f'<p class="lp-flag"><span aria-hidden="true">⚠</span> {escape(words.say(quality))}</p>' if quality else ""
    return (
        f"<li><h4>{escape(reason.family.label)}</h4>"
        f'<p class="lp-strength"><span class="lp-hidden">{escape(words.say("reasons.strength"))}</span> '
        f"{escape(_strength(reason, words))}</p>"
        f'<p class="lp-evidence">{escape(_sentence(reason, evidence, words))}</p>{flag}'
        f"{_more(reason, evidence, definitions.get(evidence.name), shares, words)}</li>"
    )


def _strength(reason: Reason, words: Words) -> str:
    if not reason.points:
        return words.say("reasons.hardly", least=words.number(_LEAST, decimals=1))
    sign = "+" if reason.increases else "−"
    return f"{sign}{words.count('probability.points', abs(reason.points), decimals=1, exact=True)}"


def _sentence(reason: Reason, evidence: Contribution, words: Words) -> str:
    """Return the reason as a person says it; of models before the reference client, the datum and its reference."""
    if reason.family.sentence is not None:
        return reason.family.sentence
    return words.say(
        "assessed.evidence",
        datum=evidence.label,
        value=show_value(words, evidence.value, evidence.unit),
        typical=show_value(words, evidence.typical, evidence.unit),
    )


def _more(reason: Reason, evidence: Contribution, definition: str | None, shares: Shares | None, words: Words) -> str:
    """Return source, definition and the concept's part of the effects, closed until somebody opens them."""
    facts = [(words.say("reasons.source"), evidence.source), *_shares(reason, shares, words)]
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    told = "" if definition is None else f"<p><strong>{escape(evidence.label)}</strong><br>{escape(definition)}</p>"
    summary, link = escape(words.say("reasons.definition")), _glossary_link(evidence, words)
    return f'<details class="lp-definition"><summary>{summary}</summary>{told}<dl>{listed}</dl>{link}</details>'


def _glossary_link(evidence: Contribution, words: Words) -> str:
    """Return the way to the entry of a datum in the glossary, in the language of the page."""
    language = "" if words.language == DEFAULT else f"&lang={words.language}"
    address = escape(f"glossary?entry={quote(evidence.name)}{language}")
    label = escape(words.say("reasons.in_glossary", datum=evidence.label))
    return f'<p><a href="{address}" target="_self">{label}</a></p>'


def _shares(reason: Reason, shares: Shares | None, words: Words) -> list[tuple[str, str]]:
    """Return the concept's part of this client's effects beside its part over all clients."""
    family = reason.family.family
    if shares is None or family not in shares.own or family not in shares.usual:
        return []
    return [
        (words.say("reasons.own_share"), words.percent(shares.own[family], decimals=0)),
        (words.say("reasons.usual_share"), words.percent(shares.usual[family], decimals=0)),
    ]


def why_decided(scored: Explanation | Assessment, words: Words) -> str:
    """Return why the model decides so: the probability beside the break-even point and, if there is one, the zone."""
    if scored.incomplete or scored.contradictions:
        return words.say("verdict.why_incomplete" if scored.incomplete else "verdict.why_contradictory")
    if scored.unlike_learnt:
        return words.say("verdict.why_unlike")
    zone, probability = scored.grey_zone, scored.probability_of_default
    marks = {"threshold": scored.threshold, "low": zone.low, "high": zone.high}
    decimals = decimals_that_separate(probability, *marks.values())
    bare = zone.low == zone.high
    return words.say(
        (WHY_WITHOUT_ZONE if bare else WHY)[scored.decision],
        probability=words.percent(probability, decimals=decimals),
        **{name: words.percent(at, decimals=decimals) for name, at in marks.items() if name == "threshold" or not bare},
    )


def in_words(explanation: Explanation, words: Words) -> str:
    """Return the probability as a number of clients among comparable ones."""
    bad, of = comparable_clients(explanation.probability_of_default)
    numbers = {"of": words.number(of), "bad": words.number(bad), "good": words.number(of - bad)}
    return f'<p class="lp-words">{escape(words.say("probability.in_words", **numbers))}</p>'


def comparable_clients(probability: float) -> tuple[int, int]:
    """Return a probability as so many clients of 100, of 1,000 where it is very small or large."""
    of = 100 if 0.015 <= probability <= 0.985 else 1000
    return round(probability * of), of
