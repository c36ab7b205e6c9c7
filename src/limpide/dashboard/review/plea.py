"""What is said for the client: their view, the data that were wrong, and the score of the corrected data."""

import streamlit as st

from limpide.contract import Review, ReviewRequest
from limpide.dashboard import markup
from limpide.dashboard.case.scores import scores
from limpide.dashboard.fields import Field, ask_all
from limpide.dashboard.rerun import run_part_again
from limpide.dashboard.screen import Screen
from limpide.dashboard.typography import typeset
from limpide.dashboard.words import Words

_MOST_CHARACTERS = 4000


def show(screen: Screen, review: Review) -> None:
    """Show what was said, and the form to say more while the case is open."""
    words = screen.words
    st.html(markup.heading(words.say("plea.heading"), "plea", level=3))
    if review.plea is None:
        st.markdown(words.say("plea.none"))
    else:
        st.markdown(f"> {markup.plain(review.plea.statement)}")
        st.caption(words.say("plea.by", name=markup.plain(review.plea.written_by)))
        if review.plea.reassessment is not None:
            st.html(scores(review.plea.reassessment, words))
    if review.conclusion is None and review.client_id is not None:
        _form(screen, review, review.client_id)


def _form(screen: Screen, review: Review, client_id: int) -> None:
    words = screen.words
    with st.expander(words.say("plea.write")):
        fields = _ask_fields(screen, client_id, words)
        with st.form("plea", border=False):
            kept = review.plea.statement if review.plea else ""
            statement = st.text_area(words.say("plea.statement"), value=kept, max_chars=_MOST_CHARACTERS)
            typed = ask_all(fields, words, key=f"plea_{review.review_id}")
            name = _ask_name(screen, words)
            asked = st.form_submit_button(words.say("plea.record"), icon=":material/save:")
        if not asked:
            return
        if not (statement or "").strip() or not name:
            st.warning(words.say("plea.lacks"), icon=":material/edit:")
            return
        officer = None if screen.me.name else name
        request = ReviewRequest(statement=statement, corrections=typed, officer=officer)
        screen.api.client.ask_review(review.decision_id, request)
    run_part_again()


def _ask_fields(screen: Screen, client_id: int, words: Words) -> list[Field]:
    held = {raw.column: raw.value for raw in screen.api.details(screen.api.client.predict(client_id)).application}
    cards = {
        card.column: card for card in screen.api.columns().columns if card.table == "application" and card.editable
    }
    chosen: list[str] = st.multiselect(
        words.say("plea.corrections"),
        list(cards),
        format_func=lambda name: typeset(cards[name].label),
        placeholder=words.say("application.add_placeholder"),
        key=f"plea_columns_{client_id}",
    )
    return [Field(cards[name], held.get(name)) for name in chosen]


def _ask_name(screen: Screen, words: Words) -> str:
    if screen.me.name is not None:
        return screen.me.name
    name: str = st.text_input(words.say("decision.name"), value=screen.visit.draft("officer").get("name", ""))
    return (name or "").strip()
