"""What one browser's visit keeps in this process through clicks and reloads: the token, recent cases, drafts.

The browser holds a number drawn at random, in a cookie that ends with the browser; never the token.
"""

import json
import secrets
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import streamlit as st

_COOKIE = "limpide_visit"
_NUMBER = "visit"
_LASTS = 10 * 3600  # seconds: a working day; then one signs in again
_MOST_VISITS = 2_000
_MOST_RECENT = 6
_MOST_DRAFTS = 50
_LONG_ENOUGH = 32
_SCRIPT = "<script>document.cookie={cookie} + (location.protocol === 'https:' ? '; Secure' : '');</script>"


@dataclass
class Visit:
    """What is kept; lost when the dashboard is restarted, and after a working day."""

    token: str | None = None
    signed_out: bool = False
    wanted: tuple[str, dict[str, list[str]]] | None = None  # the page asked for before signing in elsewhere
    recent: list[int] = field(default_factory=list)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    officer: dict[str, Any] = field(default_factory=dict)  # who signs, where the service runs without accounts
    in_flight: set[Any] = field(default_factory=set)  # submissions that wait for an answer
    since: float = field(default_factory=monotonic)

    def find_token(self, usual: str | None) -> str | None:
        """Return the token to show; ``usual`` is that of whoever has not signed in, until they sign out."""
        return self.token or (None if self.signed_out else usual)

    def remember(self, client_id: int) -> None:
        """Put a client first among the recent cases."""
        self.recent = [client_id, *(case for case in self.recent if case != client_id)][:_MOST_RECENT]

    def draft(self, name: str) -> dict[str, Any]:
        """Return what was typed and not sent yet under a name, to be read and written."""
        while len(self.drafts) >= _MOST_DRAFTS and name not in self.drafts:
            kept = list(self.drafts.items())  # another tab may add to them meanwhile
            unused = [each for each, typed in kept if not typed]
            self.drafts.pop(unused[0] if unused else kept[0][0], None)
        return self.drafts.setdefault(name, {})


def current_visit() -> Visit:
    """Return what is kept for this browser."""
    number = _number()
    visit: Visit = _visit(number)
    if monotonic() - visit.since > _LASTS:
        _visit.clear(number)
        visit = _visit(number)
    return visit


def sign_in(token: str) -> None:
    """Keep a token under a new number: one that somebody saw before opens nothing."""
    kept = current_visit()
    st.session_state[_NUMBER] = secrets.token_urlsafe()
    visit = current_visit()
    visit.signed_out = False
    visit.token, visit.recent, visit.drafts = token, kept.recent, kept.drafts


def sign_out() -> None:
    """Forget the token; what was typed stays for when the same browser signs in again."""
    visit = current_visit()
    visit.token, visit.signed_out = None, True


def mark_browser() -> None:
    """Give the browser the number of its visit."""
    number = _number()
    if st.context.cookies.get(_COOKIE) != number:
        cookie = json.dumps(f"{_COOKIE}={number}; Path=/; SameSite=Strict")
        st.html(_SCRIPT.format(cookie=cookie), unsafe_allow_javascript=True)


def _number() -> str:
    if _NUMBER not in st.session_state:
        known = st.context.cookies.get(_COOKIE, "")
        st.session_state[_NUMBER] = known if len(known) >= _LONG_ENOUGH else secrets.token_urlsafe()
    number: str = st.session_state[_NUMBER]
    return number


# Streamlit's own time limit would load NumPy and pandas, 80 MB.
@st.cache_resource(max_entries=_MOST_VISITS, show_spinner=False)  # type: ignore[untyped-decorator]
def _visit(number: str) -> Visit:  # noqa: ARG001 - whose it is
    return Visit()
