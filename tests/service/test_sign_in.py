"""Sign-in over time: however lookups fail, nobody passes on what was known longer ago than the stated grace."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures_service import JOURNAL
from limpide.contract import Role
from limpide.core.errors import TooManyFailures, Unavailable
from limpide.database import accounts
from limpide.database.engine import Engine, create_engine, transaction
from limpide.service.security import Caller
from limpide.service.security_doors import FAILURES, FRESH_SECONDS, STALE_SECONDS, Admission, Doors, account_lookup

SOMEBODY = Caller("A", Role.OFFICER)
FOREVER = float("inf")
HOW = ["yes", "no", "silent", "broken"]


class BrokenError(Exception):
    """What nobody foresaw."""


@given(st.lists(st.tuples(st.sampled_from([0.1, 1.0, 4.5, 100.0, 299.0, 7200.0]), st.sampled_from(HOW)), max_size=30))
def test_nobody_is_admitted_on_stale_knowledge_however_the_lookup_fails(steps: list[tuple[float, str]]) -> None:
    now, answer = [1000.0], ["yes"]
    last_yes = last_word = float("-inf")
    said: list[tuple[float, str]] = []

    def look_up(_token: str) -> Admission:
        said.append((now[0], answer[0]))
        if answer[0] == "silent":
            raise Unavailable("down")
        if answer[0] == "broken":
            raise BrokenError
        return Admission(SOMEBODY if answer[0] == "yes" else None, expires_at=FOREVER)

    doors = Doors(look_up, clock=lambda: now[0])

    async def walk() -> None:
        nonlocal last_yes, last_word
        for seconds, answer[0] in steps:
            now[0] += seconds
            try:
                caller = await doors.admit("token")
            except (Unavailable, BrokenError):
                caller = None
            known = [(at, word) for at, word in said if word in ("yes", "no")]
            last_word, word = known[-1] if known else (float("-inf"), "no")
            if caller is not None:
                assert word == "yes"
                assert now[0] - last_word <= STALE_SECONDS
            failed = max((at for at, each in said if each in ("silent", "broken")), default=float("-inf"))
            if (
                answer[0] in ("yes", "no") and now[0] - failed > 1
            ):  # whoever can be asked again is believed within seconds
                assert (caller is None) == (word == "no")
                assert now[0] - last_word <= FRESH_SECONDS + 1

    asyncio.run(walk())


def test_strangers_push_no_known_caller_out() -> None:
    now, silent = [1000.0], [False]

    def look_up(token: str) -> Admission:
        if silent[0]:
            raise Unavailable("down")
        return Admission(SOMEBODY if token.startswith("known") else None, expires_at=FOREVER)

    doors = Doors(look_up, clock=lambda: now[0])

    async def flood() -> Caller | None:
        assert await doors.admit("known") == SOMEBODY
        for number in range(10_050):
            now[0] += 1 / FAILURES.a_second / 100
            assert await doors.admit(f"stranger {number}", address=str(number)) is None
        silent[0] = True
        return await doors.admit("known")

    assert asyncio.run(flood()) == SOMEBODY


def test_guessing_is_slowed_at_one_address_and_locks_nobody_out() -> None:
    now, asked = [1000.0], [0]

    def look_up(token: str) -> Admission:
        asked[0] += 1
        return Admission(SOMEBODY if token.startswith("mine") else None, expires_at=FOREVER)

    doors = Doors(look_up, clock=lambda: now[0])

    async def guess() -> None:
        assert await doors.admit("mine", address="10.0.0.1") == SOMEBODY
        for number in range(int(FAILURES.at_once)):
            assert await doors.admit(f"guess {number}", address="10.0.0.1") is None
        lookups = asked[0]
        for number in range(1_000):
            with pytest.raises(TooManyFailures):
                await doors.admit(f"more {number}", address="10.0.0.1")
        assert asked[0] == lookups  # a guess beyond the limit costs no lookup
        assert await doors.admit("mine", address="10.0.0.1") == SOMEBODY  # who is known goes on, there too
        assert await doors.admit("mine too", address="10.0.0.2") == SOMEBODY  # and everybody elsewhere
        now[0] += 1 / FAILURES.a_second
        assert await doors.admit("mine later", address="10.0.0.1") == SOMEBODY

    asyncio.run(guess())


def test_a_revocation_reaches_every_process_within_five_seconds(engine: Engine, database_url: str) -> None:
    other = create_engine(database_url)
    now = [1000.0]
    with transaction(engine) as begun:
        made = accounts.create(begun.connection, "A", role=Role.OFFICER, valid_for=timedelta(days=1), keys=JOURNAL.keys)
    workers = [Doors(account_lookup(each), clock=lambda: now[0]) for each in (engine, other)]

    async def ask() -> list[Caller | None]:
        return [await each.admit(made.token) for each in workers]

    async def revoke_and_ask() -> list[Caller | None]:
        assert None not in await ask()
        with transaction(engine) as begun:
            accounts.revoke(begun.connection, "a", keys=JOURNAL.keys)
        now[0] += 5.0
        found = await ask()
        for each in workers:
            await each.close()
        return found

    assert FRESH_SECONDS + 1 <= 5
    assert asyncio.run(revoke_and_ask()) == [None, None]
    other.dispose()
