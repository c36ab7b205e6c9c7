"""The comparison behind the model in service: every family and imbalance method tried, and why one was chosen."""

import streamlit as st

from limpide.contract import ModelCandidate, ModelCard
from limpide.dashboard import markup
from limpide.dashboard.tables import table
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_FREE, _STOPPED, _METHOD = "free ", ", held", " + "  # how training names candidates
FAMILIES = {
    "dummy": "model.dummy",
    "scorecard": "model.scorecard",
    "logistic": "model.logistic",
    "ebm": "model.ebm",
    "boosted": "model.boosted",
    "blend": "model.blend",
}
_METHODS = {
    "weights": "model.weights",
    "undersampling": "model.undersampling",
    "oversampling": "model.oversampling",
    "smote-tomek": "model.smote_tomek",
    "smote-enn": "model.smote_enn",
}
# Which measures are told, and how many decimals tell models apart.
_MEASURES = {
    "auc": ("model.auc", 3),
    "gap": ("model.gap", 3),
    "cost_per_client": ("model.cost", 3),
    "ece": ("model.ece", 4),
}


def show(card: ModelCard, words: Words) -> None:
    """Show the rule, the reason and the table of all candidates."""
    st.html(markup.heading(words.say("model.performance"), "performance"))
    st.markdown(words.say("model.performance_lead"))
    st.html(_choice(card, words))
    rows = [_row(candidate, words) for candidate in card.candidates]
    st.html(table(rows, alt=words.say("model.performance_alt"), headed=True))
    slope = words.number(card.calibration_slope, decimals=2, exact=True)
    st.markdown(words.say("model.calibration", slope=slope))


def candidate_name(name: str, words: Words) -> str:
    """Return a candidate's family in words, with what sets it apart from the family's usual form.

    A name is "[free ]family[ + imbalance method][, held]".
    """
    bare = name.removesuffix(_STOPPED)
    family = bare.removeprefix(_FREE).partition(_METHOD)[0]
    marks = [
        words.say(key)
        for key, found in {"model.free": bare.startswith(_FREE), "model.stopped": bare != name}.items()
        if found
    ]
    told = words.say(FAMILIES[family]) if family in FAMILIES else family
    return f"{told} ({', '.join(marks)})" if marks else told


def _choice(card: ModelCard, words: Words) -> str:
    """Return the rule in the reader's language, and the reason as training wrote it, in English."""
    rule = f"<p>{escape(card.rule)}</p>" if card.rule else ""
    told = f'{escape(words.say("model.reason"))} <q lang="en">{escape(card.reason)}</q>'
    return f"{rule}<p>{told}</p>"


def _row(candidate: ModelCandidate, words: Words) -> dict[str, str]:
    method = candidate.name.removesuffix(_STOPPED).partition(_METHOD)[2]
    row = {
        words.say("model.candidate"): candidate_name(candidate.name, words),
        words.say("model.imbalance"): words.say(_METHODS[method]) if method in _METHODS else method or "–",
    }
    for measure, (key, decimals) in _MEASURES.items():
        row[words.say(key)] = _measured(candidate, measure, decimals, words)
    row[words.say("model.choice")] = f"✓ {words.say('model.chosen')}" if candidate.chosen else ""
    return row


def _measured(candidate: ModelCandidate, measure: str, decimals: int, words: Words) -> str:
    found = candidate.quality.get(measure)
    if found is None:
        return words.say("model.unmeasured")
    return words.say(
        "model.measured",
        value=words.number(found.value, decimals=decimals, exact=True),
        low=words.number(found.low, decimals=decimals, exact=True),
        high=words.number(found.high, decimals=decimals, exact=True),
    )
