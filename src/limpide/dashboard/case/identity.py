"""Who the client is: one line above the request, and the form that records it; no model reads any of it."""

from functools import partial

import streamlit as st

from limpide.contract import Explanation, Identity, IdentityRecord, IdentityRequest
from limpide.core.identifiers import ClientId
from limpide.dashboard import markup
from limpide.dashboard.case.journal import ShownJournal
from limpide.dashboard.drafts import Draft, first_seen, lacks, send, tell
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.identity_form import RELATIONS, TITLES, IdentityForm
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_CHANGED = "changed"


def show(journal: ShownJournal) -> None:
    """Show who the client is, for whoever decides; nothing while it cannot be read: the form says so."""
    if journal.records is not None:
        st.html(build_line(journal.records.identity.identity, journal.screen.words))


def build_line(identity: Identity | None, words: Words) -> str:
    """Return name, birth date, town and co-borrower, or that nobody has recorded them."""
    if identity is None:
        return f'<p class="lp-identity">{escape(words.say("identity.none"))}</p>'
    facts = [words.say("identity.born", day=words.day(identity.birth_date))]
    facts += [identity.address.city] if identity.address else [words.say("identity.no_address")]
    facts += [each for each in (identity.telephone, identity.email) if each]
    title = f"{words.say(TITLES[identity.title])} " if identity.title else ""
    name = f"{title}{identity.given_names} {identity.family_name}"
    together = f"<br>{escape(_co_borrower(identity, words))}" if identity.co_borrower else ""
    return f'<p class="lp-identity"><strong>{escape(name)}</strong>, {escape(" · ".join(facts))}{together}</p>'


def show_form(screen: Screen, explanation: Explanation) -> None:
    """Show the closed drawer in which the identity is recorded."""
    if decides(screen.me):
        _form(screen, explanation)


@st.fragment  # type: ignore[untyped-decorator]
def _form(screen: Screen, explanation: Explanation) -> None:
    words, name = screen.words, f"identity {explanation.client_id}"
    draft, key = screen.visit.draft(name), f"open_{name}"
    if draft.pop(_CHANGED, False):
        st.session_state[key] = False
        st.toast(words.say("identity.recorded"), icon=":material/verified:")
        st.rerun()  # the line above says it too
    with screen.submissions.answering():
        drawer = open_drawer(words.say("identity.heading"), key=key, opened=bool(draft))
        if drawer.open:
            with drawer, told_calmly(words, place="identity"):
                _ask(screen, explanation.client_id, draft, name)


def _ask(screen: Screen, client_id: ClientId, draft: Draft, name: str) -> None:
    words, record = screen.words, screen.api.client.identity(client_id)
    st.caption(words.say("identity.lead"))
    form = IdentityForm(words, draft, f"{name}_{record.version}", record.identity)
    form.ask()
    submission = screen.submissions.show(name, draft)
    st.button(
        words.say("identity.record"),
        icon=":material/save:",
        key=submission.key("send_identity"),
        on_click=partial(submission.run, partial(_record, screen, draft, form, record)),
    )
    tell(draft, words)
    if record.changes:
        latest = record.changes[0]
        told = {"officer": latest.officer, "when": words.moment(latest.recorded_at)}
        st.caption(markup.plain(words.say("identity.changed", **told)))


def _record(screen: Screen, draft: Draft, form: IdentityForm, record: IdentityRecord) -> bool:
    identity = form.read()
    if not isinstance(identity, Identity):
        lacks(draft, identity or screen.words.say("identity.lacks"))
        return False
    request = IdentityRequest(identity=identity, after=first_seen(draft, record.version))
    client_id = record.client_id
    stored = send(draft, lambda key: screen.api.client.record_identity(client_id, request, key=key))
    if stored is not None:
        draft.clear()
        draft[_CHANGED] = True
    return stored is not None


def _co_borrower(identity: Identity, words: Words) -> str:
    other = identity.co_borrower
    if other is None:
        return ""
    return words.say(
        "identity.co_borrower",
        name=f"{other.given_names} {other.family_name}",
        day=words.day(other.birth_date),
        relation=words.say(RELATIONS[other.relation]),
    )
