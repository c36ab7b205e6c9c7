"""What is typed and sent: one key until an answer comes, troubles told once, presses that wait until they are taken."""

import pytest
from streamlit.testing.v1 import AppTest

from limpide.client import Refused
from limpide.contract import Problem
from limpide.core.errors import Unavailable
from limpide.dashboard.drafts import Draft, first_seen, lacks, renew, send


def refusal(status: int) -> Refused:
    return Refused(Problem(type="urn:x", title="T", status=status, detail="Non.", instance="/decisions"))


def test_a_second_sending_has_the_key_of_the_first_until_an_answer_comes() -> None:
    draft: Draft = {"comment": "Un garant signe."}
    keys: list[str] = []

    def ask(key: str) -> str:
        keys.append(key)
        if len(keys) == 1:
            raise Unavailable("away")
        return "answer"

    assert send(draft, ask) is None
    assert send(draft, ask) == "answer"
    assert keys[0] == keys[1] and draft["comment"] == "Un garant signe."


@pytest.mark.parametrize(("status", "told"), [(409, True), (401, False)])
def test_what_was_refused_is_another_request_the_next_time(status: int, told: bool) -> None:
    draft: Draft = {}
    keys: list[str] = []

    def ask(key: str) -> str:
        keys.append(key)
        raise refusal(status)

    send(draft, ask)
    assert any(isinstance(kept, Refused) for kept in draft.values()) is told
    send(draft, ask)
    assert keys[0] != keys[1]


def test_a_new_request_knows_nothing_of_the_one_before() -> None:
    draft: Draft = {"typed": 1}
    lacks(draft, "Signez.")
    assert first_seen(draft, "then") == first_seen(draft, "now") == "then"
    send(draft, lambda key: key)
    renew(draft)
    assert draft == {"typed": 1}


def page() -> None:
    """A form whose button sends, to a service that is away; the page stops early when it is told to."""
    from typing import Never

    import streamlit as st

    from limpide.core.errors import Unavailable
    from limpide.dashboard.drafts import keeps, lacks, offer, send, take, tell
    from limpide.dashboard.words import get_words

    draft = st.session_state.setdefault("draft", {})
    if st.session_state.get("cut"):
        st.stop()

    def away(_: str) -> Never:
        raise Unavailable("away")

    def sign() -> None:
        if "name" in draft:
            send(draft, away)
        else:
            lacks(draft, "Signez.")

    st.text_input("name", key="name", on_change=keeps(draft, "name", "name"))
    st.button("sign", key="sign", on_click=sign)
    offer(draft, "try", key="try")
    if take(draft, "try"):
        st.text("tried")
    tell(draft, get_words("fr"))


def test_what_lacks_and_what_failed_is_told_once_and_what_was_typed_stays() -> None:
    shown = AppTest.from_function(page).run()
    shown.button(key="sign").click().run()
    assert [told.value for told in shown.warning] == ["Signez."]
    shown.text_input(key="name").input("Camille").run()
    assert not shown.warning
    shown.button(key="sign").click().run()
    assert len(shown.error) == 1 and "conservée" in shown.error[0].value
    shown.run()
    assert not shown.error and not shown.exception
    assert shown.session_state["draft"]["name"] == "Camille"


def test_a_press_and_a_word_in_a_run_that_is_cut_short_wait_for_the_next_one() -> None:
    shown = AppTest.from_function(page).run()
    shown.session_state["cut"] = True
    shown.text_input(key="name").input("Camille")
    shown.button(key="try").click().run()
    assert not shown.text
    shown.session_state["cut"] = False
    shown.run()
    assert [said.value for said in shown.text] == ["tried"]
    assert shown.session_state["draft"]["name"] == "Camille"
    shown.run()
    assert not shown.text
