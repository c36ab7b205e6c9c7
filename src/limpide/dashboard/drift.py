"""How far today's clients are from those that the model learnt from, as the last report of monitoring tells it."""

import streamlit as st

from limpide.contract import DriftedFeature, DriftSummary, ScoreShift, Urgency
from limpide.dashboard import markup
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_URGENCIES = {
    Urgency.QUIET: "drift.quiet",
    Urgency.WATCH: "drift.watch",
    Urgency.ALERT: "drift.alert",
    Urgency.UNKNOWN: "drift.unknown",
}


def show(screen: Screen) -> None:
    """Show the verdict, what became of the scores, and the features that moved most."""
    words = screen.words
    st.html(markup.heading(words.say("monitoring.drift"), "drift"))
    with told_calmly(words, place="drift"):
        found = screen.api.find_drift()
        if found is None:
            st.markdown(words.say("monitoring.no_drift"))
            return
        rows = [_row(feature, words) for feature in found.features]
        twin = table(rows, alt=words.say("drift.alt"), headed=True) if rows else ""
        st.html(f'{_told(found, words)}<p class="lp-lead">{escape(words.say("drift.lead"))}</p>{twin}')


def _told(found: DriftSummary, words: Words) -> str:
    verdict = words.say(_URGENCIES[found.urgency])
    measured = words.say(
        "drift.measured",
        day=words.day(found.measured_at.astimezone().date()),
        before=words.number(found.clients_before),
        now=words.number(found.clients_now),
        compared=words.number(found.compared),
    )
    parts = [measured, words.count("drift.alarms", found.alarms)]
    if found.score is not None:
        parts.append(_score(found.score, words))
    return f'<p class="lp-words"><strong>{escape(verdict)}</strong></p><p>{escape(" ".join(parts))}</p>'


def _score(score: ScoreShift, words: Words) -> str:
    return words.say(
        "drift.score",
        mean_before=words.percent(score.mean_before),
        mean_now=words.percent(score.mean_now),
        accepted_before=words.percent(score.accepted_before),
        accepted_now=words.percent(score.accepted_now),
        psi=words.number(score.psi, decimals=3, exact=True),
    )


def _row(feature: DriftedFeature, words: Words) -> dict[str, str]:
    return {
        words.say("details.datum"): feature.label,
        words.say("drift.psi"): words.number(feature.psi, decimals=3, exact=True),
        words.say("drift.missing_before"): words.percent(feature.missing_before),
        words.say("drift.missing_now"): words.percent(feature.missing_now),
        words.say("drift.urgency"): words.say(_URGENCIES[feature.urgency]),
    }
