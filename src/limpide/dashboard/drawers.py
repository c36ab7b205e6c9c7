"""Drawers whose content is built while they are open: what nobody asked for is nowhere on the page."""

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer


def open_drawer(label: str, *, key: str, opened: bool = False) -> ExpanderContainer:
    """Show a drawer, which is ``opened`` at first; fill it where its ``open`` is true.

    Whether it is open is kept in the session alone: a changed argument would draw it anew, fields too.
    """
    if key not in st.session_state:
        st.session_state[key] = opened
    return st.expander(label, key=key, on_change="rerun")
