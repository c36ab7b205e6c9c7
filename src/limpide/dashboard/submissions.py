"""Buttons that write: a click on one is answered, stored or not, before anything else that the browser asks for.

``barrier.py`` holds the browser's further messages until then; Streamlit alone lets a later click end an earlier one.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from secrets import token_hex
from threading import RLock, get_ident
from weakref import WeakValueDictionary

from limpide.dashboard.drafts import Draft, lose, read_messages


class Answer(Enum):
    """What became of a click."""

    STORED = "stored"
    REFUSED = "refused"  # by the form or by the service, and shown
    LOST = "lost"  # it did not reach its callback, and never will


@dataclass(frozen=True)
class PageAddress:
    """A page as a browser's message names it: by its query and Streamlit's hash of the page."""

    query: str
    page: str


class Submission:
    """One button that writes, and the answer to the last click on it; used from several threads.

    ``in_flight`` holds the submissions of a visit that wait for an answer, also those of pages that were reloaded.
    """

    def __init__(self, draft: Draft, in_flight: "set[Submission]") -> None:
        self.draft = draft
        self.address: PageAddress | None = None  # of the page that it was last shown on
        self._ticket = token_hex(16)
        self._in_flight = in_flight
        self._lock = RLock()
        self._answer: Future[Answer] | None = None  # None before the first click
        self._over: Answer | None = None  # the answer to every further click
        self._pressed = self._writing = self._failed = self._lost = False
        self._thread = 0  # the script that answers
        self._messages: Draft = {}
        _submissions[self._ticket] = self

    def key(self, name: str) -> str:
        """Return the button's key, which ends the name of the widget in the browser's messages."""
        return f"{name}_{self._ticket}"

    @property
    def is_over(self) -> bool:
        """Whether another button must take its place."""
        return self._over is not None

    @property
    def was_lost(self) -> bool:
        """Whether its page was left before the last click on it arrived."""
        return self._over is Answer.LOST

    def click(self) -> Future[Answer]:
        """Note a click as it comes from the browser; return its answer to come."""
        with self._lock:
            answer: Future[Answer] = Future()
            self._answer, self._lost = answer, False
            self._in_flight.add(self)
            if self._over is Answer.STORED:
                self._settle(Answer.STORED)
            elif self._over is Answer.LOST:
                self.give_up(answer)
            return answer

    def run(self, write: Callable[[], bool]) -> None:
        """Answer a click in Streamlit's callback; ``write`` returns whether it was stored."""
        with self._lock:
            if self._lost:
                return
            self._writing, self._thread = True, get_ident()
        try:
            self.finish(stored=write())
        except BaseException:  # Streamlit ends a script by an exception
            self._lose()
            raise

    def press(self) -> None:
        """Let the page that is drawn next answer a click, which it finds by ``take``."""
        with self._lock:
            self._pressed, self._thread = not self._lost, get_ident()

    def take(self) -> bool:
        """Return once that the button was pressed; ``finish`` follows."""
        with self._lock:
            self._writing, self._pressed = self._pressed, False
            return self._writing

    def finish(self, *, stored: bool) -> None:
        """Answer a click that was stored; any other is answered when the page has shown why (``show_failure``)."""
        with self._lock:
            self._messages = read_messages(self.draft)
            self._writing, self._failed = False, not stored
            if stored:
                self._settle(Answer.STORED)

    def show_failure(self) -> None:
        """Answer a click that was not stored, after the page has been drawn by the script that tried."""
        with self._lock:
            begun = self._failed or self._pressed or self._writing
            if begun and self._thread == get_ident():
                self._settle(Answer.REFUSED)

    def repeat_messages(self) -> None:
        """Let the page that is drawn next show again why the last click was not stored."""
        self.draft.update(self._messages)

    def give_up(self, answer: Future[Answer] | None) -> None:
        """Answer a click whose write has not begun, and never will."""
        with self._lock:
            if answer is None or answer.done() or self._writing:
                return
            if answer is not self._answer:
                answer.set_result(Answer.LOST)
            elif self._failed:
                self._settle(Answer.REFUSED)
            else:
                self._lost = True
                self._lose()

    def withdraw(self) -> None:
        """End the button with its page: Streamlit forgets its callback."""
        with self._lock:
            self._over = self._over or Answer.LOST
            self.give_up(self._answer)

    def wait(self, seconds: float) -> None:
        """Wait for the answer to a click."""
        if self._answer is not None:
            with suppress(TimeoutError):
                self._answer.result(seconds)

    def _lose(self) -> None:
        with self._lock:
            lose(self.draft)
            self._messages = read_messages(self.draft)
            self._settle(Answer.LOST)

    def _settle(self, answer: Answer) -> None:
        with self._lock:
            self._in_flight.discard(self)
            self._pressed = self._writing = self._failed = False
            if answer is Answer.STORED:
                self._over = answer
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(answer)


@dataclass
class Submissions:
    """The buttons that write of one tab, by the name of the draft that each writes."""

    in_flight: set[Submission] = field(default_factory=set)
    tab: str = field(default_factory=token_hex)
    locate: Callable[[], PageAddress | None] = lambda: None
    _by_name: dict[str, Submission] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)
    # A browser that is slow to draw may still be clicked on a button of the page before.
    _ended: deque[Submission] = field(default_factory=lambda: deque(maxlen=_MOST_ENDED))

    def show(self, name: str, draft: Draft) -> Submission:
        """Return the button of a draft, another one after each that was stored."""
        self._shown.add(name)
        if name not in self._by_name or self._by_name[name].is_over:
            self._by_name[name] = Submission(draft, self.in_flight)
        submission = self._by_name[name]
        submission.draft, submission.address = draft, self.locate()
        return submission

    @contextmanager
    def showing_page(self) -> Iterator[None]:
        """Run a page; the buttons that are not on it any more end with it."""
        self._wait_for_other_tabs()
        self._shown.clear()
        with self.answering():
            yield
        for name in self._by_name.keys() - self._shown:
            self._ended.append(self._by_name.pop(name))
            self._ended[-1].withdraw()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Run the part of a page that shows what became of its clicks."""
        try:
            yield
        finally:
            for submission in list(self._by_name.values()):
                submission.show_failure()

    def _wait_for_other_tabs(self) -> None:
        """Let a page that is reloaded right after a click show what became of it."""
        for submission in self.in_flight - set(self._by_name.values()):
            submission.wait(_LONGEST_WRITE)


def find_submission(widget_id: str) -> Submission | None:
    """Return the button that a widget of the browser's message is, None for any other."""
    return _submissions.get(widget_id.rpartition("_")[2])


_MOST_ENDED = 20  # buttons of a tab
_LONGEST_WRITE = 10.0  # seconds
_submissions: WeakValueDictionary[str, Submission] = WeakValueDictionary()
