"""A place for one client at a time: what the session held of another is gone."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from limpide.dashboard.slots import open_slot

    subject = st.query_params["client"]
    with open_slot("case", subject):
        st.text_input("Comment", key=f"comment_decision {subject}_")
        st.session_state.setdefault(f"open_way_{subject}", True)
        st.session_state.setdefault("language", "fr")


def test_the_state_of_a_client_goes_with_the_next_one_and_that_of_a_similar_number_stays() -> None:
    app = AppTest.from_function(page)
    kept = "open_way_112"  # of another number
    app.session_state[kept] = True
    for client in ("12", "13"):
        app.query_params["client"] = client
        app.run()
        assert not app.exception
    gone = {"comment_decision 12_", "open_way_12"}
    assert {each for each in gone if each in app.session_state} == set()
    assert all(each in app.session_state for each in (kept, "language", "open_way_13", "comment_decision 13_"))
