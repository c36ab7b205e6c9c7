"""What would change the decision: other loans that this client would be granted, each scored before it is shown."""

from functools import partial

import streamlit as st

from limpide.contract import ChangedValue, Counterfactual, Counterfactuals, Explanation, Prospect
from limpide.dashboard import markup
from limpide.dashboard.case.editing import write_edits
from limpide.dashboard.screen import Screen
from limpide.dashboard.states import opinion
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.values import show_raw
from limpide.dashboard.words import Words


def show(screen: Screen, explanation: Explanation) -> None:
    """Show what was found, and a way to try each loan out."""
    words = screen.words
    st.html(markup.heading(words.say("alternatives.heading"), "alternatives"))
    with told_calmly(words, place="alternatives"):
        with st.spinner(words.say("alternatives.wait")):
            found = screen.api.counterfactuals(explanation)
        if found.prospect is Prospect.FOUND:
            _found(screen, explanation, found)
        else:
            st.markdown(markup.plain(found.sentence))


def _found(screen: Screen, explanation: Explanation, found: Counterfactuals) -> None:
    words = screen.words
    tried = words.number(found.tried)
    st.markdown(words.count("alternatives.found", len(found.counterfactuals), tried=tried))
    with st.container(key="alternatives"):
        places = st.columns(max(len(found.counterfactuals), 2), gap="medium")
    for rank, (place, loan) in enumerate(zip(places, found.counterfactuals, strict=False)):
        with place:
            st.html(_card(loan, words))
            edits = {change.column: change.after for change in loan.changes}
            st.button(
                words.say("alternatives.try"),
                icon=":material/tune:",
                key=f"try_{rank}",
                width="stretch",
                on_click=partial(write_edits, screen, explanation, edits),
            )


def _card(loan: Counterfactual, words: Words) -> str:
    verdict = opinion(loan.score.decision, words)
    probability = words.percent(loan.score.probability_of_default)
    result = words.say("alternatives.result", verdict=verdict, probability=probability)
    changes = "".join(_change(change, words) for change in loan.changes)
    terms = f"{_duration(loan, words)}{_cost(loan, words)}{_apr(loan, words)}"
    return (
        f'<article class="lp-loan"><h3>{escape(loan.sentence)}</h3><dl>{changes}{terms}</dl>'
        f'<p class="lp-result">{escape(result)}</p></article>'
    )


def _change(change: ChangedValue, words: Words) -> str:
    before, after = (show_raw(words, value, change.unit) for value in (change.before, change.after))
    if before == after:
        return _line(change.label, words.say("alternatives.unchanged", value=after))
    return _line(change.label, words.say("alternatives.instead", before=before, after=after))


def _duration(loan: Counterfactual, words: Words) -> str:
    if loan.duration_before is None or loan.duration_after is None:
        return _line(words.say("alternatives.duration"), words.say("alternatives.per_10000"))
    before, after = (words.count("value.months", months) for months in (loan.duration_before, loan.duration_after))
    told = after if before == after else words.say("alternatives.instead", before=before, after=after)
    return _line(words.say("alternatives.duration"), told)


def _cost(loan: Counterfactual, words: Words) -> str:
    cost = loan.loan.total_cost
    return "" if cost is None else _line(words.say("alternatives.cost"), words.amount(cost))


def _apr(loan: Counterfactual, words: Words) -> str:
    rate = loan.loan.apr
    return "" if rate is None else _line(words.say("request.rate"), words.percent(rate))


def _line(name: str, value: str) -> str:
    return f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
