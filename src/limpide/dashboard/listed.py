"""Filters of the list of clients: state of the case, opinion of the model, outcome; in the address and the visit."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from limpide.contract import CaseStatus, ClientOutcome
from limpide.core.decision import Decision
from limpide.dashboard.address import writes
from limpide.dashboard.states import STATUSES
from limpide.dashboard.words import Words

_ANY = ""
_STATE, _DECISION, _OUTCOME = "state", "decision", "outcome"
_LABELS = {_STATE: "listed.state", _DECISION: "listed.decision", _OUTCOME: "listed.outcome"}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    _STATE: {
        _ANY: "listed.any",
        **{status: key for status, key in STATUSES.items() if status is not CaseStatus.ERASED},
    },
    _DECISION: {
        _ANY: "listed.any",
        Decision.ACCEPTED: "listed.accepted",
        Decision.REFUSED: "listed.refused",
        Decision.REVIEW: "listed.review",
    },
    _OUTCOME: {
        _ANY: "listed.any",
        ClientOutcome.REPAID: "listed.repaid",
        ClientOutcome.DEFAULTED: "listed.defaulted",
        ClientOutcome.UNKNOWN: "listed.unknown",
    },
}


@dataclass(frozen=True)
class Listed:
    """Whom a list holds; None: whatever it is."""

    decision: Decision | None = None
    outcome: ClientOutcome | None = None
    state: CaseStatus | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether some clients are left out."""
        return self != EVERYBODY

    @property
    def parameters(self) -> dict[str, str]:
        """The filters as an address names them."""
        chosen = ((_STATE, self.state), (_DECISION, self.decision), (_OUTCOME, self.outcome))
        return {name: value.value for name, value in chosen if value}

    def told(self, words: Words) -> str:
        """Name the filters in words, empty without any."""
        named = [(_LABELS[name], _CHOICES[name][value]) for name, value in self.parameters.items()]
        told = [words.say("listed.told", what=words.say(what), which=words.say(which)) for what, which in named]
        return " · ".join(told).lower()


EVERYBODY = Listed()


def read_listed() -> Listed:
    """Return whom the address names, else whom the list showed when it was last seen in this visit."""
    state, decision, outcome = (_read(name) for name in _CHOICES)
    return Listed(
        Decision(decision) if decision else None,
        ClientOutcome(outcome) if outcome else None,
        CaseStatus(state) if state else None,
    )


def ask_listed(words: Words) -> Listed:
    """Show the filters in a row and return what was chosen."""
    with st.container(horizontal=True, key="filters"):
        for name, choices in _CHOICES.items():
            _ask(name, choices, words)
    return read_listed()


def forget_filters() -> None:
    """List everybody again; for a button, as nothing on the page may change once it is drawn."""
    for name in _CHOICES:
        st.session_state[_key(name)] = _ANY
        st.query_params.pop(name, None)


def _ask(name: str, choices: Mapping[str, str], words: Words) -> None:
    chosen = st.session_state[_key(name)] = _read(name)
    if chosen:  # Streamlit's menu empties the address
        st.query_params[name] = chosen
    st.segmented_control(
        words.say(_LABELS[name]),
        list(choices),
        required=True,
        format_func=lambda option: words.say(choices[option]),
        key=_key(name),
        on_change=writes(name, _key(name), usual=_ANY),
        persist_state="session",
    )


def _read(name: str) -> str:
    named = st.query_params.get(name) or st.session_state.get(_key(name), _ANY)
    return named if named in _CHOICES[name] else _ANY


def _key(name: str) -> str:
    return f"listed_{name}"
