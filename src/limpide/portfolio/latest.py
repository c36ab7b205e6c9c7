"""The latest answers, by what was asked: a client base never changes, so they stay true as long as it serves."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Latest:
    """Keeps ``room`` answers, those last asked for; safe to share between threads."""

    def __init__(self, *, room: int) -> None:
        self._room = room
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Hashable, make: Callable[[], T]) -> T:
        """Return what was answered before, or make it."""
        with self._lock:
            if asked in self._answers:
                self._answers.move_to_end(asked)
                found: T = self._answers[asked]
                return found
        made = make()
        with self._lock:
            self._answers[asked] = made
            if len(self._answers) > self._room:
                self._answers.popitem(last=False)
        return made
