"""Scans of supporting documents: brought as files, handed out for saving."""

from functools import partial

import streamlit as st

from limpide.contract import PieceList
from limpide.dashboard.case.piece_forms import Fields, ask_piece, record_in
from limpide.dashboard.drafts import Draft, lacks, tell, typed_in
from limpide.dashboard.screen import Screen

_LARGEST = 5  # MB, as the service has it
_MEGABYTE = 1_000_000


def show(screen: Screen, held: PieceList) -> None:
    """Show the form that brings a file, and the way to those that are kept."""
    words, name = screen.words, f"scan {held.client_id}"
    draft = screen.visit.draft(name)
    fields = Fields(draft, f"{name} {len(held.events)}")
    code = ask_piece(held, fields, words.say("pieces.scan_of"))
    st.file_uploader(
        words.say("pieces.file"),
        type=["pdf", "jpg", "jpeg", "png"],
        max_upload_size=_LARGEST,
        help=words.say("pieces.file_help"),
        key=fields.name("file"),
    )
    submission = screen.submissions.show(name, draft)
    st.button(
        words.say("pieces.attach"),
        icon=":material/attach_file:",
        key=submission.key("send_scan"),
        on_click=partial(submission.run, partial(_attach, screen, held, draft, fields, code)),
    )
    tell(draft, words)
    _show_kept(screen, held)


def _attach(screen: Screen, held: PieceList, draft: Draft, fields: Fields, shown: str) -> bool:
    brought = typed_in(fields.name("file"), None)
    if brought is None:
        lacks(draft, screen.words.say("pieces.lacks_file"))
        return False
    name, content, code = brought.name, brought.getvalue(), fields.typed("code") or shown
    client, client_id = screen.api.client, held.client_id
    return record_in(draft, lambda key: client.attach(client_id, code, name, content, key=key))


def _show_kept(screen: Screen, held: PieceList) -> None:
    words = screen.words
    for piece in held.pieces:
        for scan in piece.attachments:
            size = words.number(scan.size / _MEGABYTE, decimals=1)
            told = {"label": piece.label, "name": scan.name, "size": size, "when": words.moment(scan.uploaded_at)}
            st.download_button(
                words.say("pieces.save_file", **told),
                partial(screen.api.client.attachment, held.client_id, scan.attachment_id),
                file_name=scan.name,
                mime="application/octet-stream",
                icon=":material/download:",
                on_click="ignore",
                key=f"scan_{scan.attachment_id}",
            )
