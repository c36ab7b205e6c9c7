"""LRU cache of the API's answers: what was answered once, or is being asked for in another thread, is not asked again.

Streamlit's own caches hash every argument at each look, and load pandas for a time limit.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, TypeVar

_MOST_AT_ONCE = 32  # calls to the API beside those that a page waits for

T = TypeVar("T")


class AnswerCache:
    """Keeps ``room`` answers, those last asked for; a failure is raised to whoever waits for it, and not kept."""

    def __init__(self, *, room: int) -> None:
        self._room = room
        self._answers: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(_MOST_AT_ONCE, thread_name_prefix="answers")

    def get(self, key: Hashable, ask: Callable[[], T]) -> T:
        """Return the answer under a key, asking for it where there is none; raises what ``ask`` raises."""
        answer, new = self._find(key)
        if new:
            self._fill(key, answer, ask)
        found: T = answer.result()
        return found

    def begin(self, key: Hashable, ask: Callable[[], T]) -> None:
        """Ask in another thread for what ``get`` will want soon."""
        answer, new = self._find(key)
        if new:
            self._threads.submit(self._fill, key, answer, ask)

    def put(self, key: Hashable, answer: object) -> None:
        """Keep an answer that came with another one."""
        done: Future[Any] = Future()
        done.set_result(answer)
        with self._lock:
            self._answers[key] = done
            self._answers.move_to_end(key)
            self._trim()

    def _find(self, key: Hashable) -> tuple[Future[Any], bool]:
        """Return what stands, or will stand, under a key, and whether the caller must see to it."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
                return answer, False
            answer = self._answers[key] = Future()
            self._trim()
            return answer, True

    def _trim(self) -> None:
        while len(self._answers) > self._room:
            self._answers.popitem(last=False)

    def _fill(self, key: Hashable, answer: Future[Any], ask: Callable[[], T]) -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:
            with self._lock:
                if self._answers.get(key) is answer:
                    del self._answers[key]
            answer.set_exception(error)
            if not isinstance(error, Exception):
                raise
