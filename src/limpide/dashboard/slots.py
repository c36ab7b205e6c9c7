"""A place on a page for one client at a time: what was shown of another is gone before anything of the next is drawn.

Streamlit leaves a page's parts standing until the script that draws the next ends: a form of one client beside the name
of another.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def open_slot(name: str, subject: str) -> DeltaGenerator:
    """Return a container for a subject; that of the subject before it is emptied at once.

    Two places take turns, as what stands in one place can only be overwritten piece by piece.
    """
    key = f"slot_{name}"
    shown, turn = st.session_state.get(key, (subject, 0))
    if shown != subject:
        turn = 1 - turn
        _forget_fields(shown)
    st.session_state[key] = (subject, turn)
    if turn == 0:
        slot = st.container()
        st.empty()
    else:
        st.empty()
        slot = st.container()
    return slot


def _forget_fields(subject: str) -> None:
    """Drop the session's state of a subject's fields and drawers, which would grow with every one that is opened.

    What was typed stays in the drafts of the visit.
    """
    if not subject:
        return
    named = f"_{subject}_".replace(" ", "_")
    for key in list(st.session_state):
        if named in f"_{key}_".replace(" ", "_"):
            del st.session_state[key]
