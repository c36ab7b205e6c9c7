"""Whom the model accepts how often, by gender and age: groups only, counted by the service."""

import streamlit as st

from limpide.contract import Distribution, Group, ModelCard
from limpide.dashboard import markup
from limpide.dashboard.api import Kept
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.words import Words

_GROUPS = (Group.ALL, Group.ACCEPTED, Group.REPAID, Group.DEFAULTED)
_CROWDS: dict[str, Kept] = {
    "crowd.women": (("gender", "F"),),
    "crowd.men": (("gender", "M"),),
    "fairness.young": (("age_max", 35.0),),
    "fairness.middle": (("age_min", 35.0), ("age_max", 50.0)),
    "fairness.old": (("age_min", 50.0), ("age_max", 65.0)),
    "fairness.oldest": (("age_min", 65.0),),
}
_COUNTED = "age"  # any feature would do: only how many clients there are is read
_FAIR = 0.8


def show(screen: Screen, card: ModelCard) -> None:
    """Show the rates, and say what the usual rule of four fifths makes of them."""
    words = screen.words
    st.html(markup.heading(words.say("fairness.heading"), "fairness"))
    st.markdown(words.say("fairness.lead"))
    with told_calmly(words, place="fairness"):
        with st.spinner(words.say("comparison.wait")):
            found = {
                key: screen.api.distribution(_COUNTED, _GROUPS, version=card.model_version, kept=kept)
                for key, kept in _CROWDS.items()
            }
        rows = [_row(key, each, words) for key, each in found.items()]
        st.html(table(rows, alt=words.say("fairness.alt")))
        st.markdown("\n\n".join(_sentences(found, words)))


def _row(key: str, found: Distribution, words: Words) -> dict[str, str]:
    accepted, defaulted = _accepted(found), _defaulted(found)
    small = words.say("fairness.small")
    return {
        words.say("comparison.group"): words.say(key),
        words.say("comparison.clients"): words.number(_clients(found, Group.ALL) or 0),
        words.say("fairness.accepted"): small if accepted is None else words.percent(accepted),
        words.say("fairness.defaulted"): small if defaulted is None else words.percent(defaulted),
    }


def _sentences(found: dict[str, Distribution], words: Words) -> list[str]:
    rates = {key: rate for key, each in found.items() if (rate := _accepted(each)) is not None}
    told = [_ratio(rates, pair, words) for pair in (list(_CROWDS)[:2], list(_CROWDS)[2:])]
    return list(filter(None, told))


def _ratio(rates: dict[str, float], keys: list[str], words: Words) -> str:
    known = {key: rates[key] for key in keys if key in rates}
    if len(known) < 2 or not max(known.values()):
        return ""
    low, high = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    ratio = known[low] / known[high]
    told = {"low": words.say(low).lower(), "high": words.say(high).lower(), "ratio": words.number(ratio, decimals=3)}
    return words.say("fairness.passes" if ratio >= _FAIR else "fairness.fails", **told)


def _accepted(found: Distribution) -> float | None:
    everybody, accepted = _clients(found, Group.ALL), _clients(found, Group.ACCEPTED)
    return None if not everybody or accepted is None else accepted / everybody


def _defaulted(found: Distribution) -> float | None:
    repaid, defaulted = _clients(found, Group.REPAID), _clients(found, Group.DEFAULTED)
    return None if repaid is None or defaulted is None else defaulted / (repaid + defaulted)


def _clients(found: Distribution, group: Group) -> int | None:
    return next((each.clients for each in found.groups if each.group is group), None)
