"""From a token to a caller: looked up in PostgreSQL or checked with the issuer, then remembered for seconds."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from limpide.core.errors import Unavailable
from limpide.database import accounts
from limpide.database.engine import Engine, transaction
from limpide.service.security import Caller

FRESH_SECONDS = 5.0  # a revoked token passes this long at most
STALE_SECONDS = 300.0  # while PostgreSQL is silent nobody can be revoked either: known callers go on
_MOST_TOKENS = 10_000
_ISSUED_DOTS = 2  # a token of an issuer has three parts, ours has one


@dataclass(frozen=True)
class Admission:
    """Whose a token is (None: nobody's), and when it ends by itself (seconds since 1970)."""

    caller: Caller | None
    expires_at: float


class Lookup(Protocol):
    """Says whose a token is; ``Unavailable`` when that cannot be known now."""

    def __call__(self, token: str, /) -> Admission:
        """Look it up; runs in a thread."""


@dataclass
class _Known:
    admission: Admission
    asked_at: float
    asked_again_at: float


class Doors:
    """Admits callers by their tokens; one for the whole process."""

    def __init__(
        self,
        own: Lookup,
        issued: Lookup | None = None,
        *,
        needed: Callable[[], bool] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take who knows our own tokens and the issuer's; ``needed`` says when an open service must close."""
        self._own = own
        self._issued = issued
        self._needed = needed
        self._asked_if_needed = 0.0
        self._clock = clock
        self._known: dict[bytes, _Known] = {}

    async def are_open(self) -> bool:
        """Whether everybody may pass still: only while there is no account; once closed, always closed."""
        if self._needed is None:
            return False
        now = self._clock()
        if now - self._asked_if_needed >= FRESH_SECONDS:
            self._asked_if_needed = now
            if await run_in_threadpool(self._needed):
                self._needed = None
        return self._needed is not None

    async def admit(self, token: str) -> Caller | None:
        """Return whose token this is, None when it is nobody's; ``Unavailable`` when that cannot be known now."""
        digest = sha256(token.encode("latin-1", errors="replace")).digest()
        known, now = self._known.get(digest), self._clock()
        if known is None or now >= known.asked_again_at:
            known = await self._ask(token, digest, known)
        return known.admission.caller if now < known.admission.expires_at else None

    async def _ask(self, token: str, digest: bytes, known: _Known | None) -> _Known:
        now = self._clock()
        if known is not None:
            known.asked_again_at = now + 1.0  # one asks, the others go on with what is known
        try:
            admission = await run_in_threadpool(self._lookup(token), token)
        except Unavailable:
            if known is None or now - known.asked_at > STALE_SECONDS:
                raise
            return known
        if len(self._known) >= _MOST_TOKENS:
            self._known.clear()
        found = _Known(admission, asked_at=now, asked_again_at=now + FRESH_SECONDS)
        self._known[digest] = found
        return found

    def _lookup(self, token: str) -> Lookup:
        return self._issued if self._issued is not None and token.count(".") == _ISSUED_DOTS else self._own


def accounts_exist(engine: Engine, *, unknown: bool) -> bool:
    """Whether there was ever an account; ``unknown`` when PostgreSQL does not say."""
    try:
        with transaction(engine) as begun:
            return accounts.are_there_any(begun.connection)
    except Unavailable:
        return unknown


def account_lookup(engine: Engine) -> Lookup:
    """Return the lookup among our own accounts."""

    def look_up(token: str) -> Admission:
        with transaction(engine) as begun:
            account = accounts.find_by_token(begun.connection, accounts.digest(token))
        if account is None:
            return Admission(None, expires_at=float("inf"))
        return Admission(Caller(account.name, account.role, account.desk), expires_at=account.expires_at.timestamp())

    return look_up
