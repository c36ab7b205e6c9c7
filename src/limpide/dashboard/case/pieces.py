"""Supporting documents of a case: how they stand, beside the decision and whole."""

import streamlit as st

from limpide.client import Refused
from limpide.contract import Explanation, PieceList, PieceState, PieceStatus
from limpide.core.errors import Unavailable
from limpide.dashboard import markup
from limpide.dashboard.case import piece_files, piece_forms
from limpide.dashboard.screen import Screen, decides
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.words import Words

STATUSES = {
    PieceStatus.MISSING: "pieces.missing",
    PieceStatus.ASKED_FOR: "pieces.asked_for",
    PieceStatus.RECEIVED: "pieces.received",
    PieceStatus.CHECKED: "pieces.checked",
    PieceStatus.REFUSED: "pieces.refused",
}


def remind(screen: Screen, client_id: int, *, accepts: bool) -> None:
    """Say beside the signature how many documents are settled, and which ones an acceptance would do without."""
    try:
        held = screen.api.client.pieces(client_id)
    except (Unavailable, Refused):
        return  # the decision does not depend on this line: the service itself keeps to what the lender requires
    st.markdown(count(held, screen.words))
    if accepts and (lacking := reminder(held, screen.words)):
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


def show(screen: Screen, explanation: Explanation) -> None:
    """Show every document with its state, then the forms."""
    if decides(screen.me):
        st.html(markup.heading(screen.words.say("pieces.heading"), "pieces", lead=screen.words.say("pieces.lead")))
        _show(screen, explanation)


@st.fragment  # type: ignore[untyped-decorator]
def _show(screen: Screen, explanation: Explanation) -> None:
    words = screen.words
    with screen.submissions.answering(), told_calmly(words, place="pieces"):
        held = screen.api.client.pieces(explanation.client_id)
        st.html(build_table(held, words))
        with st.expander(words.say("pieces.follow")):
            piece_forms.show(screen, held)
        with st.expander(words.say("pieces.files")):
            piece_files.show(screen, held)
        with st.expander(words.say("pieces.request")):
            piece_forms.show_request(screen, held)


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
        words.say("pieces.state"): words.say("pieces.expired" if piece.expired else STATUSES[piece.status]),
        words.say("pieces.detail"): _detail(piece, words),
        words.say("pieces.by"): f"{event.officer}, {words.moment(event.recorded_at)}" if event else "–",
        words.say("pieces.attached"): words.number(len(piece.attachments)),
    }


def _detail(piece: PieceState, words: Words) -> str:
    """Return the day on the document, what a consultation found, why it was refused."""
    event = piece.event
    if event is None:
        return "–"
    facts = [words.say("pieces.dated", day=words.day(event.dated))] if event.dated else []
    facts += [piece.results.get(event.result, event.result)] if event.result else []
    facts += [event.reason] if event.reason else []
    return " · ".join(facts) or "–"
