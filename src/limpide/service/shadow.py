"""A challenger scores in the shadow what the champion has answered: in a thread of its own, seen by nobody.

One JSON line a request goes into a file a day and process: both probabilities, both decisions, both versions. No
client, no moment: nothing tells whose request it was.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Annotated

import structlog
from fastapi import Depends, Request

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.scorer import Scorer, bind
from limpide.contract import Assessment, Prediction
from limpide.core.decision import decide
from limpide.core.errors import LimpideError
from limpide.models.fitted import Matrix
from limpide.portfolio.portfolio import Portfolio

FOLDER = "shadow"
_ROOM = 5_000  # answers that wait to be scored; more are left out rather than kept waiting
_WAIT_SECONDS = 0.5
_MOST = 64
_DIGITS = 6

Answered = Prediction | Assessment
Waiting = tuple[Portfolio, Answered, Matrix | None]


class Shadow:
    """Notes answers without ever waiting or failing; ``start`` scores them until ``stop``."""

    def __init__(self, challenger: Bundle, folder: Path) -> None:
        self._challenger = challenger
        self._folder = folder
        self._answers: SimpleQueue[Waiting] = SimpleQueue()
        self._scorers: tuple[str, Scorer | None] = ("", None)
        self._left_out = 0
        self._ended = Event()
        self._thread: Thread | None = None

    def note(self, portfolio: Portfolio, answer: Answered, *, row: Matrix | None) -> None:
        """Put an answer in the queue: microseconds. A challenger that serves meanwhile has nobody to challenge.

        ``row`` is that of the client base, float32 (1, columns); None for a client whom the snapshot holds.
        """
        if answer.model_version == self._challenger.version:
            return
        if self._answers.qsize() >= _ROOM:
            self._left_out += 1
            return
        self._answers.put((portfolio, answer, row))

    def start(self) -> None:
        """Begin to score."""
        if self._thread is None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._thread = Thread(target=self._work, name="shadow", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Score what waits, then end."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _work(self) -> None:
        while not (self._ended.is_set() and self._answers.empty()):
            answers = list(self._waiting())
            if not answers:
                continue
            try:
                self._write([self._score(answer) for answer in answers])
            except (OSError, LimpideError) as error:  # the disk is full, the snapshot lacks a feature
                structlog.get_logger().error("shadow_failed", reason=str(error), answers=len(answers))
            if self._left_out:
                structlog.get_logger().warning("shadow_left_out", answers=self._left_out)
                self._left_out = 0

    def _waiting(self) -> Iterator[Waiting]:
        try:
            yield self._answers.get(timeout=_WAIT_SECONDS)
            for _ in range(_MOST - 1):
                yield self._answers.get_nowait()
        except Empty:
            return

    def _score(self, waiting: Waiting) -> str:
        portfolio, said, row = waiting
        if row is None:
            row = portfolio.case(said.client_id or "").matrix
        chance = float(self._scorer(portfolio).probabilities(row)[0])
        decision = decide(
            chance,
            threshold=self._challenger.threshold,
            grey_zone=self._challenger.grey_zone,
            undecidable=bool(said.incomplete or said.contradictions or said.unlike_learnt),
        )
        return json.dumps(
            {
                "champion": said.model_version,
                "challenger": self._challenger.version,
                "snapshot": said.snapshot_version,
                "champion_probability": round(said.probability_of_default, _DIGITS),
                "challenger_probability": round(chance, _DIGITS),
                "champion_decision": said.decision.value,
                "challenger_decision": decision.value,
            }
        )

    def _scorer(self, portfolio: Portfolio) -> Scorer:
        version, scorer = self._scorers
        if scorer is None or version != portfolio.snapshot_version:
            scorer = bind(self._challenger, portfolio.snapshot.columns)
            self._scorers = (portfolio.snapshot_version, scorer)
        return scorer

    def _write(self, lines: list[str]) -> None:
        path = self._folder / f"{_today():%Y-%m-%d}-{os.getpid()}.jsonl"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)


def open_shadow(challenger: Path | None, *, home: Path) -> Shadow | None:
    """Open a challenger, every byte verified, that writes into ``home``; None when there is none."""
    return None if challenger is None else Shadow(open_bundle(challenger), home / FOLDER)


def find_shadow(request: Request) -> Shadow | None:
    """Return the challenger of this service, None when there is none."""
    shadow: Shadow | None = request.app.state.shadow
    return shadow


async def _shadow(request: Request) -> Shadow | None:
    return find_shadow(request)


def note(shadow: Shadow | None, portfolio: Portfolio, answer: Answered, *, row: Matrix | None = None) -> None:
    """Let a challenger, where there is one, score what was answered."""
    if shadow is not None:
        shadow.note(portfolio, answer, row=row)


def _today() -> date:
    return datetime.now(UTC).date()


TheShadow = Annotated[Shadow | None, Depends(_shadow)]
