"""Supporting documents of a case: how they stand, beside the decision and whole."""

import streamlit as st

from limpide.client import Refused
from limpide.contract import PieceList, PieceState, PieceStatus
from limpide.core.errors import Unavailable
from limpide.core.identifiers import ClientId
from limpide.dashboard import markup
from limpide.dashboard.case import piece_files, piece_forms
from limpide.dashboard.case.journal import ShownJournal
from limpide.dashboard.drafts import Draft
from limpide.dashboard.drawers import open_drawer
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.typography import escape
from limpide.dashboard.words import Words

_EXPIRED = "pieces.expired"
_LISTED = {
    "pieces.missing": "pieces.missing_these",
    "pieces.asked_for": "pieces.asked_for_these",
    "pieces.received": "pieces.received_these",
    "pieces.refused": "pieces.refused_these",
    "pieces.expired": "pieces.expired_these",
    "pieces.checked": "pieces.checked_these",
}
FOLLOW, FILES, REQUEST = "piece", "scan", "request"
_FORMS = {FOLLOW: piece_forms.show, FILES: piece_files.show, REQUEST: piece_forms.show_request}
_LABELS = {FOLLOW: "pieces.follow", FILES: "pieces.files", REQUEST: "pieces.request"}
_WANTED, _LED = "pieces_wanted", "pieces_led"
_FOCUS = """<script>(count => {
  const look = tries => {
    const field = document.querySelector(".st-key-piece_forms [role=radio][aria-checked=true]");
    if (!field) return tries && setTimeout(() => look(tries - 1), 50);
    field.focus({preventScroll: true});
    field.scrollIntoView({block: "center"});
  };
  look(100);
})(%d)</script>"""
STATUSES = {
    PieceStatus.MISSING: "pieces.missing",
    PieceStatus.ASKED_FOR: "pieces.asked_for",
    PieceStatus.RECEIVED: "pieces.received",
    PieceStatus.CHECKED: "pieces.checked",
    PieceStatus.REFUSED: "pieces.refused",
}


def show_count(journal: ShownJournal) -> None:
    """Say beside the decision how many documents are settled."""
    if journal.records is not None:
        st.markdown(count(journal.records.pieces, journal.screen.words), width="content")


def remind(journal: ShownJournal) -> None:
    """Say beside the signature which documents an acceptance would do without."""
    try:
        held = journal.read_pieces("reminder")
    except (Unavailable, Refused):
        return  # the decision does not depend on this line: the service itself keeps to what the lender requires
    if lacking := reminder(held, journal.screen.words):
        st.warning(markup.plain(lacking), icon=":material/description:")


def count(held: PieceList, words: Words) -> str:
    """Return how many of the required documents are settled, as a link to all of them."""
    told = words.say("pieces.count", settled=words.number(held.settled), required=words.number(held.required))
    return f"[{markup.plain(told)}](#pieces)"


def reminder(held: PieceList, words: Words) -> str:
    """Return which documents lack, first those without which nobody can accept; empty when none does."""
    lacking = [each for each in held.pieces if (each.required or each.required_to_accept) and not each.settled]
    needed = [each.label for each in lacking if each.required_to_accept]
    if needed:
        return words.say("pieces.required_to_accept", labels=words.enumerate(needed))
    return words.say("pieces.lacking", labels=words.enumerate([each.label for each in lacking])) if lacking else ""


def show(journal: ShownJournal) -> None:
    """Show every document with its state, then the forms."""
    if decides(journal.screen.me):
        st.html(markup.heading(journal.screen.words.say("pieces.heading"), "pieces"))
        _show(journal)


def begin_form(client_id: ClientId, form: str) -> None:
    """Let the page that is drawn next show a form on documents, with the focus on it."""
    st.session_state[_key(client_id)] = form
    st.session_state[_WANTED] = st.session_state.get(_WANTED, 0) + 1


@st.fragment  # type: ignore[untyped-decorator]
def _show(journal: ShownJournal) -> None:
    screen, client_id = journal.screen, journal.client_id
    words = screen.words
    drafts = {form: screen.visit.draft(f"{form} {client_id}") for form in _FORMS}
    _rerun_when_changed(screen, client_id, drafts)
    with screen.submissions.answering(), told_calmly(words, place="pieces"):
        held = journal.read_pieces("pieces")
        st.html(build_summary(held, words))
        _show_table(held, words)
        piece_forms.show_latest(screen, held)
        with st.container(key="piece_forms"):
            form = _choose(client_id, drafts, words)
            if form is not None:
                _FORMS[form](screen, held)
        _focus()


