"""The cache of the API's answers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from limpide.core.errors import Unavailable
from limpide.dashboard.answers import AnswerCache


def test_an_answer_is_asked_for_once_and_the_least_used_is_forgotten() -> None:
    cache, asked = AnswerCache(room=2), []

    def ask(name: str) -> str:
        return cache.get(name, lambda: asked.append(name) or name.upper())  # type: ignore[func-returns-value]

    assert [ask(name) for name in "abab"] == list("ABAB")
    assert asked == ["a", "b"]
    ask("a")
    ask("c")  # in the place of "b", which was asked for before "a"
    ask("a")
    assert asked == ["a", "b", "c"]
    ask("b")
    assert asked == ["a", "b", "c", "b"]


def test_a_failure_is_raised_to_who_asks_and_not_kept() -> None:
    cache = AnswerCache(room=2)

    def fail() -> str:
        raise Unavailable("away")

    for _ in range(2):
        with pytest.raises(Unavailable):
            cache.get("a", fail)
    assert cache.get("a", lambda: "back") == "back"


def test_two_who_ask_at_once_wait_for_the_same_answer() -> None:
    cache, going, calls = AnswerCache(room=2), Event(), []

    def ask() -> str:
        calls.append(1)
        assert going.wait(10)
        return "answer"

    with ThreadPoolExecutor(2) as people:
        answers = [people.submit(cache.get, "a", ask) for _ in range(2)]
        going.set()
        assert [each.result(10) for each in answers] == ["answer", "answer"]
    assert calls == [1]


def test_what_was_begun_is_waited_for_and_what_came_along_is_not_asked_for() -> None:
    cache, going = AnswerCache(room=3), Event()
    cache.begin("a", lambda: going.wait(10) and "begun")
    cache.put("b", "came")
    going.set()
    assert cache.get("a", lambda: "asked again") == "begun"
    assert cache.get("b", lambda: "asked again") == "came"
