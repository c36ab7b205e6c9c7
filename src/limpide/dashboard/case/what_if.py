"""What if: other values in the application, and the new score beside the old one; never recorded as a decision."""

from functools import partial

import streamlit as st

from limpide.contract import ChangedFeature, Explanation, Simulation, Value
from limpide.dashboard import markup
from limpide.dashboard.case.editing import (
    edit_draft,
    edit_round,
    editable_fields,
    find_changes,
    read_edits,
    read_months,
    write_edits,
)
from limpide.dashboard.case.loan_terms import LoanTermsAsked, ask_terms, complete_edits
from limpide.dashboard.case.scores import scores
from limpide.dashboard.drafts import Draft, keeps, offer, take
from limpide.dashboard.fields import Field, ask_all
from limpide.dashboard.rerun import run_part_again
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import typeset
from limpide.dashboard.values import show_value
from limpide.dashboard.words import Words

# What an officer edits first; the rest can be added.
_FIRST = ("AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE", "AMT_INCOME_TOTAL")
_MOST_FEATURES = 8
_ASKED = "ask_what_if"


def show(screen: Screen, explanation: Explanation) -> None:
    """Show the fields, and both scores once something was changed."""
    words = screen.words
    st.html(markup.heading(words.say("what_if.heading"), "what-if", lead=words.say("what_if.lead")))
    _edit(screen, explanation)


@st.fragment  # type: ignore[untyped-decorator]
def _edit(screen: Screen, explanation: Explanation) -> None:
    words = screen.words
    with told_calmly(words, place="what_if"):
        fields = editable_fields(screen, explanation)
        typed, terms = _ask(screen, explanation, fields)
        if take(edit_draft(screen, explanation), _ASKED):
            edits = complete_edits(find_changes(fields, typed), fields, terms)
            write_edits(screen, explanation, edits, terms.months)
            run_part_again()
        edits, months = read_edits(screen, explanation), read_months(screen, explanation)
        if edits:
            with st.spinner(words.say("what_if.wait")):
                simulation = screen.api.simulate(explanation, edits, months=months)
            _result(simulation, words)


def _ask(screen: Screen, explanation: Explanation, fields: list[Field]) -> tuple[dict[str, Value], LoanTermsAsked]:
    """Show the fields and the buttons; return what is typed, and the terms of the loan."""
    words, edits, draft = screen.words, read_edits(screen, explanation), edit_draft(screen, explanation)
    shown = [Field(field.card, edits.get(field.card.column, field.held)) for field in fields]
    first = sorted((field for field in shown if field.card.column in _FIRST), key=_place)
    key = f"edit_{explanation.client_id}_{edit_round(screen, explanation)}"
    others = _ask_others(
        [field for field in shown if field.card.column not in _FIRST], edits, words, draft=draft, key=key
    )
    st.caption(words.say("what_if.tariff"))
    typed = ask_all([*first, *others], words, draft=draft, key=key, columns=4)
    terms = ask_terms(
        screen.api.tariff(), fields, edits, words, draft=draft, key=key, months=read_months(screen, explanation)
    )
    with st.container(horizontal=True):
        offer(draft, words.say("what_if.ask"), key=_ASKED, type="primary", icon=":material/calculate:")
        begin_anew, nothing_to_undo = (
            partial(write_edits, screen, explanation, {}),
            not (edits or find_changes(fields, typed)),
        )
        st.button(words.say("what_if.reset"), icon=":material/undo:", disabled=nothing_to_undo, on_click=begin_anew)
    return typed, terms


def _ask_others(fields: list[Field], edits: dict[str, Value], words: Words, *, draft: Draft, key: str) -> list[Field]:
    """Let the officer add fields to the usual ones; those that were edited are there already."""
    by_name, place = {field.card.column: field for field in fields}, f"{key}_others"
    chosen = st.multiselect(
        words.say("what_if.others"),
        list(by_name),
        default=draft.get(place, [name for name in by_name if name in edits]),
        format_func=lambda name: typeset(_name(by_name[name], words)),
        select_all=False,
        placeholder=words.say("application.add_placeholder"),
        key=place,
        on_change=keeps(draft, place, place),
    )
    return [by_name[name] for name in chosen]


def _name(field: Field, words: Words) -> str:
    """Return the label of a column, which says where this model does not use it."""
    label = field.card.label
    return words.say("what_if.idle", label=label) if field.card.in_model is False else label


def _place(field: Field) -> int:
    return _FIRST.index(field.card.column)


def _result(simulation: Simulation, words: Words) -> None:
    with st.container(key="trial"):  # not printed: it is no part of the case
        st.html(scores(simulation, words))
        for warning in simulation.warnings:
            st.warning(markup.plain(warning.message), icon=":material/info:")
        if simulation.loan_after is not None and simulation.loan_after.apr is not None:
            st.caption(words.say("what_if.apr", rate=words.percent(simulation.loan_after.apr)))
        if simulation.features:
            with st.expander(words.say("what_if.features")):
                st.html(table(_features(simulation, words), alt=words.say("what_if.features_alt"), headed=True))
        st.caption(words.say("what_if.unrecorded"))


def _features(simulation: Simulation, words: Words) -> list[dict[str, str]]:
    return [_feature(feature, words) for feature in simulation.features[:_MOST_FEATURES]]


def _feature(feature: ChangedFeature, words: Words) -> dict[str, str]:
    moved = feature.contribution_after - feature.contribution_before
    effect = "what_if.none" if not moved else "waterfall.increases" if moved > 0 else "waterfall.reduces"
    return {
        words.say("details.datum"): feature.label,
        words.say("what_if.before"): show_value(words, feature.before, feature.unit),
        words.say("what_if.after"): show_value(words, feature.after, feature.unit),
        words.say("waterfall.effect"): words.say(effect),
    }
