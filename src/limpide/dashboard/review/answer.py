"""The second person's answer: a decision of its own in the journal."""

from typing import Any

import streamlit as st

from limpide.client import Refused
from limpide.contract import Judgement, Motive, Review
from limpide.core.errors import Unavailable
from limpide.dashboard import markup
from limpide.dashboard.api import new_key
from limpide.dashboard.case.records import CHOICES, MOTIVES
from limpide.dashboard.rerun import run_part_again
from limpide.dashboard.screen import Screen

_MOST_CHARACTERS = 2000


def show(screen: Screen, review: Review) -> None:
    """Show the form."""
    words, draft = screen.words, screen.visit.draft(f"review {review.review_id}")
    st.html(markup.heading(words.say("review.answer"), "answer", level=3))
    st.markdown(words.say("review.answer_lead"))
    with st.form(f"answer_{review.review_id}", border=False):
        choice: Any = st.radio(
            words.say("decision.choice"),
            list(CHOICES),
            index=None,
            format_func=lambda code: words.say(CHOICES[code]),
            horizontal=True,
        )
        motive: Any = st.selectbox(
            words.say("decision.motive"),
            list(MOTIVES),
            index=None,
            format_func=lambda code: words.say(MOTIVES[code]),
            placeholder=words.say("decision.choose"),
        )
        comment = st.text_area(words.say("decision.comment"), max_chars=_MOST_CHARACTERS)
        name = screen.me.name or st.text_input(words.say("decision.name"))
        asked = st.form_submit_button(words.say("decision.record"), type="primary", icon=":material/draw:")
    if not asked:
        return
    if choice is None or motive is None or not (comment or "").strip() or not (name or "").strip():
        st.warning(words.say("review.lacks"), icon=":material/edit:")
        return
    officer = None if screen.me.name else (name or "").strip()
    _conclude(screen, review, Judgement(choice=choice, motive=Motive(motive), comment=comment, officer=officer), draft)


def _conclude(screen: Screen, review: Review, judgement: Judgement, draft: dict[str, Any]) -> None:
    words = screen.words
    try:
        with st.spinner(words.say("decision.wait")):
            screen.api.client.conclude_review(review.review_id, judgement, key=draft.setdefault("key", new_key()))
    except Unavailable:
        st.error(words.say("decision.unavailable"), icon=":material/cloud_off:")
        return
    except Refused:
        draft.pop("key", None)
        raise
    st.toast(words.say("review.done"), icon=":material/verified:")
    run_part_again()
