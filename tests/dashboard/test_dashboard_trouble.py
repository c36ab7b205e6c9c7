"""Troubles with the API as an officer reads them."""

from streamlit.testing.v1 import AppTest


def page_that_needs_every_score() -> None:
    from limpide.client import Preparing
    from limpide.contract import Problem
    from limpide.dashboard.trouble import told_calmly
    from limpide.dashboard.words import get_words

    problem = Problem(type="urn:x", title="T", status=503, detail="Encore 5 secondes.", instance="/clients")
    with told_calmly(get_words("fr"), place="list"):
        raise Preparing(problem)


def test_a_service_that_still_prepares_is_no_failure_and_can_be_asked_again() -> None:
    shown = AppTest.from_function(page_that_needs_every_score).run()
    assert [told.value.replace("\\", "") for told in shown.info] == ["Encore 5 secondes."]
    assert [button.label for button in shown.button] == ["Réessayer"]
    assert not shown.error and not shown.exception
