"""A part of a page runs once more after a click, also when the click is answered by a run of the whole page."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    """A page with one part that counts the clicks in it, and is drawn anew after each."""
    import streamlit as st

    from limpide.dashboard.rerun import run_part_again

    @st.fragment  # type: ignore[untyped-decorator]
    def part() -> None:
        st.text(str(st.session_state.get("clicks", 0)))
        if st.button("more"):
            st.session_state["clicks"] = st.session_state.get("clicks", 0) + 1
            run_part_again()

    part()


def test_a_click_in_a_run_of_the_whole_page_is_answered_and_is_no_error() -> None:
    shown = AppTest.from_function(page).run()  # it runs the whole page after every click
    for clicks in ("1", "2"):
        shown.button[0].click().run()
        assert not shown.exception
        assert shown.text[0].value == clicks
