"""The answer to a click on a button that writes: exactly one, whatever happens to the script that gives it."""

from threading import Thread

import pytest

from limpide.dashboard.drafts import Draft, lacks
from limpide.dashboard.submissions import Answer, Submission, Submissions, find_submission


def test_a_button_is_found_by_the_name_of_its_widget_alone() -> None:
    submission = Submission({}, set())
    assert find_submission(f"$$ID-0a1b-{submission.key('send_decision')}") is submission
    assert find_submission("$$ID-0a1b-next_case") is None


def test_what_was_stored_is_answered_at_once_and_another_button_takes_its_place() -> None:
    submissions = Submissions()
    submission = submissions.show("decision 1", {})
    answer = submission.click()
    submission.run(lambda: True)
    assert answer.result(0) is Answer.STORED and not submissions.in_flight
    assert submission.click().result(0) is Answer.STORED, "the second of two clicks"
    assert submissions.show("decision 1", {}) is not submission


def test_what_was_not_stored_is_answered_when_the_page_has_shown_why() -> None:
    draft: Draft = {}
    submissions = Submissions()
    submission = submissions.show("decision 1", draft)
    answer = submission.click()

    def write() -> bool:
        lacks(draft, "Signez.")
        return False

    with submissions.answering():
        submission.run(write)
        assert not answer.done()
        draft.clear()
    assert answer.result(0) is Answer.REFUSED
    submission.repeat_messages()
    assert draft == {"lacking": "Signez."}
    assert submissions.show("decision 1", draft) is submission


def test_another_script_that_ends_does_not_answer_for_the_one_that_writes() -> None:
    submissions = Submissions()
    submission = submissions.show("decision 1", {})
    answer = submission.click()

    def end_elsewhere() -> None:
        with submissions.answering():
            pass

    def write() -> bool:
        other = Thread(target=end_elsewhere)
        other.start()
        other.join()
        assert not answer.done()
        return True

    submission.run(write)
    assert answer.result(0) is Answer.STORED


def test_a_press_that_the_page_does_not_reach_is_refused_and_not_kept() -> None:
    submissions = Submissions()
    submission = submissions.show("plea 1", {})
    answer = submission.click()
    with submissions.answering():
        submission.press()
    assert answer.result(0) is Answer.REFUSED and not submission.take()


def test_a_press_is_taken_once() -> None:
    submission = Submission({}, set())
    answer = submission.click()
    submission.press()
    assert submission.take() and not submission.take()
    submission.finish(stored=True)
    assert answer.result(0) is Answer.STORED


def test_a_write_that_ends_by_an_error_is_lost_and_told() -> None:
    draft: Draft = {}
    submission = Submission(draft, set())
    answer = submission.click()
    with pytest.raises(ZeroDivisionError):
        submission.run(lambda: bool(1 // 0))
    assert answer.result(0) is Answer.LOST and draft == {"lost": True}


def test_a_click_that_was_given_up_writes_nothing_later() -> None:
    submission = Submission({}, set())
    answer = submission.click()
    submission.give_up(answer)
    submission.run(lambda: pytest.fail("it was told that nothing is recorded"))
    submission.press()
    assert answer.result(0) is Answer.LOST and not submission.take()


def test_a_write_that_has_begun_is_not_given_up() -> None:
    submission = Submission({}, set())
    answer = submission.click()

    def write() -> bool:
        submission.give_up(answer)
        submission.withdraw()
        return True

    submission.run(write)
    assert answer.result(0) is Answer.STORED


def test_the_click_of_a_connection_that_was_replaced_ends_alone() -> None:
    submission = Submission({}, set())
    before, after = submission.click(), submission.click()
    submission.give_up(before)
    assert before.result(0) is Answer.LOST and not after.done()


def test_buttons_that_are_not_on_the_page_any_more_end_with_it() -> None:
    submissions, draft = Submissions(), Draft()
    with submissions.showing_page():
        left, stays = submissions.show("decision 1", draft), submissions.show("plea 1", {})
    answer = left.click()
    with submissions.showing_page():
        assert submissions.show("plea 1", {}) is stays
    assert answer.result(0) is Answer.LOST and draft == {"lost": True}


def test_a_page_that_is_reloaded_waits_for_the_click_before_it() -> None:
    before = Submissions()
    submission = before.show("decision 1", {})
    submission.click()
    Thread(target=submission.run, args=(lambda: True,)).start()
    with Submissions(before.in_flight).showing_page():
        assert not before.in_flight
