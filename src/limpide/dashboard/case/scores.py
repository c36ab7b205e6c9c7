"""Two scores side by side: the application as it is, and with other values."""

from limpide.contract import ChangedValue, Prediction, Simulation, Unit, Value
from limpide.dashboard.reasons import shown_tenths
from limpide.dashboard.states import opinion
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_raw
from limpide.dashboard.words import Words


def scores(simulation: Simulation, words: Words) -> str:
    """Return both scores, the difference in words, and what was changed."""
    changes = "".join(f"<li>{escape(_line(change, words))}</li>" for change in simulation.changes)
    before = _score(simulation.before, words.say("what_if.before"), words)
    after = _score(simulation.after, words.say("what_if.after"), words)
    return (
        f'<div class="lp-scores" role="status">{before}<span class="lp-arrow" aria-hidden="true">→</span>{after}'
        f'<p class="lp-difference">{escape(_difference(simulation, words))}</p><ul>{changes}</ul></div>'
    )


def _line(change: ChangedValue, words: Words) -> str:
    """Say what was changed, and where nobody asked for it that it follows the tariff."""
    line = f"{change.label} : {_told(change.before, change.after, change.unit, words)}"
    return words.say("what_if.repriced", change=line) if change.repriced else line


def _told(before: Value, after: Value, unit: Unit, words: Words) -> str:
    values = [show_raw(words, value, unit) for value in (before, after)]
    return words.say("alternatives.instead", before=values[0], after=values[1])


def _score(score: Prediction, name: str, words: Words) -> str:
    verdict = opinion(score.decision, words)
    return (
        f'<section class="lp-score lp-{score.decision.value}"><h3>{escape(name)}</h3>'
        f'<p class="lp-figure">{escape(words.percent(score.probability_of_default))}</p>'
        f'<p><span class="lp-icon" aria-hidden="true"></span>{escape(verdict)}</p></section>'
    )


def _difference(simulation: Simulation, words: Words) -> str:
    after, before = simulation.after.probability_of_default, simulation.before.probability_of_default
    difference = shown_tenths(after) - shown_tenths(before)  # of what is written beside it: 31.9 less 9.1 is 22.8
    if not difference:
        return words.say("what_if.same")
    points = words.count("probability.points", abs(difference) / 10, decimals=1, exact=True)
    return words.say("what_if.more" if difference > 0 else "what_if.less", points=points)
