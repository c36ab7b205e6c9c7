"""One form that writes an event of a case: its fields kept in a draft, its button behind the barrier."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from limpide.contract import CaseEventRequest, EventKind
from limpide.core.identifiers import ClientId
from limpide.dashboard.api import new_key
from limpide.dashboard.case.signature import ask_name_once, read_name
from limpide.dashboard.drafts import Draft, keeps, lacks, send, tell, typed_in
from limpide.dashboard.screen import Screen

_ROUND, _NAME, _RECORDED = "round", "name", "recorded"
_LONGEST_NAME = 100
MOST_CHARACTERS = 2000


@dataclass(frozen=True)
class EventForm:
    """The fields of one kind of event of one client; ``round`` is another one after each event."""

    screen: Screen
    client_id: ClientId
    kind: EventKind
    draft: Draft
    round: str

    def key(self, name: str) -> str:
        """Return the key of a field."""
        return f"{name}_{self.kind}_{self.client_id}_{self.round}"

    def ask_text(self, name: str, label: str, *, long: bool = True, **look: Any) -> None:
        """Show a field for text."""
        key = self.key(name)
        ask = st.text_area if long else st.text_input
        ask(
            self.screen.words.say(label),
            value=self.draft.get(name, ""),
            max_chars=MOST_CHARACTERS if long else _LONGEST_NAME,
            key=key,
            on_change=self.keep(name),
            **look,
        )

    def keep(self, name: str) -> Callable[[], None]:
        """Return what keeps a field in the draft; not in that of the event after the one that was recorded."""
        keep = keeps(self.draft, name, self.key(name))

        def keep_in_round() -> None:
            if not self.is_over:
                keep()

        return keep_in_round

    def read(self, name: str, usual: Any = "") -> Any:
        """Return what a field holds by now."""
        value = typed_in(self.key(name), self.draft.get(name))
        value = usual if value is None else value
        return value.strip() if isinstance(value, str) else value

    @property
    def signer(self) -> str | None:
        """The name typed, where there are no accounts."""
        return read_name(self.screen, self.key(_NAME)) if self.screen.me.name is None else None

    @property
    def is_over(self) -> bool:
        """Whether it was recorded since these fields were shown."""
        return bool(str(self.draft.get(_ROUND, "")) != self.round)

    def offer(self, label: str, build: Callable[[], CaseEventRequest | str], *, icon: str) -> None:
        """Show who signs and the button; ``build`` returns the event, or the sentence that says what lacks."""
        ask_name_once(self.screen, self.key(_NAME))
        submission = self.screen.submissions.show(f"{self.kind} {self.client_id}", self.draft)
        st.button(
            self.screen.words.say(label),
            icon=icon,
            key=submission.key(f"send_{self.kind}"),
            on_click=partial(submission.run, partial(self._record, build)),
        )
        tell(self.draft, self.screen.words)

    def take_recorded(self) -> bool:
        """Return once that an event was recorded, so that the page is drawn with it."""
        return bool(self.draft.pop(_RECORDED, False))

    def _record(self, build: Callable[[], CaseEventRequest | str]) -> bool:
        if self.is_over:
            return True
        if self.screen.me.name is None:
            if not self.signer:
                lacks(self.draft, self.screen.words.say("work.lacks_name"))
                return False
            self.screen.visit.officer[_NAME] = self.signer
        request = build()
        if isinstance(request, str):
            lacks(self.draft, request)
            return False
        client = self.screen.api.client
        event = send(self.draft, lambda key: client.record_event(self.client_id, request, key=key))
        if event is not None:
            self.draft.clear()
            self.draft.update({_ROUND: new_key(), _RECORDED: True})
        return event is not None


def begin_event(screen: Screen, client_id: ClientId, kind: EventKind) -> EventForm:
    """Return the fields of an event, with what was typed in them before."""
    draft = screen.visit.draft(f"{kind} {client_id}")
    return EventForm(screen, client_id, kind, draft, str(draft.get(_ROUND, "")))
