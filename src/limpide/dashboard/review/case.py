"""One case for a second person: the decision, what is said for the client, the corrected score, the answer."""

import streamlit as st

from limpide.contract import Review
from limpide.dashboard import markup
from limpide.dashboard.case.history import build_table
from limpide.dashboard.review import answer, plea
from limpide.dashboard.screen import Screen, reviews


def show(screen: Screen, review: Review) -> None:
    """Show the case, and the answer's form to whoever may give it."""
    words = screen.words
    client = review.client_id
    st.html(markup.heading(words.say("review.heading", client=client or words.say("desk.erased")), "review"))
    st.html(build_table([review.decision], screen, alt=words.say("review.decision_alt")))
    if client is not None:
        screen.link_case(client, words.say("find.open", client=client))
    plea.show(screen, review)
    if review.conclusion is not None:
        st.html(markup.heading(words.say("review.concluded"), "conclusion", level=3))
        st.html(build_table([review.conclusion], screen, alt=words.say("review.conclusion_alt")))
    elif screen.me.name is not None and screen.me.name == review.officer:
        st.info(words.say("review.same_person"), icon=":material/person_off:")
    elif reviews(screen.me):
        answer.show(screen, review)
    else:
        st.info(words.say("review.not_yours"), icon=":material/person_off:")
