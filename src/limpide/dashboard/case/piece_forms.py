"""Forms on supporting documents: what became of one, and a request for several."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from limpide.contract import DocumentRequest, PieceList, PieceState, PieceStatus, PieceUpdate
from limpide.core.identifiers import file_name_part
from limpide.dashboard import markup
from limpide.dashboard.case.signature import ask_name_once, read_name
from limpide.dashboard.drafts import Draft, first_seen, keeps, lacks, send, tell, typed_in
from limpide.dashboard.screen import Screen
from limpide.dashboard.typography import typeset

ENTRIES = {
    PieceStatus.RECEIVED: "pieces.enter_received",
    PieceStatus.CHECKED: "pieces.enter_checked",
    PieceStatus.REFUSED: "pieces.enter_refused",
}
CHANGED = "changed"
_MOST_CHARACTERS = 500
_USUAL_DAYS = 15
_LATEST_DAYS = 365


@dataclass(frozen=True)
class Fields:
    """The fields of one form, kept in a draft; ``key`` tells them from those of other cases and forms."""

    draft: Draft
    key: str

    def widget(self, name: str) -> dict[str, Any]:
        """Return key and callback of a field."""
        return {"key": self.name(name), "on_change": keeps(self.draft, name, self.name(name))}

    def name(self, name: str) -> str:
        """Return the key of a field."""
        return f"{self.key}_{name}"

    def typed(self, name: str) -> Any:
        """Return what a field holds by now."""
        return typed_in(self.name(name), self.draft.get(name))


def show(screen: Screen, held: PieceList) -> None:
    """Ask what became of one document."""
    words, name = screen.words, f"piece {held.client_id}"
    draft = screen.visit.draft(name)
    fields = Fields(draft, f"{name} {len(held.events)}")
    code = ask_piece(held, fields, words.say("pieces.which"))
    piece = next(each for each in held.pieces if each.code == code)
    status = st.radio(
        words.say("pieces.became"),
        list(ENTRIES),
        index=None if (kept := draft.get("status")) is None else list(ENTRIES).index(kept),
        format_func=lambda each: words.say(ENTRIES[each]),
        horizontal=True,
        **fields.widget("status"),
    )
    _ask_detail(screen, piece, status, fields)
    ask_name_once(screen, fields.name("name"))
    submission = screen.submissions.show(name, draft)
    st.button(
        words.say("pieces.record"),
        icon=":material/save:",
        key=submission.key("send_piece"),
        on_click=partial(submission.run, partial(_record, screen, held, fields)),
    )
    tell(draft, words)


def show_request(screen: Screen, held: PieceList) -> None:
    """Ask which documents the client is to send until when."""
    words, name = screen.words, f"request {held.client_id}"
    draft = screen.visit.draft(name)
    fields = Fields(draft, f"{name} {len(held.events)}")  # new fields after each entry, whose defaults follow it
    labels = {each.code: typeset(each.label) for each in held.pieces if each.from_client}
    missing = [each.code for each in held.pieces if each.code in labels and each.required and _is_to_ask(each)]
    chosen = draft.get("pieces", missing)
    st.multiselect(
        words.say("pieces.asked"),
        list(labels),
        default=[code for code in chosen if code in labels],
        format_func=lambda code: labels[code],
        select_all=False,
        placeholder=words.say("pieces.choose"),
        **fields.widget("pieces"),
    )
    today = date.today()
    st.date_input(
        words.say("pieces.due"),
        value=draft.get("due_on", today + timedelta(days=_USUAL_DAYS)),
        min_value=today + timedelta(days=1),
        max_value=today + timedelta(days=_LATEST_DAYS),
        format="DD/MM/YYYY",
        **fields.widget("due_on"),
    )
    ask_name_once(screen, fields.name("name"))
    submission = screen.submissions.show(name, draft)
    usual = (missing, today + timedelta(days=_USUAL_DAYS))
    st.button(
        words.say("pieces.send_request"),
        icon=":material/mail:",
        key=submission.key("send_request"),
        on_click=partial(submission.run, partial(_request, screen, held, fields, usual)),
    )
    tell(draft, words)


def ask_piece(held: PieceList, fields: Fields, label: str) -> str:
    """Ask which document is meant: the first that is awaited, else not settled, unless another was chosen."""
    codes = [each.code for each in held.pieces]
    labels = {each.code: typeset(each.label) for each in held.pieces}
    awaited = [each.code for each in held.pieces if each.status is PieceStatus.ASKED_FOR]
    usual = next(iter([*awaited, *(each.code for each in held.pieces if not each.settled)]), codes[0])
    kept = fields.draft.get("code", usual)
    chosen: str = st.selectbox(
        label,
        codes,
        index=codes.index(kept if kept in codes else usual),
        format_func=lambda code: labels[code],
        **fields.widget("code"),
    )
    return chosen


def record_in(draft: Draft, ask: Callable[[str], Any]) -> bool:
    """Send what a form holds, and empty it when it was stored."""
    stored = send(draft, ask)
    if stored is not None:
        draft.clear()
        draft[CHANGED] = True
    return stored is not None


def _is_to_ask(piece: PieceState) -> bool:
    """Whether nothing that can be used has come, and nobody has asked for it."""
    return piece.expired or piece.status in (PieceStatus.MISSING, PieceStatus.REFUSED)


def _ask_detail(screen: Screen, piece: PieceState, status: PieceStatus | None, fields: Fields) -> None:
    """Ask for what the entry needs: the day on the document, the result of a consultation, a reason."""
    words, draft = screen.words, fields.draft
    if status is None:
        return
    if status is PieceStatus.CHECKED and piece.max_age_days is not None:
        st.date_input(
            words.say("pieces.day", days=words.number(piece.max_age_days)),
            value=draft.get("dated"),
            max_value=date.today(),
            format="DD/MM/YYYY",
            **fields.widget("dated"),
        )
    if status is PieceStatus.CHECKED and piece.results:
        codes = list(piece.results)
        st.radio(
            words.say("pieces.result"),
            codes,
            index=codes.index(draft["result"]) if draft.get("result") in codes else None,
            format_func=lambda code: typeset(piece.results[code]),
            horizontal=True,
            **fields.widget("result"),
        )
    label = words.say("pieces.why" if status is PieceStatus.REFUSED else "pieces.remark")
    st.text_input(label, value=draft.get("reason", ""), max_chars=_MOST_CHARACTERS, **fields.widget("reason"))


def _record(screen: Screen, held: PieceList, fields: Fields) -> bool:
    words, draft, status = screen.words, fields.draft, fields.typed("status")
    code = fields.typed("code")
    piece = next((each for each in held.pieces if each.code == code), held.pieces[0])
    officer = read_name(screen, fields.name("name"))
    reason = (fields.typed("reason") or "").strip()
    checked = status is PieceStatus.CHECKED
    dated = fields.typed("dated") if checked and piece.max_age_days is not None else None
    result = fields.typed("result") if checked and piece.results else None
    wanting = {
        "pieces.lacks_status": status is None,
        "pieces.lacks_day": checked and piece.max_age_days is not None and dated is None,
        "pieces.lacks_result": checked and bool(piece.results) and result is None,
        "pieces.lacks_reason": status is PieceStatus.REFUSED and not reason,
        "work.lacks_name": not officer,
    }
    if lacking := [key for key, lacks_it in wanting.items() if lacks_it]:
        lacks(draft, words.say(lacking[0]))
        return False
    after = first_seen(draft, piece.event.event_id if piece.event else None)
    signer = officer if screen.me.name is None else None
    update = PieceUpdate(status=status, dated=dated, result=result, reason=reason, after=after, officer=signer)
    client, client_id = screen.api.client, held.client_id
    return record_in(draft, lambda key: client.update_piece(client_id, piece.code, update, key=key))


def _request(screen: Screen, held: PieceList, fields: Fields, usual: tuple[list[str], date]) -> bool:
    chosen, due_on = fields.typed("pieces"), fields.typed("due_on") or usual[1]
    codes = usual[0] if chosen is None else chosen
    officer = read_name(screen, fields.name("name"))
    if not codes or not officer:
        lacks(fields.draft, screen.words.say("work.lacks_name" if codes else "pieces.lacks_pieces"))
        return False
    signer = officer if screen.me.name is None else None
    request = DocumentRequest(pieces=codes, due_on=due_on, officer=signer)
    client, client_id = screen.api.client, held.client_id
    return record_in(fields.draft, lambda key: client.request_documents(client_id, request, key=key))


def show_latest(screen: Screen, held: PieceList) -> None:
    """Say what was asked for last, and make its letter on demand; nothing where nobody asked."""
    if not held.requests:
        return
    words, latest = screen.words, held.requests[0]
    told = {
        "day": words.day(latest.due_on),
        "officer": latest.officer,
        "when": words.moment(latest.requested_at),
    }
    st.markdown(markup.plain(words.say("pieces.requested", **told)))
    if not st.toggle(words.say("pieces.letter"), key=f"request_letter_{latest.request_id}"):
        return
    with st.spinner(words.say("letter.wait")):
        pdf = screen.api.client.request_letter(held.client_id, latest.request_id)
    st.download_button(
        words.say("letter.download"),
        pdf,
        file_name=words.say("pieces.letter_file", client=file_name_part(held.client_id)),
        mime="application/pdf",
        icon=":material/download:",
        on_click="ignore",
        key=f"request_pdf_{latest.request_id}",
    )
