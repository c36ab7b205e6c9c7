"""From a token to a caller: looked up in PostgreSQL or checked with the issuer, then remembered for seconds."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from limpide.contract import Account
from limpide.core.errors import TooManyFailures, Unavailable
from limpide.database import accounts
from limpide.database.engine import Engine, transaction
from limpide.database.provider_people import name_person
from limpide.service.rate_limit import Rate, TokenBuckets
from limpide.service.security import Caller

FRESH_SECONDS = 4.0  # a revoked token passes this long, and while another request asks a second longer
STALE_SECONDS = 300.0  # while PostgreSQL is silent nobody can be revoked either: known callers go on
FAILURES = Rate(1.0, 100)  # sign-ins of one address that may fail, a second and at once
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

    @property
    def is_somebody(self) -> bool:
        return self.admission.caller is not None


class _Cache:
    """LRU caches of callers and of strangers: however many strangers come, no caller is forgotten for them."""

    def __init__(self) -> None:
        self.callers: OrderedDict[bytes, _Known] = OrderedDict()
        self._strangers: OrderedDict[bytes, _Known] = OrderedDict()

    def find(self, digest: bytes) -> _Known | None:
        for cache in (self.callers, self._strangers):
            known = cache.get(digest)
            if known is not None:
                cache.move_to_end(digest)
                return known
        return None

    def store(self, digest: bytes, known: _Known) -> None:
        cache, other = self.callers, self._strangers
        if not known.is_somebody:
            cache, other = other, cache
        other.pop(digest, None)
        cache[digest] = known
        cache.move_to_end(digest)
        while len(cache) > _MOST_TOKENS:
            cache.popitem(last=False)


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
        self._issued = issued if issued is None or not isinstance(own, OwnAccounts) else NamedPeople(issued, own.engine)
        self._accounts = own if isinstance(own, OwnAccounts) else None
        self._asked_again = 0.0
        self._aside: asyncio.Future[None] | None = None
        self._needed = needed
        self._asked_if_needed = 0.0
        self._clock = clock
        self._cache = _Cache()
        self._failures = TokenBuckets(clock=clock)

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

    async def admit(self, token: str, *, address: str = "") -> Caller | None:
        """Return whose token this is, None when it is nobody's.

        ``Unavailable`` when that cannot be known now, and was not known within ``STALE_SECONDS``. ``TooManyFailures``
        for a token not seen before from an ``address`` where too many were nobody's; tokens in use go on everywhere.
        """
        digest = accounts.digest(token)
        known, now = self._cache.find(digest), self._clock()
        if known is None:
            known = await self._ask_first(token, digest, address)
        elif now >= known.asked_again_at or now - known.asked_at > STALE_SECONDS:
            known = await self._ask_again(token, digest, known)
        known.used_at = now
        self._ask_aside(now)
        return known.admission.caller if now < known.admission.expires_at else None

    async def _ask_first(self, token: str, digest: bytes, address: str) -> _Known:
        seconds = self._failures.wait(address, FAILURES)
        if seconds:
            raise TooManyFailures(seconds)
        found = await self._ask(token, digest)
        if not found.is_somebody:
            self._failures.consume(address, FAILURES)
        return found

    async def _ask_again(self, token: str, digest: bytes, known: _Known) -> _Known:
        known.asked_again_at = self._clock() + 1.0  # one asks, the others go on with what is known
        try:
            return await self._ask(token, digest)
        except Unavailable:
            if self._clock() - known.asked_at > STALE_SECONDS:
                raise
            return known

    async def _ask(self, token: str, digest: bytes) -> _Known:
        now = self._clock()
        admission = await run_in_threadpool(self._lookup(token), token)
        ours = admission.caller is not None and not self._is_issued(token)
        found = _Known(admission, asked_at=now, asked_again_at=now + FRESH_SECONDS, used_at=now, is_ours=ours)
        self._cache.store(digest, found)
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
        callers = list(self._cache.callers.items())
        known = {digest: each for digest, each in callers if each.is_ours and each.used_at > since}
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


@dataclass(frozen=True)
class NamedPeople:
    """The lookup among an issuer's tokens, of people under the name that is theirs here."""

    issuer: Lookup
    engine: Engine

    def __call__(self, token: str, /) -> Admission:
        """Look one up; a person who was revoked is nobody."""
        admission = self.issuer(token)
        caller = admission.caller
        if caller is None or caller.person is None or caller.name is None:
            return NOBODY
        person = caller.person
        with transaction(self.engine) as begun:
            name = name_person(begun.connection, person.issuer, person.subject, caller.name)
        return NOBODY if name is None else replace(admission, caller=replace(caller, name=name))


def _admission(account: Account) -> Admission:
    return Admission(Caller(account.name, account.role, account.desk), expires_at=account.expires_at.timestamp())
