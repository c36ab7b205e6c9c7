"""From a token to a caller: looked up in PostgreSQL or checked with the issuer, then remembered for seconds."""

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from limpide.contract import Account
from limpide.core.errors import Unavailable
from limpide.database import accounts
from limpide.database.engine import Engine, transaction
from limpide.service.security import Caller

FRESH_SECONDS = 5.0  # a revoked token passes this long at most
STALE_SECONDS = 300.0  # while PostgreSQL is silent nobody can be revoked either: known callers go on
_USED_SECONDS = 900.0  # who was here so lately is likely to ask again
_MOST_TOKENS = 10_000
_ISSUED_DOTS = 2  # a token of an issuer has three parts, ours has one


@dataclass(frozen=True)
class Admission:
    """Whose a token is (None: nobody's), and when it ends by itself (seconds since 1970)."""

    caller: Caller | None
    expires_at: float


NOBODY = Admission(None, expires_at=float("inf"))


class Lookup(Protocol):
    """Says whose a token is; ``Unavailable`` when that cannot be known now."""

    def __call__(self, token: str, /) -> Admission:
        """Look it up; runs in a thread."""


@dataclass
class _Known:
    admission: Admission
    asked_at: float
    asked_again_at: float
    used_at: float
    is_ours: bool  # somebody's, by our own accounts


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
        """Take who knows our own tokens and the issuer's; ``needed`` says when an open service must close.

        Tokens of ours that are in use are asked for together, aside, so that hardly a request waits for its own.
        """
        self._own = own
        self._issued = issued
        self._accounts = own if isinstance(own, OwnAccounts) else None
        self._asked_again = 0.0
        self._aside: asyncio.Future[None] | None = None
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
        digest = accounts.digest(token)
        known, now = self._known.get(digest), self._clock()
        if known is None or now >= known.asked_again_at:
            known = await self._ask(token, digest, known)
        known.used_at = now
        self._ask_aside(now)
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
        ours = admission.caller is not None and not self._is_issued(token)
        found = _Known(admission, asked_at=now, asked_again_at=now + FRESH_SECONDS, used_at=now, is_ours=ours)
        self._known[digest] = found
        return found

    def _ask_aside(self, now: float) -> None:
        if self._accounts is not None and now - self._asked_again >= FRESH_SECONDS / 2:
            self._asked_again = now
            self._aside = asyncio.get_running_loop().run_in_executor(None, self._refresh, self._accounts, now)

    async def close(self) -> None:
        """Wait for what is asked aside, so that its connection is given back before the engine is disposed of."""
        if self._aside is not None:
            await self._aside
            self._aside = None

    def _refresh(self, own: "OwnAccounts", now: float) -> None:
        """Ask for the tokens that were used lately, as of ``now``; while PostgreSQL is silent they grow older."""
        since = now - _USED_SECONDS
        known = {digest: each for digest, each in list(self._known.items()) if each.is_ours and each.used_at > since}
        try:
            found = own.find(known)
        except Unavailable:
            return
        for digest, each in known.items():
            if each.asked_at < now:
                each.admission = found.get(digest, NOBODY)
                each.asked_at, each.asked_again_at = now, now + FRESH_SECONDS

    def _lookup(self, token: str) -> Lookup:
        return self._issued if self._issued is not None and self._is_issued(token) else self._own

    def _is_issued(self, token: str) -> bool:
        return self._issued is not None and token.count(".") == _ISSUED_DOTS


def accounts_exist(engine: Engine, *, unknown: bool) -> bool:
    """Whether there was ever an account; ``unknown`` when PostgreSQL does not say."""
    try:
        with transaction(engine) as begun:
            return accounts.are_there_any(begun.connection)
    except Unavailable:
        return unknown


@dataclass(frozen=True)
class OwnAccounts:
    """The lookup among our own accounts, of one token or of many at once."""

    engine: Engine

    def __call__(self, token: str, /) -> Admission:
        """Look one up."""
        digest = accounts.digest(token)
        return self.find([digest]).get(digest, NOBODY)

    def find(self, digests: Collection[bytes]) -> dict[bytes, Admission]:
        """Return the admissions of tokens by their digests; those that are nobody's are missing."""
        with transaction(self.engine) as begun:
            found = accounts.find_by_tokens(begun.connection, digests)
        return {digest: _admission(account) for digest, account in found.items()}


def account_lookup(engine: Engine) -> OwnAccounts:
    """Return the lookup among our own accounts."""
    return OwnAccounts(engine)


def _admission(account: Account) -> Admission:
    return Admission(Caller(account.name, account.role, account.desk), expires_at=account.expires_at.timestamp())
