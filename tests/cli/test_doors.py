"""Who is let in before there are accounts: this machine only, until the first account closes the doors."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from fixtures_service import JOURNAL
from limpide.cli.doors import choose_doors
from limpide.contract import Role
from limpide.core.errors import InvalidInput
from limpide.database import accounts
from limpide.database.engine import Engine, create_engine, transaction
from limpide.service import security_doors
from limpide.service.security_doors import Doors


@pytest.fixture
def owner(database_url: str) -> Iterator[Engine]:
    made = create_engine(database_url)
    yield made
    made.dispose()


def make_account(owner: Engine) -> None:
    with transaction(owner) as begun:
        accounts.create(begun.connection, "Zoé", role=Role.OFFICER, valid_for=timedelta(days=1), keys=JOURNAL.keys)


def are_open(doors: Doors) -> bool:
    return asyncio.run(doors.are_open())


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::"])  # noqa: S104 - what is refused
def test_without_accounts_nothing_listens_where_others_could_reach_it(owner: Engine, host: str) -> None:
    with pytest.raises(InvalidInput, match=f"no accounts yet, and {host} can be reached from elsewhere"):
        choose_doors(owner, None, host)
    make_account(owner)
    assert not are_open(choose_doors(owner, None, host))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_on_this_machine_the_first_account_closes_an_open_service_by_itself(
    owner: Engine, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors = choose_doors(owner, None, host)
    assert are_open(doors)
    make_account(owner)
    monkeypatch.setattr(security_doors, "FRESH_SECONDS", 0.0)  # as if its five seconds were over
    assert not are_open(doors)


def test_a_silent_database_opens_no_door() -> None:
    nowhere = create_engine("postgresql://nobody@127.0.0.1:1/none")
    assert not are_open(choose_doors(nowhere, None, "127.0.0.1"))
    nowhere.dispose()
