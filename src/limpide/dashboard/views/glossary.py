"""The glossary: every feature and every column of the lender's tables in words, found by any word of theirs."""

import streamlit as st

from limpide.contract import ColumnCard, FeatureCard
from limpide.contract.value_text import write_value
from limpide.dashboard.address import choose_view, writes
from limpide.dashboard.rerun import run_part_again
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.trade_terms import TradeTerm, find_terms, holds
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_PAGE = 25
_FEATURES, _COLUMNS = "features", "columns"
_KINDS = {_FEATURES: "glossary.features", _COLUMNS: "glossary.columns"}
_TABLES = {
    "application": "table.application",
    "bureau": "table.bureau",
    "bureau_balance": "table.bureau_balance",
    "previous": "table.previous",
    "pos": "table.pos",
    "card": "table.card",
    "installments": "table.installments",
}
_RISKS = {"rises": "glossary.rises", "falls": "glossary.falls", "mixed": "glossary.mixed"}
_LEFT_OUT = {
    "constant": "glossary.constant",
    "twin": "glossary.twin",
    "useless": "glossary.useless",
    "drifting": "glossary.drifting",
    "undirected": "glossary.undirected",
    "contrary": "glossary.contrary",
}


def show(screen: Screen) -> None:
    """Show the page."""
    screen.title(screen.words.say("nav.glossary"))
    st.markdown(screen.words.say("glossary.lead"))
    _show_entry(screen)
    _look_up(screen)


@st.fragment  # type: ignore[untyped-decorator]
def _look_up(screen: Screen) -> None:
    words = screen.words
    kind = choose_view(words, "glossary.kind", _KINDS, name="kind", key="glossary_kind", usual=_FEATURES)
    typed = st.text_input(
        words.say("glossary.search"),
        value=st.query_params.get("word", ""),
        icon=":material/search:",
        key="glossary_word",
        on_change=writes("word", "glossary_word"),
        autocomplete="off",
    )
    terms = find_terms(typed or "", words)
    if terms:
        st.html(_terms(terms, words))
    with told_calmly(words):
        with st.spinner(words.say("glossary.wait")):
            rows = _columns(screen, typed or "") if kind == _COLUMNS else _features(screen, typed or "", terms)
        _show_rows(rows, f"{kind} {typed}", words)


def _show_entry(screen: Screen) -> None:
    """Show the feature that the address names, as a link of a case does."""
    name, words = st.query_params.get("entry"), screen.words
    if name is None:
        return
    with told_calmly(words, place="entry"):
        version = screen.api.client.model().model_version
        card = next((card for card in screen.api.features(version).features if card.name == name), None)
        if card is not None:
            st.html(build_entry(card, words))


def build_entry(card: FeatureCard, words: Words) -> str:
    """Return one feature as a heading and a list: family, source, definition, example, direction, use."""
    row = _feature(card, words)
    facts = [(title, text) for title, text in row.items() if text != card.label]
    facts.insert(1, (words.say("reasons.source"), card.source))
    listed = "".join(f"<div><dt>{escape(title)}</dt><dd>{escape(text)}</dd></div>" for title, text in facts)
    return (
        f'<section class="lp-entry"><h2 id="entry" tabindex="-1">{escape(card.label)}</h2><dl>{listed}</dl></section>'
    )


def _terms(terms: list[TradeTerm], words: Words) -> str:
    """Return trade terms with their meaning, as a list of definitions."""
    listed = "".join(
        f"<div><dt>{escape(term.name)} <span>({escape(term.synonyms)})</span></dt><dd>{escape(term.meaning)}</dd></div>"
        for term in terms
    )
    return f'<section class="lp-entry"><h2>{escape(words.say("glossary.terms"))}</h2><dl>{listed}</dl></section>'


def _features(screen: Screen, typed: str, terms: list[TradeTerm]) -> list[dict[str, str]]:
    """Return the features that hold what was typed, after those of the trade terms that do."""
    version, words = screen.api.client.model().model_version, screen.words
    cards = screen.api.features(version).features
    named = [name for term in terms for name in term.features]
    first = [card for card in cards if card.name in named]
    rest = [card for card in cards if card.name not in named]
    found = [row for card in rest if holds((row := _feature(card, words)).values(), typed)]
    return [*(_feature(card, words) for card in first), *found]


def _feature(card: FeatureCard, words: Words) -> dict[str, str]:
    return {
        words.say("details.datum"): card.label,
        words.say("waterfall.family"): card.family_label,
        words.say("reasons.definition"): card.definition or words.say("glossary.source", source=card.source),
        words.say("glossary.example"): _example(card, words),
        words.say("glossary.risk"): words.say(_RISKS.get(card.risk, "glossary.mixed")),
        words.say("glossary.use"): _use(card, words),
    }


def _example(card: FeatureCard, words: Words) -> str:
    """Return what is said of the reference client's value; with an ellipsis where the model has no such value."""
    if card.sentence is None:
        return "–"
    value = "…" if card.typical is None else write_value(card.typical, card.unit, words.language)
    return card.sentence.replace("{value}", value)


def _use(card: FeatureCard, words: Words) -> str:
    """Return whether the model uses it, and why not."""
    if card.in_model:
        return words.say("glossary.used")
    if card.policy_reason is not None and card.attribute is not None:
        key = "glossary.never" if card.protected else "glossary.challenger"
        return words.say(key, attribute=card.attribute, reason=card.policy_reason)
    if card.protected:
        return words.say("glossary.protected")
    return words.say(_LEFT_OUT.get(card.left_out or "", "glossary.unused"))


def _columns(screen: Screen, typed: str) -> list[dict[str, str]]:
    rows = [_column(card, screen.words) for card in screen.api.columns().columns]
    return [row for row in rows if holds(row.values(), typed)]


def _column(card: ColumnCard, words: Words) -> dict[str, str]:
    return {
        words.say("details.datum"): card.label,
        words.say("glossary.meaning"): card.meaning,
        words.say("glossary.table"): words.say(_TABLES[card.table]),
        words.say("glossary.name"): card.column,
    }


def _show_rows(rows: list[dict[str, str]], asked: str, words: Words) -> None:
    st.html(f'<p role="status"><strong>{words.count("glossary.found", len(rows))}</strong></p>')
    if not rows:
        st.markdown(words.say("glossary.none"))
        return
    shown = st.session_state.get("glossary_shown", (asked, _PAGE))
    length = shown[1] if shown[0] == asked else _PAGE
    with st.container(key="glossary"):
        st.html(table(rows[:length], alt=words.say("glossary.alt")))
    if length < len(rows) and st.button(words.say("find.more"), icon=":material/expand_more:", key="glossary_more"):
        st.session_state["glossary_shown"] = (asked, length + _PAGE)
        run_part_again()
