"""What one browser's visit keeps through clicks and reloads: the token, recent cases, drafts.

The browser holds a number drawn at random, in a cookie that ends with the browser; never the token. Visits live in this
process; with a folder (``visit_store``) they outlive it, and other processes of the dashboard go on with them.
"""

import atexit
import json
import logging
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from time import sleep, time
from typing import Any

import streamlit as st

from limpide.core.identifiers import ClientId
from limpide.dashboard.visit_store import VisitStore

_COOKIE = "limpide_visit"
_NUMBER = "visit"
_OF_BROWSER = (_NUMBER, "language", "submissions")
_LANGUAGE = "lang"
_LASTS = 10 * 3600  # seconds: a working day; then one signs in again
_MOST_VISITS = 2_000
_MOST_RECENT = 6
_MOST_DRAFTS = 50
_LONG_ENOUGH = 32
_SAVED_EVERY = 1.0  # seconds
_ON_DISK = ("token", "person", "signed_out", "wanted", "recent", "drafts", "officer", "since")
_SCRIPT = "<script>document.cookie={cookie} + (location.protocol === 'https:' ? '; Secure' : '');</script>"


@dataclass
class Visit:
    """What is kept; lost after a working day, and when the dashboard is restarted without a folder for visits."""

    token: str | None = None
    person: str | None = None  # whose recent cases and drafts these are
    signed_out: bool = False
    wanted: tuple[str, dict[str, list[str]]] | None = None  # the page asked for before signing in elsewhere
    recent: list[ClientId] = field(default_factory=list)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    officer: dict[str, Any] = field(default_factory=dict)  # who signs, where the service runs without accounts
    in_flight: set[Any] = field(default_factory=set)  # submissions that wait for an answer
    known: bool = False  # whether the service knew who it is, when it was last asked
    since: float = field(default_factory=time)
    saved: float = 0.0  # when it was last written to disk, or read from there
    in_use: bool = False  # seen since then

    def find_token(self, usual: str | None) -> str | None:
        """Return the token to show; ``usual`` is that of whoever has not signed in, until they sign out."""
        return self.token or (None if self.signed_out else usual)

    def remember(self, client_id: ClientId) -> None:
        """Put a client first among the recent cases."""
        self.in_use = True
        self.recent = [client_id, *(case for case in self.recent if case != client_id)][:_MOST_RECENT]

    def draft(self, name: str) -> dict[str, Any]:
        """Return what was typed and not sent yet under a name, to be read and written."""
        self.in_use = True
        while len(self.drafts) >= _MOST_DRAFTS and name not in self.drafts:
            kept = list(self.drafts.items())  # another tab may add to them meanwhile
            unused = [each for each, typed in kept if not typed]
            self.drafts.pop(unused[0] if unused else kept[0][0], None)
        return self.drafts.setdefault(name, {})

    def forget_person(self) -> None:
        """Forget all that is one person's."""
        self.in_use = True
        self.recent, self.drafts, self.officer = [], {}, {}


def keep_visits_in(folder: Path | None) -> None:
    """Let visits outlive this process, from the first call on; None keeps them in memory alone."""
    if folder is not None:
        _saver(folder)


def current_visit() -> Visit:
    """Return what is kept for this browser."""
    opened = _NUMBER not in st.session_state
    number = _number()
    visit: Visit = _visit(number)
    if opened:
        for saver in _savers:
            saver.read(number, visit)
    if time() - visit.since > _LASTS:
        _visit.clear(number)
        visit = _visit(number)
    visit.in_use = True
    if _savers:
        _visits[number] = visit
    return visit


def sign_in(token: str, person: str | None) -> None:
    """Keep a token under a new number: one that somebody saw before opens nothing.

    Recent cases and drafts are those of a person at a browser: somebody else finds none.
    """
    kept = current_visit()
    for saver in _savers:
        saver.forget(st.session_state[_NUMBER])
    st.session_state[_NUMBER] = secrets.token_urlsafe()
    visit = current_visit()
    visit.signed_out = False
    visit.token, visit.person = token, person
    if person is not None and kept.person == person:
        visit.recent, visit.drafts = kept.recent, kept.drafts
    else:
        kept.forget_person()
        _forget_tab(was=kept.person)


def belong_to(visit: Visit, person: str) -> None:
    """Empty a visit that was another person's: one comes back from the identity provider as somebody else."""
    if visit.person == person:
        return
    was, visit.person = visit.person, person
    if was is None and visit.token is not None:
        return  # signed in before an upgrade: nobody was named then
    if was is not None:
        visit.wanted = None
    visit.forget_person()
    _forget_tab(was=was)


def _forget_tab(*, was: str | None) -> None:
    """Forget what this tab showed and what was typed in it; its visit and its language stay.

    If somebody else ``was`` here, the address names their case: it is forgotten too.
    """
    for key in list(st.session_state):
        if key not in _OF_BROWSER:
            del st.session_state[key]
    if was is not None:
        for name in list(st.query_params):
            if name != _LANGUAGE:
                del st.query_params[name]


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


@dataclass
class VisitSaver:
    """Writes the visits that were seen to disk every second, and when the process ends."""

    store: VisitStore
    visits: dict[str, Visit]

    def read(self, number: str, visit: Visit) -> None:
        """Bring a visit up to date with what another process wrote of it, or this one before it was restarted."""
        written = self.store.load(number)
        if written is None or written["saved"] <= visit.saved:
            return
        for name in (*_ON_DISK, "saved"):
            setattr(visit, name, written.get(name, getattr(visit, name)))
        visit.recent = [str(case) for case in visit.recent]  # whole numbers, where an earlier release wrote them

    def write(self) -> None:
        """Write every visit that was seen since the last time."""
        for number, visit in list(self.visits.items()):
            if time() - visit.since > _LASTS:
                self.forget(number)
            elif visit.in_use:
                self._write(number, visit)

    def forget(self, number: str) -> None:
        """Delete a visit, here and on disk."""
        self.visits.pop(number, None)
        self.store.forget(number)

    def _write(self, number: str, visit: Visit) -> None:
        visit.in_use = False
        now = time()
        try:
            self.store.save(number, {"saved": now, **{name: getattr(visit, name) for name in _ON_DISK}})
        except (RuntimeError, OSError) as error:  # a script writes in it just now, or the disk is full
            _logger.warning("a visit could not be written: %s", error)
            visit.in_use = True
        else:
            visit.saved = now


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _saver(folder: Path) -> VisitSaver:
    saver = VisitSaver(VisitStore(folder, _LASTS), _visits)
    atexit.register(saver.write)
    Thread(target=_write_for_ever, args=(saver,), daemon=True, name="visits").start()
    _savers.append(saver)
    return saver


def _write_for_ever(saver: VisitSaver) -> None:
    while True:
        sleep(_SAVED_EVERY)
        saver.write()


_visits: dict[str, Visit] = {}
_savers: list[VisitSaver] = []
_logger = logging.getLogger(__name__)
