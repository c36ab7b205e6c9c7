"""What the journal says of the client on a page, and the page drawn anew when it says something else."""

from dataclasses import dataclass, field

import streamlit as st

from limpide.client import Refused
from limpide.contract import CaseEvent, CaseState, DecisionList
from limpide.core.errors import Unavailable
from limpide.core.identifiers import ClientId
from limpide.dashboard.screen import Screen, decides


@dataclass
class ShownJournal:
    """The decisions, and what else happened, that a run of the page shows; None where they cannot be read now.

    Header, letter and history are drawn with the page, the form alone more often: a form that finds another journal
    than theirs draws the whole page, so that no part shows what another contradicts.
    """

    screen: Screen
    client_id: ClientId
    decided: DecisionList | None
    events: list[CaseEvent] = field(default_factory=list)
    _fresh: bool = field(default=True, repr=False)

    @property
    def state(self) -> CaseState | None:
        """The state of the case, None where it cannot be read now."""
        return self.decided.state if self.decided else None

    def read_again(self) -> DecisionList:
        """Return the decisions as they are now; where the page shows others, it is drawn anew."""
        if self._fresh and self.decided is not None:
            self._fresh = False
            return self.decided
        now = self.screen.api.client.decisions(self.client_id)
        if now != self.decided:
            st.rerun()
        return now


def read_journal(screen: Screen, client_id: ClientId) -> ShownJournal:
    """Read the decisions on a client for whoever may; a silent service is told where they are used."""
    if not decides(screen.me):
        return ShownJournal(screen, client_id, None)
    try:
        client = screen.api.client
        return ShownJournal(screen, client_id, client.decisions(client_id), client.events(client_id).events)
    except (Unavailable, Refused):
        return ShownJournal(screen, client_id, None)
