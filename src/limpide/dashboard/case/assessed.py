"""The score of somebody without a case yet: verdict, probability, strongest reasons, and what the data lack."""

from collections.abc import Mapping

import streamlit as st

from limpide.contract import Assessment, FamilyContribution
from limpide.core.minimum_data import Fact
from limpide.dashboard import markup
from limpide.dashboard.states import opinion
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words

_FACTS = {
    Fact.AMOUNT: "fact.amount",
    Fact.INSTALMENT: "fact.instalment",
    Fact.INCOME: "fact.income",
    Fact.AGE: "fact.age",
    Fact.EMPLOYMENT: "fact.employment",
    Fact.SOURCE: "fact.independent_source",
}


def show(assessment: Assessment, words: Words, *, labels: Mapping[str, str]) -> None:
    """Show the score, or what must be completed or asked before there is one; ``labels`` are those of columns."""
    if assessment.incomplete or assessment.contradictions:
        st.html(_undecided(assessment, words, labels))
        return
    st.html(_verdict(assessment, words))
    st.html(_reasons(assessment, words))
    if assessment.warnings:
        st.html(f'<h3 class="lp-paperless">{escape(words.say("assessed.warnings"))}</h3>')
        lines = "".join(f"<li>{escape(warning.message)}</li>" for warning in assessment.warnings)
        st.html(f'<ul class="lp-warnings">{lines}</ul>')


def _undecided(assessment: Assessment, words: Words, labels: Mapping[str, str]) -> str:
    """Return why there is no verdict: what is missing, then what contradicts itself, by the labels of the form."""
    title = words.say("assessed.incomplete" if assessment.incomplete else "assessed.contradictory")
    missing = [escape(words.say(_FACTS[fact])) for fact in assessment.incomplete]
    odd = [
        f"<strong>{escape(words.enumerate([labels.get(name, name) for name in each.columns]))}</strong>"
        f"<br>{escape(each.message)}"
        for each in assessment.warnings
        if each.code == "contradiction"
    ]
    parts = [
        f"<p>{escape(words.say(key))}</p><ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
        for key, lines in (("assessed.lacks", missing), ("assessed.asks", odd))
        if lines
    ]
    return (
        '<section class="lp-verdict lp-review" aria-labelledby="verdict" role="status">'
        '<span class="lp-icon" aria-hidden="true"></span>'
        f'<div><h2 id="verdict">{escape(title)}</h2>{"".join(parts)}'
        f'<p class="lp-note">{escape(words.say("assessed.no_verdict"))}</p></div></section>'
    )


def _verdict(assessment: Assessment, words: Words) -> str:
    why = markup.why_decided(assessment, words)
    interval = words.say(
        "assessed.interval",
        level=words.percent(assessment.interval.level, decimals=0),
        low=words.percent(assessment.interval.low),
        high=words.percent(assessment.interval.high),
        points=words.number(assessment.points),
    )
    return (
        f'<section class="lp-verdict lp-{assessment.decision.value}" aria-labelledby="verdict" role="status">'
        '<span class="lp-icon" aria-hidden="true"></span>'
        f'<div><h2 id="verdict">{escape(opinion(assessment.decision, words))}</h2>'
        f"<p>{escape(why)}</p><p>{escape(interval)}</p></div></section>"
    )


def _reasons(assessment: Assessment, words: Words) -> str:
    lines = "".join(_reason(reason, words) for reason in assessment.reasons)
    return f'<h3>{escape(words.say("assessed.reasons"))}</h3><ul class="lp-short">{lines}</ul>'


def _reason(reason: FamilyContribution, words: Words) -> str:
    evidence = reason.evidence
    if evidence is None:
        return ""
    kind = "more" if reason.contribution > 0 else "less"
    effect = words.say("waterfall.increases" if kind == "more" else "waterfall.reduces")
    told = reason.sentence or words.say(
        "assessed.evidence",
        datum=evidence.label,
        value=show_value(words, evidence.value, evidence.unit),
        typical=show_value(words, evidence.typical, evidence.unit),
    )
    title = f"<strong>{escape(reason.label)}</strong> <em>{escape(effect)}</em>"
    return f'<li class="lp-{kind}">{title}<br>{escape(told)}</li>'
