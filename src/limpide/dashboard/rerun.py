"""Running a page, or a part of it, once more: after a click that changed what it shows, or after a restart."""

import streamlit as st
from streamlit.errors import StreamlitAPIException

_A_DAY = 86_400.0  # seconds; a visit is over before


@st.fragment(run_every=_A_DAY)  # type: ignore[untyped-decorator]
def come_back_by_itself() -> None:
    """Let a page that was left open be drawn anew when its process was restarted.

    A browser that finds the server again asks for its page only while a part of it runs by itself. Else it stays as it
    was, and each click in a part of it names one that the new process does not know, and is ignored.
    """


def run_part_again() -> None:
    """Run the part of the page that was clicked in once more, or the page when all of it is being run.

    A click that falls into a run of the whole page is answered by that run, where Streamlit refuses the first.
    """
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
