"""What is said for the client: their view, the data that were wrong, and the score of the corrected data."""

import streamlit as st

from limpide.contract import Review, ReviewRequest, Value
from limpide.core.identifiers import ClientId
from limpide.dashboard import markup
from limpide.dashboard.case.scores import scores
from limpide.dashboard.case.signature import ask_name, read_name
from limpide.dashboard.drafts import Draft, keeps, lacks, send, tell
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.fields import Field, ask_all
from limpide.dashboard.rerun import run_part_again
from limpide.dashboard.screen import Screen
from limpide.dashboard.typography import typeset

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


def _form(screen: Screen, review: Review, client_id: ClientId) -> None:
    words = screen.words
    draft, key = screen.visit.draft(f"plea {review.review_id}"), f"plea_{review.review_id}"
    drawer = open_drawer(words.say("plea.write"), key=f"open_{key}", opened=bool(draft))
    if not drawer.open:
        return
    with drawer:
        fields = _ask_fields(screen, client_id, draft, key=f"{key}_columns")
        usual = review.plea.statement if review.plea else ""
        statement = st.text_area(
            words.say("plea.statement"),
            value=draft.get(key, usual),
            max_chars=_MOST_CHARACTERS,
            key=key,
            on_change=keeps(draft, key, key),
        )
        typed = ask_all(fields, words, draft=draft, key=key)
        ask_name(screen, f"{key}_name")
        submission = screen.submissions.show(f"plea {review.review_id}", draft)
        sent = submission.key("send_plea")
        st.button(words.say("plea.record"), key=sent, icon=":material/save:", on_click=submission.press)
        if submission.take():
            officer = read_name(screen, f"{key}_name")
            said = (statement or "").strip()
            stored = _record(screen, review, draft, statement=said, corrections=typed, officer=officer)
            submission.finish(stored=stored)
            if stored:
                run_part_again()
    tell(draft, words)


def _record(
    screen: Screen, review: Review, draft: Draft, *, statement: str, corrections: dict[str, Value], officer: str
) -> bool:
    if not statement or not officer:
        lacks(draft, screen.words.say("plea.lacks"))
        return False
    signer = officer if screen.me.name is None else None
    request = ReviewRequest(statement=statement, corrections=corrections, officer=signer)
    with st.spinner(screen.words.say("draft.sending")):
        recorded = send(draft, lambda _: screen.api.client.ask_review(review.decision_id, request))
    if recorded is not None:
        draft.clear()
    return recorded is not None


def _ask_fields(screen: Screen, client_id: ClientId, draft: Draft, *, key: str) -> list[Field]:
    held = {raw.column: raw.value for raw in screen.api.application(screen.api.client.predict(client_id))}
    cards = {
        card.column: card for card in screen.api.columns().columns if card.table == "application" and card.editable
    }
    chosen: list[str] = st.multiselect(
        screen.words.say("plea.corrections"),
        list(cards),
        default=[name for name in draft.get(key, []) if name in cards],
        format_func=lambda name: typeset(cards[name].label),
        select_all=False,
        placeholder=screen.words.say("application.add_placeholder"),
        key=key,
        on_change=keeps(draft, key, key),
    )
    return [Field(cards[name], held.get(name)) for name in chosen]
