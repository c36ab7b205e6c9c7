"""One case for a second person: the decision, what is said for the client, the corrected score, the answer."""

import streamlit as st

from limpide.contract import Cause, Review
from limpide.core.identifiers import ClientId
from limpide.dashboard import markup
from limpide.dashboard.case.events import build_history
from limpide.dashboard.case.history import build_table
from limpide.dashboard.review import answer, plea
from limpide.dashboard.screen import Screen, countersigns, reviews
from limpide.dashboard.tables import table


def show(screen: Screen, review: Review) -> None:
    """Show the case, and the answer's form to whoever may give it."""
    words = screen.words
    client = review.client_id
    st.html(markup.heading(words.say("review.heading", client=client or words.say("desk.erased")), "review"))
    st.html(build_table([review.decision], screen, alt=words.say("review.decision_alt")))
    _show_reasons(screen, review)
    if client is not None:
        screen.link_case(client, words.say("find.open", client=markup.escape_markdown(client)))
        _show_work(screen, client)
    plea.show(screen, review)
    if review.conclusion is not None:
        st.html(markup.heading(words.say("review.concluded"), "conclusion", level=3))
        st.html(build_table([review.conclusion], screen, alt=words.say("review.conclusion_alt")))
    elif screen.me.name is not None and screen.me.name == review.officer:
        st.info(words.say("review.same_person"), icon=":material/person_off:")
    elif countersigns(screen.me) if review.cause is Cause.DELEGATION else reviews(screen.me):
        answer.show(screen, review)
    else:
        st.info(words.say("review.not_yours"), icon=":material/person_off:")


def _show_reasons(screen: Screen, review: Review) -> None:
    """Show the reasons that whoever decided has read, in their order."""
    words = screen.words
    rows = [
        {
            words.say("review.reason"): reason.sentence or reason.label,
            words.say("review.effect"): words.say("review.raises" if reason.contribution > 0 else "review.lowers"),
        }
        for reason in review.decision.reasons
        if reason.evidence is not None
    ]
    if rows:
        st.html(markup.heading(words.say("review.reasons"), "reasons", level=3))
        st.html(table(rows, alt=words.say("review.reasons_alt")))


def _show_work(screen: Screen, client: ClientId) -> None:
    """Show comments, documents and handovers of the case."""
    words = screen.words
    events = screen.api.client.events(client).events
    if events:
        st.html(markup.heading(words.say("review.work"), "work", level=3))
        st.html(build_history([], events, screen, alt=words.say("review.work_alt")))
