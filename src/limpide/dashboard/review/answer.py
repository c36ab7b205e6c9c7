"""The second person's answer: a decision of its own in the journal."""

from functools import partial

import streamlit as st

from limpide.contract import Review
from limpide.dashboard import markup
from limpide.dashboard.case.judging import Judging, begin_judging
from limpide.dashboard.drafts import lacks, send, tell
from limpide.dashboard.screen import Screen


def show(screen: Screen, review: Review) -> None:
    """Show the form."""
    words, judging = screen.words, begin_judging(screen, f"review {review.review_id}")
    st.html(markup.heading(words.say("review.answer"), "answer", level=3))
    st.markdown(words.say("review.answer_lead"))
    submission = screen.submissions.show(judging.subject, judging.draft)
    if judging.ask():
        judging.ask_name()
        st.button(
            words.say("decision.record"),
            type="primary",
            icon=":material/draw:",
            key=submission.key("send_review"),
            on_click=partial(submission.run, partial(_conclude, judging, review)),
        )
    tell(judging.draft, words)


def _conclude(judging: Judging, review: Review) -> bool:
    if judging.is_over:
        return True
    screen, draft, judgement = judging.screen, judging.draft, judging.read()
    if isinstance(judgement, str):
        lacks(draft, judgement)
        return False
    if send(draft, lambda key: screen.api.client.conclude_review(review.review_id, judgement, key=key)) is None:
        return False
    judging.end()
    st.toast(screen.words.say("review.done"), icon=":material/verified:")
    return True
