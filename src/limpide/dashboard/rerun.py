"""Running a part of a page once more, after a click that changed what it shows."""

import streamlit as st
from streamlit.errors import StreamlitAPIException


def run_part_again() -> None:
    """Run the part of the page that was clicked in once more, or the page when all of it is being run.

    A click that falls into a run of the whole page is answered by that run, where Streamlit refuses the first.
    """
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
