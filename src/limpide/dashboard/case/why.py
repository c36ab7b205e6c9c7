"""Why the model says so: the strongest reasons for and against, then the way from the reference client to this one."""

from collections.abc import Mapping

import streamlit as st

from limpide.contract import Explanation
from limpide.contract.explanation import AVAILABLE_DATA, MIN_WEIGHT
from limpide.core.errors import Unavailable
from limpide.dashboard import importance, markup
from limpide.dashboard.charts.waterfall import describe_waterfall, waterfall
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.reasons import (
    FEWEST_REASONS,
    MOST_STEPS,
    Reason,
    Step,
    build_steps,
    strongest,
)
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words


def show(screen: Screen, explanation: Explanation, reasons: list[Reason]) -> None:
    """Show the three strongest reasons each way as sentences."""
    words = screen.words
    definitions, shares = _definitions(screen, explanation), importance.find_shares(screen, explanation)
    sides = "".join(
        markup.reason_cards(
            strongest(reasons, increases=side)[:FEWEST_REASONS],
            words,
            increases=side,
            definitions=definitions,
            shares=shares,
        )
        for side in (True, False)
    )
    heading = f'<h2 id="reasons" class="lp-hidden" tabindex="-1">{escape(words.say("reasons.heading"))}</h2>'
    with st.container(key="reasons"):
        st.html(f'{heading}<div class="lp-sides">{sides}</div>{_available(reasons, words)}')


def _available(reasons: list[Reason], words: Words) -> str:
    """Say what the pattern of known data adds: it is no reason, and it must not be hidden where it weighs."""
    found = next((each for each in reasons if each.family.family == AVAILABLE_DATA), None)
    if found is None or abs(found.family.contribution) < MIN_WEIGHT:
        return ""
    points = words.count("probability.points", abs(found.points), decimals=1, exact=True)
    strength = f"{'+' if found.increases else '−'}{points}"
    line = words.say(
        "reasons.available", label=found.family.label, points=strength, sentence=found.family.sentence or ""
    )
    return f'<p class="lp-available">{escape(line)}</p>'


def show_all(screen: Screen, explanation: Explanation, reasons: list[Reason]) -> None:
    """Show every reason on demand: the way from the reference client to this one, as a waterfall and as a table."""
    drawer = open_drawer(screen.words.say("waterfall.heading"), key=f"open_way_{explanation.client_id}")
    if drawer.open:
        with drawer:
            _way(screen, explanation, reasons)


def _definitions(screen: Screen, explanation: Explanation) -> Mapping[str, str]:
    """Return the definition of each feature by name; none while the service is away, for reasons need none."""
    try:
        return screen.api.definitions(explanation.model_version)
    except Unavailable:
        return {}


def _way(screen: Screen, explanation: Explanation, reasons: list[Reason]) -> None:
    words = screen.words
    base = words.percent(explanation.base_probability)
    probability = words.percent(explanation.probability_of_default)
    lead = words.say("waterfall.lead", base=base, probability=probability)
    rest = words.count("waterfall.rest", max(len(reasons) - MOST_STEPS, 0))
    steps = build_steps(explanation, reasons, rest=rest)
    picture = waterfall(explanation, steps, words, screen.palette).html(describe_waterfall(explanation, steps, words))
    twin = table(_rows(explanation, steps, words), alt=words.say("waterfall.table_alt"), headed=True)
    score = words.say("waterfall.score", points=words.count("probability.points", explanation.points))
    told = escape(f"{words.say('reasons.lead')} {lead} {score}")
    with st.container(key="way"):
        st.html(f'<p class="lp-lead">{told}</p>')
        st.html(f'<div class="lp-way">{picture}{twin}</div>')


def _rows(explanation: Explanation, steps: list[Step], words: Words) -> list[dict[str, str]]:
    """Return the steps as rows; the points of the column sum to the last line, as shown."""
    start = words.say("waterfall.start"), "", words.percent(explanation.base_probability)
    end = words.say("waterfall.end"), "", words.percent(explanation.probability_of_default)
    rows = [start, *(_table_row(step, words) for step in steps), end]
    names = [words.say(key) for key in ("waterfall.family", "waterfall.effect", "waterfall.points")]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _table_row(step: Step, words: Words) -> tuple[str, str, str]:
    kind = words.say("waterfall.increases" if step.increases else "waterfall.reduces")
    return step.label, kind, words.signed(step.points)
