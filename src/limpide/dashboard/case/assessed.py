"""The score of somebody without a case yet: verdict, probability, strongest reasons, and what the data lack."""

import streamlit as st

from limpide.contract import Assessment, FamilyContribution
from limpide.dashboard import markup
from limpide.dashboard.states import opinion
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words


def show(assessment: Assessment, words: Words) -> None:
    """Show the score."""
    st.html(_verdict(assessment, words))
    st.html(_reasons(assessment, words))
    if assessment.warnings:
        st.html(f'<h3 class="lp-paperless">{escape(words.say("assessed.warnings"))}</h3>')
        lines = "".join(f"<li>{escape(warning.message)}</li>" for warning in assessment.warnings)
        st.html(f'<ul class="lp-warnings">{lines}</ul>')


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
