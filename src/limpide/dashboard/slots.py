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
    turn = turn if shown == subject else 1 - turn
    st.session_state[key] = (subject, turn)
    if turn == 0:
        slot = st.container()
        st.empty()
    else:
        st.empty()
        slot = st.container()
    return slot