def _show_table(held: PieceList, words: Words) -> None:
    """Show the closed drawer with every document, built when it is opened."""
    drawer = open_drawer(words.say("pieces.all"), key=f"open_pieces_{held.client_id}")
    if drawer.open:
        with drawer:
            st.caption(words.say("pieces.lead"))
            st.html(build_table(held, words))


def _choose(client_id: ClientId, drafts: dict[str, Draft], words: Words) -> str | None:
    """Ask which form is wanted: the one that was begun, none until one is chosen."""
    key = _key(client_id)
    if key not in st.session_state:
        st.session_state[key] = next((form for form, draft in drafts.items() if draft), None)
    chosen: str | None = st.segmented_control(
        words.say("pieces.act"), list(_FORMS), format_func=lambda form: words.say(_LABELS[form]), key=key
    )
    return chosen


def _rerun_when_changed(screen: Screen, client_id: ClientId, drafts: dict[str, Draft]) -> None:
    """Draw the whole page once after something was recorded: header, decision and history follow the documents."""
    changed = [form for form, draft in drafts.items() if draft.pop(piece_forms.CHANGED, False)]
    if not changed:
        return
    if REQUEST in changed:
        st.session_state[_key(client_id)] = None  # one of several documents may be followed by the next
    st.toast(screen.words.say("pieces.recorded"), icon=":material/verified:")
    st.rerun()


def _focus() -> None:
    """Put the focus on the form where another part of the page led to it; the same script runs only once."""
    wanted = st.session_state.get(_WANTED, 0)
    place = st.empty()
    if wanted != st.session_state.get(_LED, 0):
        st.session_state[_LED] = wanted
        place.html(_FOCUS % wanted, unsafe_allow_javascript=True)


def _key(client_id: ClientId) -> str:
    return f"pieces_{client_id}"


def build_summary(held: PieceList, words: Words) -> str:
    """Return how many documents are settled, then which are in each state, those first that the case lacks."""
    told = words.say("pieces.count", settled=words.number(held.settled), required=words.number(held.required))
    lines = [f"<p><strong>{escape(told)}</strong></p>"]
    for state, key in _LISTED.items():
        labels = [_label(each, words) for each in held.pieces if _state(each) == state]
        if labels:
            lines.append(f"<p>{escape(words.say(key, labels=words.enumerate(labels)))}</p>")
    return f'<div class="lp-pieces">{"".join(lines)}</div>'


def build_table(held: PieceList, words: Words) -> str:
    """Return the documents as a table of words."""
    rows = [_row(each, words) for each in held.pieces]
    return table(rows, alt=words.say("pieces.alt"), headed=True)


def _row(piece: PieceState, words: Words) -> dict[str, str]:
    event = piece.event
    need = "pieces.need_accept" if piece.required_to_accept else "pieces.need" if piece.required else "pieces.optional"
    return {
        words.say("pieces.document"): piece.label,
        words.say("pieces.needed"): words.say(need),
        words.say("pieces.state"): words.say(_state(piece)),
        words.say("pieces.detail"): _detail(piece, words),
        words.say("pieces.by"): f"{event.officer}, {words.moment(event.recorded_at)}" if event else "–",
        words.say("pieces.attached"): words.number(len(piece.attachments)),
    }


def _state(piece: PieceState) -> str:
    return _EXPIRED if piece.expired else STATUSES[piece.status]


def _label(piece: PieceState, words: Words) -> str:
    return piece.label if piece.required else words.say("pieces.label_optional", label=piece.label)


def _detail(piece: PieceState, words: Words) -> str:
    """Return the day on the document, what a consultation found, why it was refused."""
    event = piece.event
    if event is None:
        return "–"
    facts = [words.say("pieces.dated", day=words.day(event.dated))] if event.dated else []
    facts += [piece.results.get(event.result, event.result)] if event.result else []
    facts += [event.reason] if event.reason else []
    return " · ".join(facts) or "–"
