"""What the journal says of the client on a page, and the page drawn anew when it says something else."""

from dataclasses import dataclass, field

import streamlit as st

from limpide.contract import CaseEvent, CaseRecords, CaseState, DecisionList, PieceList
from limpide.core.identifiers import ClientId
from limpide.dashboard.screen import Screen


@dataclass
class ShownJournal:
    """What people recorded, as a run of the page shows it; None where it cannot be read now.

    Header, letter and history are drawn with the page, the form alone more often: a form that finds another journal
    than theirs draws the whole page, so that no part shows what another contradicts.
    """

    screen: Screen
    client_id: ClientId
    records: CaseRecords | None
    _drawn: set[str] = field(default_factory=set, repr=False)

    @property
    def decided(self) -> DecisionList | None:
        """The decisions."""
        return self.records.decisions if self.records else None

    @property
    def events(self) -> list[CaseEvent]:
        """What else happened."""
        return self.records.events.events if self.records else []

    @property
    def state(self) -> CaseState | None:
        """The state of the case, None where it cannot be read now."""
        return self.decided.state if self.decided else None

    def read_again(self) -> DecisionList:
        """Return the decisions as they are now; where the page shows others, it is drawn anew."""
        if self.decided is not None and self._is_first("decisions"):
            return self.decided
        now = self.screen.api.client.decisions(self.client_id)
        if now != self.decided:
            st.rerun()
        return now

    def read_pieces(self, part: str) -> PieceList:
        """Return the documents as they are now; the page's own where a part of it is drawn for the first time."""
        if self.records is not None and self._is_first(part):
            return self.records.pieces
        return self.screen.api.client.pieces(self.client_id)

    def _is_first(self, part: str) -> bool:
        first = part not in self._drawn
        self._drawn.add(part)
        return first
