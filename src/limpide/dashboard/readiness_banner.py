"""A banner when no decision can be written: said before an officer decides, in their own words."""

from dataclasses import dataclass, field
from threading import Lock, Thread
from time import monotonic

import streamlit as st

from limpide.client import LimpideClient
from limpide.core.errors import LimpideError
from limpide.dashboard.words import Words

_FRESH_SECONDS = 5.0
_SENTENCES = {
    "away": "readiness.silent",
    "slow": "readiness.silent",
    "connections": "readiness.silent",
    "full": "readiness.full",
    "read_only": "readiness.read_only",
    "schema": "readiness.closed",
    "rights": "readiness.closed",
    "key": "readiness.closed",
}


@dataclass
class ReadinessWatch:
    """Asks a service aside whether a decision can be written; a page is shown what was last known, without waiting."""

    base_url: str
    _reason: str | None = None
    _asked_at: float = float("-inf")
    _lock: Lock = field(default_factory=Lock)

    def find_reason(self) -> str | None:
        """Return why no decision can be written, None while one can or nobody knows; asks anew when that is old."""
        with self._lock:
            old = monotonic() - self._asked_at > _FRESH_SECONDS
            if old:
                self._asked_at = monotonic()
        if old:
            Thread(target=self.ask, daemon=True).start()
        return self._reason

    def ask(self) -> None:
        """Ask now; a service that does not answer at all is told by every page itself."""
        try:
            with LimpideClient(self.base_url) as client:
                checks = client.ready().checks
        except LimpideError:
            self._reason = None
            return
        reasons = (check.reason for check in checks if check.name == "database" and not check.ready)
        self._reason = next(reasons, None)


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def watch_of(base_url: str) -> ReadinessWatch:
    """Return the watch of a service, one for all officers."""
    return ReadinessWatch(base_url)


def warn_unless_ready(watch: ReadinessWatch, words: Words) -> None:
    """Show the banner while no decision can be written."""
    sentence = _SENTENCES.get(watch.find_reason() or "")
    if sentence is not None:
        with st.container(key="readiness"):
            st.warning(words.say(sentence), icon=":material/edit_off:")
